"""One mall as site.toml describes it: agencies, services, counters, and the boxes in its hall. Pure.

`read` takes parsed TOML and returns a `Fleet` that holds together, or raises with every fault of the file at
once. Must never hold a secret: keys and certificates are the authority's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from broker_config import contract
from provisioning import parts, rules
from provisioning.boxes import Device, read_device
from provisioning.hours import CLOSED, Hours, read_hours
from provisioning.tables import Faults, SiteError, read_table

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Agency", "Device", "Fleet", "Service", "SiteError", "read"]

Row = TypeVar("Row", bound=msgspec.Struct)
Port = Annotated[int, Meta(ge=1, le=65535)]


class Broker(msgspec.Struct, frozen=True, kw_only=True):
    """`[broker]`: where every box finds the broker, and who may listen in without being a device."""

    host: str
    port: Port = 8883
    observers: tuple[contract.DeviceId, ...] = ()


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

    prefix: Annotated[
        str, Meta(pattern=r"^[0-9]?[A-Z]{1,2}$", description="a letter, two, or a digit before them")
    ]
    requirements: contract.Text = ""


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole mall."""

    site: contract.Slug
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
    site: contract.Slug


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


# Stands in while faults are gathered; no fleet with it leaves this file.
_NO_MALL = contract.Mall(name="", regency="", timezone="Asia/Jakarta", day_ends="23:59")


def read(raw: dict[str, Any], where: str, part_types: Collection[str] = parts.PART_TYPES) -> Fleet:
    """Parsed site.toml to a fleet; `where` (the file's name) opens every line, `part_types` may be fitted.

    Raises:
        SiteError: all the faults of the file, each with table and key.
    """
    faults = Faults(where)
    site = read_table(raw, _Site, "", faults)
    faults.raise_if_any()
    assert site is not None  # noqa: S101 - for the type checker: no site, and a fault was raised above
    mall = read_table(site.mall, _Mall, "mall", faults)
    hours = read_hours(site.hours, "hours", faults)
    broker = read_table(site.broker, Broker, "broker", faults)
    hub = read_table(site.hub, Hub, "hub", faults)
    agencies = (_agency(slug, table, hours, faults) for slug, table in site.agencies.items())
    draft = Fleet(
        site=mall.site if mall else "",
        mall=_fields(mall, contract.Mall) if mall else _NO_MALL,
        hours=hours,
        broker=broker or Broker(host=""),
        hub=hub or Hub(),
        zones=_rows(site.zones, contract.Zone, "zones", faults),
        agencies=tuple(agency for agency in agencies if agency),
        services=_rows(site.services, Service, "services", faults),
        counters=_rows(site.counters, contract.Counter, "counters", faults),
        devices=_devices(site, part_types, faults),
    )
    rules.check(draft, raw, faults)
    faults.raise_if_any()
    return draft


def _fields(row: msgspec.Struct, into: type[Row]) -> Row:
    return into(**{name: getattr(row, name) for name in into.__struct_fields__})


def _rows(tables: dict[str, Any], into: type[Row], name: str, faults: Faults) -> tuple[Row, ...]:
    found = (read_table(table, into, f"{name}.{slug}", faults, id=slug) for slug, table in tables.items())
    return tuple(row for row in found if row is not None)


def _agency(slug: str, table: Any, mall: Hours, faults: Faults) -> Agency | None:
    hours = mall
    if isinstance(table, dict) and "hours" in table:
        # A mall whose own hours are faulty would make every agency look closed.
        bounds = None if mall.week == CLOSED.week else mall
        hours = read_hours(table["hours"], f"agencies.{slug}.hours", faults, bounds)
        table = {key: value for key, value in table.items() if key != "hours"}
    return read_table(table, Agency, f"agencies.{slug}", faults, id=slug, hours=hours)


def _devices(site: _Site, types: Collection[str], faults: Faults) -> tuple[Device, ...]:
    found = (read_device(slug, table, site.services, types, faults) for slug, table in site.devices.items())
    return tuple(device for device in found if device)
