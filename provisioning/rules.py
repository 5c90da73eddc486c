"""What must hold between the tables of site.toml, beyond each table by itself. Pure.

References are looked up in the raw file, not among the rows that were understood: a service with a bad fee
is not also "no such service" to every counter that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from broker_config import contract
    from provisioning.fleet import Agency, Broker, Device, Hub, Service
    from provisioning.hours import Hours
    from provisioning.tables import Faults

Row = TypeVar("Row", bound=msgspec.Struct)
RESERVED = ("hub", "broker", "ca", "acl", "catalogue", "mosquitto")  # names of other files beside the box's own


def check_mall(
    mall: contract.Mall, hours: Hours, broker: Broker, hub: Hub, raw: dict[str, Any], faults: Faults
) -> None:
    """The mall as a whole: the day may not end while it is open; names and ports may not clash."""
    for day, span in hours.week.items():
        closing = str(span).partition("-")[2]
        if mall.day_ends < closing:
            faults.add("mall", "day_ends", f"{mall.day_ends} is before the mall closes on {day}, {closing}")
            break
    if broker.port == hub.port:
        faults.add("hub", "port", f"{hub.port} is the broker's")
    for observer in broker.observers:
        if observer in raw["devices"] or observer in RESERVED:
            faults.add("broker", "observers", f"'{observer}' is the name of something else")


def check_offer(
    zones: Sequence[contract.Zone],
    agencies: Sequence[Agency],
    services: Sequence[Service],
    counters: Sequence[contract.Counter],
    raw: dict[str, Any],
    faults: Faults,
) -> None:
    """Who serves what where: references, prefixes and counter numbers."""
    for name in ("zones", "agencies", "services", "counters"):
        if not raw[name]:
            faults.add(name, "", "the mall needs at least one")
    _unique("zones", "name", zones, faults)
    _unique("agencies", "name", agencies, faults)
    for service in services:
        if service.agency not in raw["agencies"]:
            faults.unknown(f"services.{service.id}", "agency", "agency", service.agency, raw["agencies"])
    _unique("services", "prefix", services, faults)
    _unique("counters", "number", counters, faults)
    for counter in counters:
        _check_counter(counter, {service.id: service.agency for service in services}, raw, faults)


def _check_counter(counter: contract.Counter, agency_of: dict[str, str], raw: dict[str, Any], faults: Faults) -> None:
    place = f"counters.{counter.id}"
    if counter.zone not in raw["zones"]:
        faults.unknown(place, "zone", "zone", counter.zone, raw["zones"])
    if counter.agency not in raw["agencies"]:
        faults.unknown(place, "agency", "agency", counter.agency, raw["agencies"])
    for service in counter.services:
        if service not in raw["services"]:
            faults.unknown(place, "services", "service", service, raw["services"])
        elif agency_of.get(service, counter.agency) != counter.agency:
            faults.add(place, "services", f"'{service}' is a service of '{agency_of[service]}', not of '{counter.agency}'")
    _repeated(counter.services, place, "services", faults)


def check_devices(
    devices: Sequence[Device], counters: Sequence[contract.Counter], raw: dict[str, Any], faults: Faults
) -> None:
    """The boxes: where they stand, one pad a counter, and no button for what nobody serves."""
    served = {service for counter in counters for service in counter.services}
    pad_of: dict[str, str] = {}
    for device in devices:
        place = f"devices.{device.id}"
        if device.id in RESERVED:
            faults.add(place, "", f"'{device.id}' is the name of something else")
        if device.zone and device.zone not in raw["zones"]:
            faults.unknown(place, "zone", "zone", device.zone, raw["zones"])
        if device.role == "counter_pad":
            if device.counter not in raw["counters"]:
                faults.unknown(place, "counter", "counter", device.counter, raw["counters"])
            elif pad_of.setdefault(device.counter, device.id) != device.id:
                faults.add(place, "counter", f"'{device.counter}' already has the pad '{pad_of[device.counter]}'")
        if device.role == "ticket_kiosk":
            _check_kiosk(device, served, raw, place, faults)


def _check_kiosk(device: Device, served: set[str], raw: dict[str, Any], place: str, faults: Faults) -> None:
    _repeated(device.buttons, place, "buttons", faults)
    for service in device.buttons:
        if service in raw["services"] and service not in served:
            faults.add(place, "buttons", f"no counter serves '{service}'")
    if not device.buttons:
        faults.add(place, "buttons", "is missing: a kiosk needs a button")
    if not any(part.get("type") == "printer" for part in device.parts.values()):
        faults.add(place, "printer", "is missing: a kiosk needs a printer")


def _unique(name: str, key: str, rows: Iterable[Any], faults: Faults) -> None:
    first: dict[Any, str] = {}
    for row in rows:
        value = getattr(row, key)
        if first.setdefault(value, row.id) != row.id:
            faults.add(f"{name}.{row.id}", key, f"'{value}' is already taken by '{first[value]}'")


def _repeated(values: Sequence[str], place: str, key: str, faults: Faults) -> None:
    for value in sorted({value for value in values if values.count(value) > 1}):
        faults.add(place, key, f"'{value}' stands there twice")
