"""A gpiozero pin factory whose buttons and lamps are somebody else's: `GPIOZERO_PIN_FACTORY=rehearsal`.

It lives in the kiosk's own process, in the place of the Pi's header, and must stay light. The far end is a
`PinPanel` behind the unix socket that `MPP_REHEARSAL_PINS` names. Lines on the wire: we say `out PIN LEVEL`
for a lamp and `in PIN` for a pin that is none; we hear `close PIN` and `open PIN`, the two things that a push
button's contact can do. What level that makes is decided here, by the pull resistor, as on the board.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from typing import Any

from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPin

log = logging.getLogger(__name__)
SOCKET_VARIABLE = "MPP_REHEARSAL_PINS"


class RehearsalPin(MockPin):
    """A pin of a header: an input follows the far contact, an output's level is told."""

    _edge_at: float | None = None

    def _set_function(self, value: str) -> None:
        super()._set_function(value)
        self._tell()

    def _change_state(self, value: Any) -> bool:
        changed = super()._change_state(value)
        del self.states[:-1]  # a mock remembers every change, and a day has many
        if self._edge_at is not None:
            self._last_change = self._edge_at
        if changed and self._function == "output":
            self._tell()
        return changed

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        # The contact is noted before its edge is driven, so this cannot miss one that closes meanwhile.
        if self._number in self._factory.closed:
            self.follow(closed=True)

    def _tell(self) -> None:
        lamp = self._function == "output"
        self._factory.tell(f"out {self._number} {int(bool(self._state))}" if lamp else f"in {self._number}")

    def follow(self, *, closed: bool, at: float | None = None) -> None:
        """Take the level that the contact makes; it lies opposite the pull resistor.

        `at` is when it was made, monotonic: like the kernel's, an edge's time does not depend on who is busy.
        """
        self._edge_at = at
        if self._function == "input":
            if closed == (self._pull == "up"):
                self.drive_low()
            else:
                self.drive_high()


class RehearsalFactory(MockFactory):
    """The pins of a Pi whose header is wired to the panel behind a unix socket.

    Raises:
        BadPinFactory: the environment names no socket, or nobody listens there.
    """

    def __init__(self) -> None:
        super().__init__(pin_class=RehearsalPin)
        self.closed: set[int] = set()
        self._sending = threading.Lock()
        self._socket: socket.socket | None = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path = os.environ.get(SOCKET_VARIABLE, "")
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            reason = f"{path}: {error.strerror or error}" if path else "is not set"
            raise BadPinFactory(f"{SOCKET_VARIABLE} {reason}") from error
        self._thread = threading.Thread(target=self._listen, args=(self._socket,), name="pins", daemon=True)
        self._thread.start()

    def tell(self, line: str) -> None:
        """Say a line to the panel. If it is gone the kiosk goes on, as with a cable cut."""
        with self._sending:
            if self._socket is None:
                return
            try:
                self._socket.sendall(line.encode() + b"\n")
            except OSError as error:
                log.warning("the panel with buttons and lamps is gone: %s", error)
                self._socket = None  # the listening thread closes it

    def _listen(self, panel: socket.socket) -> None:
        # Like lgpio's, this one thread delivers every edge: an exception in a callback kills all buttons.
        with panel, panel.makefile("r", encoding="ascii") as lines, contextlib.suppress(OSError):
            for line in lines:
                verb, number, at = line.split()
                self._contact(int(number), float(at), closed=verb == "close")

    def _contact(self, number: int, at: float, *, closed: bool) -> None:
        (self.closed.add if closed else self.closed.discard)(number)
        for info, pin in list(self.pins.items()):
            if info.name == f"GPIO{number}":
                pin.follow(closed=closed, at=at)

    def close(self) -> None:
        """Let go of the header."""
        super().close()
        with self._sending:
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
                self._socket = None
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
