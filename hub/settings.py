"""The hub's settings file, and the mall beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from broker_config.contract import Role
from broker_config.mall_file import read_mall
from broker_config.settings import BrokerSettings, ClockSettings, DeviceSettings, Settings, load

if TYPE_CHECKING:
    from pathlib import Path

    from broker_config.mall import MallData


Minutes = Annotated[int, Meta(ge=1, le=720)]


class StorageSettings(Settings, frozen=True, kw_only=True):
    """`[storage]`: a SQLAlchemy URL. A relative SQLite path starts from the settings file."""

    url: str = "sqlite:///var/hub.db"


class WebSettings(Settings, frozen=True, kw_only=True):
    """`[web]`: where the pages are served, and how long somebody stays signed in who does nothing.

    `url` is what people type to get here, if that is not the machine's name and the port; `proxy` is the address of
    the one in front of us that speaks https, and whose word is taken for who asks.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    url: str = ""
    proxy: str = ""
    idle_minutes: Minutes = 30
    officer_idle_minutes: Minutes = 600


class MediaSettings(Settings, frozen=True, kw_only=True):
    """`[media]`: the mall's pictures and videos: where they lie, and how much of the disk they may take, in MB.

    Without a `directory` it is `media`, beside the database; a relative one starts from the settings file. `video_mb`
    is the largest video, `total_mb` what all files may have together, `free_mb` what must stay free on the disk.
    """

    directory: str = ""
    video_mb: Annotated[int, Meta(ge=1, le=2000)] = 500
    total_mb: Annotated[int, Meta(ge=1, le=10_000_000)] = 10_000
    free_mb: Annotated[int, Meta(ge=0, le=10_000_000)] = 1000


class CatalogueSettings(Settings, frozen=True, kw_only=True):
    """`[catalogue]`: the mall that an empty database starts with."""

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
    media: MediaSettings = MediaSettings()
    clock: ClockSettings | None = None
    devices: dict[str, StationSettings] = {}


def read_settings(path: Path) -> HubSettings:
    """Read `hub.toml`.

    Raises:
        ConfigError: names file and key.
    """
    return load(path, HubSettings)


def read_mall_file(path: Path) -> MallData:
    """Read the mall that an empty database starts with: a site.toml without its boxes.

    Raises:
        ConfigError: one line for every fault.
    """
    return read_mall(load(path, dict), path.name)


def media_directory(settings: HubSettings, base: Path) -> Path:
    """Where the mall's pictures and videos lie."""
    url, prefix = settings.storage.url, "sqlite:///"
    beside = (base / url.removeprefix(prefix)).parent if url.startswith(prefix) else base / "var"
    return base / settings.media.directory if settings.media.directory else beside / "media"


def database_url(settings: HubSettings, base: Path) -> str:
    """The database's URL with a relative SQLite path made absolute, and its directory made."""
    url, prefix = settings.storage.url, "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/"):
        return url
    path = base / url.removeprefix(prefix)
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"{prefix}{path.resolve()}"
