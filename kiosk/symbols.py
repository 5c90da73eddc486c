"""The strokes of wiring pictures: boards, plugs, wires, buttons, lamps. Pure.

Every picture brings its own light ground, so that it can be read on a dark page too.
"""

from __future__ import annotations

from html import escape

INK, PALE, GROUND, BOARD, METAL = "#1d2530", "#5b6673", "#fbfaf6", "#1f5c43", "#c9a441"
WIRES = ("#0b6a80", "#a84a00", "#5b3cc4", "#2f6f1f")
POWER = {"GND": "#1d2530", "5V": "#b3261e", "3V3": "#a15c00", "12 V": "#a01750", "12 V minus": "#1d2530"}


def colour(name: str, number: int) -> str:
    """Of a wire that begins at this pin or supply; `number` tells signals apart."""
    return POWER.get(name, WIRES[number % len(WIRES)])


def document(width: float, height: float, title: str, parts: list[str]) -> str:
    """The whole picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" font-family="Noto Sans, DejaVu Sans, sans-serif">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{width:g}" height="{height:g}" rx="14" fill="{GROUND}" stroke="#d8d4c8"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 15,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
) -> str:
    """Words whose middle line is at `y`."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y + size * 0.35:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def small(x: float, y: float, words: str) -> str:
    """Words on a board."""
    return text(x, y, words, size=10, fill="#d7e8de")


def board(x: float, y: float, width: float, height: float, name: str) -> str:
    """A circuit board."""
    middle = text(
        x + (width - 34) / 2, y + height / 2, name, size=14, anchor="middle", fill="#ffffff", bold=True
    )
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="10" fill="{BOARD}"/>{middle}'


def strip(x: float, y: float, pitch: float) -> str:
    """The black plastic of the header."""
    return (
        f'<rect x="{x - pitch / 2:g}" y="{y - pitch / 2:g}" width="{2 * pitch:g}" height="{20 * pitch:g}" rx="3" '
        f'fill="#16181c"/>'
    )


def pin(x: float, y: float, used: str | None, *, square: bool) -> str:
    """One pin of the header, with a ring in its wire's colour if it has one."""
    ring = (
        f'<circle cx="{x:g}" cy="{y:g}" r="6.6" fill="#ffffff" stroke="{used}" stroke-width="3"/>'
        if used
        else ""
    )
    gold = METAL if used else "#7d6a35"
    if square:
        return f'{ring}<rect x="{x - 3:g}" y="{y - 3:g}" width="6" height="6" fill="{gold}"/>'
    return f'{ring}<circle cx="{x:g}" cy="{y:g}" r="3" fill="{gold}"/>'


def label(x: float, y: float, words: str, fill: str) -> str:
    """What a wire comes from, above it."""
    return text(x, y - 12, words, size=13, fill=fill, bold=True)


def _line(points: list[tuple[float, float]], stroke: str) -> str:
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="3" stroke-linejoin="round" '
        f'stroke-linecap="round"/>'
    )


def bus(x: float, y: float, turn: float, lane_y: float, end: float, stroke: str, *, inner: bool) -> str:
    """From a pin to its lane; from the inner row, between two pins of the outer one."""
    away = [(x + 5, y - 5), (x + 7.5, y - 7.5), (turn, y - 7.5)] if inner else [(x + 7, y), (turn, y)]
    return _line([*away, (turn, lane_y), (end, lane_y)], stroke)


def lane(left: float, right: float, y: float, stroke: str) -> str:
    """A wire, level."""
    return _line([(left, y), (right, y)], stroke)


def turn(x: float, upper: float, lower: float, stroke: str) -> str:
    """A wire that turns back."""
    return _line([(x, upper), (x, lower)], stroke)


def terminal(x: float, y: float, name: str, fill: str) -> str:
    """Where a supply is joined."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="6" fill="{fill}"/>' + text(
        x - 12, y, name, anchor="end", fill=fill, bold=True, size=14
    )


def block(x: float, y: float, width: float, height: float, name: str) -> str:
    """Something with a name."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="8" fill="#ffffff" stroke="{INK}" '
        f'stroke-width="2"/>' + text(x + width / 2, y + height / 2, name, anchor="middle", bold=True)
    )


