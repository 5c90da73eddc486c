"""What of the floor needs a hand, kind by kind: open alerts, and what no alert tells, or not yet. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hub.floor import severity

if TYPE_CHECKING:
    from hub.alert_list import AlertNow
    from hub.floor import AgencyNow, CounterNow, DeviceNow, Floor


class Urgent(NamedTuple):
    """All that needs a hand, each kind by itself, the worst first.

    `alerts` by kind, `unseen` how many of them nobody has acknowledged; the others are what no alert tells, or not yet.
    """

    alerts: dict[str, list[AlertNow]]
    unseen: int
    gone: tuple[DeviceNow, ...]
    broken: tuple[DeviceNow, ...]
    not_calling: tuple[CounterNow, ...]
    long: tuple[AgencyNow, ...]
    dark: tuple[CounterNow, ...]
    slow: tuple[CounterNow, ...]
    not_coming: tuple[CounterNow, ...]


def urgent(floor: Floor) -> Urgent:
    """What needs a hand; what an alert tells is not told twice, and a pad that is gone is told as its counter."""
    alerts: dict[str, list[AlertNow]] = {}
    for alert in floor.alerts:
        alerts.setdefault(alert.kind, []).append(alert)
    told = {(alert.place, alert.subject) for alert in floor.alerts}
    troubled: dict[str, list[CounterNow]] = {}
    for counter in floor.counters:
        troubled.setdefault(counter.trouble, []).append(counter)
    devices = [device for device in floor.devices if ("device", device.id) not in told]
    boxes = [device for device in devices if device.role != "counter_pad" or device.online]
    late = (a for a in floor.agencies if a.late and not any(("service", s.id) in told for s in a.services))
    return Urgent(
        alerts=alerts,
        unseen=sum(not alert.seen_by for alert in floor.alerts),
        gone=tuple(device for device in boxes if severity(device) == 0),
        broken=tuple(device for device in boxes if severity(device) in (1, 2)),
        not_calling=_longest_first(troubled.get("not_calling", [])),
        long=tuple(sorted(late, key=lambda a: a.first_at or 0.0)),
        dark=tuple(troubled.get("dark", ())),
        slow=_longest_first(troubled.get("slow", [])),
        not_coming=_longest_first(troubled.get("not_coming", [])),
    )


def _longest_first(counters: list[CounterNow]) -> tuple[CounterNow, ...]:
    return tuple(sorted(counters, key=lambda counter: counter.since or 0.0))
