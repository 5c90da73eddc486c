"""The hall at one glance, for whoever runs it: (hall, catalogue, devices, now) -> `Floor`, frozen. Pure.

Built in the writer's thread, shown in others: nothing in it is shared with the hall. It must never look
through the day's tickets, because a press waits meanwhile: what it costs is counters, services and devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from broker_config.contract import Part, Role
from hub.alert_list import AlertNow, alerts_now
from hub.minutes.presence import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from broker_config.contract import Catalogue, Counter, Service
    from hub.desk import Desk, Station
    from hub.devices import Presence
    from hub.hall import Hall
    from hub.minutes.presence import Interval

PATIENCE_S = 120.0  # a free counter whose people wait may take so long to call the next one
ARRIVAL_S = 180.0  # so long may somebody who was called need to come
SLOW = 2.0  # times the standard of the service
LATE_S = 1800.0  # who waits longer than this waits long
_NOTHING: Mapping[str, Interval] = {}

Doing = Literal["idle", "called", "serving"]
Trouble = Literal["", "dark", "unattended", "not_calling", "not_coming", "slow"]


class CounterNow(msgspec.Struct, frozen=True, kw_only=True):
    """A counter of an agency, by its id and its `short` name. `waiting`: how many could be called here.

    `since` (UTC seconds): when its state began, `None` for one that called nobody today. `service` and `label`: of
    the ticket that is here, or empty. `equipped`: it has a pad. `presence`: what its minutes are judged to be just
    now, empty if they are not; `officer`: the name of whoever was seen there last.
    `trouble`: `dark` (its pads are gone, what is shown may be old), `unattended` or `not_calling` (nobody was seen
    there, or it is free, while people wait), `not_coming` (called long ago), `slow` (served for twice the standard).
    """

    id: str
    number: int
    zone: str
    agency: str
    short: str
    state: Doing
    label: str
    service: str
    since: float | None
    waiting: int
    equipped: bool
    presence: State | Literal[""]
    officer: str
    trouble: Trouble


class ServiceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A service with its line. `first_at`: when its first took the number; `None`: nobody waits."""

    id: str
    name: str
    prefix: str
    waiting: int
    first_at: float | None
    counters: int


class AgencyNow(msgspec.Struct, frozen=True, kw_only=True):
    """An agency: its lines that somebody waits in, the longest wait first; `late`: that is too long."""

    id: str
    name: str
    short: str
    waiting: int
    first_at: float | None
    late: bool
    busy: int
    counters: int
    services: tuple[ServiceNow, ...]


class DeviceNow(msgspec.Struct, frozen=True, kw_only=True):
    """A device. `place`: the counter's number or the zone's name. `seen_at`: `None` for one never heard.

    While it is online `seen_at` is left out: it would change with every word and tell nobody anything.
    """

    id: str
    role: Role
    place: str
    online: bool
    seen_at: float | None
    faults: tuple[Part, ...]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets of the service day; those that never reached paper are not among them."""

    issued: int
    waiting: int
    at_counter: int
    finished: int
    no_show: int
    first_at: float | None


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, at `at` (UTC seconds on the mall's clock).

    `layout` is another number when there may be other counters or zones. `connected`: the hub hears its broker.
    """

    at: float
    layout: int
    connected: bool
    day: str
    counters: tuple[CounterNow, ...]
    agencies: tuple[AgencyNow, ...]
    devices: tuple[DeviceNow, ...]
    alerts: tuple[AlertNow, ...]
    totals: Totals


def floor(
    desk: Desk,
    catalogue: Catalogue,
    now: float,
    *,
    connected: bool,
    presence: Mapping[str, Interval] = _NOTHING,
) -> Floor:
    """How the hall stands; devices that need a hand come first, agencies in the catalogue's order.

    `presence` is the stretch that each counter is in just now.
    """
    hall = desk.hall
    pads = _pads(desk.stations, desk.presence)
    agencies = _agencies(hall, catalogue, now)
    shorts = {agency.id: agency.short for agency in catalogue.agencies}
    tally = hall.tally
    waits = [agency.first_at for agency in agencies if agency.first_at is not None]
    return Floor(
        at=now,
        layout=hall.register.version,
        connected=connected,
        day=hall.day,
        counters=tuple(
            _counter(hall, row, shorts.get(row.agency, ""), pads.get(row.id), presence.get(row.id), now)
            for row in sorted(catalogue.counters, key=lambda row: row.number)
        ),
        agencies=agencies,
        devices=_devices(desk, catalogue),
        alerts=alerts_now(hall, catalogue),
        totals=Totals(
            issued=sum(tally.values()) - tally.get("void", 0) - tally.get("failed", 0),
            waiting=sum(agency.waiting for agency in agencies),
            at_counter=len(hall.active),
            finished=tally.get("finished", 0),
            no_show=tally.get("no_show", 0),
            first_at=min(waits, default=None),
        ),
    )


def _pads(stations: Mapping[str, Station], presence: Mapping[str, Presence]) -> dict[str, bool]:
    """Per counter that has a pad: whether one of them is there."""
    pads: dict[str, bool] = {}
    for device, station in stations.items():
        if station.role == "counter_pad":
            known = presence.get(device)
            pads[station.counter] = pads.get(station.counter, False) or (known is not None and known.online)
    return pads


