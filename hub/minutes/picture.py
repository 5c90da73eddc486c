"""The picture of docs/counter-minutes.md: mornings as they were judged, drawn: `python -m hub.minutes.thread.picture`.

The bars are what `presence.intervals` says of the facts below, so that the picture cannot promise anything else.
"""

from __future__ import annotations

import argparse
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hub.minutes.evidence import Fact, Left, Link, Queue, Seen, Ticket
from hub.minutes.presence import State, intervals
from hub.schedule import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "counter-minutes.svg"
OUT = Path("docs/pictures")
HOUR = 3600.0
LEFT, WIDTH, ROW, TOP = 24, 1000, 118, 92
FIRST, LAST = 7.5, 14.5  # hours that are shown

FONT = 'role="img" font-family="Noto Sans, DejaVu Sans, sans-serif"'

COLOURS: dict[State, tuple[str, str]] = {  # of the bar, and of what is written on it
    "serving": ("#1b5e9b", "#ffffff"),
    "open_idle": ("#9cc9ee", "#10202e"),
    "break": ("#e3dccb", "#3b3323"),
    "closed_approved": ("#c9b8dd", "#2b1a3f"),
    "not_scheduled": ("#f3f4f5", "#454b52"),
    "unattended": ("#b3261e", "#ffffff"),
    "unknown": ("#5f6770", "#ffffff"),
}


def _at(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) * HOUR + int(minutes) * 60.0


def _window(span: str, kind: str = "open", reason: str = "") -> Window:
    begin, end = span.split("-")
    return Window(_at(begin), _at(end), kind, reason)  # type: ignore[arg-type] - one of the three


HOURS = (_window("08:00-12:00"), _window("12:00-13:00", "break"), _window("13:00-14:30"))
ALIVE = Link(0.0, alive=True)


class Story(NamedTuple):
    """A morning: what it shows, what was known, what was scheduled."""

    title: str
    facts: tuple[Fact, ...]
    windows: tuple[Window, ...] = HOURS


_BUSY = (
    ALIVE,
    *(Queue(_at("07:50"), waiting=True), Seen(_at("08:06"), "called"), Ticket(_at("08:06"), "A001")),
    *(Ticket(_at("08:40"), ""), Seen(_at("08:40"), "finished")),
)
_LATER = (
    *(Seen(_at("11:20"), "called"), Ticket(_at("11:20"), "A002")),
    *(Ticket(_at("12:15"), ""), Seen(_at("12:15"), "finished")),
    *(Seen(_at("13:25"), "called"), Ticket(_at("13:25"), "A003")),
)
_SILENT = (Link(_at("08:45"), alive=False, what="pad-1 gone"), Link(_at("10:30"), alive=True))
_PRESSES = tuple(Seen(_at(clock), "button") for clock in ("08:50", "09:50"))

STORIES = (
    Story(
        "1  People wait all morning. Six minutes late is no absence; away from 08:40 to 11:20 is, after ten minutes "
        "of grace; so is a break 25 minutes too long.",
        (*_BUSY, *_LATER),
    ),
    Story(
        "2  The same, but from 08:45 to 10:30 the pad could not be heard. That is unknown, and nobody's absence; the "
        "grace stands still meanwhile.",
        (*_BUSY, *_SILENT, *_LATER),
    ),
    Story(
        "3  The first morning again, after a closure from 08:40 to 11:20 was approved the next day: same facts, "
        "other windows.",
        (*_BUSY, *_LATER),
        (*HOURS, _window("08:40-11:20", "closed_approved", "server mati")),
    ),
    Story(
        "4  Nobody waits: a sign once an hour is enough. Signed in at 07:55, out at 10:15, and did not come back.",
        (ALIVE, Seen(_at("07:55"), "sign_in"), *_PRESSES, Left(_at("10:15"))),
    ),
)


def picture() -> str:
    """Draw the picture, as SVG."""
    height = TOP + ROW * len(STORIES)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 2 * LEFT} {height}" {FONT}>',
        "<title>Four mornings of a counter, and what each minute was judged to be</title>",
        f'<rect width="{WIDTH + 2 * LEFT}" height="{height}" fill="#ffffff"/>',
        *_legend(),
    ]
    for index, story in enumerate(STORIES):
        lines += _story(story, TOP + ROW * index)
    return "\n".join([*lines, "</svg>", ""])


def _legend() -> Iterator[str]:
    step = WIDTH / len(COLOURS)
    for index, (state, (fill, ink)) in enumerate(COLOURS.items()):
        x = LEFT + step * index
        yield f'<rect x="{x:.1f}" y="16" width="{step - 6:.1f}" height="26" rx="3" fill="{fill}"/>'
        yield _text(x + (step - 6) / 2, 33, state, 12, ink, "middle")
    yield _text(LEFT, 66, "▼ seen: card, button, call, sign-in", 12, "#10202e")
    yield _text(LEFT + 270, 66, "△ signed out", 12, "#10202e")
    yield _text(LEFT + 390, 66, "━ people wait who could be called here", 12, "#10202e")


def _story(story: Story, top: int) -> Iterator[str]:
    yield _text(LEFT, top + 14, story.title, 13, "#10202e")
    yield from _marks(story, top + 36)
    bar = top + 44
    for interval in intervals(story.facts, story.windows, 0.0, 24 * HOUR):
        x, end = _x(interval.start), _x(interval.end)
        if end > x:
            fill, _ink = COLOURS[interval.state]
            told = escape(
                f"{_clock(interval.start)}-{_clock(interval.end)} {interval.state} {interval.evidence}"
            )
            yield (
                f'<rect x="{x:.1f}" y="{bar}" width="{end - x:.1f}" height="30" fill="{fill}" stroke="#ffffff">'
                f"<title>{told}</title></rect>"
            )
    for hour in range(8, 15):
        x = _x(hour * HOUR)
        yield f'<path d="M{x:.1f} {bar + 30}v5" stroke="#5b6570"/>'
        yield _text(x, bar + 47, f"{hour:02d}:00", 11, "#454b52", "middle")


def _marks(story: Story, y: int) -> Iterator[str]:
    waits = next((fact.at for fact in story.facts if isinstance(fact, Queue)), None)
    if waits is not None:
        yield f'<path d="M{_x(waits):.1f} {y + 5}H{_x(LAST * HOUR):.1f}" stroke="#10202e" stroke-width="2"/>'
    for fact in story.facts:
        x = _x(fact.at)
        if isinstance(fact, Seen):
            yield f'<path d="M{x - 4:.1f} {y - 8}h8l-4 8z" fill="#10202e"/>'
        elif isinstance(fact, Left):
            yield f'<path d="M{x - 4:.1f} {y}h8l-4 -8z" fill="#ffffff" stroke="#10202e"/>'


def _x(at: float) -> float:
    hour = min(max(at / HOUR, FIRST), LAST)
    return LEFT + WIDTH * (hour - FIRST) / (LAST - FIRST)


def _clock(at: float) -> str:
    return f"{int(at // HOUR):02d}:{int(at % HOUR // 60):02d}"


def _text(x: float, y: float, text: str, size: int, ink: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y}" font-size="{size}" fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'


def main() -> None:
    """Write the picture into a directory."""
    parser = argparse.ArgumentParser(prog="python -m hub.minutes.thread.picture", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path("docs/pictures"), help="the directory (default: docs/pictures)"
    )
    (parser.parse_args().out / NAME).write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
