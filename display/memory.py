"""What the display showed last, on its disk: after a power cut the hall sees that, and not an empty screen.

Written whole or not at all, and seldom, for memory cards wear out: the programme, which is long and changes seldom, has
a file of its own. What is torn or garbled is as good as nothing, and the other file is none the worse for it. The disk
must never hold up the screen: a card may take a second for a write, so that is done by a thread of its own.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec.structs import replace

from broker_config.contract import Announcements, Board, Programme, Signage
from broker_config.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)
Kind = TypeVar("Kind")

FILE, PROGRAMME = "shown.json", "programme.json"
EVERY_S = 10.0  # at most so often, however busy the hall is


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The last state; `at` is the hub's time (UTC) when it was still right, None if no time was known.

    `board` is of the zone, `whole` of the whole mall.
    """

    at: float | None = None
    board: Board | None = None
    whole: Board | None = None
    signage: Signage | None = None
    announcements: Announcements | None = None
    programme: Programme | None = None


class Memory:
    """The files in `folder`. All times are monotonic seconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = Shown()
        self._due = 0.0
        self._faults: dict[str, str] = {}
        self._writing: threading.Thread | None = None

    def recall(self) -> Shown:
        """What was kept; nothing if there is none, or none that can be believed."""
        shown = self._read(FILE, Shown) or Shown()
        self._kept = replace(shown, programme=self._read(PROGRAMME, Programme))
        return self._kept

    def _read(self, name: str, kind: type[Kind]) -> Kind | None:
        path = self._folder / name
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("%s cannot be read: %s", path, error)
            return None
        digest, _, text = raw.partition(b"\n")
        reason = "not as it was written"
        if digest == _digest(text):
            try:
                return msgspec.json.decode(text, type=kind)
            except (ValueError, RecursionError) as error:  # of another version
                reason = f"{error}"
        log.warning("%s is of no use: %s", path, reason)
        return None

    def keep(self, shown: Shown, now: float) -> None:
        """Write it down soon, if anything but its time has changed; to be called as often as one likes."""
        before = self._kept
        if (
            now < self._due
            or not any(_changed(before, shown))
            or (self._writing and self._writing.is_alive())
        ):
            return
        self._due, self._kept = now + EVERY_S, shown
        self._writing = threading.Thread(target=self._write, args=(before, shown), name="memory", daemon=True)
        self._writing.start()

    def close(self, shown: Shown) -> None:
        """Write down the last of it, before the process ends."""
        if self._writing:
            self._writing.join(timeout=5.0)
        self._write(self._kept, shown)

    def _write(self, before: Shown, shown: Shown) -> None:
        state, programme = _changed(before, shown)
        if state:
            self._put(FILE, replace(shown, programme=None))
        if programme:
            self._put(PROGRAMME, shown.programme)

    def _put(self, name: str, value: Shown | Programme | None) -> None:
        path, text, fault = self._folder / name, msgspec.json.encode(value), ""
        try:
            write_whole(path, _digest(text) + b"\n" + text)
        except OSError as error:
            fault = f"{error}"
        if fault and fault != self._faults.get(name):
            log.warning("%s could not be written: %s", path, fault)
        self._faults[name] = fault


def _changed(before: Shown, shown: Shown) -> tuple[bool, bool]:
    """Whether the state, without its time, which goes on by itself, and whether the programme is another."""
    # Tuples: what is the very same is alike without being looked through.
    return _state(before) != _state(shown), (before.programme,) != (shown.programme,)


def _state(shown: Shown) -> tuple[object, ...]:
    return shown.board, shown.whole, shown.signage, shown.announcements


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
