"""A touch screen behind a pty: it says what the kernel says of one, record by record."""

from __future__ import annotations

import struct
import threading
import time
from typing import TYPE_CHECKING

from provisioning.rehearsal.port import Port

if TYPE_CHECKING:
    from pathlib import Path

MOST = 4095  # where both axes end
TAP_S = 0.06  # a finger on the glass
_EVENT = struct.Struct("llHHi")
_SYN, _KEY, _ABS = 0, 1, 3
_X, _Y, _TOUCH = 0, 1, 0x14A
NOISE = b"\xff\x00\x7e\x80\x13\xfe\x1b\x00\xc3" * 5


class VirtualTouch:
    """A glass on the port at `path`; the product opens it like `/dev/input/by-id/…-event`."""

    def __init__(self, path: Path) -> None:
        self._port = Port(path)
        self._lock = threading.Lock()
        self._port.plug()

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._port.master is not None

    def tap(self, across: float, down: float) -> bool:
        """Touch a place, as shares of width and height from 0 to 1. False if the glass is not plugged in."""
        x, y = (round(share * MOST) for share in (across, down))
        self._say((_KEY, _TOUCH, 1), (_ABS, _X, x), (_ABS, _Y, y), (_SYN, 0, 0))
        time.sleep(TAP_S)
        return self._say((_KEY, _TOUCH, 0), (_SYN, 0, 0))

    def noise(self, data: bytes = NOISE) -> None:
        """Say what is no record."""
        with self._lock:
            self._port.write(data)

    def unplug(self) -> None:
        """Pull the plug."""
        with self._lock:
            self._port.unplug()

    def plug(self) -> None:
        """Put it back."""
        with self._lock:
            self._port.plug()

    close = unplug

    def _say(self, *records: tuple[int, int, int]) -> bool:
        now = time.time()
        seconds, rest = int(now), int(now % 1 * 1e6)
        with self._lock:
            self._port.write(b"".join(_EVENT.pack(seconds, rest, *record) for record in records))
            return self.plugged