def _counter(
    hall: Hall,
    row: Counter,
    short: str,
    pad_online: bool | None,  # noqa: FBT001 - three answers: there, gone, and no pad at all
    stretch: Interval | None,
    now: float,
) -> CounterNow:
    ticket = hall.tickets.get(hall.active.get(row.id, ""))
    presence = stretch.state if stretch is not None else ""
    waiting = sum(hall.waiting(each) for each in row.services)
    state: Doing = "idle"
    trouble: Trouble = ""
    since, service = _freed(hall, row.id), None
    if ticket is None:
        if presence == "unattended" and waiting:
            trouble = "unattended"
        elif _is_overdue(hall, row, since, now) and (
            presence == "open_idle" or (presence in ("", "unknown") and pad_online is not None)
        ):  # where there is no pad, and nobody was seen, nobody could call
            trouble = "not_calling"
        if stretch is not None and presence != "open_idle":
            since = stretch.start
    else:
        service = hall.services.get(ticket.service)
        state = "serving" if ticket.state == "serving" else "called"
        since = ticket.served_at if state == "serving" else ticket.called_at
        trouble = _lasts_long(state, service, now - (since or now))
    return CounterNow(
        id=row.id, number=row.number, zone=row.zone, agency=row.agency, short=short, state=state, since=since,
        label=ticket.label if ticket else "", service=service.name if service else "", waiting=waiting,
        equipped=pad_online is not None, presence=presence,
        officer=_officer(hall, stretch.by if stretch and stretch.by else ticket.by if ticket else ""),
        trouble="dark" if pad_online is False and trouble != "unattended" else trouble,
    )  # fmt: skip


def _is_overdue(hall: Hall, row: Counter, freed: float | None, now: float) -> bool:
    firsts = [at for each in row.services if (at := _first_at(hall, each)) is not None]
    return bool(firsts) and now - max(min(firsts), freed or 0.0) > PATIENCE_S


def _lasts_long(state: Doing, service: Service | None, lasting_s: float) -> Trouble:
    if state == "called":
        return "not_coming" if lasting_s > ARRIVAL_S else ""
    return "slow" if service is not None and lasting_s > SLOW * 60 * service.standard_minutes else ""


def _officer(hall: Hall, person: str) -> str:
    user = hall.register.users.get(person)
    return user.name if user else ""


def _freed(hall: Hall, counter: str) -> float | None:
    last = hall.latest.get(counter)
    return last.ended_at if last else None


def _first_at(hall: Hall, service: str) -> float | None:
    first = hall.lines.first(service)
    return first.queue_time if first else None


def _agencies(hall: Hall, catalogue: Catalogue, now: float) -> tuple[AgencyNow, ...]:
    lines: dict[str, list[ServiceNow]] = {agency.id: [] for agency in catalogue.agencies}
    for service in catalogue.services:
        if hall.waiting(service.id):
            lines[service.agency].append(_service(hall, service))
    counters: dict[str, list[str]] = {agency.id: [] for agency in catalogue.agencies}
    for counter in catalogue.counters:
        counters[counter.agency].append(counter.id)
    found = []
    for agency in catalogue.agencies:
        mine = sorted(lines[agency.id], key=lambda service: (service.first_at or 0.0, service.prefix))
        first_at = mine[0].first_at if mine else None
        found.append(
            AgencyNow(
                id=agency.id, name=agency.name, short=agency.short, first_at=first_at, services=tuple(mine),
                waiting=sum(service.waiting for service in mine),
                late=first_at is not None and now - first_at > LATE_S,
                busy=sum(counter in hall.active for counter in counters[agency.id]),
                counters=len(counters[agency.id]),
            )
        )  # fmt: skip
    return tuple(found)


def _service(hall: Hall, service: Service) -> ServiceNow:
    return ServiceNow(
        id=service.id,
        name=service.name,
        prefix=service.prefix,
        waiting=hall.waiting(service.id),
        first_at=_first_at(hall, service.id),
        counters=len(hall.offer.counters_of.get(service.id, ())),
    )


def _devices(desk: Desk, catalogue: Catalogue) -> tuple[DeviceNow, ...]:
    numbers = {counter.id: str(counter.number) for counter in catalogue.counters}
    zones = {zone.id: zone.name for zone in catalogue.zones}
    found = []
    for device, station in desk.stations.items():
        known = desk.presence.get(device)
        online = known is not None and known.online
        found.append(
            DeviceNow(
                id=device,
                role=station.role,
                place=numbers.get(station.counter, "") or zones.get(station.zone, ""),
                online=online,
                seen_at=desk.heard.get(device, known.seen_at) if known is not None and not online else None,
                faults=_faults(desk.health.get(device, ())) if online else (),
            )
        )
    return tuple(sorted(found, key=lambda device: (severity(device), device.id)))


def _faults(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted((p for p in parts if p.state != "ok"), key=lambda part: (part.state, part.name)))


def severity(device: DeviceNow) -> int:
    """0: gone; 1: a part of it has failed; 2: a part will; 3: well."""
    if not device.online:
        return 0
    if not device.faults:
        return 3
    return 1 if any(part.state == "fault" for part in device.faults) else 2
