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
from typing import TYPE_CHECKING, Any

from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPin

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def _get_state(self) -> Any:
        self._factory.catch_up()
        return super()._get_state()

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        # The contact is noted before its edge is driven, so this cannot miss one that closes meanwhile.
        if self._number in self._factory.closed:
            self.follow(closed=True)

    def _tell(self) -> None:
        lamp = self._function == "output"
        self._factory.tell(f"out {self._number} {int(bool(self._state))}" if lamp else f"in {self._number}")

    def take(self, *, closed: bool) -> None:
        """Have the level that the contact makes, and tell nobody: the chip knows it, but no thread delivers edges."""
        if self._function == "input":
            self._change_state(closed != (self._pull == "up"))

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
        self._said = b""
        self._closing = threading.Event()
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
        with contextlib.suppress(OSError):
            while data := panel.recv(4096):
                self._said += data
                for number, at, closed in self._contacts():
                    for pin in self._note(number, closed=closed):
                        pin.follow(closed=closed, at=at)
        panel.close()
        self._closing.wait()  # a kiosk whose panel is gone goes on: its library has not failed

    def catch_up(self) -> None:
        """Without that thread the levels can be read all the same, as a real chip's can."""
        if self._thread.is_alive() or self._socket is None:
            return
        with contextlib.suppress(OSError):
            self._said += self._socket.recv(65536, socket.MSG_DONTWAIT)
        for number, _at, closed in self._contacts():
            for pin in self._note(number, closed=closed):
                pin.take(closed=closed)

    def _contacts(self) -> Iterator[tuple[int, float, bool]]:
        """The whole lines that were said: which contact, when, and whether it closed."""
        while b"\n" in self._said:
            line, _, self._said = self._said.partition(b"\n")
            verb, number, at = line.split()
            yield int(number), float(at), verb == b"close"

    def _note(self, number: int, *, closed: bool) -> list[RehearsalPin]:
        (self.closed.add if closed else self.closed.discard)(number)
        return [pin for info, pin in list(self.pins.items()) if info.name == f"GPIO{number}"]

    def close(self) -> None:
        """Let go of the header."""
        super().close()
        self._closing.set()
        with self._sending:
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
                self._socket = None
        if self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
