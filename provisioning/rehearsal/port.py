"""The far end of a serial or printer port: a pty whose name can vanish and come back."""

from __future__ import annotations

import contextlib
import os
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Port:
    """A pty behind a symbolic link. Plugged, `path` opens like the device; unplugged, nothing is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.master: int | None = None
        # We hold the near end open too: else the far end would hang up whenever the product closes it.
        self._slave: int | None = None

    def plug(self) -> None:
        """Make the device appear. A program that still holds the old one has a dead file."""
        if self.master is not None:
            return
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        fresh = self.path.with_name(f".{self.path.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self.path)

    def unplug(self) -> None:
        """Make the device disappear: whoever has it open gets an error."""
        if self.master is None or self._slave is None:
            return
        self.path.unlink(missing_ok=True)
        os.close(self.master)
        os.close(self._slave)
        self.master = self._slave = None

    def read(self, most: int = 4096) -> bytes:
        """What the product has written, without waiting."""
        if self.master is None:
            return b""
        try:
            return os.read(self.master, most)
        except (BlockingIOError, OSError):
            return b""

    def write(self, data: bytes) -> None:
        """Say something to the product. What nobody reads is lost once the line's buffer is full."""
        if self.master is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(self.master, data)
