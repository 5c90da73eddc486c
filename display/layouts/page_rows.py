"""The rows of an idle page as lines: each kind of page has its own. Pure; see `display.layouts.pages`.

Lines are made as if the page were endless and began at 0; whoever has a place for them moves them there. What says how
much, when or where stands at the right, and below its row where that is too narrow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import CAP, Box, Measure, Rect, Sign, Text, baseline, fit, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.drawing.ink import Colour, Stroke, Weight
    from broker_config.drawing.pictograms import Kind
    from broker_config.drawing.theme import Inks
    from broker_config.signage import Page, Row

STEP = 1.16  # from a line to the next, in sizes of its letters
AIR = 0.24  # above and below a row, in sizes of its letters
NARROWEST = 0.42  # of the width, for the left side of a row that has something at its right
HUGE, LARGE = 2.4, 1.5  # the figures of satisfaction and of today, in sizes of a row's letters
BAR = 0.3
FACES: tuple[Kind, ...] = ("happy", "content", "doubtful", "unhappy")


class Sizes(NamedTuple):
    """Letters in pixels: of a title, of rows, of what is said in English, and of a page's number."""

    title: int
    row: int
    small: int


class Line(NamedTuple):
    """What stands beside each other, `high` pixels of it, drawn from 0 on."""

    high: int
    strokes: tuple[Stroke, ...]


class Paper(NamedTuple):
    """Where rows begin and how wide they are; on what, in which letters."""

    x: int
    w: int
    ground: Colour
    sizes: Sizes
    inks: Inks
    measure: Measure


def groups(page: Page, paper: Paper) -> list[list[Line]]:
    """The rows of a page, each as the lines that belong together."""
    match page.kind:
        case "hours":
            first, *others = page.rows
            return [[_today(first, paper)], *(_table(row, paper) for row in others)]
        case "requirements":
            return [_item(row, paper) for row in page.rows]
        case "today":
            return _figures(page.rows, paper)
        case "satisfaction":
            return _satisfaction(page.rows, paper)
        case _:
            return [_table(row, paper) for row in page.rows]


def share(text: str) -> float | None:
    """How much of the whole is meant by `94 %` or `7,5%`; None by anything else."""
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*%", text.strip())
    return min(float(found[1].replace(",", ".")) / 100, 1.0) if found else None


def lines(
    text: str, x: int, size: int, weight: Weight, ink: Colour, room: int, paper: Paper
) -> list[Line]:  # fmt: skip
    """A text in whole words; a word that is too wide is made smaller."""
    found = []
    for words in wrap(paper.measure, text, size, weight, room):
        fitted, real = fit(paper.measure, words, size, weight, room, smallest=0.5)
        high = round(size * STEP)
        found.append(
            Line(high, (Text(x, baseline(high / 2, size), fitted, real, weight, ink, paper.ground),))
        )
    return found


def stacked(parts: Sequence[Line]) -> Line:
    """Lines as one, that is never divided."""
    strokes: list[Stroke] = []
    top = 0
    for line in parts:
        strokes += (moved(stroke, top) for stroke in line.strokes)
        top += line.high
    return Line(top, tuple(strokes))


def moved(stroke: Stroke, down: int) -> Stroke:
    """The same so many pixels lower."""
    if isinstance(stroke, Text):
        return stroke._replace(y=stroke.y + down)
    return stroke._replace(rect=stroke.rect._replace(y=stroke.rect.y + down))


def _air(paper: Paper) -> Line:
    return Line(round(paper.sizes.row * AIR), ())


def _aired(rows: list[Line], paper: Paper) -> list[Line]:
    """With room above and below, which goes with the first and the last line."""
    if len(rows) == 1:
        return [stacked([_air(paper), rows[0], _air(paper)])]
    return [stacked([_air(paper), rows[0]]), *rows[1:-1], stacked([rows[-1], _air(paper)])]


