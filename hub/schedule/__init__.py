"""The register's hours on a date: a counter's windows, whether a number may be given now, and what to show. Pure.

Everything is worked out once per version of the register and date, because a press asks here: what it finds in
`register.memo` costs it a look. The memo holds nothing that the register does not say.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from broker_config.days import DayHours, day_hours
from broker_config.localtime import ZONES
from hub.register.rows import offered
from hub.schedule import words
from hub.schedule.words import Closed, Opening

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.hours import Span
    from broker_config.mall import Service
    from hub.register import Register

__all__ = [
    "Closed",
    "Opening",
    "Window",
    "WindowKind",
    "date_at",
    "day_begins",
    "issuing",
    "next_change",
    "once",
    "opening",
    "windows",
]

Found = TypeVar("Found")
WindowKind = Literal["open", "break", "closed_approved"]
_RANK: dict[WindowKind, int] = {"open": 0, "break": 1, "closed_approved": 2}
LOOK_AHEAD = 90  # days; a mall that is closed for longer has its own words for it
_EPOCH = date(1970, 1, 1).toordinal()
MEMO = 20_000  # entries; a report over years must not fill the memory


class Window(NamedTuple):
    """A stretch of a counter's day, in UTC seconds; outside of all of them nothing is scheduled."""

    start: float
    end: float
    kind: WindowKind
    reason: str


class _Giving(NamedTuple):
    """When numbers of a service are given on one date, UTC seconds; not at all if `since` is not before `until`.

    `ends` is when it would be over without closures, `closed_by` the reason of the one that ends it earlier.
    """

    since: float
    until: float
    ends: float
    counters: bool
    closed_by: str = ""


def windows(register: Register, counter_id: str, day: date) -> tuple[Window, ...]:
    """A counter's windows on a local date, in order and apart; a closure goes over a break, and that over opening.

    A counter that is not there, is archived, or whose agency does not work in the mall has none.
    """
    return once(register, ("windows", counter_id, day), lambda: _windows(register, counter_id, day))


def opening(register: Register, agency_id: str | None, day: date) -> Opening:
    """The hours of an agency, or (`None`) of the mall, on a local date."""
    midnight = day_begins(day, register.mall.timezone)
    return words.opening(_hours(register, agency_id or "", day), midnight)


def issuing(register: Register, service_id: str, at: float, issued_today: int) -> Closed | None:
    """Why no number of a service may be given at a time (UTC seconds), after `issued_today`; `None` if one may."""
    today = date_at(at, register.mall.timezone)
    giving, service = _giving(register, service_id, today), register.services.get(service_id)
    if giving is None or service is None:
        return words.NOT_OFFERED
    spent = service.quota is not None and issued_today >= service.quota
    if giving.since <= at < giving.until and not spent:
        return None
    return _why_not(register, service, giving, at, spent=spent)


def next_change(register: Register, service_id: str, at: float) -> float:
    """When, after a time (UTC seconds), hours next change whether and why numbers of a service are given.

    At midnight at the latest; of a service that is not there (or none, empty), then.
    """
    zone = register.mall.timezone
    today = date_at(at, zone)
    giving = _giving(register, service_id, today)
    edges = giving[:3] if giving else ()
    return min((edge for edge in edges if edge > at), default=day_begins(today + timedelta(days=1), zone))


def _why_not(register: Register, service: Service, giving: _Giving, at: float, *, spent: bool) -> Closed:
    zone = register.mall.timezone
    if not giving.counters:
        return words.NO_COUNTER
    if at < giving.since < giving.until and not spent:
        return words.not_yet(giving.since, zone)
    today = date_at(at, zone)
    again = _next_day(register, service, today)
    hours = _hours(register, service.agency, today)
    if hours.opened is None:
        return words.closed_today(hours.reason, again, zone)
    if spent:
        return words.quota(service.quota or 0, again, zone)
    if at < giving.ends and giving.closed_by:
        return words.closure(giving.closed_by, again, zone)
    return words.cut_off(giving.ends, again, zone)


def _next_day(register: Register, service: Service, today: date) -> float | None:
    """When numbers of a service are given again after today."""
    for ahead in range(1, LOOK_AHEAD):
        giving = _giving(register, service.id, today + timedelta(days=ahead))
        if giving and giving.since < giving.until:
            return giving.since
    return None


