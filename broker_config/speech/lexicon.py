"""The words the voice can say, and how each is pronounced. Pure data; must never know a call or a file.

The keys are clip names: a recorded human voice replaces a clip by a WAV file of the same name. The values are
eSpeak phonemes of its Indonesian voice rather than spelling: left to itself it says "sebelas", "empat" and
"enam" with a wrong e and swallows the second vowel of "loket". Letters carry their Indonesian names.
"""

from __future__ import annotations

CHIME = "gong"
NUMBER = "nomor-antrean"
GO_TO = "silakan-menuju"
COUNTER = "loket"

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

PHRASES = {
    NUMBER: "n'omOR antr'ean",
    GO_TO: "sil'akan m@n'udZu",
    COUNTER: "l'okEt",
}

NUMERALS = {
    "nol": "n'ol",
    "satu": "s'atu",
    "dua": "d'ua",
    "tiga": "t'iga",
    "empat": "@mp'at",
    "lima": "l'ima",
    "enam": "@n'am",
    "tujuh": "t'udZuh",
    "delapan": "d@l'apan",
    "sembilan": "s@mb'ilan",
    "sepuluh": "s@p'uluh",
    "sebelas": "s@b@l'as",
    "belas": "b@l'as",
    "puluh": "p'uluh",
    "seratus": "s@r'atus",
    "ratus": "r'atus",
}

READ = {  # words of running text that the voice would say with a wrong e, or swallow
    **NUMERALS,
    "ribu": "r'ibu",
    "seribu": "s@r'ibu",
    "juta": "dZ'uta",
    "nomor": "n'omOR",
    "antrean": "antr'ean",
    "silakan": "sil'akan",
    "loket": "l'okEt",
    "tekan": "t@k'an",
    "kembali": "k@mb'ali",
    "sentuh": "s@nt'uh",
    "perlu": "p@rl'u",
    "sebentar": "s@b@nt'ar",
}

DASH = "strip"  # said aloud: A-A001, a kiosk's own number, must not sound like AA001, another service's
MARKS = {DASH: "str'ip"}

LETTERS = {
    "A": "'a",
    "B": "b'e",
    "C": "tS'e",
    "D": "d'e",
    "E": "'e",
    "F": "'Ef",
    "G": "g'e",
    "H": "h'a",
    "I": "'i",
    "J": "dZ'e",
    "K": "k'a",
    "L": "'El",
    "M": "'Em",
    "N": "'En",
    "O": "'o",
    "P": "p'e",
    "Q": "k'i",
    "R": "'ER",
    "S": "'Es",
    "T": "t'e",
    "U": "'u",
    "V": "v'e",
    "W": "w'e",
    "X": "'Eks",
    "Y": "j'e",
    "Z": "z'Et",
}

SPOKEN: dict[str, str] = {**PHRASES, **NUMERALS, **MARKS, **LETTERS}
"""Clip name to phonemes: every clip but the chime, which is reckoned, not spoken."""

WORDS_A_MINUTE = 150
LETTERS_A_MINUTE = 105  # a letter has one vowel to be told by, across a hall


def pace(clip: str) -> int:
    """How fast a clip is spoken, in eSpeak's words a minute."""
    return LETTERS_A_MINUTE if clip in LETTERS else WORDS_A_MINUTE
