"""What may be closed by whom, and a local date and time as seconds. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from broker_config.days import day_hours
from broker_config.localtime import ZONES
from hub.accounts import works_at
from hub.register.rows import in_order, offered

if TYPE_CHECKING:
    from broker_config.mall import User
    from hub.register import Closure, Register


class Place(NamedTuple):
    """What may be closed: `counter:loket-1`, `agency:bnn`, or `mall:`; `group` is the key of a word, or empty."""

    value: str
    text: str
    group: str


def places(register: Register, user: User) -> list[Place]:
    """What this person may ask to be closed: an officer the own counters, everybody else whatever there is."""
    counters = [
        row
        for row in in_order(register.counters.values())
        if not row.archived and (user.role != "officer" or works_at(user, row.id))
    ]
    shorts = {row.id: row.short for row in register.agencies.values()}
    found = [
        Place(f"counter:{row.id}", f"{row.number} · {shorts.get(row.agency, row.agency)}", "cl_counters")
        for row in counters
    ]
    if user.role == "officer":
        return found
    agencies = [row for row in in_order(register.agencies.values()) if offered(row)]
    found += [Place(f"agency:{row.id}", row.name, "cl_agencies") for row in agencies]
    return [*found, Place("mall:", "", "")]


def place_of(row: Closure) -> str:
    """Where a closure is, as a place's value."""
    if row.counter:
        return f"counter:{row.counter}"
    return f"agency:{row.agency}" if row.agency else "mall:"


def seconds(day: str, clock: str, zone: str) -> float | None:
    """A local date and time in UTC seconds; `None` for what is none.

    >>> seconds("2026-11-24", "08:00", "Asia/Jakarta"), seconds("kemarin", "8", "Asia/Jakarta")
    (1795482000.0, None)
    """
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}")
        at = moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone][1]))).timestamp()
    except (ValueError, OverflowError):
        return None
    return at if at >= 0.0 else None


def ends_of_day(register: Register, day: date) -> str:
    """When the mall closes on a date, `15:30`; the end of the date, if it is not open."""
    opened = day_hours(register.mall, None, register.overrides.values(), day).opened
    return f"{opened.end // 60:02d}:{opened.end % 60:02d}" if opened else "23:59"
