"""What hands have to do to prove that a part works, by its type. Pure.

A type that nobody thought of is judged by its options: what means something is pressed, what shows something is
looked at, anything else is well if it says so itself. A type that wants more gets a row in `_TYPES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Deed = Literal["press", "show", "look", "touch"]
FAULT_OF: dict[Deed, str] = {
    "press": "button_silent",
    "show": "reader_silent",
    "look": "lamp_dark",
    "touch": "touch_silent",
}
_WORD_OF: dict[Deed, str] = {"press": "button", "show": "reader", "look": "lamp", "touch": "screen"}


class Task(NamedTuple):
    """One thing to do with a part. `name` is what people call it, `means` what it stands for in the settings."""

    part: str
    deed: Deed
    name: str
    means: str

    def title(self, words: Mapping[str, str]) -> str:
        """What it is called in a finding."""
        return words[_WORD_OF[self.deed]].format(self.name)


def tasks(part: str, kind: str, options: Any, names: Mapping[str, str]) -> list[Task]:
    """What is to be done with a part; nothing, if it can only be asked how it is.

    Args:
        part: its name in the settings.
        kind: its type.
        options: its options.
        names: what a service, an action or a lamp's meaning is called.
    """
    deed, meanings = _TYPES.get(kind, _by_options)(options)
    if deed is None:
        return []
    if deed in ("show", "touch"):
        return [Task(part, deed, part, "")]
    return [Task(part, deed, names.get(one, one), one) for one in meanings]


def _presses(options: Any) -> tuple[Deed, list[str]]:
    return "press", [options.means]


def _looks(options: Any) -> tuple[Deed, list[str]]:
    return "look", [options.shows]


def _shows(_options: Any) -> tuple[Deed, list[str]]:
    return "show", []


def _touches(options: Any) -> tuple[Deed | None, list[str]]:
    return ("touch" if options.touch else None), []


def _only_asked(_options: Any) -> tuple[None, list[str]]:
    return None, []


def _by_options(options: Any) -> tuple[Deed | None, list[str]]:
    """Keypads and faces have a table of keys and their meanings, whatever it is called."""
    for field in getattr(options, "__struct_fields__", ()):
        value = getattr(options, field)
        if field in ("keys", "means", "faces") and isinstance(value, dict):
            return "press", list(dict.fromkeys(str(one) for one in value.values()))
    if isinstance(getattr(options, "means", None), str):
        return "press", [options.means]
    if isinstance(getattr(options, "shows", None), str):
        return "look", [options.shows]
    return None, []


_TYPES: dict[str, Callable[[Any], tuple[Deed | None, list[str]]]] = {
    "button": _presses,
    "lamp": _looks,
    "printer": _only_asked,  # it proves itself by printing the report
    "reader": _shows,
    "rdm6300": _shows,
    "pn532": _shows,
    "gm65": _shows,
    "panel": _touches,
}


def lamp_of(means: str, lamps: Iterable[tuple[str, str]]) -> str:
    """The part whose lamp belongs to a button; empty if there is none. `lamps`: part and what it shows."""
    return next((part for part, shows in lamps if shows == means), "")
