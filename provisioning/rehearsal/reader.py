"""A card or code reader on a pty: what it scans arrives as a line at the pace of its baud rate."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from provisioning.rehearsal.port import Port

if TYPE_CHECKING:
    from pathlib import Path

_BITS = 10  # 8N1: a start bit, eight of data, a stop bit
_AT_ONCE = 16  # bytes; a receiver's buffer hands them over in such lumps
NOISE = b"\xff\x00\x7e\x80\x13\xfe\x1b\x00\xc3"  # as when a plug is half in


class VirtualReader:
    """A reader on the port at `path`; the product opens it like `/dev/ttyUSB0`."""

    def __init__(self, path: Path, baud: int = 9600) -> None:
        self._port, self._baud = Port(path), baud
        self._lock = threading.Lock()  # one line at a time
        self.heard = b""  # what the product said to the reader
        self._port.plug()

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._port.master is not None

    def scan(self, text: str) -> bool:
        """Read a card or a code. False if the reader is not plugged in."""
        return self._say(text.encode() + b"\r\n")

    def noise(self, data: bytes = NOISE) -> bool:
        """Send rubbish. False if the reader is not plugged in."""
        return self._say(data)

    def _say(self, data: bytes) -> bool:
        with self._lock:
            self.heard += self._port.read()
            for at in range(0, len(data), _AT_ONCE):
                lump = data[at : at + _AT_ONCE]
                time.sleep(len(lump) * _BITS / self._baud)
                self._port.write(lump)
            return self.plugged

    def unplug(self) -> None:
        """Pull the plug."""
        with self._lock:
            self._port.unplug()

    def plug(self) -> None:
        """Put it back."""
        with self._lock:
            self._port.plug()

    close = unplug
