"""The Indonesian words the voice can say, and how each is pronounced. Pure data; must never know a call or a file.

The keys are clip names: a recorded human voice replaces a clip by a WAV file of the same name. The sounds are eSpeak
phonemes of its Indonesian voice rather than spelling: left to itself it says "sebelas", "empat" and "enam" with a wrong
e and swallows the second vowel of "loket". Letters carry their Indonesian names.
"""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """One clip that is spoken.

    Attributes:
        says: the words, as a person reads them aloud and as Piper is given them.
        phonemes: the sounds, as eSpeak is given them.
        listen: what tells a good recording from a bad one.
    """

    says: str
    phonemes: str
    listen: str


CHIME = "gong"
SHORT_CHIME = "ting"  # when the hall is listening already
ALARM = "tanda-bahaya"
CHIMES = (CHIME, SHORT_CHIME, ALARM)  # reckoned, not spoken; a recording replaces them like any other clip
NUMBER = "nomor-antrean"
GO_TO = "silakan-menuju"
COUNTER = "loket"
DASH = "strip"  # said aloud: A-A001, a kiosk's own number, must not sound like AA001, another service's

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

NUMBERS = {
    **dict(enumerate(DIGITS)),
    10: "sepuluh",
    11: "sebelas",
    12: ">> belas",
    20: "<< puluh [>>]",
    100: "seratus [>>]",
    200: "<< ratus [>>]",
    1000: "seribu [>>]",
    2000: "<< ribu [>>]",
    1_000_000: "<< juta [>>]",
}

PHRASES = {
    NUMBER: Word("nomor antrean", "n'omOR antR2'ean", "antre-an, three syllables; never *antrian*"),
    GO_TO: Word(
        "silakan menuju", "sil'akan m@n'udZu", "no h after the l; the first e of *menuju* as in *emas*"
    ),
    COUNTER: Word("loket", "l'okEt", "both vowels: lo-ket, not *lokt*"),
}

NUMERALS = {
    "nol": Word("nol", "n'ol", "the o of *toko*, a clear l; never *kosong*"),
    "satu": Word("satu", "s'atu", "both vowels"),
    "dua": Word("dua", "d'ua", "du-a, two syllables"),
    "tiga": Word("tiga", "t'iga", "a clear t: not to be taken for *lima*"),
    "empat": Word("empat", "@mp'at", "the e of *emas*, weight on *pat*"),
    "lima": Word("lima", "l'ima", "a clear l: not to be taken for *tiga*"),
    "enam": Word("enam", "@n'am", "the e of *emas*, weight on *nam*; not *énam*"),
    "tujuh": Word("tujuh", "t'udZuh", "the h is heard"),
    "delapan": Word("delapan", "d@l'apan", "the e of *emas*; three syllables, not *dlapan*"),
    "sembilan": Word("sembilan", "s@mb'ilan", "the e of *emas*; m and b apart"),
    "sepuluh": Word("sepuluh", "s@p'uluh", "the e of *emas*; the h is heard"),
    "sebelas": Word("sebelas", "s@b@l'as", "both e as in *emas*, weight on *las*"),
    "belas": Word("belas", "b@l'as", "the e of *emas*, weight on *las*; not *bélas*"),
    "puluh": Word("puluh", "p'uluh", "the h is heard"),
    "seratus": Word("seratus", "s@R2'atus", "the e of *emas*"),
    "ratus": Word("ratus", "R2'atus", "a rolled r"),
}

MARKS = {DASH: Word("strip", "stR2'ip", "one syllable, no vowel before the t")}

LETTERS = {
    "A": Word("a", "'a", "long enough to be told from K and H"),
    "B": Word("be", "b'e", "the e of *beres*; not to be taken for D, G, P"),
    "C": Word("ce", "tS'e", "as in *cerita*, with the e of *beres*; not *se*"),
    "D": Word("de", "d'e", "not to be taken for B, G, T"),
    "E": Word("e", "'e", "the e of *beres*"),
    "F": Word("ef", "'Ef", "the f is heard; not to be taken for S"),
    "G": Word("ge", "g'e", "a hard g, as in *gula*"),
    "H": Word("ha", "h'a", "the h is heard; not to be taken for K or A"),
    "I": Word("i", "'i", "the Indonesian i, not the English *ai*"),
    "J": Word("je", "dZ'e", "as in *jejak*; not *ye*"),
    "K": Word("ka", "k'a", "a sharp k; not to be taken for H"),
    "L": Word("el", "'El", "the l is heard"),
    "M": Word("em", "'Em", "lips closed at the end; not to be taken for N"),
    "N": Word("en", "'En", "tongue at the teeth; not to be taken for M"),
    "O": Word("o", "'o", "the letter: a zero is *nol*"),
    "P": Word("pe", "p'e", "a sharp p; not to be taken for B or T"),
    "Q": Word("ki", "k'i", "*ki*, not *kyu*"),
    "R": Word("er", "'ER", "a rolled r at the end"),
    "S": Word("es", "'Es", "a sharp s; not to be taken for F"),
    "T": Word("te", "t'e", "a sharp t; not to be taken for D or P"),
    "U": Word("u", "'u", "the Indonesian u"),
    "V": Word("ve", "v'e", "*ve* with teeth on the lip; not to be taken for W or P"),
    "W": Word("we", "w'e", "lips round; not to be taken for V"),
    "X": Word("eks", "'Eks", "one syllable"),
    "Y": Word("ye", "j'e", "as in *yakin*; not to be taken for J"),
    "Z": Word("zet", "z'Et", "a voiced z, the t is heard"),
}

WORDS = {**PHRASES, **NUMERALS, **MARKS, **LETTERS}
"""Every clip that is spoken, by its name."""

READ = {  # words of running text that the voice would say with a wrong e, or swallow
    **{name: word.phonemes for name, word in NUMERALS.items()},
    "antrean": "antR2'ean",
    "loket": "l'okEt",
    "tekan": "t@k'an",
    "sentuh": "s@nt'uh",
    "perlu": "p@Rl'u",
    "sebentar": "s@b@nt'aR",
    "belum": "b@l'um",
    "besar": "b@s'aR",
    "beres": "b'eR2es",
    "dengan": "d@N'an",
    "dompet": "d'ompEt",
    "gedung": "g@d'uN",
    "gempa": "g@mp'a",
    "kecil": "k@tS'il",
    "menit": "m@n'it",
    "penting": "p@nt'iN",
    "peserta": "p@s@Rt'a",
    "sebelum": "s@b@l'um",
    "segera": "s@g@R2'a",
    "selesai": "s@l@s'aI",
    "senin": "s@n'in",
    "serta": "s@Rt'a",
    "setelah": "s@t@l'ah",
    "sistem": "s'istEm",
    "sore": "s'OR2e",
    "telepon": "tel'epon",
    "tenang": "t@n'aN",
    "tetap": "t@t'ap",
    "tiket": "t'ikEt",
}

WORDS_A_MINUTE = 150
LETTERS_A_MINUTE = 105  # a letter has one vowel to be told by, across a hall


def pace(clip: str) -> int:
    """How fast a clip is spoken, in eSpeak's words a minute."""
    return LETTERS_A_MINUTE if clip in LETTERS else WORDS_A_MINUTE
