"""The network between one device and the broker, as a TCP relay on loopback that can be cut and slowed.

One thread in a selector; it sleeps unless bytes, a deadline or an order wake it. Never listens beyond
loopback.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import selectors
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING

from provisioning.rehearsal.pipe import Pipe

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST at once


class Relay:
    """Forwards connections to `port` on to `target_port`, both on 127.0.0.1; `listen_port` 0 takes any.

    `cut()` is a pulled cable: nothing is refused, nothing arrives; what is under way arrives after `mend()`.
    `cut(reset=True)` is a router switched off: every connection breaks, and new ones at once.
    """

    def __init__(self, target_port: int, listen_port: int = 0) -> None:
        self._target = ("127.0.0.1", target_port)
        self._listener = socket.create_server(("127.0.0.1", listen_port))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self._cut = self._reset = False
        self._delay_s = 0.0
        self._pipes: dict[socket.socket, Pipe] = {}  # by the socket it reads from
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._waker, self._wake = socket.socketpair()
        self._open = True
        self._thread = threading.Thread(target=self._run, name=f"relay {self.port}", daemon=True)
        self._thread.start()

    def cut(self, *, reset: bool = False) -> None:
        """Break the network between this device and the broker."""

        def order() -> None:
            self._cut, self._reset = True, reset
            if reset:
                for source in list(self._pipes):
                    self._drop(source)

        self._order(order)

    def mend(self) -> None:
        """Make the network whole again."""

        def order() -> None:
            self._cut = self._reset = False

        self._order(order)

    def delay(self, seconds: float) -> None:
        """Let every byte take that much longer in either direction."""
        self._order(lambda: setattr(self, "_delay_s", seconds))

    @property
    def is_cut(self) -> bool:
        """Whether the network is broken."""
        return self._cut

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._pipes) // 2

    def close(self) -> None:
        """Take the network away; every connection breaks."""
        if self._thread.is_alive():
            self._order(lambda: setattr(self, "_open", False))
            self._thread.join()

    def _order(self, order: Callable[[], None]) -> None:
        if not self._thread.is_alive():
            return  # there is no network left to do anything to
        done = threading.Event()
        self._orders.put(lambda: (order(), done.set())[0])
        self._waker.send(b"!")
        done.wait(5)

    # --- its thread ---

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector, self._listener, self._wake, self._waker:
            self._selector = selector
            selector.register(self._wake, selectors.EVENT_READ)
            while self._open:
                self._watch()
                self._serve(selector.select(self._patience()))
            for source in list(self._pipes):
                self._drop(source)

    def _patience(self) -> float | None:
        """Seconds until delayed bytes are due."""
        if self._cut:
            return None
        due = [pipe.due for pipe in self._pipes.values() if pipe.due is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _watch(self) -> None:
        """Ask the selector for just what there is something to do about: so the thread never spins."""
        now = time.monotonic()
        wanted: dict[socket.socket, int] = {self._wake: selectors.EVENT_READ}
        if not self._cut or self._reset:
            wanted[self._listener] = selectors.EVENT_READ
        if not self._cut:
            for source, pipe in self._pipes.items():
                if pipe.has_room:
                    wanted[source] = wanted.get(source, 0) | selectors.EVENT_READ
                if pipe.wants_out(now):
                    wanted[pipe.sink] = wanted.get(pipe.sink, 0) | selectors.EVENT_WRITE
        watched = {key.fileobj: key.events for key in self._selector.get_map().values()}
        for known in watched.keys() - wanted.keys():
            self._selector.unregister(known)
        for wish, events in wanted.items():
            if wish not in watched:
                self._selector.register(wish, events)
            elif watched[wish] != events:
                self._selector.modify(wish, events)

    def _serve(self, ready: list[tuple[selectors.SelectorKey, int]]) -> None:
        if any(key.fileobj is self._wake for key, _ in ready):
            self._obey()
            return  # the world may have changed
        for key, events in ready:
            if key.fileobj is self._listener:
                self._accept()
            elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._pipes:
                self._move(key.fileobj, events)

    def _obey(self) -> None:
        self._wake.recv(4096)
        with contextlib.suppress(queue.Empty):
            while True:
                self._orders.get_nowait()()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            device, _ = self._listener.accept()
            if self._reset:
                device.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                device.close()
                return
            broker = socket.socket()
            for end in (device, broker):
                end.setblocking(False)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            broker.connect_ex(self._target)  # a refusal shows when it is first read or written
            self._pipes[device], self._pipes[broker] = Pipe(device, broker), Pipe(broker, device)

    def _move(self, end: socket.socket, events: int) -> None:
        pipe, back = self._pipes[end], self._pipes[self._pipes[end].sink]
        now = time.monotonic()
        try:
            if events & selectors.EVENT_READ:
                pipe.take(now + self._delay_s)
                pipe.pour(now)  # most often the other side can have it at once
            if events & selectors.EVENT_WRITE:
                back.pour(now)
        except OSError as error:
            log.debug("a connection through relay %s broke: %s", self.port, error)
            self._drop(end)
            return
        if pipe.done and back.done:
            self._drop(end, gently=True)

    def _drop(self, end: socket.socket, *, gently: bool = False) -> None:
        pipe = self._pipes.pop(end, None)
        if pipe is None:
            return
        self._pipes.pop(pipe.sink, None)
        for one in (end, pipe.sink):
            if one in self._selector.get_map():
                self._selector.unregister(one)
            if not gently:
                with contextlib.suppress(OSError):
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            one.close()
