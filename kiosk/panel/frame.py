"""How large things are on a panel: from its pixels and its inches to letters, targets and areas. Pure.

Letters and targets are reckoned in millimetres of the real glass: what a finger needs and an eye reads does not
depend on pixels. Nothing that is touched is smaller than `TARGET_MM`.
"""

from __future__ import annotations

from math import ceil, hypot
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import Colour, Rect

if TYPE_CHECKING:
    from kiosk.panel.view import Style

TARGET_MM = 20.0
LETTERS_MM = (4.4, 11.0)  # the size of the usual letter, on the smallest and the largest screens
LARGE = 1.35
LOW_WIDE, LOW_TALL = 0.62, 0.5  # how much of the screen a hand reaches that cannot go high

PAPER: Colour = (238, 242, 250)
CARD: Colour = (255, 255, 255)
LINE: Colour = (20, 42, 86)
INK: Colour = (12, 22, 48)
MUTED: Colour = (50, 62, 92)
SHUT: Colour = (214, 220, 232)
BATIK: Colour = (14, 29, 64)  # barely to be seen on the dark of the display
CHOSEN: Colour = (255, 240, 184)


class Frame(NamedTuple):
    """A screen. `em` is the size of the usual letter, `target` the least side of what is touched, both in pixels."""

    width: int
    height: int
    target: int
    em: int

    @property
    def tall(self) -> bool:
        """Whether it stands on its short side."""
        return self.height > self.width

    @property
    def gap(self) -> int:
        """Between what stands side by side."""
        return round(self.em * 0.36)

    def letters(self, style: Style, size: float = 1.0) -> int:
        """The size of letters `size` times the usual one, in pixels."""
        return round(self.em * size * (LARGE if style.large else 1.0))

    def reach(self, style: Style) -> int:
        """The first row that may be touched."""
        share = LOW_TALL if self.tall else LOW_WIDE
        return round(self.height * (1 - share)) if style.low else 0

    def header(self, style: Style) -> Rect:
        """The head of a page: what it is about. Low, it takes all that is out of reach."""
        usual = self.letters(style, 4.2 if self.tall else 2.7)
        return Rect(0, 0, self.width, max(usual, self.reach(style)))

    @property
    def bar_rows(self) -> int:
        """A tall screen has two rows of buttons at its foot: where to go, and how it shall look."""
        return 2 if self.tall else 1

    def bar(self, rows: int = 1) -> Rect:
        """The foot of a page, where the hand finds what is always there. It does not grow with the letters."""
        high = rows * max(self.target, round(self.em * 3.3)) + (rows - 1) * self.gap
        return Rect(self.gap, self.height - self.gap - high, self.width - 2 * self.gap, high)

    def body(self, style: Style) -> Rect:
        """Between head and foot."""
        top = self.header(style).bottom + self.gap
        return Rect(self.gap, top, self.width - 2 * self.gap, self.bar(self.bar_rows).y - self.gap - top)


def frame(width: int, height: int, inches: float = 0.0) -> Frame:
    """The frame of a screen of so many pixels and inches across (0: nobody knows; then as screens of kiosks are).

    >>> frame(800, 480, 7.0).target, frame(1920, 1080, 21.5).target
    (105, 81)
    """
    short = min(width, height)
    inches = inches or (7.0 if short < 600 else 10.1 if short < 1000 else 21.5)
    per_mm = hypot(width, height) / (inches * 25.4)
    least, most = LETTERS_MM
    em = min(max(short / 22 / per_mm, least), most) * per_mm
    # A small screen of many inches, or few pixels: never more than it has room for.
    return Frame(
        width, height, ceil(min(TARGET_MM * per_mm, short / 4.4, width / 7.6)), round(min(em, short / 18))
    )
