"""The far end of a port: a pty whose name can vanish and come back, or a port of the network."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Port:
    """A pty behind a symbolic link. Plugged, `path` opens like the device; unplugged, nothing is there."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
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


class NetworkPort:
    """A printer's port 9100 on this machine. It serves one client; the next one is left waiting, as by most printers.

    `master` is what there is to poll: the client, or the door. Plugged, the address stays the same for ever.
    """

    def __init__(self) -> None:
        self._door: socket.socket | None = None
        self._client: socket.socket | None = None
        self._port = 0
        self.plug()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.name = f"port {self._port}"

    @property
    def master(self) -> int | None:
        """The descriptor to poll; None while it is unplugged."""
        found = self._client or self._door
        return None if found is None else found.fileno()

    def plug(self) -> None:
        """Let clients come."""
        if self._door is None:
            self._door = socket.create_server(("127.0.0.1", self._port), backlog=4)
            self._door.setblocking(False)
            self._port = self._door.getsockname()[1]

    def unplug(self) -> None:
        """Be gone: whoever is connected gets an error, and nobody gets in."""
        self._hang_up(reset=True)
        if self._door is not None:
            self._door.close()
            self._door = None

    def read(self, most: int = 4096) -> bytes:
        """What the product has written, without waiting."""
        if self._client is None and self._door is not None:
            with contextlib.suppress(OSError):
                self._client, _ = self._door.accept()
                self._client.setblocking(False)
            return b""
        if self._client is None:
            return b""
        try:
            data = self._client.recv(most)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up(reset=False)
        return data

    def write(self, data: bytes) -> None:
        """Say something to the product. What nobody reads is lost."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.send(data)

    def _hang_up(self, *, reset: bool) -> None:
        client, self._client = self._client, None
        if client is not None:
            if reset:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