def module(x: float, terminals: list[tuple[str, float]], name: str) -> str:
    """A module with its terminals at the left, each at the height of its wire."""
    top, bottom = terminals[0][1] - 46, terminals[-1][1] + 24
    case = f'<rect x="{x:g}" y="{top:g}" width="150" height="{bottom - top:g}" rx="8" fill="#ffffff" '
    parts = [case + f'stroke="{INK}" stroke-width="2"/>']
    parts.append(text(x + 75, top + 20, name, anchor="middle", bold=True))
    for terminal_name, y in terminals:
        parts.append(
            f'<rect x="{x - 5:g}" y="{y - 5:g}" width="10" height="10" fill="{METAL}" stroke="{INK}"/>'
        )
        parts.append(text(x + 14, y, terminal_name, size=14))
    return "".join(parts)


def socket(x: float, y: float, kind: str) -> str:
    """A socket at the edge of the board, and the plug in it."""
    edge = f'stroke="{INK}" stroke-width="1.5"'
    return (
        f'<rect x="{x - 26:g}" y="{y - 20:g}" width="34" height="40" rx="2" fill="#9aa3ad" {edge}/>'
        f'<rect x="{x + 8:g}" y="{y - 14:g}" width="14" height="28" fill="#d5d9de" {edge}/>'
        f'<rect x="{x + 22:g}" y="{y - 18:g}" width="40" height="36" rx="6" fill="{INK}"/>'
        + text(x + 42, y, kind, size=12, anchor="middle", fill="#ffffff", bold=True)
    )


def cable(left: float, y: float, right: float) -> str:
    """A cable that hangs a little."""
    middle = (left + right) / 2
    return (
        f'<path d="M{left:g},{y:g} C{middle - 60:g},{y + 26:g} {middle + 60:g},{y + 26:g} {right:g},{y:g}" fill="none" '
        f'stroke="{INK}" stroke-width="6" stroke-linecap="round"/>'
    )


def symbol(x: float, y: float, name: str, stroke: str) -> str:
    """What sits in a wire, by the first word of its name, with the name below; 80 wide."""
    kind, _, value = name.partition(" ")
    make = {"button": _button, "resistor": _resistor, "LED": _led, "lamp": _lamp}.get(kind, _thing)
    said, below = (value, 27) if make is _resistor else (name, 0 if make is _thing else 27)
    return make(x, y, stroke) + text(x + 40, y + below, said, size=13, anchor="middle")


def _gap(x: float, y: float, width: float) -> str:
    return f'<rect x="{x + 40 - width / 2:g}" y="{y - 4:g}" width="{width:g}" height="8" fill="{GROUND}"/>'


def _button(x: float, y: float, stroke: str) -> str:
    dots = "".join(
        f'<circle cx="{at:g}" cy="{y:g}" r="4.5" fill="{GROUND}" stroke="{stroke}" stroke-width="3"/>'
        for at in (x + 20, x + 60)
    )
    cap = _line([(x + 14, y - 13), (x + 66, y - 13)], INK) + _line([(x + 40, y - 13), (x + 40, y - 25)], INK)
    return _gap(x, y, 40) + dots + cap + _line([(x + 28, y - 25), (x + 52, y - 25)], INK)


def _resistor(x: float, y: float, stroke: str) -> str:
    del stroke
    edge = f'stroke="{INK}" stroke-width="2.5"'
    return f'<rect x="{x + 12:g}" y="{y - 10:g}" width="56" height="20" fill="{GROUND}" {edge}/>'


def _led(x: float, y: float, stroke: str) -> str:
    arrows = "".join(
        _line([(at, y - 18), (at + 9, y - 29)], INK)
        + _line([(at + 3, y - 28), (at + 9, y - 29), (at + 9, y - 23)], INK)
        for at in (x + 38, x + 52)
    )
    triangle = (
        f'<polygon points="{x + 24:g},{y - 14:g} {x + 24:g},{y + 14:g} {x + 52:g},{y:g}" fill="{stroke}"/>'
    )
    return triangle + _line([(x + 53, y - 14), (x + 53, y + 14)], INK) + arrows


def _lamp(x: float, y: float, stroke: str) -> str:
    del stroke
    cross = _line([(x + 29, y - 11), (x + 51, y + 11)], INK) + _line(
        [(x + 29, y + 11), (x + 51, y - 11)], INK
    )
    return (
        f'<circle cx="{x + 40:g}" cy="{y:g}" r="16" fill="#ffe9a8" stroke="{INK}" stroke-width="2.5"/>'
        + cross
    )


def _thing(x: float, y: float, stroke: str) -> str:
    return (
        f'<rect x="{x - 4:g}" y="{y - 16:g}" width="88" height="32" rx="5" fill="#ffffff" stroke="{stroke}" '
        f'stroke-width="2.5"/>'
    )
