"""What is to be seen on a panel, in words, before it has any place on a screen. Pure data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from broker_config.drawing.pictograms import Kind
    from kiosk.panel.events import Language, Page

Mood = Literal["plain", "closed", "chosen", "main"]


class Style(NamedTuple):
    """How a visitor wants it: large letters, and all that is to be touched low on the screen."""

    large: bool = False
    low: bool = False


class Option(NamedTuple):
    """Something that can be chosen: by touch, with the digit `key`, or with the frame and the button OK.

    `label` is its short word, `more` a second line, `state` a few words on why it is closed.
    """

    id: str
    label: str
    more: str = ""
    sign: Kind | None = None
    key: str = ""
    mood: Mood = "plain"
    state: str = ""
    framed: bool = False


class Block(NamedTuple):
    """A paragraph: a heading, a fact with its sign, or one item of a list."""

    text: str
    kind: Literal["heading", "fact", "item", "plain"] = "plain"
    sign: Kind | None = None


class Line(NamedTuple):
    """One line of the idle page's list: an agency and what it has."""

    sign: Kind
    label: str
    more: str


class View(NamedTuple):
    """One picture. `options` are the page's own, `bar` those that are always at its foot.

    `sheet` counts from 0, of `sheets`; `countdown` is the seconds left, None while there is time. `label` is the
    number, or why there is none; `out`: its paper has come.
    """

    page: Page
    language: Language
    style: Style
    title: str
    lead: str = ""
    options: tuple[Option, ...] = ()
    bar: tuple[Option, ...] = ()
    blocks: tuple[Block, ...] = ()
    lines: tuple[Line, ...] = ()
    sheet: int = 0
    sheets: int = 1
    sign: Kind | None = None
    label: str = ""
    out: bool = False
    mall: str = ""
    regency: str = ""
    clock: str = ""
    date: str = ""
    foot: str = ""
    countdown: int | None = None


class Room(Protocol):
    """How much a screen has room for; the layout knows."""

    def tiles(self, style: Style) -> int:
        """How many tiles stand on one sheet, at most nine: each has a digit."""
        ...

    def lines(self) -> int:
        """How many agencies the idle page lists at a time."""
        ...

    def sheets(self, style: Style, blocks: tuple[Block, ...], options: tuple[Option, ...]) -> int:
        """How many sheets there are to read before these options are chosen."""
        ...
