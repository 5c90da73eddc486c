"""One mall as site.toml describes it: the mall as data, and the boxes in its hall. Pure.

`read` takes parsed TOML and returns a `Fleet` that holds together, or raises with every fault of the file at
once. Must never hold a secret: keys and certificates are the authority's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from broker_config import contract
from broker_config.mall import MallData
from broker_config.mall_file import MallTables, note_mall
from broker_config.tables import Faults, SiteError, read_table
from provisioning import parts, rules
from provisioning.boxes import Device, read_device

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["Device", "Fleet", "SiteError", "read"]

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


class Fleet(MallData, frozen=True, kw_only=True):
    """The whole mall, with its boxes."""

    broker: Broker
    hub: Hub
    devices: tuple[Device, ...]

    @property
    def site(self) -> str:
        """The mall's name in topics and certificates."""
        return self.mall.site


class _Site(MallTables, frozen=True, kw_only=True):
    broker: dict[str, Any]
    devices: dict[str, Any]
    hub: dict[str, Any] = {}


def read(
    raw: dict[str, Any], where: str, part_types: Mapping[str, Collection[str]] = parts.PART_TYPES
) -> Fleet:
    """Parsed site.toml to a fleet; `where` (the file's name) opens every line.

    `part_types` may be fitted: each type's name, and the names of its options.

    Raises:
        SiteError: all the faults of the file, each with table and key.
    """
    faults = Faults(where)
    site = read_table(raw, _Site, "", faults)
    faults.raise_if_any()
    assert site is not None  # noqa: S101 - for the type checker: no site, and a fault was raised above
    data = note_mall(site, faults)
    broker = read_table(site.broker, Broker, "broker", faults) or Broker(host="")
    hub = read_table(site.hub, Hub, "hub", faults) or Hub()
    found = (
        read_device(slug, table, site.services, part_types, faults) for slug, table in site.devices.items()
    )
    devices = tuple(device for device in found if device)
    rules.check(rules.Boxes(broker.port, hub.port, broker.observers, devices), raw, faults)
    faults.raise_if_any()
    mall = {name: getattr(data, name) for name in MallData.__struct_fields__}
    return Fleet(**mall, broker=broker, hub=hub, devices=devices)
