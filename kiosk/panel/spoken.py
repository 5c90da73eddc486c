"""A view to what is read aloud of it: the page, its options, and what to press. Pure; must never touch a sound device.

What is pressed is said as it stands on the key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.speech.numerals import digits
from broker_config.speech.written import written_out

if TYPE_CHECKING:
    from kiosk.panel.events import Language
    from kiosk.panel.view import Option, View

_KEYS = {
    "id": {"+": "tambah", "\N{MINUS SIGN}": "kurang", "*": "bintang", "/": "garis miring", "": ""},
    "en": {"+": "plus", "\N{MINUS SIGN}": "minus", "*": "star", "/": "slash", "": ""},
}
_PRESS = {"id": "Tekan {key} untuk {what}", "en": "Press {key} for {what}"}
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
    return tuple(written_out(words, view.language) for words in said if words)


def _option(option: Option, language: Language) -> str:
    key = _KEYS[language].get(option.key, option.key)
    what = ", ".join(part for part in (option.label, option.state) if part)
    return _PRESS[language].format(key=key, what=what) if key else what


def _label(label: str, language: Language) -> str:
    """A ticket's number: letters by their names, digits one by one."""
    parts = [" ".join(digits(sign)) if sign.isdigit() and language == "id" else sign for sign in label]
    return " ".join(part for part in parts if part != "-")
