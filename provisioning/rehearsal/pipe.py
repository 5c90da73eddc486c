"""One direction of a relayed connection: bytes taken from one socket, held until due, poured into another."""

from __future__ import annotations

import contextlib
import socket
from collections import deque

_MOST = 256 * 1024  # bytes on their way; then the sender has to wait, as TCP makes it


class Pipe:
    """From `source` to `sink`, both non-blocking; times are on one monotonic clock."""

    def __init__(self, source: socket.socket, sink: socket.socket) -> None:
        self.source, self.sink = source, sink
        self.done = False  # the sender has finished, and the receiver knows
        self._held: deque[tuple[float, bytes]] = deque()
        self._size = 0
        self._ended = False  # the sender has finished

    @property
    def has_room(self) -> bool:
        """Whether it may take more."""
        return not self._ended and self._size < _MOST

    @property
    def due(self) -> float | None:
        """When the next bytes may leave; None if nothing is held."""
        return self._held[0][0] if self._held else None

    def wants_out(self, now: float) -> bool:
        """Whether it waits for the receiver."""
        return bool(self._held) and self._held[0][0] <= now

    def take(self, due: float) -> None:
        """Read what the sender has said; it may leave at `due`. Raises OSError when the sender is gone."""
        with contextlib.suppress(BlockingIOError):
            data = self.source.recv(65536)
            self._ended = not data
            self._size += len(data)
            self._held.append((due, data))  # an end travels like the bytes before it

    def pour(self, now: float) -> None:
        """Write what is due. Raises OSError when the receiver is gone."""
        while self._held and self._held[0][0] <= now:
            due, data = self._held[0]
            if not data:
                self._held.popleft()
                self.sink.shutdown(socket.SHUT_WR)
                self.done = True
                return
            try:
                sent = self.sink.send(data)
            except BlockingIOError:
                return
            self._size -= sent
            if sent < len(data):
                self._held[0] = (due, data[sent:])
                return
            self._held.popleft()
