"""A card or code reader on a serial line: the shell that all makes of them share; how one speaks is its `Talk`.

One thread opens the port, listens, and looks for it again when it was pulled out. What it reads may be an identity
card, whose content must never leave this file: not to the inbox, not to a log, not into a repr. It is read into one
buffer that is overwritten at once, and all that anybody gets are tokens.
"""

from __future__ import annotations

import errno
import logging
import math
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Literal

from broker_config.contract import Part
from kiosk.devices import Happened
from kiosk.identity import IDENTITY
from kiosk.reading import AWAY_S, Presence, Read, Say, wipe
from kiosk.serial_line import SerialLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue

    from kiosk.reading import Talk

log = logging.getLogger(__name__)

Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400]
RECONNECT_S = 0.5
CLOSE_S = 5.0


class SerialReader:
    """One reader. Puts `Scanned` on the inbox.

    `options` has `port` and `baud`; `talk` makes the `Talk` of a port that was opened; `reads` is what it reads.
    """

    def __init__(
        self, name: str, kind: str, options: Any, inbox: SimpleQueue, talk: Callable[[], Talk],
        *, reads: Literal["card", "code"], away_s: float = AWAY_S,
    ) -> None:  # fmt: skip
        self.name, self.options, self.reads = name, options, reads
        self._kind, self._inbox, self._make_talk = kind, inbox, talk
        self._presence = Presence(away_s)
        self._stopping = threading.Event()
        self._wake = -1
        self._thread: threading.Thread | None = None
        self._fault: str | None = None  # None until it was looked for

    def open(self) -> None:
        """Start the thread that looks for the reader."""
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        os.eventfd_write(self._wake, 1)
        thread.join(CLOSE_S)
        if not thread.is_alive():
            os.close(self._wake)

    def health(self) -> Part:
        """Fault while it is not plugged in or does not answer."""
        if self._thread is None or not self._thread.is_alive():
            return self._part("fault", "its driver has stopped")
        if self._fault is None:
            return self._part("warning", "looking for it")
        if self._fault:
            return self._part("fault", self._fault)
        return self._part("warning" if IDENTITY.problem else "ok", IDENTITY.problem)

    def poll(self, now: float) -> float:
        """Nothing is ever due: the reader has its own thread."""
        del now
        return math.inf

    def _part(self, state: Literal["ok", "warning", "fault"], detail: str) -> Part:
        return Part(name=self.name, kind=self._kind, state=state, detail=detail[:400])

    # --- the reader's thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                port = SerialLine(self.options.port, self.options.baud)
            except OSError as error:
                self._note(_missing(error))
            else:
                try:
                    self._listen(port)
                except OSError as error:
                    self._note(_missing(error))
                finally:
                    port.close()
            self._stopping.wait(RECONNECT_S)

    def _listen(self, port: SerialLine) -> None:
        talk, buffer = self._make_talk(), bytearray(512)
        self._note(talk.problem)
        while not self._stopping.is_set():
            if port.wait(self._wake, min(talk.deadline() - time.monotonic(), 3600.0)):
                self._take(talk, port, buffer)  # first: what has come may be what is waited for
            now = time.monotonic()
            if now >= talk.deadline():
                self._do(talk.tick(now), port, now)
            self._note(talk.problem)

    def _take(self, talk: Talk, port: SerialLine, buffer: bytearray) -> None:
        with memoryview(buffer) as view:
            count = port.read_into(view)
            now = time.monotonic()
            try:
                self._do(talk.feed(view[:count], now), port, now)
            finally:
                wipe(view[:count])

    def _do(self, wanted: list[Read | Say], port: SerialLine, now: float) -> None:
        for what in wanted:
            if isinstance(what, Say):
                port.write(what)  # what is not taken is lost, and said again when no answer comes
                continue
            by = what.technology if what.passing else ""
            scanned = IDENTITY.scanned(what)
            if self._presence.is_new(by or scanned.token, now):
                self._inbox.put(Happened(self.name, scanned))

    def _note(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            log.info("%s: %s", self.name, fault or "ready")


def _missing(error: OSError) -> str:
    if error.errno in (errno.EAGAIN, errno.EBUSY):
        return "missing: another program has its port open"
    return f"missing: {error.strerror or (error.args[-1] if error.args else error)}"
