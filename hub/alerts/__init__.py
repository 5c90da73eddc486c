"""What needs a person now, and which alerts open and close for it. Pure.

`alerts` looks at the mall as it stands and remembers nothing: each cause says whether it is grave enough to open an
alert, or only to keep one open. `changes` compares them with the alerts that are open. Between the two thresholds, and
within the time that an alert stays at least, nothing happens: so nothing flaps. It must never say why something is so:
an unattended counter, or a unit without visitors, is a fact to be asked about.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hub import events as e

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from broker_config.contract import Part
    from hub.minutes.presence import Interval
    from hub.records import Alert

Kind = Literal["unattended", "empty_days", "crowded", "long_wait", "silent", "device_sick", "paper_low"]


class Threshold(NamedTuple):
    """An alert of a kind opens above `opens`, closes when it is no longer above `closes`, in what the kind measures.

    It stays for `stays_s` seconds at least.
    """

    opens: float
    closes: float
    stays_s: float


THRESHOLDS: dict[Kind, Threshold] = {
    "unattended": Threshold(0.0, 0.0, 60.0),  # people who wait
    "empty_days": Threshold(0.0, 0.0, 0.0),  # empty service days more than chance can explain
    "crowded": Threshold(1.5, 1.2, 300.0),  # people who wait in the zone, in the mean of the zones
    "long_wait": Threshold(1.0, 0.7, 120.0),  # how long the first one waits, in what is too long
    "silent": Threshold(60.0, 0.0, 60.0),  # seconds without a voice; another display takes over in less
    "device_sick": Threshold(60.0, 0.0, 60.0),  # seconds since it was heard; a device starts again in less
    "paper_low": Threshold(0.0, 0.0, 600.0),  # printers whose paper is near its end
}
CROWD, REST_OF_A_CROWD = 3, 2  # fewer people open no alert, and keep none
BROKER, BOX = "broker", "box"
LOW_PAPER_M = 5.0  # some fifty tickets; time to fetch a roll
PATIENCE = 3.0  # times the standard minutes of the service
LONGEST_WAIT_S = 1800.0  # whatever the standard is
BEYOND_CHANCE = 4.61  # -ln(1 %): so many visitors were to be expected in the days that stayed empty
LEAST_PAST = 5  # service days with which a mean begins to mean something


class CounterNow(NamedTuple):
    """A counter's interval just now, and how many wait who could be called there."""

    id: str
    interval: Interval
    waiting: int


class ServiceNow(NamedTuple):
    """A service: when its first one took the number (None: nobody waits), its standard minutes (0: it has none)."""

    id: str
    waiting: int
    first_at: float | None
    standard_minutes: float


class UnitPast(NamedTuple):
    """A counter, service or agency and its visitors on each of its service days, the newest last.

    A day on which it was closed, or not in the mall at all, is none of its service days. `kind` tells units apart
    whose ids could be the same.
    """

    kind: Literal["counter", "service", "agency"]
    id: str
    visitors: tuple[int, ...]


class DeviceNow(NamedTuple):
    """A device; `seen_at` is when it was heard last, or from when on it could have been."""

    id: str
    online: bool
    seen_at: float
    parts: tuple[Part, ...]


class Situation(NamedTuple):
    """All that alerts are about.

    `zones`: per zone, how many wait in it. `silent`: the zones without a voice while the mall is open, and since when.
    `connected`: the hub hears its broker.
    """

    counters: tuple[CounterNow, ...] = ()
    services: tuple[ServiceNow, ...] = ()
    zones: Mapping[str, float] = {}
    silent: Mapping[str, float] = {}
    devices: tuple[DeviceNow, ...] = ()
    units: tuple[UnitPast, ...] = ()
    connected: bool = True


class Cause(NamedTuple):
    """Why an alert should be there. `opens`: it is grave enough for a new one; otherwise it keeps an open one."""

    kind: Kind
    subject: str
    detail: dict[str, Any]
    opens: bool


def alerts(now: float, situation: Situation) -> dict[str, Cause]:
    """What is the matter, by the key that stays the same as long as the cause does: `crowded:utama`.

    Args:
        now: UTC seconds.
        situation: the mall as it stands.
    """
    return {f"{cause.kind}:{cause.subject}": cause for look in _LOOKS for cause in look(now, situation)}


def changes(
    open_alerts: Mapping[str, Alert], wanted: Mapping[str, Cause], now: float
) -> list[e.AlertOpened | e.AlertClosed]:
    """What happens to the alerts: those to open, and those to close because their cause is gone."""
    opened = [
        e.AlertOpened(at=now, key=key, kind=cause.kind, subject=cause.subject, detail=cause.detail)
        for key, cause in wanted.items()
        if cause.opens and key not in open_alerts
    ]
    closed = [
        e.AlertClosed(at=now, key=key)
        for key, alert in open_alerts.items()
        if key not in wanted and not 0.0 <= now - alert.opened_at < _stays_s(alert.kind)
    ]
    return [*opened, *closed]


