"""Running text as the synthesiser has to be given it: numbers written out, mispronounced words as phonemes. Pure.

The synthesiser's own Indonesian numbers are wrong.
"""

from __future__ import annotations

import re

from broker_config.speech.lexicon import READ
from broker_config.speech.numerals import amount

_MONEY = re.compile(r"Rp\s?(\d{1,3}(?:\.\d{3})*)")
_NUMBER = re.compile(r"(?<![\w.])\d{1,8}(?![\w])")
_HOUR = re.compile(r"\b(\d{1,2})\.(\d{2})\b")
_WORD = re.compile(r"[^\W\d_]+")


def written_out(text: str, language: str) -> str:
    """Text with its numbers, hours and money in words.

    >>> written_out("Buka 07.30, Rp5.000", "id")
    'Buka tujuh tiga puluh, lima ribu rupiah'
    """
    text = text.replace("KTP-el", "KTP elektronik" if language == "id" else "electronic KTP").replace(
        "/", " "
    )
    if language != "id":
        return _MONEY.sub(lambda money: f"{money[1].replace('.', '')} rupiah", text)
    text = _MONEY.sub(lambda money: f"{' '.join(amount(int(money[1].replace('.', ''))))} rupiah", text)
    text = _HOUR.sub(lambda hour: f"{int(hour[1])} {'' if hour[2] == '00' else int(hour[2])}", text)
    return _NUMBER.sub(lambda number: " ".join(amount(int(number[0]))), text)


def phonetic(text: str, language: str) -> str:
    """Text with the phonemes of the words that the synthesiser would mispronounce.

    >>> phonetic("Tekan empat untuk Samsat", "id")
    "[[t@k'an]] [[@mp'at]] untuk Samsat"
    """
    if language != "id":
        return text
    return _WORD.sub(
        lambda word: f"[[{READ[word[0].lower()]}]]" if word[0].lower() in READ else word[0], text
    )
