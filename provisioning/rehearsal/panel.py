"""The front panel of one kiosk or pad: fingers on its buttons, eyes on its lamps.

The far end of `RehearsalFactory`. It outlives the kiosk's process: when a new one connects, the lamps are
dark until that one lights them, and the buttons that are held down are held down for it too.
"""

from __future__ import annotations

import logging
import os
import selectors
import socket
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)
_BOUNCE_S = (0.0004, 0.0007, 0.0003, 0.0011, 0.0002, 0.0018)  # a cheap switch, seen on an oscilloscope


def _ignore(_pin: int, _level: bool) -> None:  # noqa: FBT001 - a callback's shape
    pass


class PinPanel:
    """Serves one kiosk's pins at a unix socket; `on_change(pin, level)` tells of lamps, in its thread."""

    def __init__(self, path: Path, on_change: Callable[[int, bool], None] = _ignore) -> None:
        self._on_change = on_change
        self._lamps: dict[int, bool] = {}
        self._held: set[int] = set()
        self._lock = threading.Lock()  # over `_held` and what the kiosk is told of it
        self._kiosk: socket.socket | None = None
        self._rest = b""
        path.unlink(missing_ok=True)
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(os.fspath(path))
        self._listener.listen()
        self._stop, self._stopper = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name=f"panel {path.name}", daemon=True)
        self._thread.start()

    @property
    def connected(self) -> bool:
        """Whether a kiosk's process has the pins."""
        return self._kiosk is not None

    @property
    def lamps(self) -> dict[int, bool]:
        """The level of every output pin."""
        return dict(self._lamps)

    @property
    def held(self) -> frozenset[int]:
        """The buttons that are down."""
        return frozenset(self._held)

    def press(self, pin: int, *, bounce: bool = False) -> bool:
        """Push a button down. False if no kiosk is there to feel it."""
        return self._move(pin, closed=True, bounce=bounce)

    def release(self, pin: int, *, bounce: bool = False) -> bool:
        """Let a button go. False if no kiosk is there to feel it."""
        return self._move(pin, closed=False, bounce=bounce)

    def tap(self, pin: int, seconds: float = 0.08, *, bounce: bool = False) -> bool:
        """Push a button and let it go. False if no kiosk is there to feel it."""
        self.press(pin, bounce=bounce)
        time.sleep(seconds)
        return self.release(pin, bounce=bounce)

    def garble(self) -> None:
        """Say what nobody understands: the thread that hears for all buttons of the kiosk dies of it."""
        with self._lock:
            if self._kiosk is not None:
                self._kiosk.sendall(b"?\n")

    def _move(self, pin: int, *, closed: bool, bounce: bool) -> bool:
        at = time.monotonic()
        # The contact's own times, not ours: on a busy machine we would sleep through many a bounce.
        edges = []
        for number, seconds in enumerate(_BOUNCE_S if bounce else ()):
            edges.append(_edge(pin, at, closed=closed == (number % 2 == 0)))
            at += seconds
        with self._lock:
            (self._held.add if closed else self._held.discard)(pin)
            return self._say("".join((*edges, _edge(pin, at, closed=closed))))

    def _say(self, edges: str) -> bool:
        if self._kiosk is None:
            return False
        try:
            self._kiosk.sendall(edges.encode())
        except OSError:
            return False  # the thread notices too
        return True

    # --- its thread ---

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector, self._listener, self._stop:
            selector.register(self._stop, selectors.EVENT_READ)
            selector.register(self._listener, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if self._stop in ready:
                    break
                if self._kiosk in ready and not self._hear():
                    self._let_go(selector)
                if self._listener in ready:
                    self._let_go(selector)
                    self._welcome(selector)
            self._let_go(selector)

    def _welcome(self, selector: selectors.BaseSelector) -> None:
        kiosk, _ = self._listener.accept()
        kiosk.settimeout(5)  # a stopped process may not stop the panel
        selector.register(kiosk, selectors.EVENT_READ)
        with self._lock:
            self._kiosk, self._rest = kiosk, b""
            for pin in sorted(self._held):
                self._say(_edge(pin, time.monotonic(), closed=True))

    def _let_go(self, selector: selectors.BaseSelector) -> None:
        if self._kiosk is None:
            return
        selector.unregister(self._kiosk)
        with self._lock:
            self._kiosk.close()
            self._kiosk = None
        lit = [pin for pin, level in self._lamps.items() if level]
        self._lamps = {}
        for pin in lit:
            self._on_change(pin, False)

    def _hear(self) -> bool:
        """Take what the kiosk says; False once it has gone."""
        try:
            data = self._kiosk.recv(4096) if self._kiosk else b""
        except OSError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            verb, number, *level = line.split()
            self._lamp(int(number), verb == b"out" and level == [b"1"], output=verb == b"out")
        return bool(data)

    def _lamp(self, pin: int, level: bool, *, output: bool) -> None:  # noqa: FBT001 - a level is one
        before = self._lamps.get(pin, False)
        lamps = {**self._lamps, pin: level}
        if not output:
            del lamps[pin]
        self._lamps = lamps  # replaced, not changed: other threads copy it
        if level != before:
            self._on_change(pin, level)

    def close(self) -> None:
        """Take the panel away."""
        if self._thread.is_alive():
            self._stopper.close()
            self._thread.join()
            self._path.unlink(missing_ok=True)


def _edge(pin: int, at: float, *, closed: bool) -> str:
    return f"{'close' if closed else 'open'} {pin} {at:.6f}\n"
