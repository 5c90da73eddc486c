"""A counter's day for the tests of its minutes: clock times in, a readable day out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.minutes.evidence import Fact, Left, Link, Queue, Seen, Ticket
from hub.minutes.presence import Interval, Kind, Rules, intervals
from hub.schedule import Window

if TYPE_CHECKING:
    from collections.abc import Iterable

MIDNIGHT = 1795453200.0  # Tuesday, 24 November 2026, 00.00 in Jakarta


def at(clock: str) -> float:
    """`08:00`, or `08:00:30`, of the day; `-01:00` is an hour before it."""
    sign = -1 if clock.startswith("-") else 1
    hours, minutes, *seconds = (int(part) for part in clock.lstrip("-").split(":"))
    return MIDNIGHT + sign * (hours * 3600.0 + minutes * 60.0 + sum(seconds))


def clock(moment: float) -> str:
    hours, rest = divmod(round(moment - MIDNIGHT), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def window(span: str, kind: Kind = "open", reason: str = "") -> Window:
    begin, _, end = span.rpartition("-")
    return Window(at(begin), at(end), kind, reason)


def rest(span: str) -> Window:
    return window(span, "break", "istirahat")


def closed(span: str, reason: str = "rapat") -> Window:
    return window(span, "closed_approved", reason)


def seen(clock: str, by: str = "", how: str = "button") -> Seen:
    return Seen(at(clock), how, by)


def left(clock: str, by: str = "") -> Left:
    return Left(at(clock), by)


def alive(clock: str = "00:00") -> Link:
    return Link(at(clock), alive=True)


def dead(clock: str, what: str = "pad-1 gone") -> Link:
    return Link(at(clock), alive=False, what=what)


def people(clock: str) -> Queue:
    return Queue(at(clock), waiting=True)


def nobody(clock: str) -> Queue:
    return Queue(at(clock), waiting=False)


def ticket(clock: str, label: str = "A001") -> Ticket:
    return Ticket(at(clock), label)


def free(clock: str, by: str = "") -> tuple[Fact, Fact]:
    """A ticket is finished, which is an act of the officer."""
    return Ticket(at(clock), ""), Seen(at(clock), "finished", by)


def hourly(first: int, last: int) -> list[Seen]:
    """Somebody works at the counter, often enough to be believed while nobody waits."""
    return [seen(f"{hour:02d}:{minute}") for hour in range(first, last) for minute in ("00", "45")]


MORNING = (window("08:00-12:00"),)
WHOLE = (window("08:00-12:00"), rest("12:00-13:00"), window("13:00-16:00"))
ALIVE = alive()


def day(
    facts: Iterable[Fact],
    windows: Iterable[Window] = MORNING,
    until: str = "24:00",
    rules: Rules | None = None,
) -> tuple[Interval, ...]:
    return intervals(tuple(facts), tuple(windows), MIDNIGHT, at(until), rules or Rules())


def told(judged: Iterable[Interval]) -> list[str]:
    """A day in words, what is not scheduled left out: `08:00 open_idle`."""
    return [f"{clock(i.start)} {i.state}" for i in judged if i.state != "not_scheduled"]
