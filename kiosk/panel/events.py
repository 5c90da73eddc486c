"""What can happen to a panel beside `roles.Tell`, and what it wants done. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["id", "en"]
Page = Literal["idle", "agencies", "services", "details", "groups", "waiting", "number", "notice", "shut"]

KEYS: tuple[str, ...] = (
    *"123456789", "0", "up", "down", "ok", "back", "next", "previous", "help", "language", "larger", "lower",
)  # fmt: skip
"""What buttons and keypads can say to a panel: `panel-up`, `panel-3`. The digit 0 goes back."""


class Chose(NamedTuple):
    """A finger was on an option of the picture; empty: on the screen, and on none."""

    option: str


class Pushed(NamedTuple):
    """A button or a key of a keypad, one of `KEYS`."""

    key: str


class Number(NamedTuple):
    """A number was given, and is being printed; `ahead` and `wait_min` are None where nobody knows.

    `priority`: it is called before others.
    """

    uid: str
    label: str
    service: str
    ahead: int | None = None
    wait_min: int | None = None
    priority: bool = False


class Reading(NamedTuple):
    """A card or code was shown to the reader; what it is comes as `roles.Tell`."""


class Condition(NamedTuple):
    """How the kiosk is: whether the hub is there, whether numbers can be given, what is with the paper.

    `owed` papers did not come out, and are printed as soon as they can be: their visitors stand here.
    """

    alive: bool
    open: bool
    paper: str = "ok"
    owed: int = 0


class Wish(NamedTuple):
    """The panel's one action: the visitor wants a number."""

    service: str
    priority: str
    language: Language
