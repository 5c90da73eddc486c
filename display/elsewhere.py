"""The name of the zone that a call leads to: where an arrow stands for a call of the own zone. Pure.

In two lines at most. In few sizes, for every size is a font in memory; in the smallest it is cut if it must be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import Text, baseline, fit, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.drawing.ink import Anchor, Colour, Measure, Stroke, Weight

SIZES = (0.8, 0.62, 0.5, 0.4, 0.32)  # of the counter's
APART = 1.12  # from line to line, in sizes
LINES = 2


class Words(NamedTuple):
    """The lines of a name, and how wide the widest is."""

    lines: tuple[str, ...]
    size: int
    weight: Weight
    width: int

    @property
    def height(self) -> int:
        """From the top of the first line to the foot of the last."""
        return _height(self.lines, self.size)

    def draw(self, at: int, middle: float, ink: Colour, ground: Colour, anchor: Anchor) -> list[Stroke]:
        """They stand around a height, on the left or on the right of `at`."""
        top = middle - (len(self.lines) - 1) / 2 * self.size * APART
        return [
            Text(
                at, baseline(top + row * self.size * APART, self.size), line, self.size, self.weight, ink, ground,
                anchor,
            )
            for row, line in enumerate(self.lines)
        ]  # fmt: skip


def words(
    zone: str, room: tuple[int, int], sizes: tuple[int, int], weight: Weight, measure: Measure
) -> Words:
    """The name as large as it fits into a width and a height, beside a counter of the first size.

    The second of the sizes is the smallest. Where there is no room for a letter, there are no lines.
    """
    counter, least = sizes
    width, height = room
    for size in [*(made for part in SIZES if (made := round(counter * part)) > least), least]:
        lines = wrap(measure, zone, size, weight, width)
        fits = all(measure(line, size, weight) <= width for line in lines)
        if fits and len(lines) <= LINES and _height(lines, size) <= height:
            break
    else:
        size, lines = least, wrap(measure, zone, least, weight, width)
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
        lines = [fit(measure, line, size, weight, width, smallest=1.0)[0] for line in lines]
    lines = [line for line in lines if line]
    return Words(tuple(lines), size, weight, max((measure(line, size, weight) for line in lines), default=0))


def _height(lines: Sequence[str], size: int) -> int:
    return round(size * (1 + (len(lines) - 1) * APART))
