"""The English words the voice can say, and how each is pronounced. Pure data; must never know a call or a file.

Spoken after the Indonesian where the mall wants it. The sounds are phonemes of eSpeak's British voice.
"""

from __future__ import annotations

from broker_config.speech.lexicon import COUNTER, DASH, DIGITS, GO_TO, NUMBER, Word

NUMBERS = {
    **dict(
        enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen".split()
        )
    ),
    20: "twenty [>>]",
    30: "thirty [>>]",
    40: "forty [>>]",
    50: "fifty [>>]",
    60: "sixty [>>]",
    70: "seventy [>>]",
    80: "eighty [>>]",
    90: "ninety [>>]",
    100: "<< hundred [and >>]",
}

MEANINGS = {
    NUMBER: "queue-number",
    GO_TO: "please-proceed-to",
    COUNTER: "counter",
    DASH: "dash",
    **{indonesian: NUMBERS[value] for value, indonesian in enumerate(DIGITS)},
}
"""What an Indonesian clip is in English."""

PHRASES = {
    "queue-number": Word("queue number", "kj'u: n'Vmb3", "two words; *queue* as the letter Q"),
    "please-proceed-to": Word("please proceed to", "pl'i:z pr@s'i:d t@", "weight on *ceed*"),
    "counter": Word("counter", "k'aUnt3", "the t is heard"),
}

NUMERALS = {
    "zero": Word("zero", "z'i@roU", "never *oh*: that is the letter"),
    "one": Word("one", "w'0n", "the n is heard"),
    "two": Word("two", "t'u:", "a long vowel"),
    "three": Word("three", "Tr'i:", "*th*, not *tree*"),
    "four": Word("four", "f'o@", "a long vowel"),
    "five": Word("five", "f'aIv", "the v is heard: not to be taken for *nine*"),
    "six": Word("six", "s'Iks", "the x is heard"),
    "seven": Word("seven", "s'Ev@n", "two syllables"),
    "eight": Word("eight", "'eIt", "the t is heard: not to be taken for the letter A"),
    "nine": Word("nine", "n'aIn", "both n: not to be taken for *five*"),
    "ten": Word("ten", "t'En", "the n is heard"),
    "eleven": Word("eleven", "Il'Ev@n", "three syllables"),
    "twelve": Word("twelve", "tw'Elv", "the v is heard"),
    "thirteen": Word("thirteen", "T3:t'i:n", "weight on *teen*: not to be taken for *thirty*"),
    "fourteen": Word("fourteen", "fo@t'i:n", "weight on *teen*: not to be taken for *forty*"),
    "fifteen": Word("fifteen", "fIft'i:n", "weight on *teen*: not to be taken for *fifty*"),
    "sixteen": Word("sixteen", "sIkst'i:n", "weight on *teen*: not to be taken for *sixty*"),
    "seventeen": Word("seventeen", "sEv@nt'i:n", "weight on *teen*: not to be taken for *seventy*"),
    "eighteen": Word("eighteen", "eIt'i:n", "weight on *teen*: not to be taken for *eighty*"),
    "nineteen": Word("nineteen", "naInt'i:n", "weight on *teen*: not to be taken for *ninety*"),
    "twenty": Word("twenty", "tw'Enti", "both t"),
    "thirty": Word("thirty", "T'3:ti", "weight on *thir*, a short end"),
    "forty": Word("forty", "f'o@ti", "weight on *for*, a short end"),
    "fifty": Word("fifty", "f'Ifti", "weight on *fif*, a short end"),
    "sixty": Word("sixty", "s'Iksti", "weight on *six*, a short end"),
    "seventy": Word("seventy", "s'Ev@nti", "weight on *sev*, a short end"),
    "eighty": Word("eighty", "'eIti", "weight on *eigh*, a short end"),
    "ninety": Word("ninety", "n'aInti", "weight on *nine*, a short end"),
    "hundred": Word("hundred", "h'VndrId", "the h is heard"),
    "and": Word("and", "'and", "whole, not *n*"),
}

MARKS = {"dash": Word("dash", "d'aS", "the sh is heard")}

LETTERS = {
    "A": Word("A", "'eI", "no t at the end: that is *eight*"),
    "B": Word("B", "b'i:", "not to be taken for D, P, V"),
    "C": Word("C", "s'i:", "a sharp s"),
    "D": Word("D", "d'i:", "not to be taken for B, T"),
    "E": Word("E", "'i:", "a long vowel alone"),
    "F": Word("F", "'Ef", "not to be taken for S"),
    "G": Word("G", "dZ'i:", "as in *gene*"),
    "H": Word("H", "'eItS", "the ch is heard"),
    "I": Word("I", "'aI", "as in *eye*"),
    "J": Word("J", "dZ'eI", "not to be taken for G or K"),
    "K": Word("K", "k'eI", "not to be taken for J or A"),
    "L": Word("L", "'El", "the l is heard"),
    "M": Word("M", "'Em", "lips closed at the end"),
    "N": Word("N", "'En", "tongue at the teeth"),
    "O": Word("O", "'oU", "the letter: a zero is *zero*"),
    "P": Word("P", "p'i:", "not to be taken for B or T"),
    "Q": Word("Q", "kj'u:", "not to be taken for U"),
    "R": Word("R", "'A@", "a long open vowel"),
    "S": Word("S", "'Es", "not to be taken for F"),
    "T": Word("T", "t'i:", "not to be taken for D or P"),
    "U": Word("U", "j'u:", "not to be taken for Q"),
    "V": Word("V", "v'i:", "not to be taken for B"),
    "W": Word("W", "d'Vb@Lj,u:", "three syllables"),
    "X": Word("X", "'Eks", "one syllable"),
    "Y": Word("Y", "w'aI", "as in *why*"),
    "Z": Word("Z", "z'Ed", "*zed*, not *zee*: that is C"),
}

WORDS = {**PHRASES, **NUMERALS, **MARKS, **LETTERS}
"""Every clip that is spoken, by its name."""
