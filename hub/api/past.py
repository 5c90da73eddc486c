"""Answers from the tables: tickets, counters' minutes, figures of a day, alerts. Each list is read page by page.

A page begins behind a row that is named by its key, not by its number: what was added meanwhile moves nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

import sqlalchemy as sa
from msgspec import UNSET

from hub import records, tickets
from hub.api import asked, shapes
from hub.api.source import Listed, Missing
from hub.minutes.figures import PRESENT
from hub.storage import rollups
from hub.storage import schema as s
from hub.storage.durations import quantile_s
from hub.storage.packing import unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.api.source import Source

Row = TypeVar("Row")


class _Order(NamedTuple):
    """In which order a table is listed: by two columns that are a key; `number` is the one that is a time."""

    table: sa.Table
    columns: tuple[str, str]
    number: int | None = None

    def before(self, cursor: str) -> sa.ColumnElement[bool]:
        """What lies behind a place in the list."""
        values: list[Any] = cursor.split("~", 1)
        if self.number is not None:
            values[self.number] = float(values[self.number])
        return sa.tuple_(*(self.table.c[name] for name in self.columns)) > sa.tuple_(*values)

    def cursor(self, row: sa.RowMapping) -> str:
        """The place of a row in the list."""
        return "~".join(str(row[name]) for name in self.columns)


BY_TICKET = _Order(s.TICKETS, ("queue_time", "uid"), 0)
BY_STRETCH = _Order(s.INTERVALS, ("counter", "start"), 1)
BY_SERVICE = _Order(s.DAY_SERVICES, ("day", "service"))
BY_COUNTER = _Order(s.DAY_COUNTERS, ("day", "counter"))
BY_ALERT = _Order(s.ALERTS, ("opened_at", "key"), 0)


def _page(
    source: Source,
    wanted: Any,
    order: _Order,
    where: Sequence[sa.ColumnElement[bool]],
    show: Callable[[sa.RowMapping], Row],
) -> Listed[Row]:
    limit: int = asked.USUAL if wanted.limit is UNSET else wanted.limit
    table, after = order.table, wanted.after
    behind = () if after is UNSET else (order.before(after),)
    query = sa.select(table).where(*where, *behind).order_by(*(table.c[name] for name in order.columns))
    with source.store.reader() as db:
        rows = db.execute(query.limit(limit + 1)).mappings().all()
    kept = rows[:limit]
    following = order.cursor(kept[-1]) if kept else None if after is UNSET else after
    return Listed([show(row) for row in kept], following, len(rows) > limit)


def _equal(table: sa.Table, wanted: Any, *names: str) -> list[sa.ColumnElement[bool]]:
    """What was asked of these columns."""
    return [table.c[name] == value for name in names if (value := getattr(wanted, name)) is not UNSET]


def _day(source: Source, wanted: asked.Tickets | asked.Intervals) -> str:
    return (source.today() if wanted.day is UNSET else wanted.day).isoformat()


# --- tickets ----------------------------------------------------------------------------------------------


def listed_tickets(source: Source, wanted: asked.Tickets) -> Listed[shapes.Ticket]:
    """List a day's tickets."""
    where = [s.TICKETS.c.day == _day(source, wanted)]
    where += _equal(s.TICKETS, wanted, "label", "service", "counter", "state")
    return _page(source, wanted, BY_TICKET, where, lambda row: _ticket(source, row))


def one_ticket(source: Source, wanted: asked.OneTicket) -> shapes.Ticket:
    """Tell of one ticket.

    Raises:
        Missing: there never was one.
    """
    with source.store.reader() as db:
        row = db.execute(sa.select(s.TICKETS).where(s.TICKETS.c.uid == wanted.uid)).mappings().first()
    if row is None:
        raise Missing(f"There is no ticket {wanted.uid}.")
    return _ticket(source, row)


def _ticket(source: Source, row: sa.RowMapping) -> shapes.Ticket:
    ticket = unpacked(row, tickets.Ticket, ())
    times = "entered_at first_called_at called_at served_at ended_at".split()
    told: dict[str, Any] = {name: source.maybe(getattr(ticket, name)) for name in times}
    for name in shapes.Ticket.__struct_fields__:
        if name not in ("day", "taken_at", *times):
            told[name] = getattr(ticket, name)
    return shapes.Ticket(day=date.fromisoformat(ticket.day), taken_at=source.time(ticket.queue_time), **told)


# --- counters' minutes --------------------------------------------------------------------------------------


