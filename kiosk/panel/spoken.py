"""A view to what is read aloud of it: the page, its options, and what to press. Pure; must never touch a sound device.

Numbers are written out here, because the synthesiser's own Indonesian numbers are wrong, and what is pressed is said
as it stands on the key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from broker_config.speech.lexicon import READ
from broker_config.speech.numerals import amount, digits

if TYPE_CHECKING:
    from kiosk.panel.events import Language
    from kiosk.panel.view import Option, View

_KEYS = {
    "id": {"+": "tambah", "\N{MINUS SIGN}": "kurang", "*": "bintang", "/": "garis miring", "": ""},
    "en": {"+": "plus", "\N{MINUS SIGN}": "minus", "*": "star", "/": "slash", "": ""},
}
_PRESS = {"id": "Tekan {key} untuk {what}", "en": "Press {key} for {what}"}
_MONEY = re.compile(r"Rp\s?(\d{1,3}(?:\.\d{3})*)")
_NUMBER = re.compile(r"(?<![\w.])\d{1,8}(?![\w])")
_HOUR = re.compile(r"\b(\d{1,2})\.(\d{2})\b")
_SAID = ("back", "next", "previous")  # of the buttons that are always there


def sentences(view: View) -> tuple[str, ...]:
    """What is said, sentence by sentence, in the language of the view; nothing for the page nobody stands at."""
    if view.page == "idle":
        return ()
    said = [view.title] if view.page == "number" else [view.title, view.lead]
    if view.page == "number":
        said += [_label(view.label, view.language)]
    said += [block.text for block in view.blocks]
    if view.page == "details":
        said.append(view.label)
    said += [_option(option, view.language) for option in view.options]
    if view.page == "number":
        said.append(view.foot)
    said += [_option(option, view.language) for option in view.bar if option.id in _SAID]
    return tuple(_written_out(words, view.language) for words in said if words)


def _option(option: Option, language: Language) -> str:
    key = _KEYS[language].get(option.key, option.key)
    what = ", ".join(part for part in (option.label, option.state) if part)
    return _PRESS[language].format(key=key, what=what) if key else what


def _label(label: str, language: Language) -> str:
    """A ticket's number: letters by their names, digits one by one."""
    parts = [" ".join(digits(sign)) if sign.isdigit() and language == "id" else sign for sign in label]
    return " ".join(part for part in parts if part != "-")


def _written_out(text: str, language: Language) -> str:
    text = text.replace("KTP-el", "KTP elektronik" if language == "id" else "electronic KTP").replace(
        "/", " "
    )
    if language == "en":
        return _MONEY.sub(lambda money: f"{money[1].replace('.', '')} rupiah", text)
    text = _MONEY.sub(lambda money: f"{' '.join(amount(int(money[1].replace('.', ''))))} rupiah", text)
    text = _HOUR.sub(lambda hour: f"{int(hour[1])} {'' if hour[2] == '00' else int(hour[2])}", text)
    return _NUMBER.sub(lambda number: " ".join(amount(int(number[0]))), text)


def phonetic(text: str, language: Language) -> str:
    """Text with the phonemes of the words that the synthesiser would mispronounce.

    >>> phonetic("Tekan empat untuk Samsat", "id")
    "[[t@k'an]] [[@mp'at]] untuk Samsat"
    """
    if language != "id":
        return text
    return re.sub(
        r"[^\W\d_]+",
        lambda word: f"[[{READ[word[0].lower()]}]]" if word[0].lower() in READ else word[0],
        text,
    )