def _table(row: Row, paper: Paper, *, indent: int = 0, ink: Colour | None = None) -> list[Line]:
    """Left and right on a line, English below; the right one below the left one where they have no room."""
    inks, size, measure = paper.inks, paper.sizes.row, paper.measure
    ink, soft = ink or inks.ink, ink or inks.soft
    x, room = paper.x + indent, paper.w - indent
    right = measure(row.right, size, "bold", tabular=True) if row.right else 0
    left = room - right - round(size * 0.8) if right else room
    beside = right and left >= room * NARROWEST and _longest(row.left, size, paper) <= left
    found = lines(row.left, x, size, "medium", ink, left if beside else room, paper)
    if right:
        text, real = fit(measure, row.right, size, "bold", room, smallest=0.5)
        high = round(size * STEP)
        said = Text(
            x + room, baseline(high / 2, size), text, real, "bold", ink, paper.ground, "right", tabular=real == size
        )  # fmt: skip
        if beside:
            found[0] = Line(found[0].high, (*found[0].strokes, said))
        else:
            found.append(Line(high, (said,)))
    found += lines(row.english, x, paper.sizes.small, "medium", soft, left if beside else room, paper)
    return _aired(found, paper)


def _longest(text: str, size: int, paper: Paper) -> int:
    return max((paper.measure(word, size, "medium") for word in text.split()), default=0)


def _today(row: Row, paper: Paper) -> Line:
    """What is looked for first stands on a plate of its own."""
    inks, side = paper.inks, round(paper.sizes.row * 0.5)
    plate = paper._replace(x=paper.x + side, w=paper.w - 2 * side, ground=inks.soft)
    whole = stacked(_table(row, plate, ink=inks.panel))
    box = Box(Rect(paper.x, 0, paper.w, whole.high), inks.soft, paper.ground, round(paper.sizes.row * 0.3))
    return stacked([Line(whole.high, (box, *whole.strokes)), _air(paper)])


def _item(row: Row, paper: Paper) -> list[Line]:
    """Something to be brought, behind a tick."""
    size = paper.sizes.row
    tick = round(size * 0.62)
    first, *others = _table(row, paper, indent=round(size * 1.05))
    top = round(size * (AIR + STEP / 2)) - tick // 2
    mark = Sign(Rect(paper.x, top, tick, tick), "check", paper.inks.soft, paper.ground)
    return [Line(first.high, (mark, *first.strokes)), *others]


