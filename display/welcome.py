"""What the screen shows of itself: before the hub is found, and to whoever asks which display it is. Pure.

For a technician on a ladder: who this is, what it waits for or what is wrong, where it is in the network, and a code
to scan. Indonesian first, English beneath.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import (
    CAP,
    WHITE,
    Arrow,
    Box,
    Measure,
    Panel,
    Rect,
    Text,
    baseline,
    fit,
    wrap,
)

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.drawing.ink import Colour, Stroke, Weight
    from broker_config.drawing.theme import Inks
    from display.board import Place, View
    from display.hanging import Hanging

LAYOUTS = {"hall": "aula", "zone": "zona", "agency": "instansi", "counter": "loket", "overview": "ikhtisar"}
QUIET = 4  # squares of margin that a scanner wants around a code
NOTHING: Colour = (0, 0, 0)


class _Line(NamedTuple):
    """A paragraph: its size and the room above it in units."""

    words: str
    size: int
    weight: Weight
    soft: bool = False
    above: int = 0


def black(hung: Hanging) -> Panel:
    """No picture: the mall is closed."""
    return Panel(Rect(0, 0, hung.width, hung.height), NOTHING, ())


def waiting(view: View, hung: Hanging, measure: Measure) -> Panel:
    """Before anything is known of the hall: who this is, and what it waits for."""
    place, known = view.place, view.place.trouble != ("", "")
    if view.linked:
        state = f"Tersambung ke {place.broker}. Menunggu data antrean zona {place.zone} dari hub."
        english = (
            f"Connected to {place.broker}. Waiting for the hub to tell of the queue of zone {place.zone}."
        )
    elif known:
        state, english = (f"{one[0].upper()}{one[1:]}: {place.broker}" for one in place.trouble)
    else:
        state, english = f"Menghubungi {place.broker} …", f"Connecting to {place.broker} …"
    lines = [
        _Line("Layar antrean", 44, "medium", soft=True),
        _Line(place.device, 130, "bold", above=20),
        _Line(f"zona {place.zone}", 56, "medium", above=16),
        _Line(state, 44, "bold", above=72),
        _Line(english, 34, "medium", soft=True, above=12),
        *_network(place, 52),
    ]
    return _sheet(lines, view, hung, measure)


def identify(view: View, hung: Hanging, measure: Measure) -> Panel:
    """Which display this is, as large as can be; the call that has the card stays to be seen below."""
    place = view.place
    layout = f" · tata letak {LAYOUTS.get(place.layout, place.layout)}" if place.layout else ""
    lines = [
        _Line("Layar ini · This screen", 44, "medium", soft=True),
        _Line(place.device, 280, "bold", above=20),
        _Line(f"zona {place.zone}{layout}", 64, "bold", above=24),
        _Line(f"{hung.width} × {hung.height} piksel", 44, "medium", above=24),  # noqa: RUF001 - the sign for "by"
        *_network(place, 40),
    ]
    return _sheet(lines, view, hung, measure, view.card)


def _network(place: Place, above: int) -> list[_Line]:
    lines = [
        _Line(address, 44, "medium", above=above if first else 10)
        for first, address in zip((True, *(False,) * 9), place.addresses[:4], strict=False)
    ]
    if not lines:
        lines = [
            _Line("Tanpa alamat IP: periksa kabel jaringan.", 40, "medium", above=above),
            _Line("No IP address: check the network cable.", 34, "medium", soft=True, above=12),
        ]
    if place.version:
        lines.append(_Line(f"Versi {place.version}", 34, "medium", soft=True, above=16))
    return lines


def _sheet(
    lines: list[_Line], view: View, hung: Hanging, measure: Measure, call: Call | None = None
) -> Panel:
    """Text on the left and the code on the right; one below the other where the screen stands upright."""
    upright, inks, unit, side = hung.upright, hung.inks, hung.unit, hung.px(96)
    room = Rect(side, side, hung.width - 2 * side, hung.height - 2 * side)
    strokes: list[Stroke] = []
    if call:
        high = hung.px(150)
        band = Rect(side, room.bottom - high, room.w, high)
        strokes += _band(call, band, inks, measure)
        room = Rect(room.x, room.y, room.w, room.h - high - side // 2)
    code = view.place.code
    if code:
        cell = max(hung.px(440) // (len(code) + 2 * QUIET), 1)
        edge, size = cell * (len(code) + 2 * QUIET), hung.px(30)
        at = (hung.width - edge) // 2 if upright else room.right - edge
        top = room.bottom - edge - 2 * size if upright else room.y + (room.h - edge) // 2
        strokes += _code(code, Rect(at, top, edge, edge), cell, inks.ground)
        words, fitted = fit(measure, "Untuk teknisi · For the technician", size, "medium", edge, smallest=0.5)
        strokes.append(
            Text(
                at + edge // 2,
                top + edge + 2 * size,
                words,
                fitted,
                "medium",
                inks.soft,
                inks.ground,
                "centre",
            )
        )
        if upright:
            room = Rect(room.x, room.y, room.w, top - side // 2 - room.y)
        else:
            room = Rect(room.x, room.y, room.w - edge - side, room.h)
    strokes += _column(lines, room, unit, inks, measure)
    return Panel(Rect(0, 0, hung.width, hung.height), inks.ground, tuple(strokes))


def _column(lines: list[_Line], room: Rect, unit: float, inks: Inks, measure: Measure) -> list[Stroke]:
    """Paragraphs from top to bottom, in the middle of the room's height; a little smaller if there is too much."""
    for shrink in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        placed: list[tuple[float, str, int, _Line]] = []
        y = 0.0
        for line in lines:
            size = round(line.size * unit * shrink)
            y += line.above * unit * shrink
            for words in wrap(measure, line.words, size, line.weight, room.w):
                text, fitted = fit(measure, words, size, line.weight, room.w, smallest=0.2)
                placed.append((y + 0.6 * size, text, fitted, line))
                y += 1.2 * size
        if y <= room.h:
            break
    top = room.y + (room.h - y) / 2
    return [
        Text(
            room.x,
            baseline(top + middle, size),
            text,
            size,
            line.weight,
            inks.soft if line.soft else inks.ink,
            inks.ground,
        )
        for middle, text, size, line in placed
    ]