def _giving(register: Register, service_id: str, day: date) -> _Giving | None:
    return once(register, ("giving", service_id, day), lambda: _work_out_giving(register, service_id, day))


def _work_out_giving(register: Register, service_id: str, day: date) -> _Giving | None:
    service = register.services.get(service_id)
    if service is None or service.archived or service.place != "here":
        return None
    if not offered(register.agencies.get(service.agency)):
        return None
    counters = once(register, ("servers",), lambda: _servers(register)).get(service_id, [])
    hours = _hours(register, service.agency, day)
    if hours.issuing is None or not counters:
        return _Giving(0.0, 0.0, 0.0, bool(counters))
    midnight = day_begins(day, register.mall.timezone)
    since, ends = (midnight + 60.0 * minute for minute in hours.issuing)
    rows = [row for counter in counters for row in windows(register, counter, day)]
    last = max((row.end for row in rows if row.kind == "open"), default=0.0)
    closures = [row.reason for row in rows if row.kind == "closed_approved" and row.end > last]
    return _Giving(since, min(ends, last), ends, counters=True, closed_by=closures[-1] if closures else "")


def _servers(register: Register) -> dict[str, list[str]]:
    """Per service, the counters that serve it; asked once for each of thousands of services."""
    found: dict[str, list[str]] = {}
    for row in register.counters.values():
        for service in () if row.archived else row.services:
            found.setdefault(service, []).append(row.id)
    return found


def _windows(register: Register, counter_id: str, day: date) -> tuple[Window, ...]:
    counter = register.counters.get(counter_id)
    if counter is None or counter.archived or not offered(register.agencies.get(counter.agency)):
        return ()
    hours = _hours(register, counter.agency, day)
    if hours.opened is None:
        return ()
    midnight = day_begins(day, register.mall.timezone)
    rows = [_window(midnight, hours.opened, "open", hours.reason)]
    if hours.rest is not None:
        rows.append(_window(midnight, hours.rest, "break", ""))
    opens, closes = rows[0][:2]
    for row in register.closures.values():
        mine = counter_id == row.counter or (not row.counter and row.agency in ("", counter.agency))
        start, end = max(row.start, opens), min(row.end, closes)
        if mine and row.status == "approved" and not row.archived and start < end:
            rows.append(Window(start, end, "closed_approved", row.reason))
    return _apart(rows)


def _window(midnight: float, span: Span, kind: WindowKind, reason: str) -> Window:
    return Window(midnight + 60.0 * span.start, midnight + 60.0 * span.end, kind, reason)


def _apart(rows: list[Window]) -> tuple[Window, ...]:
    """The same without overlaps."""
    cuts = sorted({edge for row in rows for edge in row[:2]})
    apart: list[Window] = []
    for start, end in pairwise(cuts):
        over = max(
            (row for row in rows if row.start <= start and end <= row.end), key=lambda row: _RANK[row.kind]
        )
        last = apart[-1] if apart else None
        if last is not None and last[2:] == over[2:]:
            apart[-1] = last._replace(end=end)
        else:
            apart.append(Window(start, end, over.kind, over.reason))
    return tuple(apart)


def _hours(register: Register, agency_id: str, day: date) -> DayHours:
    def work_out() -> DayHours:
        agency = register.agencies.get(agency_id)
        return day_hours(register.mall, agency, register.overrides.values(), day)

    return once(register, ("hours", agency_id, day), work_out)


def once(register: Register, key: tuple[object, ...], work_out: Callable[[], Found]) -> Found:
    """What was worked out of this version of the register before, or is now."""
    memo = register.memo
    if key not in memo:
        if len(memo) > MEMO:
            memo.clear()
        memo[key] = work_out()
    return memo[key]


def date_at(at: float, zone: str) -> date:
    """The local date at a time (UTC seconds); not by way of a local time, because a press waits for it."""
    return date.fromordinal(_EPOCH + int((at + 3600 * ZONES[zone][1]) // 86400))


@lru_cache(maxsize=512)
def day_begins(day: date, zone: str) -> float:
    """When a local date begins, in UTC seconds."""
    _, hours = ZONES[zone]
    return datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=hours))).timestamp()
