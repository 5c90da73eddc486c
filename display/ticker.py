"""Notices that run along the foot of the picture, for malls that want it: a strip that is drawn once, and moved.

It moves by whole pixels, the same number with every frame, and only its own part of the screen is touched. Must never
set the time: its loop asks how long it may rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pygame

from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import Panel, Rect, Text, baseline
from display.furniture import NOTICE

if TYPE_CHECKING:
    from display.hanging import Hanging

FRAME_S = 1 / 30
SPEED = 120  # units a second: a line as long as the screen takes a quarter of a minute
BETWEEN = "     \N{BULLET}     "
LONGEST = 16_000  # pixels: what is beyond does not run; a dozen notices are shorter


class Strip(NamedTuple):
    """A picture of all notices in a row, twice as long as it must be, so that a window of it never has a seam."""

    picture: pygame.Surface
    length: int


class Ticker:
    """Where the strip runs, and how far it is."""

    STILL: ClassVar[float] = 3600.0

    def __init__(self) -> None:
        self._line: Rect | None = None
        self._said: tuple[object, ...] = ()
        self._strip: Strip | None = None
        self._offset = self._pixels = 0
        self._due = 0.0

    def lay(self, line: Rect | None, notices: tuple[str, ...], hung: Hanging) -> None:
        """From now on run these notices there; None: not at all."""
        said = (line, notices, hung)
        if said == self._said:
            return
        self._said, self._line, self._strip = said, line, None
        if line is not None:
            self._pixels = max(round(SPEED * hung.unit * FRAME_S), 1)
            self._strip = _strip(line, notices, hung)
            self._offset %= self._strip.length

    def rest(self, now: float) -> float:
        """Real seconds until it moves on."""
        return self.STILL if self._strip is None else max(self._due - now, 0.0)

    def step(self, now: float) -> tuple[Rect, pygame.Surface, Rect] | None:
        """Where to put which part of which picture, once it is time; whole pixels, always as many."""
        if self._strip is None or self._line is None or now < self._due:
            return None
        # Steady from frame to frame; after a pause it goes on from here and does not catch up.
        self._due = self._due + FRAME_S if now - self._due < FRAME_S else now + FRAME_S
        self._offset = (self._offset + self._pixels) % self._strip.length
        return self._line, self._strip.picture, Rect(self._offset, 0, self._line.w, self._line.h)


def _strip(line: Rect, notices: tuple[str, ...], hung: Hanging) -> Strip:
    brush, size, inks = Brush(), hung.px(NOTICE), hung.inks
    words, length = "", 0
    for notice in notices:
        longer = words + notice + BETWEEN
        if (wide := brush.measure(longer, size, "medium")) > LONGEST:
            break
        words, length = longer, wide
    length = max(length, 1)
    whole = Rect(0, 0, length + line.w, line.h)
    at = baseline(line.h / 2, size)
    copies = range(0, whole.w if words else 1, length)
    texts = tuple(Text(left, at, words, size, "medium", inks.ink, inks.foot) for left in copies)
    picture = pygame.Surface(whole[2:], depth=24)
    brush.paint(picture, [Panel(whole, inks.foot, texts)])
    return Strip(picture, length)
