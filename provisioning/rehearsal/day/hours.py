"""When a counter is to be open on an ordinary date, read from the mall's file as a person would. Pure.

The hub works its hours out by itself. What a rehearsal expects of it must not come from the same lines of code, so
this reads the words of site.toml once more, and knows ordinary days only.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from broker_config.localtime import ZONES

if TYPE_CHECKING:
    from datetime import date

    from broker_config.mall import MallData

Stretch = tuple[float, float]


class Hours(NamedTuple):
    """One agency's day, in seconds after local midnight; numbers are given out from `issuing[0]` to `issuing[1]`."""

    opens: float
    closes: float
    rest: Stretch | None
    issuing: Stretch


def midnight(mall: MallData, day: date) -> float:
    """When the day begins, in UTC seconds."""
    zone = timezone(timedelta(hours=ZONES[mall.mall.timezone][1]))
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def hours_of(mall: MallData, agency_id: str, day: date) -> Hours | None:
    """The hours of an agency on a date; `None`: it does not come that day.

    Raises:
        ValueError: it is a holiday, or hours of its own are laid over it: no ordinary day.
    """
    if any(row.first <= day <= row.until for row in mall.overrides):
        raise ValueError(f"{day} is no ordinary day in this mall")
    agency = next(row for row in mall.agencies if row.id == agency_id)
    if agency.status != "active":
        return None
    name = f"{day:%A}".lower()
    usual, own = mall.mall.hours, agency.hours
    written = ((own.week if own and own.week is not None else None) or usual.week or {}).get(name)
    whole = (usual.week or {}).get(name)
    if written is None or whole is None:
        return None
    opens, closes = _seconds(written)
    rest = usual.rest
    if name == "friday" and usual.friday_rest:
        rest = usual.friday_rest
    if own and (own_rest := own.friday_rest if name == "friday" and own.friday_rest else own.rest):
        rest = own_rest
    cutoff = own.cutoff_minutes if own and own.cutoff_minutes is not None else usual.cutoff_minutes
    begins = own.issuing_opens if own and own.issuing_opens is not None else usual.issuing_opens
    since = _clock(begins) if begins else opens
    last = closes - 60.0 * (30 if cutoff is None else cutoff)
    return Hours(opens, closes, _seconds(rest) if rest else None, (since, last))


def _seconds(span: str) -> Stretch:
    begin, end = span.split("-")
    return _clock(begin), _clock(end)


def _clock(text: str) -> float:
    hours, minutes = text.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0
