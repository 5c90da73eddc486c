"""How a device is wired, from a few lines of text in its file to a picture: what belongs to which pin. Pure.

Each line is one wire, from where it begins to where it ends, by way of what sits in it:

    GPIO5 -- button -- GND            from the header through a button back to the header
    12 V -- lamp 12 V -- ULN2803A:1C  from a supply to a terminal of a module
    USB -- scanner                    a plug, and what hangs on it

An empty line begins another picture; `#` begins a sentence that stands below it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from broker_config.header import ALSO, GPIO, POWER
from kiosk import symbols as draw

PITCH, TOP = 15, 58
HEADER_X, BUS_X, LANE_X, END_X = 150, 250, 372, 700
LANE, STEP = 54, 120
WIDTH = 760


class Figure(NamedTuple):
    """One picture: its wires, each a tuple of what it passes; and what is to be said below."""

    wires: tuple[tuple[str, ...], ...]
    notes: str


class End(NamedTuple):
    """Where a wire comes out of the header: pin, colour, and the height of its lane."""

    pin: int
    colour: str
    lane: float


def figures(text: str) -> list[Figure]:
    """The pictures that the text of a device's `WIRING` describes.

    Raises:
        ValueError: a line that is no wire, or a pin that no header has.
    """
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines()]
        notes = " ".join(line[1:].strip() for line in lines if line.startswith("#"))
        drawn = [line for line in lines if not line.startswith("#")]
        for line in drawn:
            if " -- " not in line:
                raise ValueError(f"no wire: {line!r}; write what it joins, with ' -- ' between")
        wires = tuple(tuple(one.strip() for one in line.split(" -- ")) for line in drawn)
        found.append(Figure(wires, notes))
    return found


def picture(figure: Figure, title: str) -> str:
    """The figure as an SVG document."""
    if figure.wires[0][0] in ("USB", "LAN", "HDMI"):
        return _plugged(figure, title)
    return _wired(figure, title)


def _plugged(figure: Figure, title: str) -> str:
    """A box with a socket, a cable, and what hangs on it; further ones below."""
    height = 60 + 110 * len(figure.wires)
    parts = [draw.board(40, 34, 150, height - 68, "Raspberry Pi")]
    for number, (socket, *between, thing) in enumerate(figure.wires):
        y = 85 + 110 * number
        parts += [draw.socket(190, y, socket), draw.cable(252, y, 480)]
        parts += [draw.block(310 + 130 * step, y - 18, 130, 44, one) for step, one in enumerate(between)]
        parts += [draw.block(480, y - 36, 230, 72, thing)]
    return draw.document(WIDTH, height, title, parts)


class Wire(NamedTuple):
    """One wire: what sits in it, where it begins (a pin or a supply) and ends (a pin or a terminal), and its lanes.

    A wire that comes back to the header has a second lane, above the first if its pin is.
    """

    between: tuple[str, ...]
    first: str
    last: str
    pins: tuple[int | None, int | None]
    lanes: tuple[float, float]
    colour: str


def _wired(figure: Figure, title: str) -> str:
    """The header with its used pins marked, and each wire in a lane of its own."""
    wires = _laid_out(figure.wires)
    parts: list[str] = []
    ends: list[End] = []
    modules: dict[str, list[tuple[str, float]]] = {}
    furthest = 0.0
    for wire in wires:
        (begin, end), (lane, back) = wire.pins, wire.lanes
        right = LANE_X + STEP * max(1, len(wire.between)) if end else END_X
        furthest = max(furthest, right)
        left = BUS_X if begin else LANE_X - 44
        parts.append(draw.lane(left, right, lane, wire.colour))
        if begin:
            ends.append(End(begin, wire.colour, lane))
            parts.append(draw.label(BUS_X + 6, lane, f"{_name(begin)}, pin {begin}", wire.colour))
        else:
            parts.append(draw.terminal(left, lane, wire.first, wire.colour))
        first = LANE_X + 20 if end else (LANE_X + END_X - STEP * len(wire.between)) / 2 + 20
        parts += [
            draw.symbol(first + STEP * step, lane, one, wire.colour) for step, one in enumerate(wire.between)
        ]
        if end:
            colour = draw.colour(wire.last, 0)
            parts += [draw.turn(right, lane, back, colour), draw.lane(BUS_X, right, back, colour)]
            parts.append(draw.label(BUS_X + 6, back, f"{_name(end)}, pin {end}", colour))
            ends.append(End(end, colour, back))
        else:
            module, _, terminal = wire.last.partition(":")
            modules.setdefault(module, []).append((terminal, lane))
    parts += [draw.module(END_X, terminals, name) for name, terminals in modules.items()]
    lowest = max(max(wire.lanes) for wire in wires)
    height = max(TOP + 20 * PITCH + 46, lowest + 60)
    width = END_X + 190 if modules else furthest + 60
    return draw.document(width, height, title, [_header(ends), *_buses(ends), *parts])


def _laid_out(wires: tuple[tuple[str, ...], ...]) -> list[Wire]:
    """Pins for all that ends at the header, and lanes in the order of the pins, so that little has to cross."""
    free = {name: list(pins) for name, pins in POWER.items()}
    near = next((_pin(one[0], {}, None) for one in wires if one[0].startswith("GPIO")), None)
    found = []
    for number, (first, *between, last) in enumerate(wires):
        begin = _pin(first, free, near)
        end = _pin(last, free, begin or near)
        pins = [pin for pin in (begin, end) if pin]
        height = min(map(_height, pins)) if pins else float("inf")  # supplies stand below
        found.append(
            (height, Wire((*between,), first, last, (begin, end), (0, 0), draw.colour(first, number)))
        )
    found.sort(key=lambda one: one[0])
    at = TOP + 10 * PITCH - LANE * (sum(2 if wire.pins[1] else 1 for _, wire in found) - 1) / 2
    at = max(at, TOP + 24)
    placed = []
    for _, wire in found:
        lanes = (at, at)
        if wire.pins[1]:
            above = wire.pins[0] is not None and _height(wire.pins[1]) < _height(wire.pins[0])
            lanes = (at + LANE, at) if above else (at, at + LANE)
            at += LANE
        at += LANE
        placed.append(wire._replace(lanes=lanes))
    return placed


def _height(pin: int) -> float:
    """Where a wire leaves the header: from the inner row, between two pins of the outer one."""
    return _place(pin)[1] - (PITCH / 2 if pin % 2 else 0)


def _pin(name: str, free: dict[str, list[int]], near: int | None) -> int | None:
    """The pin of the header with this name, of several the one nearest to another; None if it is none."""
    if name in free:
        pin = min(free[name], key=lambda one: abs(one - (near or one)))
        free[name].remove(pin)
        return pin
    if not name.startswith("GPIO"):
        return None
    number = int(name.removeprefix("GPIO"))
    if number not in GPIO:
        raise ValueError(f"no header has a pin {name}")
    return GPIO[number]


def _place(pin: int) -> tuple[float, float]:
    return HEADER_X + (pin - 1) % 2 * PITCH, TOP + (pin - 1) // 2 * PITCH


def _name(pin: int) -> str:
    number = next((bcm for bcm, one in GPIO.items() if one == pin), None)
    if number is None:
        return next(name for name, pins in POWER.items() if pin in pins)
    return f"GPIO{number} {ALSO.get(number, '')}".strip()


def _header(ends: list[End]) -> str:
    used = {end.pin: end.colour for end in ends}
    parts = [
        draw.board(30, 24, 150, 20 * PITCH + 56, "Raspberry Pi"),
        draw.strip(HEADER_X, TOP, PITCH),
        draw.small(44, 44, "this end is the corner"),
        draw.small(44, TOP + 20 * PITCH + 10, "USB sockets this way"),
        draw.small(HEADER_X - 24, TOP, "1"),
        draw.small(HEADER_X - 30, TOP + 19 * PITCH, "39"),
    ]
    parts += [draw.pin(*_place(pin), used.get(pin), square=pin == 1) for pin in range(1, 41)]
    return "".join(parts)


def _buses(ends: list[End]) -> list[str]:
    """The wires from the pins to their lanes. The upper of two that go down turns later, as does the lower going up."""
    down = sorted((end for end in ends if end.lane >= _height(end.pin)), key=lambda end: -end.lane)
    up = sorted((end for end in ends if end.lane < _height(end.pin)), key=lambda end: end.lane)
    drawn = []
    for number, end in enumerate([*down, *up]):
        x, y = _place(end.pin)
        turn = HEADER_X + PITCH + 18 + 10 * number
        drawn.append(draw.bus(x, y, turn, end.lane, BUS_X, end.colour, inner=end.pin % 2 == 1))
    return drawn
