"""A fleet to the exact files of each machine. Pure: `apply.py` writes them.

No secret is in any of them; keys and certificates come from the authority and lie beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import tomli_w

from broker_config.conf import BrokerFile, ClientTable, Listener, render
from broker_config.contract import HUB
from broker_config.mall_file import mall_tables
from broker_config.settings import ConfigError
from provisioning import units, wires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from provisioning.fleet import Device, Fleet

Table = dict[str, Any]
NOTE = "# Made from site.toml: change that, not this.\n"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where things lie on the machines; the defaults are a real mall's.

    `settings` is the directory the files will be in, `program` that of the installed code, `storage` that of
    what the boxes remember. `broker_user` is whom a broker started by root turns into.
    """

    settings: str = "/etc/mpp"
    program: str = "/opt/mpp"
    storage: str = "/var/lib/mpp"
    broker_bind: str = ""
    broker_user: str = ""


def machines(fleet: Fleet) -> tuple[str, ...]:
    """The machines of a mall: the hub's, which also runs the broker, and one for each device."""
    return HUB, *(device.id for device in fleet.devices)


def plan(
    fleet: Fleet,
    template: str,
    *,
    machine: str = "",
    places: Places | None = None,
    overrides: Mapping[str, Table] | None = None,
) -> dict[str, str]:
    """Relative path to text, for one machine or (with `machine` empty) for all of them in one directory.

    Args:
        fleet: the mall.
        template: of mosquitto.conf, see `broker_config.conf.template`.
        machine: the id of a device, or `hub`.
        places: where things lie.
        overrides: by device id (or `hub`), tables to be laid over that process's settings; for a rehearsal:
            `{"kiosk-1": {"broker": {"port": 50001}, "parts": {"printer": {"port": "/dev/pts/3"}}}}`.

    Raises:
        ConfigError: the fleet has no such machine.
    """
    places = places or Places()
    known = machines(fleet)
    for name in (machine, *(overrides or ())):
        if name and name not in known:
            raise ConfigError(f"no machine '{name}' in this mall; it has {', '.join(known)}")
    files: dict[str, str] = {}
    for name in (machine,) if machine else known:
        over = (overrides or {}).get(name, {})
        if name == HUB:
            files |= _hub_files(fleet, template, places, over)
        else:
            device = next(device for device in fleet.devices if device.id == name)
            tables = _merged(_device_tables(fleet, device, places), over)
            files |= {f"{name}.toml": _toml(tables)}
            if device.role != "display":  # which has no part on a pin
                services = {service.id: service.name for service in fleet.services}
                files |= {f"{name}-wiring.txt": wires.page(name, tables["parts"], services)}
            files |= units.device_units(device.role, places.settings, places.program)
    return files


def broker_file(fleet: Fleet, places: Places) -> BrokerFile:
    """What `python -m broker_config` makes the broker's files from, and checks them against."""
    settings = places.settings
    listener = Listener(
        site=fleet.site,
        port=fleet.broker.port,
        bind=places.broker_bind,
        user=places.broker_user,
        ca=f"{settings}/ca.pem",
        certificate=f"{settings}/broker.pem",
        key=f"{settings}/broker.key",
        acl=f"{settings}/acl",
        max_connections=max(100, 4 * len(fleet.devices)),
    )
    clients = {
        device.id: ClientTable(role=device.role, zone=device.zone if device.role == "display" else "")
        for device in fleet.devices
    }
    return BrokerFile(listener=listener, clients=clients, observers=fleet.broker.observers)


def _hub_files(fleet: Fleet, template: str, places: Places, over: Table) -> dict[str, str]:
    broker = broker_file(fleet, places)
    return {
        "hub.toml": _toml(_merged(_hub_tables(fleet, places), over)),
        "mall.toml": _toml(mall_tables(fleet)),
        "broker.toml": _toml(msgspec.to_builtins(broker)),
        **render(broker, template),
        **units.hub_units(places.settings, places.program),
    }


def _identity(fleet: Fleet, name: str, role: str, host: str) -> Table:
    device = {"id": name, "role": role, "site": fleet.site}
    if role != "display":  # which reads no card and no code
        device["identity"] = "identity.key"
    return {
        "device": device,
        "broker": {
            "host": host,
            "port": fleet.broker.port,
            "ca": "ca.pem",
            "certificate": f"{name}.pem",
            "key": f"{name}.key",
        },
    }


def _device_tables(fleet: Fleet, device: Device, places: Places) -> Table:
    tables = _identity(fleet, device.id, device.role, fleet.broker.host)
    tables["storage"] = {"directory": f"{places.storage}/{device.id}"}
    if device.role == "display":
        tables["screen"] = {"zone": device.zone, **msgspec.to_builtins(device.screen)}
        if page := _page(fleet):
            tables["screen"]["page"] = page
        tables["voice"] = msgspec.to_builtins(device.voice)
        tables["media"] = {"hub": _origin(fleet), **msgspec.to_builtins(device.media)}
        if device.light:
            tables["light"] = msgspec.to_builtins(device.light)
        if device.television:
            tables["television"] = msgspec.to_builtins(device.television)
    else:
        tables["parts"] = {name: dict(part) for name, part in device.parts.items()}
    return tables


def _page(fleet: Fleet) -> str:
    """Where a technician's telephone finds the hub's page of devices; empty if it is for the hub's machine alone."""
    return "" if _hub_host(fleet) in ("localhost", "127.0.0.1", "::1") else f"{_origin(fleet)}/perangkat"


def _origin(fleet: Fleet) -> str:
    """Where a display fetches the mall's files."""
    return f"http://{_hub_host(fleet)}:{fleet.hub.port}"


def _hub_host(fleet: Fleet) -> str:
    return fleet.broker.host if fleet.hub.host in ("0.0.0.0", "::") else fleet.hub.host  # noqa: S104 - compared only


def _hub_tables(fleet: Fleet, places: Places) -> Table:
    devices: Table = {}
    for device in fleet.devices:
        devices[device.id] = {"role": device.role}
        if device.role == "counter_pad":
            devices[device.id]["counter"] = device.counter
        elif device.zone:
            devices[device.id]["zone"] = device.zone
    return {
        **_identity(fleet, HUB, HUB, "localhost"),  # the broker runs on the hub's machine
        "storage": {"url": fleet.hub.database or f"sqlite:///{places.storage}/hub.db"},
        "web": {"host": fleet.hub.host, "port": fleet.hub.port},
        **({"media": {"directory": f"{places.storage}/media"}} if fleet.hub.database else {}),
        "catalogue": {"file": "mall.toml"},
        "devices": devices,
    }


def _merged(base: Table, over: Mapping[str, Any]) -> Table:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _toml(tables: Table) -> str:
    return NOTE + "\n" + tomli_w.dumps(tables)
