"""What the hall is told by the hours alone: opening, break, closing soon, no more numbers. Pure.

Each is due from a moment of the day until it is no longer news; who was away at that moment may still tell it then.
What the mall's own hours and closures say is told, nothing of a single agency's.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from broker_config.localtime import local, time_text
from hub import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config.signage import Kind
    from hub.register import Register

CLOSING_S = 900.0  # so long before the end it is told
GREETING_S = 600.0  # so long the opening is news
_TEXTS: dict[Kind, tuple[str, str]] = {
    "opening": ("Selamat datang. Pelayanan hari ini sudah dimulai.", "Welcome. Services are open now."),
    "break": (
        "Waktu istirahat. Pelayanan dibuka kembali pukul {}.",
        "It is break time. Services open again at {}.",
    ),
    "closing": ("Pelayanan hari ini berakhir pukul {}.", "Services end at {} today."),
    "last_tickets": (
        "Pengambilan nomor hari ini sudah ditutup. Nomor yang sudah diambil tetap dilayani.",
        "No more numbers are given today. Numbers that were taken are still served.",
    ),
}


class Due(NamedTuple):
    """An announcement of the day: from `at` until `until`, UTC seconds. The same `key` is the same announcement."""

    key: str
    kind: Kind
    text: str
    english: str
    at: float
    until: float


class Day:
    """What is due, worked out again when it can have changed: after an edit, and at the next moment of the day."""

    def __init__(self) -> None:
        self._version = -1
        self._since, self._until = inf, -inf

    def look(self, register: Register, now: float) -> tuple[Due, ...] | None:
        """What is due at a time (UTC seconds); `None`: as it was at the last look."""
        if register.version == self._version and self._since <= now < self._until:
            return None
        rows = list(_day(register, now))
        midnight = schedule.next_change(register, "", now)
        edges = [edge for row in rows for edge in (row.at, row.until) if edge > now]
        self._version, self._since, self._until = register.version, now, min([*edges, midnight])
        return tuple(row for row in rows if row.at <= now < row.until)


def _day(register: Register, now: float) -> Iterator[Due]:
    """All that is to be told on the date of `now`, in no order."""
    zone, wanted = register.mall.timezone, register.mall.announcements
    hours = schedule.opening(register, None, schedule.date_at(now, zone))
    if hours.opens is None or hours.closes is None:
        return
    closes = _ends(register, hours.closes)
    rows: list[
        tuple[bool, Kind, float | None, float, float]
    ] = [  # wanted, what, from, until, the hour that it names
        (wanted.opening, "opening", hours.opens, hours.opens + GREETING_S, 0.0),
        (wanted.closing, "closing", closes - CLOSING_S, closes, closes),
        (wanted.last_tickets, "last_tickets", hours.issuing_until, closes, 0.0),
    ]
    if hours.rest_until is not None and hours.rest_until < closes:
        rows.append((wanted.rest, "break", hours.rest_from, hours.rest_until, hours.rest_until))
    for is_wanted, kind, since, until, hour in rows:
        if (
            is_wanted
            and since is not None
            and hours.opens <= since < until
            and not _is_closed(register, since)
        ):
            text, english = _TEXTS[kind]
            clock = time_text(local(hour, zone))
            yield Due(
                f"{kind}:{since:.0f}:{until:.0f}", kind, text.format(clock),
                english.format(clock.replace(".", ":")), since, until,
            )  # fmt: skip


def _ends(register: Register, closes: float) -> float:
    """When the mall closes, a closure that leaves nothing of the day reckoned with."""
    return min((start for start, end in _closures(register) if start < closes <= end), default=closes)


def _is_closed(register: Register, at: float) -> bool:
    return any(start <= at < end for start, end in _closures(register))


def _closures(register: Register) -> Iterator[tuple[float, float]]:
    """From when until when the whole mall is closed, with approval."""
    for row in register.closures.values():
        if not (row.counter or row.agency or row.archived) and row.status == "approved":
            yield row.start, row.end