def intervals(source: Source, wanted: asked.Intervals) -> Listed[shapes.Interval]:
    """List a day's intervals."""
    where = [s.INTERVALS.c.day == _day(source, wanted), *_equal(s.INTERVALS, wanted, "counter", "state")]

    def show(row: sa.RowMapping) -> shapes.Interval:
        return shapes.Interval(
            counter=row["counter"], day=date.fromisoformat(row["day"]),
            start=source.time(row["start"]), end=source.time(row["end"]),
            seconds=round(row["end"] - row["start"], 3), state=row["state"], evidence=row["evidence"], by=row["by"],
            scheduled=bool(row["scheduled"]),
        )  # fmt: skip

    return _page(source, wanted, BY_STRETCH, where, show)


# --- figures of a day ---------------------------------------------------------------------------------------


def service_days(source: Source, wanted: asked.ServiceDays) -> Listed[shapes.ServiceDay]:
    """List figures by day and service."""
    where = [*_days(source, s.DAY_SERVICES, wanted), *_equal(s.DAY_SERVICES, wanted, "service")]
    names = shapes.ServiceDay.__struct_fields__
    same = [name for name in names if name in s.DAY_SERVICES.c and name not in ("day", "votes")]

    def show(row: sa.RowMapping) -> shapes.ServiceDay:
        figures = unpacked(row, rollups.DayService, s.DAY_SERVICES.info["json"])
        return shapes.ServiceDay(
            day=date.fromisoformat(row["day"]),
            **{name: getattr(figures, name) for name in same},
            wait_median_s=quantile_s(figures.waits, 0.5),
            wait_p90_s=quantile_s(figures.waits, 0.9),
            service_median_s=quantile_s(figures.services, 0.5),
            service_p90_s=quantile_s(figures.services, 0.9),
            votes=sum(figures.votes.values()),
            votes_sum=_sum(figures.votes),
        )

    return _page(source, wanted, BY_SERVICE, where, show)


def counter_days(source: Source, wanted: asked.CounterDays) -> Listed[shapes.CounterDay]:
    """List figures by day and counter."""
    where = [*_days(source, s.DAY_COUNTERS, wanted), *_equal(s.DAY_COUNTERS, wanted, "counter")]
    return _page(source, wanted, BY_COUNTER, where, _counter_day)


def _days(source: Source, table: sa.Table, wanted: Any) -> list[sa.ColumnElement[bool]]:
    if wanted.first is UNSET and wanted.last is UNSET:
        return [table.c.day == source.today().isoformat()]
    where = [] if wanted.first is UNSET else [table.c.day >= wanted.first.isoformat()]
    return where if wanted.last is UNSET else [*where, table.c.day <= wanted.last.isoformat()]


def _counter_day(row: sa.RowMapping) -> shapes.CounterDay:
    figures = unpacked(row, rollups.DayCounter, s.DAY_COUNTERS.info["json"])
    owed = figures.scheduled
    scheduled = round(sum(owed.values()), 3)
    known = round(scheduled - owed.get("unknown", 0.0), 3)
    present = round(sum(owed.get(state, 0.0) for state in PRESENT), 3)
    return shapes.CounterDay(
        day=date.fromisoformat(row["day"]), counter=figures.counter,
        calls=figures.calls, recalls=figures.recalls, served=figures.served,
        no_show=figures.no_show, scheduled_s=scheduled, known_s=known, present_s=present,
        presence_percent=_percent(present, known), coverage_percent=_percent(known, scheduled),
        votes=sum(figures.votes.values()),
        votes_sum=_sum(figures.votes),
        **{f"{state}_s": figures.seconds.get(state, 0.0) for state in get_args(asked.PresenceState)},
    )  # fmt: skip


def _sum(scores: dict[int, int]) -> int:
    return sum(score * count for score, count in scores.items())


def _percent(part: float, whole: float) -> float | None:
    return round(min(100.0, 100.0 * part / whole), 2) if whole > 0 else None


# --- alerts -------------------------------------------------------------------------------------------------


def alerts(source: Source, wanted: asked.Alerts) -> Listed[shapes.Alert]:
    """List alerts."""
    column, where = s.ALERTS.c, []
    if wanted.open is not UNSET:
        where.append(column.closed_at.is_(None) if wanted.open == "yes" else column.closed_at.is_not(None))
    if wanted.since is not UNSET:
        where.append(column.opened_at >= wanted.since.timestamp())
    if wanted.until is not UNSET:
        where.append(column.opened_at <= wanted.until.timestamp())

    def show(row: sa.RowMapping) -> shapes.Alert:
        alert = unpacked(row, records.Alert, s.ALERTS.info["json"])
        return shapes.Alert(
            key=alert.key, kind=alert.kind, subject=alert.subject, detail=alert.detail,
            opened_at=source.time(alert.opened_at), acknowledged_at=source.maybe(alert.acknowledged_at),
            acknowledged_by=alert.acknowledged_by, closed_at=source.maybe(alert.closed_at),
        )  # fmt: skip

    return _page(source, wanted, BY_ALERT, where, show)