def _figures(rows: Sequence[Row], paper: Paper) -> list[list[Line]]:
    """Numbers of the day below each other, and beside each what it counts; what is not just a number is a row."""
    inks, measure, size = paper.inks, paper.measure, paper.sizes.row
    big, gap = round(size * LARGE), round(size * 0.6)
    numbers = [row.right for row in rows if _is_number(row.right)]
    digits = min(max((measure(one, big, "bold", tabular=True) for one in numbers), default=0), paper.w // 3)
    left = paper.x + digits + gap
    found = []
    for row in rows:
        if not _is_number(row.right):
            found.append(_table(row, paper))
            continue
        text, real = fit(measure, row.right, big, "bold", digits, smallest=0.4)
        room = paper.x + paper.w - left
        said = lines(row.left, left, size, "medium", inks.ink, room, paper)
        taken = measure(row.left, size, "medium") + gap + measure(row.english, paper.sizes.small, "medium")
        if taken > room:
            said += lines(row.english, left, paper.sizes.small, "medium", inks.soft, room, paper)
        words = stacked(said)
        high = max(round(real * CAP), words.high)
        at, even = baseline(high / 2, real), real == big
        number = Text(left - gap, at, text, real, "bold", inks.ink, paper.ground, "right", tabular=even)
        strokes = [number, *(moved(stroke, (high - words.high) // 2) for stroke in words.strokes)]
        if taken <= room and row.english:
            at = baseline(high / 2, size)
            strokes.append(
                Text(paper.x + paper.w, at, row.english, paper.sizes.small, "medium", inks.soft, paper.ground, "right")
            )  # fmt: skip
        found.append([stacked([_air(paper), Line(high, tuple(strokes)), _air(paper)])])
    return found


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9.,]{1,9}", text) is not None


def _satisfaction(rows: Sequence[Row], paper: Paper) -> list[list[Line]]:
    """The share in figures and as a bar; below it the rest, with four faces if there are four answers."""
    first, *others = rows
    size, inks = paper.sizes.row, paper.inks
    said, big = first.right or first.left, round(size * HUGE)
    text, real = fit(paper.measure, said, big, "bold", round(paper.w * 0.5), smallest=0.5)
    left = paper.x + paper.measure(text, real, "bold") + round(size * 0.7)
    room = paper.x + paper.w - left
    words = lines(first.left, left, size, "bold", inks.ink, room, paper) if first.right else []
    words += lines(first.english, left, paper.sizes.small, "medium", inks.soft, room, paper)
    beside = stacked(words)
    high = max(round(real * CAP), beside.high)
    number = Text(paper.x, baseline(high / 2, real), text, real, "bold", inks.ink, paper.ground)
    strokes = (number, *(moved(stroke, (high - beside.high) // 2) for stroke in beside.strokes))
    hero = stacked([_air(paper), Line(high, strokes), _air(paper), *_bar(first, paper), _air(paper)])
    if len(others) == len(FACES) and all(row.right for row in others):
        return [[hero], [_faces(others, paper)]]
    return [[hero], *(_table(row, paper) for row in others)]


def _faces(rows: Sequence[Row], paper: Paper) -> Line:
    """What each of the four answers got, side by side, from the best to the worst."""
    inks, measure, gap = paper.inks, paper.measure, round(paper.sizes.row * 0.4)
    wide = (paper.w - gap * (len(rows) - 1)) // len(rows)
    size, small, pad = round(paper.sizes.row * 1.1), paper.sizes.small, round(paper.sizes.row * 0.35)
    face = min(round(paper.sizes.row * 1.5), wide - 2 * pad)
    label = min(fit(measure, row.left, small, "medium", wide - pad, smallest=0.6)[1] for row in rows)
    tops = (pad, pad + face + pad // 2, pad + face + pad // 2 + round(size * STEP))
    high = tops[2] + round(small * STEP) + pad
    strokes: list[Stroke] = []
    for index, (row, kind) in enumerate(zip(rows, FACES, strict=True)):
        x = paper.x + index * (wide + gap)
        centre = x + wide // 2
        text, real = fit(measure, row.right, size, "bold", wide - pad, smallest=0.4)
        said, fitted = fit(measure, row.left, label, "medium", wide - pad, smallest=0.9)
        at, below = baseline(tops[1] + size * STEP / 2, real), baseline(tops[2] + small * STEP / 2, fitted)
        strokes += [
            Box(Rect(x, 0, wide, high), inks.faint, paper.ground, round(paper.sizes.row * 0.3)),
            Sign(Rect(centre - face // 2, tops[0], face, face), kind, inks.ink, inks.faint),
            Text(centre, at, text, real, "bold", inks.ink, inks.faint, "centre"),
            Text(centre, below, said, fitted, "medium", inks.soft, inks.faint, "centre"),
        ]
    return Line(high, tuple(strokes))


def _bar(row: Row, paper: Paper) -> list[Line]:
    part = share(row.right)
    if part is None:
        return []
    high = max(round(paper.sizes.row * BAR), 2)
    whole = Rect(paper.x, 0, paper.w, high)
    filled = whole._replace(w=max(round(paper.w * part), high))
    inks = paper.inks
    return [
        Line(high, (Box(whole, inks.ground, paper.ground, high // 2), Box(filled, inks.soft, inks.ground, high // 2)))
    ]  # fmt: skip
