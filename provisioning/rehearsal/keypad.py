"""A keypad behind a pty: it says what the kernel says of a USB keypad, record by record."""

from __future__ import annotations

import struct
import threading
import time
from typing import TYPE_CHECKING

from provisioning.rehearsal.port import Port

if TYPE_CHECKING:
    from pathlib import Path

_EVENT = struct.Struct("llHHi")
_SYN, _KEY, _MISC, _SCAN = 0, 1, 4, 4
_REPEAT_AFTER_S, _REPEAT_EVERY_S = 0.25, 0.033
TAP_S = 0.08  # a finger on a key
NOISE = b"\xff\x00\x7e\x80\x13\xfe\x1b\x00\xc3" * 5

# What the linux kernel calls some of the keys of a number pad, for whoever presses them by name.
CODES = {f"KEY_{number % 10}": number + 1 for number in range(1, 11)} | {
    "KEY_KP7": 71, "KEY_KP8": 72, "KEY_KP9": 73, "KEY_KP4": 75, "KEY_KP5": 76, "KEY_KP6": 77,
    "KEY_KP1": 79, "KEY_KP2": 80, "KEY_KP3": 81, "KEY_KP0": 82, "KEY_KPENTER": 96, "KEY_ENTER": 28,
    "KEY_UP": 103, "KEY_DOWN": 108, "KEY_LEFT": 105, "KEY_RIGHT": 106,
}  # fmt: skip


class VirtualKeypad:
    """A keypad on the port at `path`; the product opens it like `/dev/input/by-id/…-event-kbd`."""

    def __init__(self, path: Path) -> None:
        self._port = Port(path)
        self._lock = threading.Lock()
        self._port.plug()

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._port.master is not None

    def press(self, key: str) -> bool:
        """Push a key down. False if the keypad is not plugged in."""
        return self._say(CODES[key], 1)

    def release(self, key: str) -> bool:
        """Let a key go."""
        return self._say(CODES[key], 0)

    def repeat(self, key: str, times: int) -> bool:
        """What the kernel says while a key is held: the same again and again."""
        return all(self._say(CODES[key], 2) for _ in range(times))

    def tap(self, key: str, seconds: float = TAP_S) -> bool:
        """Push a key and let it go, as a finger does; held for long it repeats."""
        self.press(key)
        time.sleep(min(seconds, _REPEAT_AFTER_S))
        self.repeat(key, max(0, int((seconds - _REPEAT_AFTER_S) / _REPEAT_EVERY_S)))
        return self.release(key)

    def noise(self, data: bytes = NOISE) -> bool:
        """Say what no kernel would."""
        with self._lock:
            self._port.write(data)
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

    def _say(self, code: int, value: int) -> bool:
        now = time.time()
        at = int(now), int(now % 1 * 1_000_000)
        scan = [(_MISC, _SCAN, 0x70000 + code)] if value < 2 else []
        events = [*scan, (_KEY, code, value), (_SYN, 0, 0)]
        with self._lock:
            self._port.write(b"".join(_EVENT.pack(*at, *event) for event in events))
            return self.plugged
