"""How a screen hangs: its pixels, what it is for, how far away it is read, in which colours. Pure.

A plan comes from the screen's own settings or, later, from the hub. Its `shows` names an agency as the board does
(`Dukcapil`, or the id that is made of it), or a counter by its number (`5`, or an id that ends with it).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.theme import Inks, inks
from broker_config.signage import NIGHT, ScreenPlan, Theme
from display import legibility

if TYPE_CHECKING:
    from broker_config.contract import Call, Tile
    from broker_config.drawing.ink import Colour

USUAL = ScreenPlan(device="display-1")
LETTER = 0.62  # how wide a bold letter is at most, on an average, as a part of its size


class Logo(NamedTuple):
    """The mall's, by the name that the brush knows it by; its size in pixels, and a handful of its colours."""

    name: str
    width: int
    height: int
    colours: tuple[Colour, ...]


class Hanging(NamedTuple):
    """One screen in its hall. `least` is the smallest size of letters that is read from the farthest seat."""

    width: int
    height: int
    plan: ScreenPlan
    inks: Inks
    unit: float
    least: int
    logo: Logo | None = None

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide."""
        return self.height > self.width

    def px(self, units: float) -> int:
        """A length of the drawing, which is 1080 units the short way, in pixels."""
        return round(units * self.unit)

    def far(self, units: float) -> int:
        """A size of letters for the farthest seat: that of the drawing, or larger."""
        return max(self.px(units), self.least)


def hang(
    width: int, height: int, plan: ScreenPlan = USUAL, theme: Theme = NIGHT, logo: Logo | None = None
) -> Hanging:
    """A screen of so many pixels.

    Raises:
        ConfigError: colours on which no text can be seen well.
    """
    long, short = max(width, height), min(width, height)
    unit = min(long / 1920, short / 1080)
    least = legibility.smallest(width, height, plan.inches, plan.farthest_m)
    return Hanging(width, height, plan, inks(theme), unit, least, logo)


def roughly(text: str, size: int) -> int:
    """How wide a line is at most, before anything is measured: the division of a screen does not hang on letters."""
    return round(len(text) * size * LETTER)


def calls_here(plan: ScreenPlan, call: Call) -> bool:
    """Whether this screen announces a call."""
    if plan.layout == "agency":
        return _slug(call.agency) == _slug(plan.shows)
    return plan.layout != "counter" or call.counter == counter_number(plan)


def tile_here(plan: ScreenPlan, tile: Tile) -> bool:
    """Whether this screen shows an agency's queue; a counter's sign is told by its calls whose counter it is."""
    return plan.layout != "agency" or _slug(tile.agency) == _slug(plan.shows)


def shows_idle(plan: ScreenPlan) -> bool:
    """Whether this screen has a place for something else than calls, and is meant to."""
    return plan.media and plan.layout in {"hall", "zone", "agency"}


def counter_number(plan: ScreenPlan) -> int | None:
    """The number of the counter that a sign hangs above."""
    found = re.search(r"(\d{1,3})$", plan.shows)
    return int(found[1]) if found else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
