"""Reading site.toml and writing what the plan says, on this machine."""

from __future__ import annotations

import ast
import os
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker_config.conf import template
from broker_config.contract import HUB
from broker_config.settings import ConfigError
from provisioning import fleet as sites
from provisioning import parts
from provisioning.authority import BROKER, IDENTITY, Authority
from provisioning.plan import Places, plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from provisioning.fleet import Fleet


def read_site(path: Path) -> Fleet:
    """Read and check a site.toml.

    Raises:
        ConfigError: with one line for every fault.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    return sites.read(raw, path.name, part_types())


def part_types() -> dict[str, tuple[str, ...]]:
    """What may be written as a part's `type`, with its options: one file each in the kiosk's `devices/`.

    Its `EXAMPLE` shows every option. Where no kiosk is installed, there are those that provisioning itself gives out.
    """
    spec = find_spec("kiosk")  # looks, and imports nothing: provisioning and kiosk stay strangers
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in sorted(Path(folder).glob("devices/[a-z]*.py"))]
    found = {file.stem: _options(file) for file in files}
    return found or {name: tuple(options) for name, options in parts.PART_TYPES.items()}


def _options(file: Path) -> tuple[str, ...]:
    """The keys of the table that a device type shows as its example."""
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "EXAMPLE":
            table = next(iter(tomllib.loads(ast.literal_eval(statement.value))["parts"].values()))
            return tuple(key for key in table if key != "type")
    return ()


def lay_out(
    fleet: Fleet,
    directory: Path,
    *,
    machine: str = "",
    places: Places | None = None,
    overrides: Mapping[str, dict[str, Any]] | None = None,
) -> list[Path]:
    """Write the plan's files into a directory and return them; see `plan.plan` for the arguments.

    Without `places` the broker's configuration names the files of this very directory.
    """
    places = places or Places(settings=str(directory.resolve()))
    files = plan(fleet, template(), machine=machine, places=places, overrides=overrides)
    directory.mkdir(parents=True, exist_ok=True)
    return [_write(directory / name, text) for name, text in files.items()]


def certify(fleet: Fleet, directory: Path, *, only: Iterable[str] = ()) -> list[str]:
    """Make the certificates that are missing in a directory, and the identity key; returns the new files' names.

    Raises:
        ConfigError: a name in `only` is not of this mall, or the authority is damaged.
    """
    names = (HUB, *(device.id for device in fleet.devices), *fleet.broker.observers)
    wanted = tuple(only)
    for name in wanted:
        if name not in (*names, BROKER, IDENTITY):
            known = ", ".join((BROKER, *names, IDENTITY))
            raise ConfigError(f"no box or observer '{name}' in this mall; it has {known}")
    authority = Authority(directory, fleet.mall.name)
    made = [f"{name}.pem" for name in names if (not wanted or name in wanted) and authority.client(name)]
    if (not wanted or BROKER in wanted) and authority.server([fleet.broker.host]):
        made.insert(0, f"{BROKER}.pem")
    if (not wanted or IDENTITY in wanted) and authority.identity():
        made.append(f"{IDENTITY}.key")
    return made


def _write(path: Path, text: str) -> Path:
    """All or nothing: a box that loses power here starts with the old file or the new one."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    partial.write_text(text, encoding="utf-8")
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(path)
    return path
