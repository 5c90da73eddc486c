"""What must hold between the boxes of site.toml and the mall they stand in, beyond each table by itself. Pure.

References are looked up in the raw file, not among the rows that were understood: a service with a bad fee
is not also "no such service" to every kiosk that names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.mall_rules import repeated

if TYPE_CHECKING:
    from broker_config.tables import Faults
    from provisioning.boxes import Device

# other files beside a box's own
RESERVED = ("hub", "broker", "ca", "identity", "acl", "catalogue", "mall", "mosquitto")


class Boxes(NamedTuple):
    """The half of site.toml that is not the mall; `devices` are the rows that were sound."""

    broker_port: int
    hub_port: int
    observers: tuple[str, ...]
    devices: tuple[Device, ...]


def check(boxes: Boxes, raw: dict[str, Any], faults: Faults) -> None:
    """Note whatever does not hold; `raw` has all the rows, sound or not."""
    if boxes.broker_port == boxes.hub_port:
        faults.add("hub", "port", f"{boxes.hub_port} is the broker's")
    for observer in boxes.observers:
        if observer in raw["devices"] or observer in RESERVED:
            faults.add("broker", "observers", f"'{observer}' is the name of something else")
    _check_devices(boxes.devices, raw, faults)
    _check_screens(raw, faults)


def _check_devices(devices: tuple[Device, ...], raw: dict[str, Any], faults: Faults) -> None:
    served = {service for table in raw["counters"].values() for service in _services(table)}
    pad_of: dict[str, str] = {}
    speaker_of: dict[str, str] = {}
    for device in devices:
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


def _check_screens(raw: dict[str, Any], faults: Faults) -> None:
    """A plan for a screen that is none would be lost in silence, and the display go by its own settings."""
    roles = {name: table.get("role") for name, table in raw["devices"].items() if isinstance(table, dict)}
    displays = [name for name, role in roles.items() if role == "display"]
    screens = raw.get("screens", {})
    for name, table in screens.items():
        if name in displays or (isinstance(table, dict) and table.get("archived")):
            continue
        if name in roles:
            faults.add(f"screens.{name}", "", f"'{name}' is no display")
        else:
            faults.unknown(f"screens.{name}", "", "display", name, displays)


def _check_kiosk(device: Device, served: set[str], raw: dict[str, Any], faults: Faults) -> None:
    place = f"devices.{device.id}"
    repeated(device.buttons, place, "buttons", faults)
    for service in device.buttons:
        if service in raw["services"] and service not in served:
            faults.add(place, "buttons", f"no counter serves '{service}'")
    panel = any(part.get("type") == "panel" for part in device.parts.values())
    if not device.buttons and not panel and "panel" not in raw["devices"][device.id]:
        faults.add(place, "buttons", "is missing: a kiosk needs a button or a panel")
    printers = [part for part in device.parts.values() if part.get("type") == "printer"]
    if not printers and "printer" not in raw["devices"][device.id]:
        faults.add(place, "printer", "is missing: a kiosk needs a printer")


def _services(table: Any) -> list[str]:
    services = table.get("services") if isinstance(table, dict) else None
    return [service for service in services if isinstance(service, str)] if isinstance(services, list) else []
