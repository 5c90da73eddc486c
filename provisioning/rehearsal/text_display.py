"""A serial customer display of two lines behind a pty: it does as ESC/POS and CD5220 displays do."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from typing import TYPE_CHECKING

from provisioning.rehearsal.port import Port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDTH, HEIGHT = 20, 2
# How many bytes follow these two; all that is acted on is said below.
_FOLLOWING = {b"\x1b@": 0, b"\x1b_": 1, b"\x1fC": 1, b"\x1f$": 2, b"\x1bl": 2, b"\x1bQ": 0}


class Glass:
    """What the display shows; a command may come in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self.dark()

    def dark(self) -> None:
        """Nothing is shown: it was switched off, or cleared."""
        self._cells = [[" "] * WIDTH for _ in range(HEIGHT)]
        self._column = self._row = 0

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines."""
        upper, lower = ("".join(row) for row in self._cells)
        return upper, lower

    def take(self, data: bytes) -> None:
        """Do as the bytes say."""
        self._rest += data
        while self._rest:
            length = 1
            if self._rest[0] in b"\x1b\x1f":
                if len(self._rest) < 2:
                    return
                length = 2 + _FOLLOWING.get(self._rest[:2], 0)
                if len(self._rest) < length:
                    return
            said, self._rest = self._rest[:length], self._rest[length:]
            self._do(said)

    def _do(self, said: bytes) -> None:
        if said in (b"\x0c", b"\x1b@"):
            self.dark()
        elif said == b"\x0b":
            self._column = self._row = 0
        elif said == b"\x0a":
            self._row = (self._row + 1) % HEIGHT
        elif said == b"\x0d":
            self._column = 0
        elif said[:2] in (b"\x1f$", b"\x1bl"):
            self._column, self._row = (said[2] - 1) % WIDTH, (said[3] - 1) % HEIGHT
        elif len(said) == 1 and said >= b" ":
            self._cells[self._row][self._column] = chr(said[0]) if said[0] < 0x7F else "?"
            self._column += 1
            if self._column == WIDTH:
                self._column, self._row = 0, (self._row + 1) % HEIGHT


class VirtualTextDisplay:
    """A display on the port at `path`; `on_change(lines)` is called in its thread whenever it shows something else."""

    def __init__(
        self, path: Path, on_change: Callable[[tuple[str, str]], None] = lambda _lines: None
    ) -> None:
        self._port, self._glass, self._on_change = Port(path), Glass(), on_change
        self._lock = threading.Lock()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._open = True
        self.written = 0  # bytes that came, of all kinds
        self._port.plug()
        self._thread = threading.Thread(target=self._run, name=f"text display {path.name}", daemon=True)
        self._thread.start()

    @property
    def lines(self) -> tuple[str, str]:
        """What it shows."""
        return self._glass.lines

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._port.master is not None

    def noise(self, data: bytes = b"\xff\x00\x80\r\n\xfe") -> None:
        """Say something, which such a display never does."""
        with self._lock:
            self._port.write(data)

    def unplug(self) -> None:
        """Pull the plug: it goes dark."""
        with self._lock:
            self._port.unplug()
            self._glass.dark()
        os.eventfd_write(self._wake, 1)

    def plug(self) -> None:
        """Put it back."""
        with self._lock:
            self._port.plug()
        os.eventfd_write(self._wake, 1)

    def close(self) -> None:
        """Take it away."""
        if self._open:
            self._open = False
            self.unplug()
            self._thread.join()
            os.close(self._wake)

    def _run(self) -> None:
        while self._open:
            with self._lock:
                master = self._port.master
            fds = [self._wake, *([] if master is None else [master])]
            with contextlib.suppress(OSError, ValueError):  # it is pulled out just now
                ready, _, _ = select.select(fds, [], [])
                if self._wake in ready:
                    os.eventfd_read(self._wake)
            with self._lock:
                before, data = self._glass.lines, self._port.read()
                self.written += len(data)
                self._glass.take(data)
                after = self._glass.lines
            if after != before:
                self._on_change(after)
