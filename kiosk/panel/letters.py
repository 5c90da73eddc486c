"""Lines of letters: made to fit a place, and stood one under the other. Pure."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import Text, baseline, wrap

if TYPE_CHECKING:
    from broker_config.drawing.ink import Anchor, Colour, Measure, Weight

LEADING = 1.22


class Words(NamedTuple):
    """One line: what it says, how large, how bold."""

    text: str
    size: int
    weight: Weight


def leading(size: int) -> int:
    """From one line of a paragraph to the next."""
    return round(size * LEADING)


def high(lines: list[Words]) -> int:
    """How high some lines stand altogether."""
    return sum(leading(line.size) for line in lines)


def fill(
    measure: Measure,
    text: str,
    size: int,
    weight: Weight,
    room: tuple[int, int],
    *,
    smallest: float = 0.7,
    lines: int = 99,
) -> list[Words]:
    """Text in a place of so much width and height, in at most so many lines.

    Whole words; made smaller first, and cut with an ellipsis only when it would become too small.
    """
    width, height = room
    least, step = max(ceil(size * smallest), 1), max(1, size // 24)
    while True:
        wrapped = wrap(measure, text, size, weight, width)
        most = max(1, min(lines, height // leading(size)))
        if len(wrapped) <= most and all(measure(line, size, weight) <= width for line in wrapped):
            return [Words(line, size, weight) for line in wrapped]
        if size - step < least:
            break
        size -= step
    kept = [*wrapped[: most - 1], " ".join(wrapped[most - 1 :])]
    return [Words(cut(measure, line, size, weight, width), size, weight) for line in kept]


def one(
    measure: Measure, text: str, size: int, weight: Weight, width: int, *, smallest: float = 0.7
) -> Words:
    """Text in one line."""
    return (
        fill(measure, text, size, weight, (width, 10_000), smallest=smallest, lines=1)[0]
        if text
        else Words("", size, weight)
    )


def cut(measure: Measure, text: str, size: int, weight: Weight, width: int) -> str:
    """As much of a line as there is room for, with an ellipsis where it ends too early."""
    while text and measure(text, size, weight) > width:
        text = text.rstrip("…")[:-1].rstrip() + "…" if len(text) > 2 else ""
    return text


def stand(
    lines: list[Words],
    x: int,
    top: float,
    ink: Colour,
    ground: Colour,
    anchor: Anchor = "left",
    *,
    tabular: bool = False,
) -> list[Text]:
    """The lines, one under the other, the first from `top` on."""
    found = []
    for line in lines:
        foot = baseline(top + leading(line.size) / 2, line.size)
        found.append(Text(x, foot, line.text, line.size, line.weight, ink, ground, anchor, tabular))
        top += leading(line.size)
    return found
