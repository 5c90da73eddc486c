"""A TOML file to frozen settings. Whatever is wrong is one `ConfigError` that names file and key.

Here stand the tables that every box has; `kiosk`, `display` and `hub` add their own beside them.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from broker_config.contract import DeviceId, Role, Slug
from broker_config.identity import KEY_BYTES

if TYPE_CHECKING:
    from pathlib import Path

Table = TypeVar("Table")


class ConfigError(Exception):
    """A settings file that cannot be used: one line at start that says where and what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a settings file. A key that nobody reads is an error, not a hope."""


class DeviceSettings(Settings, frozen=True, kw_only=True):
    """Who this box is: `[device]`. `identity` is the file of the mall's identity key, relative to the settings file."""

    id: DeviceId
    role: Role
    site: Slug
    identity: str = ""


class BrokerSettings(Settings, frozen=True, kw_only=True):
    """Where the broker is and how to prove who we are: `[broker]`. Paths are relative to the settings file."""

    host: str
    port: int
    ca: str
    certificate: str
    key: str


class StorageSettings(Settings, frozen=True, kw_only=True):
    """Where this box keeps what must survive a power cut: `[storage]`."""

    directory: str


class ClockSettings(Settings, frozen=True, kw_only=True):
    """What the mall's wall clock shows: `[clock]`; absent, it is the machine's own.

    The clock shows `start` (UTC seconds since 1970) when the machine's CLOCK_MONOTONIC is `anchor`, and
    runs `rate` times as fast. Protocol deadlines never use it.
    """

    start: float
    anchor: float
    rate: float = 1.0


def load(path: Path, into: type[Table]) -> Table:
    """Read a settings file.

    Raises:
        ConfigError: one line with file, table and key, and what was expected there.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    return convert(raw, into, f"{path}")


def read_identity_key(path: Path) -> bytes:
    """Read the mall's identity key, a secret: 64 hex digits in a file of their own. For `broker_config.identity`.

    Raises:
        ConfigError: it is not there or not whole.
    """
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ConfigError(f"{path}: is no identity key: {2 * KEY_BYTES} hex digits are")
    return key


def convert(raw: Any, into: type[Table], where: str) -> Table:
    """Check already parsed TOML; `where` (a file, perhaps with a table) opens the error's line.

    Raises:
        ConfigError: with the key's path.
    """
    try:
        return msgspec.convert(raw, into)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        key = path.rstrip("`").lstrip(".").replace("[...]", "")
        raise ConfigError(f"{where}: {key + ': ' if key else ''}{reason}") from None
