"""Which notices stand at the foot of a zone's displays, and when that changes by the hours alone. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from broker_config.hours import minutes
from broker_config.localtime import local
from hub.register.rows import in_order
from hub.schedule import date_at, day_begins

if TYPE_CHECKING:
    from hub.register import Register


def notices(register: Register, zone: str, now: float) -> tuple[str, ...]:
    """The mall's own, which always stand, and those whose time it is (UTC seconds); English after Indonesian."""
    moment = local(now, register.mall.timezone)
    found = list(register.mall.notices)
    for row in in_order(register.notices.values()):
        if not row.archived and zone in (row.zones or (zone,)) and row.when.holds(moment):
            found += [text for text in (row.text, row.english) if text]
    return tuple(found)


def changes_at(register: Register, now: float) -> float:
    """When, after a time (UTC seconds), one of them next begins or ends; at midnight at the latest."""
    zone = register.mall.timezone
    today = date_at(now, zone)
    midnight = day_begins(today, zone)
    edges = {
        midnight + 60.0 * minutes(clock)
        for row in register.notices.values()
        if not row.archived
        for clock in (row.since, row.until)
    }
    tomorrow = day_begins(today + timedelta(days=1), zone)
    return min((edge for edge in edges if edge > now), default=tomorrow)
