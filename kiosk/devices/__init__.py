"""The hardware of a kiosk or pad: one file a device type, and the file's name is the type in the settings.

A device opens in the background and comes back by itself: whatever is missing, the rest goes on. All that a
device has to say it puts on one inbox, from whatever thread it happens in; it must never call anybody.

A new type is one file here: a frozen `Options(Settings)` for its table, an `EXAMPLE` of that table, and a
class named like the file (`code_lock.py` holds `CodeLock`) with the methods of `Device` below. One that has to
remember something across restarts has a `memory`, a file's path or None.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from broker_config.settings import ConfigError, convert

if TYPE_CHECKING:
    from pathlib import Path
    from queue import SimpleQueue

    from broker_config.contract import Part


class DeviceFault(Exception):
    """What is wrong with a piece of hardware, in one line. The process goes on without it."""


class Happened(NamedTuple):
    """A device's entry on the inbox: which part, and what."""

    part: str
    what: object


class Pressed(NamedTuple):
    """A finger is on the button, since `at` (seconds of `time.monotonic`)."""

    at: float


class Released(NamedTuple):
    """The finger is off again, after `held_s` seconds."""

    held_s: float


class Meant(NamedTuple):
    """What a finger wanted: a service, an action, a face. Known at once, or when short, long, double are told apart."""

    means: str


class Stirred(NamedTuple):
    """Something has begun that only `poll` can finish, sooner than it has said."""


class Scanned(NamedTuple):
    """A card or code was shown to the reader. The tokens stand for it and say nothing about it; empty: no key.

    `token` is good for a day at this box, `staff` for ever, `booking` for a day in the whole mall.
    """

    kind: Literal["card", "code"]
    token: str
    staff: str = ""
    booking: str = ""


class Touched(NamedTuple):
    """A finger came down on a panel's glass, at this point of its picture."""

    x: int
    y: int


class Asked(NamedTuple):
    """A visitor chose this service on a panel; `priority` is the visitor's group, empty for none."""

    service: str
    priority: str = ""
    language: Literal["id", "en"] = "id"


class PrinterState(NamedTuple):
    """Whether the printer can print. `error` is a few words for the technician, empty if nothing is wrong.

    A printer that never says a word about itself is `ok` with its paper `unknown`.
    """

    ok: bool
    paper: Literal["ok", "near_end", "out", "unknown"] = "unknown"
    cover_open: bool = False
    error: str = ""


class PrintDone(NamedTuple):
    """What became of one job, said exactly once. `failed` only with proof that the paper did not come out."""

    job: str
    result: Literal["printed", "unconfirmed", "failed"]
    reason: str = ""


class Device(Protocol):
    """What the agent may ask of any piece of hardware."""

    name: str
    options: Any

    def open(self) -> None:
        """Start. Never waits for the hardware, and never fails because of it.

        Raises:
            ConfigError: the settings cannot be meant, for instance a pin that is already taken.
        """
        ...

    def close(self) -> None:
        """Stop, and give the hardware back."""
        ...

    def health(self) -> Part:
        """How it is, now. Costs nothing."""
        ...

    def poll(self, now: float) -> float:
        """Do what is due. Gives the time of `time.monotonic` to be called at again, at the latest."""
        ...


def types() -> list[str]:
    """The device types there are.

    >>> "button" in types()
    True
    """
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def open_parts(
    parts: dict[str, dict[str, Any]], inbox: SimpleQueue, where: str, memory: Path | None = None
) -> dict[str, Device]:
    """Open the devices of the `[parts.*]` tables of the settings file `where`.

    Only the types that are asked for are imported: a pad has no printer to pay for. A device with a `memory` gets
    a file of its own in the directory of that name, which is made; without one it remembers nothing.

    Raises:
        ConfigError: one line with file, table and key. Nothing stays open.
    """
    opened: dict[str, Device] = {}
    try:
        for name, table in parts.items():
            device = _device(name, table, inbox, f"{where}: parts.{name}")
            opened[name] = device
            if memory is not None and hasattr(device, "memory"):
                memory.mkdir(parents=True, exist_ok=True)
                file = memory / f"{name.replace('/', '_')}.json"
                device.memory = file  # type: ignore[attr-defined] - few have one
            try:
                device.open()
            except ConfigError as error:
                raise ConfigError(f"{where}: parts.{name}: {error}") from None
    except ConfigError:
        for device in opened.values():
            device.close()
        raise
    return opened


def _device(name: str, table: dict[str, Any], inbox: SimpleQueue, where: str) -> Device:
    options = dict(table)
    kind = options.pop("type", None)
    if kind not in types():
        problem = "no type is given" if kind is None else f"{kind!r} is not known"
        raise ConfigError(f"{where}: type: {problem}; there are {', '.join(types())}")
    module = importlib.import_module(f"{__name__}.{kind}")
    make = getattr(module, str(kind).title().replace("_", ""))
    return make(name, convert(options, module.Options, where), inbox)
