"""What must hold between the tables of site.toml, beyond each table by itself. Pure.

References are looked up in the raw file, not among the rows that were understood: a service with a bad fee
is not also "no such service" to every counter that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from broker_config.contract import Counter
    from provisioning.boxes import Device
    from provisioning.fleet import Fleet
    from provisioning.tables import Faults

RESERVED = ("hub", "broker", "ca", "acl", "catalogue", "mosquitto")  # other files beside a box's own


def check(fleet: Fleet, raw: dict[str, Any], faults: Faults) -> None:
    """Note whatever does not hold; `fleet` has the rows that were sound, `raw` all of them."""
    for name in ("zones", "agencies", "services", "counters"):
        if not raw[name]:
            faults.add(name, "", "the mall needs at least one")
    _check_mall(fleet, raw, faults)
    _unique("zones", "name", fleet.zones, faults)
    _unique("agencies", "name", fleet.agencies, faults)
    for service in fleet.services:
        if service.agency not in raw["agencies"]:
            faults.unknown(f"services.{service.id}", "agency", "agency", service.agency, raw["agencies"])
    _unique("services", "prefix", fleet.services, faults)
    _unique("counters", "number", fleet.counters, faults)
    agency_of = {service.id: service.agency for service in fleet.services}
    for counter in fleet.counters:
        _check_counter(counter, agency_of, raw, faults)
    _check_devices(fleet, raw, faults)


def _check_mall(fleet: Fleet, raw: dict[str, Any], faults: Faults) -> None:
    for day, span in fleet.hours.week.items():
        closing = str(span).partition("-")[2]
        if fleet.mall.day_ends < closing:
            faults.add(
                "mall", "day_ends", f"{fleet.mall.day_ends} is before the mall closes on {day}, {closing}"
            )
            break
    if fleet.broker.port == fleet.hub.port:
        faults.add("hub", "port", f"{fleet.hub.port} is the broker's")
    for observer in fleet.broker.observers:
        if observer in raw["devices"] or observer in RESERVED:
            faults.add("broker", "observers", f"'{observer}' is the name of something else")


def _check_counter(counter: Counter, agency_of: dict[str, str], raw: dict[str, Any], faults: Faults) -> None:
    place = f"counters.{counter.id}"
    if counter.zone not in raw["zones"]:
        faults.unknown(place, "zone", "zone", counter.zone, raw["zones"])
    if counter.agency not in raw["agencies"]:
        faults.unknown(place, "agency", "agency", counter.agency, raw["agencies"])
    for service in counter.services:
        owner = agency_of.get(service, counter.agency)
        if service not in raw["services"]:
            faults.unknown(place, "services", "service", service, raw["services"])
        elif owner != counter.agency and owner in raw["agencies"]:
            faults.add(place, "services", f"'{service}' is a service of '{owner}', not of '{counter.agency}'")
    _repeated(counter.services, place, "services", faults)


def _check_devices(fleet: Fleet, raw: dict[str, Any], faults: Faults) -> None:
    served = {service for table in raw["counters"].values() for service in _services(table)}
    pad_of: dict[str, str] = {}
    speaker_of: dict[str, str] = {}
    for device in fleet.devices:
        place = f"devices.{device.id}"
        if device.id in RESERVED:
            faults.add(place, "", f"'{device.id}' is the name of something else")
        if device.zone and device.zone not in raw["zones"]:
            faults.unknown(place, "zone", "zone", device.zone, raw["zones"])
        if device.role == "counter_pad":
            if device.counter not in raw["counters"]:
                faults.unknown(place, "counter", "counter", device.counter, raw["counters"])
            elif (other := pad_of.setdefault(device.counter, device.id)) != device.id:
                faults.add(place, "counter", f"'{device.counter}' already has the pad '{other}'")
        if device.voice and device.voice.enabled:
            other = speaker_of.setdefault(device.zone, device.id)
            if other != device.id:
                faults.add(place, "voice", f"'{other}' already speaks in '{device.zone}': enabled = false")
        if device.role == "ticket_kiosk":
            _check_kiosk(device, served, raw, faults)


def _check_kiosk(device: Device, served: set[str], raw: dict[str, Any], faults: Faults) -> None:
    place = f"devices.{device.id}"
    _repeated(device.buttons, place, "buttons", faults)
    for service in device.buttons:
        if service in raw["services"] and service not in served:
            faults.add(place, "buttons", f"no counter serves '{service}'")
    if not device.buttons:
        faults.add(place, "buttons", "is missing: a kiosk needs a button")
    printers = [part for part in device.parts.values() if part.get("type") == "printer"]
    if not printers and "printer" not in raw["devices"][device.id]:
        faults.add(place, "printer", "is missing: a kiosk needs a printer")


def _services(table: Any) -> list[str]:
    services = table.get("services") if isinstance(table, dict) else None
    return [service for service in services if isinstance(service, str)] if isinstance(services, list) else []


def _unique(name: str, key: str, rows: Iterable[Any], faults: Faults) -> None:
    first: dict[Any, str] = {}
    for row in rows:
        value = getattr(row, key)
        if first.setdefault(value, row.id) != row.id:
            faults.add(f"{name}.{row.id}", key, f"'{value}' is already taken by '{first[value]}'")


def _repeated(values: Sequence[str], place: str, key: str, faults: Faults) -> None:
    for value in sorted({value for value in values if values.count(value) > 1}):
        faults.add(place, key, f"'{value}' stands there twice")