def _stays_s(kind: str) -> float:
    return next((row.stays_s for name, row in THRESHOLDS.items() if name == kind), 0.0)


def days_beyond_chance(visitors: tuple[int, ...]) -> tuple[int, int | None]:
    """How many service days at the end stayed empty, and how many would be beyond chance (p < 1 %).

    The mean is that of the days before them; None if those are too few to have one.
    """
    empty = next((ago for ago, came in enumerate(reversed(visitors)) if came), len(visitors))
    past = visitors[: len(visitors) - empty]
    if len(past) < LEAST_PAST:
        return empty, None
    return empty, math.ceil(BEYOND_CHANCE * len(past) / sum(past))


def _measured(kind: Kind, subject: str, measure: float, **detail: Any) -> Iterator[Cause]:
    if measure > THRESHOLDS[kind].closes:
        yield Cause(kind, subject, detail, opens=measure > THRESHOLDS[kind].opens)


def _unattended(_now: float, situation: Situation) -> Iterator[Cause]:
    for counter in situation.counters:
        if counter.interval.state == "unattended":
            yield from _measured(
                "unattended", counter.id, counter.waiting,
                waiting=counter.waiting, since=counter.interval.start, evidence=counter.interval.evidence,
            )  # fmt: skip


def _empty_days(_now: float, situation: Situation) -> Iterator[Cause]:
    for unit in situation.units:
        empty, limit = days_beyond_chance(unit.visitors)
        subject = f"{unit.kind}:{unit.id}"
        if limit is not None:
            yield from _measured("empty_days", subject, empty - limit + 1, days=empty, beyond_chance=limit)
        elif empty:  # empty for so long that nothing else is remembered
            yield Cause("empty_days", subject, {"days": empty}, opens=False)


def _crowded(_now: float, situation: Situation) -> Iterator[Cause]:
    mean = sum(situation.zones.values()) / max(1, len(situation.zones))
    for zone, waiting in situation.zones.items():
        if waiting >= REST_OF_A_CROWD:
            for cause in _measured(
                "crowded", zone, waiting / mean, waiting=round(waiting), mean=round(mean, 1)
            ):
                yield cause._replace(opens=cause.opens and waiting >= CROWD)


def _long_wait(now: float, situation: Situation) -> Iterator[Cause]:
    for service in situation.services:
        if service.first_at is not None:
            standard_s = PATIENCE * 60.0 * service.standard_minutes
            limit_s = min(standard_s, LONGEST_WAIT_S) if standard_s else LONGEST_WAIT_S
            yield from _measured(
                "long_wait", service.id, (now - service.first_at) / limit_s,
                waiting=service.waiting, since=service.first_at, limit_s=limit_s,
            )  # fmt: skip


def _silent(now: float, situation: Situation) -> Iterator[Cause]:
    for zone, since in situation.silent.items():
        if situation.connected:
            yield from _measured("silent", zone, now - since, since=since)
        else:
            yield Cause("silent", zone, {}, opens=False)  # nobody can be heard, and that is told


def _device_sick(now: float, situation: Situation) -> Iterator[Cause]:
    if not situation.connected:  # then all of them are silent, and one thing is the matter
        yield Cause("device_sick", BROKER, {}, opens=True)
    for device in situation.devices:
        faults = {part.name: part.detail for part in device.parts if _is_sick(part)}
        if not situation.connected:
            yield Cause("device_sick", device.id, {}, opens=False)
        elif not device.online:
            yield from _measured("device_sick", device.id, now - device.seen_at, seen_at=device.seen_at)
        elif faults:
            yield from _measured("device_sick", device.id, math.inf, faults=faults)


def _paper_low(_now: float, situation: Situation) -> Iterator[Cause]:
    for device in situation.devices:
        low = [part.name for part in device.parts if _is_low(part)]
        if not device.online or not situation.connected:
            yield Cause(
                "paper_low", device.id, {}, opens=False
            )  # it has not got more paper by falling silent
        else:
            yield from _measured("paper_low", device.id, len(low), parts=low)


def _is_sick(part: Part) -> bool:
    """A box that warns of its heat, power, disk or clock is about to be sick; nobody sees that on it."""
    return part.state == "fault" or (part.kind == BOX and part.state == "warning")


def _is_low(part: Part) -> bool:
    if part.kind != "printer":
        return False
    warned = part.state == "warning" and "paper" in part.detail
    return warned or part.facts.get("paper_m", LOW_PAPER_M) < LOW_PAPER_M


_LOOKS: tuple[Callable[[float, Situation], Iterator[Cause]], ...] = (
    *(_unattended, _empty_days, _crowded, _long_wait, _silent, _device_sick, _paper_low),
)
