"""The strokes a picture is made of, its colours, and how text is made to fit. Pure; must never draw.

All positions are whole pixels. A text stands on its baseline; capitals and digits are `CAP` of its size high,
so that it is centred by what the eye sees and not by the font's line.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from broker_config.drawing.pictograms import Kind

Colour = tuple[int, int, int]
Weight = Literal["medium", "bold"]
Anchor = Literal["left", "centre", "right"]
Direction = Literal["left", "right", "up", "down"]

CAP = 0.668  # of Atkinson Hyperlegible Next

NIGHT: Colour = (8, 18, 42)
PANEL: Colour = (20, 42, 86)
FAINT: Colour = (12, 26, 58)
FOOT: Colour = (3, 8, 22)
WHITE: Colour = (255, 255, 255)
SOFT: Colour = (196, 212, 242)
YELLOW: Colour = (255, 209, 0)
BLACK: Colour = (14, 14, 14)


class Rect(NamedTuple):
    """Left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The first column beyond it."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.h

    def inset(self, by: int) -> Rect:
        """The rectangle inside it, `by` pixels from each edge."""
        return Rect(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)


def overlap(one: Rect, other: Rect) -> bool:
    """Whether they have a pixel in common."""
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


class Box(NamedTuple):
    """A filled rectangle with round corners; `ground` is what shows around the corners."""

    rect: Rect
    fill: Colour
    ground: Colour
    radius: int = 0


class Text(NamedTuple):
    """One line, on the baseline `y`, from, around or up to `x`. `tabular` digits are all equally wide.

    `far` marks what has to be read from the farthest seat: it makes no difference to how it is drawn.
    """

    x: int
    y: int
    text: str
    size: int
    weight: Weight
    ink: Colour
    ground: Colour
    anchor: Anchor = "left"
    tabular: bool = False
    far: bool = False


class Arrow(NamedTuple):
    """An arrow with a shaft, filling its square."""

    rect: Rect
    direction: Direction
    ink: Colour
    ground: Colour


class Sign(NamedTuple):
    """A pictogram in a square: one of `pictograms.PICTOGRAMS`."""

    rect: Rect
    kind: Kind
    ink: Colour
    ground: Colour


class Weave(NamedTuple):
    """A rectangle filled with kawung, the old batik pattern of four leaves: for the eye alone, it says nothing.

    `cell` is the side of one repeat, in pixels.
    """

    rect: Rect
    cell: int
    ink: Colour
    ground: Colour


class Picture(NamedTuple):
    """A picture that the brush was given under that name, in a rectangle of its own proportions."""

    rect: Rect
    name: str


Stroke = Box | Text | Arrow | Sign | Weave | Picture


class Panel(NamedTuple):
    """A part of the picture that is drawn anew when any of its strokes changes, and touches no other part."""

    rect: Rect
    ground: Colour
    strokes: tuple[Stroke, ...]


class Measure(Protocol):
    """How wide a line of text is, in pixels."""

    def __call__(self, text: str, size: int, weight: Weight, *, tabular: bool = False) -> int:
        """Measure one line."""
        ...


def contrast(one: Colour, other: Colour) -> float:
    """How well one colour is seen on another, 1 to 21, as WCAG reckons it.

    >>> round(contrast((255, 255, 255), (0, 0, 0)))
    21
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def baseline(centre_y: float, size: int) -> int:
    """Where a line stands whose capitals are centred on a row."""
    return round(centre_y + CAP * size / 2)


def fit(
    measure: Measure, text: str, size: int, weight: Weight, width: int, *, smallest: float = 0.75
) -> tuple[str, int]:
    """Text and size that are no wider than `width`: made smaller first, then cut with an ellipsis."""
    wide = measure(text, size, weight)
    if wide <= width:
        return text, size
    least = ceil(size * smallest)
    size = max(int(size * width / wide), least)
    while (
        size > least and measure(text, size, weight) > width
    ):  # letters do not shrink quite as their size does
        size -= 1
    while text and measure(text, size, weight) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…" if len(text) > 2 else ""
    return text, size


def wrap(measure: Measure, text: str, size: int, weight: Weight, width: int) -> list[str]:
    """Whole words, line by line; a word wider than a line stands alone in its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
