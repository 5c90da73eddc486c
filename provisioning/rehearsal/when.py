"""At what time a rehearsal takes place: always in a mall that is open, whatever the hour and the day outside. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from broker_config.days import open_days
from broker_config.localtime import ZONES, local

if TYPE_CHECKING:
    from datetime import date

    from provisioning.fleet import Fleet

SETTLED = 60  # minutes after opening, when practice begins in a mall that is closed outside
LEFT = 60  # minutes that a person who begins to practise now should still have


def opening(fleet: Fleet, now: float, after_minutes: int = 0) -> float:
    """The next opening, in UTC seconds, of a day that lies ahead of `now`; or so long after it."""
    tomorrow = local(now, fleet.mall.timezone).date() + timedelta(days=1)
    day, hours = next(open_days(fleet.mall, None, fleet.overrides, tomorrow))
    assert hours.opened is not None  # noqa: S101 - for the type checker: it is an open day
    return _at(fleet, day, hours.opened.start + after_minutes)


def practice(fleet: Fleet, now: float) -> float:
    """What the mall's clock shows at first: the time outside, if numbers are given now, else a morning to come."""
    moment = local(now, fleet.mall.timezone)
    today = next(open_days(fleet.mall, None, fleet.overrides, moment.date()), None)
    minute = moment.hour * 60 + moment.minute
    if today is not None and today[0] == moment.date():
        hours = today[1]
        resting = hours.rest is not None and hours.rest.start - LEFT <= minute < hours.rest.end
        if (
            hours.issuing is not None
            and hours.issuing.start <= minute <= hours.issuing.end - LEFT
            and not resting
        ):
            return now
    return opening(fleet, now, SETTLED)


def _at(fleet: Fleet, day: date, minute: int) -> float:
    name, hours = ZONES[fleet.mall.timezone]
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=hours), name))
    return midnight.timestamp() + minute * 60.0
