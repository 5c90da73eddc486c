"""A day's minutes for people: a table as CSV, and a picture with a row for every counter. Pure: text in, text out.

In the picture each counter has two bars, what the script demands above what was recorded, and under them a line as
long as its officer was really there.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from provisioning.rehearsal.day import clock
from provisioning.rehearsal.day.compare import MINUTES, by_minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provisioning.rehearsal.day.acts import Act

COLOURS = {
    "serving": "#1b5e9b",
    "open_idle": "#9cc9ee",
    "break": "#e3dccb",
    "closed_approved": "#c9b8dd",
    "not_scheduled": "#f3f4f5",
    "unattended": "#b3261e",
    "unknown": "#8a9199",
}
FIRST, LAST = 7.5, 16.5  # hours that are shown
LEFT, WIDTH, BAR, ROW, TOP = 250, 1230, 7, 19, 74


class Line(NamedTuple):
    """One counter of the picture: what is written before it, and its states second by second."""

    name: str
    expected: Sequence[str]
    recorded: Sequence[str]
    there: Sequence[tuple[float, float]]


def csv(expected: Mapping[str, Sequence[str]], recorded: Mapping[str, Sequence[str]]) -> str:
    """Every minute of every counter: `counter,minute,expected,recorded`."""
    lines = ["counter,minute,expected,recorded"]
    for counter, wanted in expected.items():
        pairs = zip(by_minute(wanted), by_minute(recorded[counter]), strict=True)
        for minute, (one, other) in enumerate(pairs):
            lines.append(f"{counter},{minute // 60:02d}:{minute % 60:02d},{one},{other}")
    assert len(lines) == 1 + len(expected) * MINUTES  # noqa: S101 - nothing may be left out of such a table
    return "\n".join(lines) + "\n"


def diary(acts: Sequence[Act]) -> str:
    """What was done, in its order; times are the day's."""
    rows = sorted(acts, key=lambda act: act.at)
    lines = [",".join((clock(act.at).replace(".", ":"), f"{act.at:.2f}", *map(str, act[1:]))) for act in rows]
    return "\n".join(["time,seconds,what,counter,who,ticket,person,service,only", *lines]) + "\n"


def there(acts: Sequence[Act], counter: str) -> list[tuple[float, float]]:
    """From when to when somebody was at a counter, in flesh."""
    came: float | None = None
    found = []
    for act in sorted(acts, key=lambda act: act.at):
        if act.counter == counter and act.what == "came":
            came = act.at
        elif act.counter == counter and act.what == "went" and came is not None:
            found.append((came, act.at))
            came = None
    return found


def svg(lines: Sequence[Line], title: str) -> str:
    """The picture."""
    height = TOP + ROW * len(lines) + 16
    body = "\n".join(
        [*_head(title, height), *(piece for index, one in enumerate(lines) for piece in _line(index, one))]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {height}" '
        f'font-family="Noto Sans, DejaVu Sans, sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _x(second: float) -> float:
    hour = min(max(second / 3600, FIRST), LAST)
    return LEFT + WIDTH * (hour - FIRST) / (LAST - FIRST)


def _head(title: str, height: int) -> Iterator[str]:
    yield f'<text x="12" y="20" font-size="15" font-weight="700">{escape(title)}</text>'
    x = 12.0
    for state, colour in COLOURS.items():
        yield f'<rect x="{x:.0f}" y="30" width="12" height="12" fill="{colour}" stroke="#00000022"/>'
        yield f'<text x="{x + 17:.0f}" y="40">{state}</text>'
        x += 30 + 6.6 * len(state)
    yield f'<line x1="{x:.0f}" x2="{x + 20:.0f}" y1="36" y2="36" stroke="#222" stroke-width="1.5"/>'
    yield f'<text x="{x + 26:.0f}" y="40">an officer is there; above: expected, below: recorded</text>'
    for half in range(int(2 * FIRST), int(2 * LAST) + 1):
        at = _x(half * 1800)
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 6}" y2="{height - 12}" stroke="#00000018"/>'
        if half % 2 == 0:
            yield f'<text x="{at:.1f}" y="{TOP - 10}" text-anchor="middle">{clock(half * 1800)[:5]}</text>'


def _line(index: int, line: Line) -> Iterator[str]:
    top = TOP + ROW * index
    yield f'<text x="{LEFT - 8}" y="{top + 11}" text-anchor="end">{escape(line.name)}</text>'
    for number, seconds in enumerate((line.expected, line.recorded)):
        y = top + number * BAR
        start = 0
        for state, run in groupby(seconds):
            end = start + sum(1 for _ in run)
            left, right = _x(start), _x(end)
            if right > left and state != "not_scheduled":
                fill = COLOURS.get(state, "#000000")
                yield f'<rect x="{left:.1f}" y="{y}" width="{right - left:.1f}" height="{BAR}" fill="{fill}"/>'
            start = end
    for came, went in line.there:
        y = top + 2 * BAR + 1.5
        yield f'<line x1="{_x(came):.1f}" x2="{_x(went):.1f}" y1="{y}" y2="{y}" stroke="#222" stroke-width="1.5"/>'
