"""Fingers on a box's buttons, and an eye on its lamps that opens only when it is asked.

The rehearsal's panel has a thread that wakes for every lamp; here that would take a processor from those who are
measured, in the very moment of the press.
"""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Pins:
    """The far end of the rehearsal's pin factory, at a unix socket; for one process after the other."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(os.fspath(path))
        self._listener.listen()
        self._box: socket.socket | None = None
        self._said = b""

    def press(self, pin: int) -> None:
        """Push a button down: one clean edge."""
        self._say(f"close {pin} {time.monotonic()}\n")

    def release(self, pin: int) -> None:
        """Let it go."""
        self._say(f"open {pin} {time.monotonic()}\n")

    def tap(self, pin: int, seconds: float) -> None:
        """Push it down and let it go, by the contact's own clock; nobody waits for that."""
        at = time.monotonic()
        self._say(f"close {pin} {at}\nopen {pin} {at + seconds}\n")

    def lamp(self, pin: int) -> bool:
        """Whether a lamp is on."""
        if select.select([self._listener], [], [], 0)[0]:
            self._box, _ = self._listener.accept()
            self._said = b""
        self.look()
        last = self._said.rpartition(f"out {pin} ".encode())[2] if self._said else b""
        return last.startswith(b"1\n")

    def look(self) -> None:
        """Take in what the lamps did since the last time; to be done now and then, or the box has to wait."""
        while self._box is not None and select.select([self._box], [], [], 0)[0]:
            said = self._box.recv(65536)
            if not said:
                self._box.close()
                self._box = None
            self._said = (self._said + said)[-65536:]

    def close(self) -> None:
        """Take the buttons and lamps away."""
        for sock in (self._box, self._listener):
            if sock is not None:
                sock.close()

    def _say(self, line: str) -> None:
        assert self._box is not None, "no process has these pins"
        self._box.sendall(line.encode())
