"""One mall as site.toml describes it: agencies, services, counters, and the boxes that stand in the hall. Pure.

`read` takes parsed TOML and returns a `Fleet` that holds together, or raises with every fault of the file at
once. Must never hold a secret: keys and certificates are the authority's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from broker_config import contract
from broker_config.contract import DeviceId, Slug, Text
from provisioning import parts as hardware
from provisioning import rules
from provisioning.hours import CLOSED, Hours, read_hours
from provisioning.tables import Faults, SiteFaults, read_table

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Agency", "Device", "Fleet", "Service", "SiteFaults", "read"]

Port = Annotated[int, Meta(ge=1, le=65535)]
DeviceRole = Literal["ticket_kiosk", "counter_pad", "display"]
ROLES: tuple[DeviceRole, ...] = ("ticket_kiosk", "counter_pad", "display")


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """`[broker]`: where every box finds the broker, and who may listen in without being a device."""

    host: str
    port: Port = 8883
    observers: tuple[DeviceId, ...] = ()


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """`[hub]`: where its pages are served; `database` is an SQLAlchemy URL, if not a file beside the rest."""

    host: str = "127.0.0.1"
    port: Port = 8080
    database: str = ""


class Agency(contract.Agency, frozen=True, kw_only=True):
    """`[agencies.<id>]`: as on the wire, and its hours where they differ from the mall's."""

    hours: Hours


