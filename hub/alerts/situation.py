"""What alerts are about, gathered from the desk and from what was judged of the counters. Pure.

Built in the writer's thread now and then: what it costs is counters, services and devices, never tickets.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hub.alerts import CounterNow, DeviceNow, ServiceNow, Situation
from hub.schedule.standing import standing as stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.alerts import UnitPast
    from hub.desk import Desk
    from hub.hall import Hall
    from hub.minutes.presence import Interval


def situation(
    desk: Desk,
    now: float,
    standing: Mapping[str, Interval],
    units: Iterable[UnitPast],
    *,
    connected: bool,
    started_at: float,
) -> Situation:
    """The mall as it stands.

    Args:
        desk: the hub's.
        now: UTC seconds.
        standing: per counter, the interval it is in now; one that is not there is not looked at.
        units: what their last service days were like; changes once a day.
        connected: whether the hub hears its broker.
        started_at: when the hub began to listen, UTC seconds: no device was lost before.
    """
    hall = desk.hall
    return Situation(
        counters=tuple(
            CounterNow(counter.id, standing[counter.id], sum(map(hall.waiting, counter.services)))
            for counter in hall.counters.values()
            if counter.id in standing
        ),
        services=tuple(_services(hall)),
        zones=_zones(hall),
        silent=desk.usher.silent if _is_open(hall, now) else {},
        devices=tuple(_devices(desk, started_at)),
        units=tuple(units),
        connected=connected,
    )


def _is_open(hall: Hall, now: float) -> bool:
    """Whether anybody serves, or is on a break: whoever waits then listens for a call."""
    register = hall.register
    return any(stands(register, agency, now).state != "closed" for agency in register.agencies)


def _services(hall: Hall) -> Iterable[ServiceNow]:
    for service in hall.services.values():
        first = hall.lines.first(service.id)
        if first is not None:
            yield ServiceNow(
                service.id, hall.waiting(service.id), first.queue_time, float(service.standard_minutes)
            )


def _zones(hall: Hall) -> dict[str, float]:
    """Who waits for a service stands where its counters are: in each zone, as many as its share of them."""
    waiting: dict[str, float] = defaultdict(float)
    for counter in hall.counters.values():
        waiting[counter.zone] += sum(
            hall.waiting(service) / len(hall.offer.counters_of[service]) for service in counter.services
        )
    return dict(waiting)


def _devices(desk: Desk, started_at: float) -> Iterable[DeviceNow]:
    for device in desk.stations:
        known = desk.presence.get(device)
        online = known is not None and known.online
        seen_at = max(desk.heard.get(device, started_at), started_at)
        yield DeviceNow(device, online, seen_at, desk.health.get(device, ()) if online else ())
