"""The hub's settings file, and the catalogue beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.contract import Agency, Catalogue, Counter, Mall, Role, Service, Slug, Zone
from broker_config.settings import BrokerSettings, ClockSettings, ConfigError, DeviceSettings, Settings, load

if TYPE_CHECKING:
    from pathlib import Path


class StorageSettings(Settings, frozen=True, kw_only=True):
    """`[storage]`: a SQLAlchemy URL. A relative SQLite path starts from the settings file."""

    url: str = "sqlite:///var/hub.db"


class WebSettings(Settings, frozen=True, kw_only=True):
    """`[web]`: where the pages are served."""

    host: str = "127.0.0.1"
    port: int = 8080


class CatalogueSettings(Settings, frozen=True, kw_only=True):
    """`[catalogue]`: the file that says who serves what."""

    file: str


class StationSettings(Settings, frozen=True, kw_only=True):
    """`[devices.<id>]`: a device of the fleet, and the counter or zone it stands at."""

    role: Role
    counter: str = ""
    zone: str = ""


class HubSettings(Settings, frozen=True, kw_only=True):
    """`hub.toml`."""

    device: DeviceSettings
    broker: BrokerSettings
    catalogue: CatalogueSettings
    storage: StorageSettings = StorageSettings()
    web: WebSettings = WebSettings()
    clock: ClockSettings | None = None
    devices: dict[str, StationSettings] = {}


class CatalogueFile(Settings, frozen=True, kw_only=True):
    """`catalogue.toml`: the contract's catalogue without its epoch and revision."""

    mall: Mall
    zones: tuple[Zone, ...]
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]


def read_settings(path: Path) -> HubSettings:
    """Read `hub.toml`.

    Raises:
        ConfigError: names file and key.
    """
    return load(path, HubSettings)


def read_catalogue(path: Path) -> Catalogue:
    """Read the catalogue; its epoch and revision are the writer's to fill in.

    Raises:
        ConfigError: names file and key; also for a counter that serves what nobody offers.
    """
    file = load(path, CatalogueFile)
    known: dict[str, set[Slug]] = {
        "zone": {zone.id for zone in file.zones},
        "agency": {agency.id for agency in file.agencies},
        "services": {service.id for service in file.services},
    }
    for counter in file.counters:
        named = {"zone": {counter.zone}, "agency": {counter.agency}, "services": set(counter.services)}
        for key, ids in named.items():
            if unknown := ids - known[key]:
                raise ConfigError(f"{path}: counters.{counter.id}.{key}: nothing is called {min(unknown)!r}")
    return Catalogue(
        epoch=1,
        rev=0,
        mall=file.mall,
        zones=file.zones,
        agencies=file.agencies,
        services=file.services,
        counters=file.counters,
    )


def database_url(settings: HubSettings, base: Path) -> str:
    """The database's URL with a relative SQLite path made absolute, and its directory made."""
    url, prefix = settings.storage.url, "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/"):
        return url
    path = base / url.removeprefix(prefix)
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"{prefix}{path.resolve()}"