class Service(contract.Service, frozen=True, kw_only=True):
    """`[services.<id>]`: as on the wire, and what a visitor has to bring."""

    requirements: Text = ""


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """`screen` of a display, in pixels."""

    width: Annotated[int, Meta(ge=320, le=7680)] = 1920
    height: Annotated[int, Meta(ge=240, le=4320)] = 1080
    fullscreen: bool = True


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """`voice` of a display; one box of a zone speaks, the others keep silent."""

    enabled: bool = True
    volume: Annotated[float, Meta(ge=0, le=1)] = 1.0


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """`[devices.<id>]`, with every piece of its hardware and every pin settled."""

    id: DeviceId
    role: DeviceRole
    zone: str = ""
    counter: str = ""
    buttons: tuple[str, ...] = ()
    parts: hardware.Parts = {}
    screen: Screen | None = None
    voice: Voice | None = None


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole mall."""

    site: Slug
    mall: contract.Mall
    hours: Hours
    broker: Broker
    hub: Hub
    zones: tuple[contract.Zone, ...]
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    counters: tuple[contract.Counter, ...]
    devices: tuple[Device, ...]


class _Mall(contract.Mall, frozen=True, kw_only=True):
    site: Slug


class _Site(msgspec.Struct, frozen=True, kw_only=True):
    mall: dict[str, Any]
    hours: dict[str, Any]
    broker: dict[str, Any]
    zones: dict[str, Any]
    agencies: dict[str, Any]
    services: dict[str, Any]
    counters: dict[str, Any]
    devices: dict[str, Any]
    hub: dict[str, Any] = {}


class _Printer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: str
    paper_mm: Literal[58, 80]
    baud: Annotated[int, Meta(ge=1200, le=921600)] | None = None


class _Reader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: str
    baud: Annotated[int, Meta(ge=1200, le=921600)] = 9600


class _Kiosk(msgspec.Struct, frozen=True, kw_only=True):
    role: str
    zone: str = ""
    buttons: tuple[Slug, ...] = ()
    printer: dict[str, Any] | None = None
    reader: dict[str, Any] | None = None
    parts: dict[str, dict[str, Any]] = {}


class _Pad(msgspec.Struct, frozen=True, kw_only=True):
    role: str
    counter: Slug
    reader: dict[str, Any] | None = None
    parts: dict[str, dict[str, Any]] = {}


class _Display(msgspec.Struct, frozen=True, kw_only=True):
    role: str
    zone: Slug
    screen: dict[str, Any] = {}
    voice: dict[str, Any] = {}


def read(raw: dict[str, Any], where: str, part_types: Collection[str] = hardware.PART_TYPES) -> Fleet:
    """Parsed site.toml to a fleet; `where` (the file's name) opens every line, `part_types` may be fitted.

    Raises:
        SiteFaults: all the faults of the file, each with table and key.
    """
    faults = Faults(where)
    site = read_table(raw, _Site, "site.toml", faults)
    faults.raise_if_any()
    assert site is not None  # noqa: S101 - for the type checker: no site, and a fault was raised above
    mall = read_table(site.mall, _Mall, "mall", faults)
    hours = read_hours(site.hours, "hours", faults)
    broker = read_table(site.broker, Broker, "broker", faults)
    hub = read_table(site.hub, Hub, "hub", faults)
    zones = _rows(site.zones, contract.Zone, "zones", faults)
    agencies = [found for slug, table in site.agencies.items() if (found := _agency(slug, table, hours, faults))]
    services = _rows(site.services, Service, "services", faults)
    counters = _rows(site.counters, contract.Counter, "counters", faults)
    devices = [found for slug, table in site.devices.items() if (found := _device(slug, table, site, part_types, faults))]
    rules.check_offer(zones, agencies, services, counters, raw, faults)
    rules.check_devices(devices, counters, raw, faults)
    if mall and broker and hub:
        rules.check_mall(mall, hours, broker, hub, raw, faults)
    faults.raise_if_any()
    assert mall is not None  # noqa: S101 - for the type checker, as above
    assert broker is not None  # noqa: S101
    assert hub is not None  # noqa: S101
    return Fleet(
        site=mall.site,
        mall=contract.Mall(**{name: getattr(mall, name) for name in contract.Mall.__struct_fields__}),
        hours=hours,
        broker=broker,
        hub=hub,
        zones=tuple(zones),
        agencies=tuple(agencies),
        services=tuple(services),
        counters=tuple(counters),
        devices=tuple(devices),
    )


def _rows(tables: dict[str, Any], into: type[rules.Row], name: str, faults: Faults) -> list[rules.Row]:
    found = (read_table(table, into, f"{name}.{slug}", faults, id=slug) for slug, table in tables.items())
    return [row for row in found if row is not None]


def _agency(slug: str, table: Any, mall: Hours, faults: Faults) -> Agency | None:
    hours = mall
    if isinstance(table, dict) and "hours" in table:
        # A mall whose own hours are faulty would make every agency look closed.
        bounds = None if mall.week == CLOSED.week else mall
        hours = read_hours(table["hours"], f"agencies.{slug}.hours", faults, bounds)
        table = {key: value for key, value in table.items() if key != "hours"}
    return read_table(table, Agency, f"agencies.{slug}", faults, id=slug, hours=hours)


def _device(slug: str, table: Any, site: _Site, types: Collection[str], faults: Faults) -> Device | None:
    place = f"devices.{slug}"
    role = table.get("role") if isinstance(table, dict) else None
    if role not in ROLES:
        faults.unknown(place, "role", "role", str(role or ""), ROLES)
        return None
    readers = {"ticket_kiosk": _kiosk, "counter_pad": _pad, "display": _display}
    device = readers[role](slug, table, place, faults)
    if device is None or role == "display":
        return device
    if role == "ticket_kiosk":
        meanings, shows = (*site.services,), (*site.services, *hardware.KIOSK_LAMPS)
    else:
        meanings, shows = hardware.ACTIONS, hardware.PAD_LAMPS
    hardware.check_parts(device.parts, meanings, shows, types, place, faults)
    return msgspec.structs.replace(device, parts=hardware.allot_pins(device.parts, place, faults))


def _kiosk(slug: str, raw: dict[str, Any], place: str, faults: Faults) -> Device | None:
    table = read_table(raw, _Kiosk, place, faults)
    if table is None:
        return None
    printer = _option(table.printer, _Printer, f"{place}.printer", faults)
    reader = _option(table.reader, _Reader, f"{place}.reader", faults)
    parts = {**hardware.kiosk_parts(table.buttons, printer, reader), **table.parts}
    # `means` may be no string at all here: that is check_parts' to say, and only words are of use to the rules.
    buttons = tuple(str(part.get("means")) for part in parts.values() if part.get("type") == "button")
    return Device(id=slug, role="ticket_kiosk", zone=table.zone, buttons=buttons, parts=parts)


def _pad(slug: str, raw: dict[str, Any], place: str, faults: Faults) -> Device | None:
    table = read_table(raw, _Pad, place, faults)
    if table is None:
        return None
    parts = {**hardware.pad_parts(), **table.parts}
    if reader := _option(table.reader, _Reader, f"{place}.reader", faults):
        parts["pembaca"] = {"type": "reader", **reader}
    return Device(id=slug, role="counter_pad", counter=table.counter, parts=parts)


def _display(slug: str, raw: dict[str, Any], place: str, faults: Faults) -> Device | None:
    table = read_table(raw, _Display, place, faults)
    if table is None:
        return None
    screen = read_table(table.screen, Screen, f"{place}.screen", faults)
    voice = read_table(table.voice, Voice, f"{place}.voice", faults)
    return Device(id=slug, role="display", zone=table.zone, screen=screen, voice=voice)


def _option(raw: dict[str, Any] | None, into: type[msgspec.Struct], place: str, faults: Faults) -> dict[str, Any] | None:
    if raw is None:
        return None
    read = read_table(raw, into, place, faults)
    return None if read is None else msgspec.to_builtins(read)