def _code(code: tuple[str, ...], area: Rect, cell: int, ground: Colour) -> list[Stroke]:
    """Black on white, for the scanner; dark squares that touch are one box."""
    strokes: list[Stroke] = [Box(area, WHITE, ground, cell)]
    for row, squares in enumerate(code):
        column = 0
        for dark, run in groupby(squares):
            length = len(list(run))
            if dark == "1":
                place = Rect(
                    area.x + (QUIET + column) * cell, area.y + (QUIET + row) * cell, length * cell, cell
                )
                strokes.append(Box(place, NOTHING, WHITE))
            column += length
    return strokes


def _band(call: Call, area: Rect, inks: Inks, measure: Measure) -> list[Stroke]:
    """A call in the colours of the card: number on the left, counter and arrow on the right."""
    side, middle = area.h // 4, area.y + area.h / 2
    arrow = round(area.h * 0.5)
    room = area.w - 4 * side - arrow
    counter, small = fit(
        measure, f"LOKET {call.counter}", round(area.h * 0.5), "bold", round(room * 0.48), smallest=0.4
    )
    room -= measure(counter, small, "bold")
    label, big = fit(measure, call.label, round(area.h * 0.6 / CAP), "bold", room, smallest=0.3)
    place = Rect(area.right - side - arrow, round(middle - arrow / 2), arrow, arrow)
    return [
        Box(area, inks.accent, inks.ground, area.h // 6),
        Text(area.x + side, baseline(middle, big), label, big, "bold", inks.on_accent, inks.accent),
        Text(
            place.x - side,
            baseline(middle, small),
            counter,
            small,
            "bold",
            inks.on_accent,
            inks.accent,
            "right",
        ),
        Arrow(place, call.direction, inks.on_accent, inks.accent),
    ]
