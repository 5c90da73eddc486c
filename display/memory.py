"""What the display showed last, on its disk: after a power cut the hall sees that, and not an empty screen.

Written whole or not at all, and seldom, for memory cards wear out. What is torn or garbled is as good as nothing. The
disk must never hold up the screen: a card may take a second for a write, so that is done by a thread of its own.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from typing import TYPE_CHECKING

import msgspec

from broker_config.contract import Announcements, Board, Signage
from broker_config.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FILE = "shown.json"
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


class Memory:
    """The file in `folder`. All times are monotonic seconds."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._kept: tuple[object, ...] = _parts(Shown())
        self._due = 0.0
        self._fault = ""
        self._writing: threading.Thread | None = None

    def recall(self) -> Shown:
        """What was kept; nothing if there is none, or none that can be believed."""
        shown = self._read()
        self._kept = _parts(shown)
        return shown

    def _read(self) -> Shown:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return Shown()
        except OSError as error:
            log.warning("%s cannot be read: %s", self._path, error)
            return Shown()
        digest, _, text = raw.partition(b"\n")
        reason = "not as it was written"
        if digest == _digest(text):
            try:
                return msgspec.json.decode(text, type=Shown)
            except (ValueError, RecursionError) as error:  # of another version
                reason = f"{error}"
        log.warning("%s is of no use: %s", self._path, reason)
        return Shown()

    def keep(self, shown: Shown, now: float) -> None:
        """Write it down soon, if anything but its time has changed; to be called as often as one likes."""
        parts = _parts(shown)
        if now < self._due or parts == self._kept or (self._writing and self._writing.is_alive()):
            return
        self._due, self._kept = now + EVERY_S, parts
        self._writing = threading.Thread(target=self._write, args=(shown,), name="memory", daemon=True)
        self._writing.start()

    def close(self, shown: Shown) -> None:
        """Write down the last of it, before the process ends."""
        if self._writing:
            self._writing.join(timeout=5.0)
        if _parts(shown) != self._kept:
            self._write(shown)

    def _write(self, shown: Shown) -> None:
        text, fault = msgspec.json.encode(shown), ""
        try:
            write_whole(self._path, _digest(text) + b"\n" + text)
        except OSError as error:
            fault = f"{error}"
        if fault and fault != self._fault:
            log.warning("%s could not be written: %s", self._path, fault)
        self._fault = fault


def _parts(shown: Shown) -> tuple[object, ...]:
    """All but its time, which goes on by itself."""
    return shown.board, shown.whole, shown.signage, shown.announcements


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
