"""A thermal printer that speaks ESC/POS, on a serial line or `/dev/usb/lp*`.

One thread of its own writes and listens, so that the printer can never hang the kiosk. A job is sent at most
once, and its outcome is said exactly once.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import math
import os
import queue
import select
import threading
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from msgspec import Meta

from broker_config.contract import Part
from broker_config.settings import Settings
from kiosk.devices import Happened, PrintDone, PrinterState
from kiosk.port import Port, PortGone
from kiosk.printer_talk import Conversation, Outcome

if TYPE_CHECKING:
    from queue import SimpleQueue

log = logging.getLogger(__name__)

EXAMPLE = """
[parts.printer]
type = "printer"
port = "/dev/usb/lp0"  # or a serial line, by /dev/serial/by-id
baud = 115200          # of a serial line
paper_mm = 80          # 58 or 80
"""

RECONNECT_S = 0.5
CLOSE_S = 5.0


class Options(Settings, frozen=True, kw_only=True):
    """The table of a printer."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    paper_mm: Literal[58, 80] = 80


class Job(NamedTuple):
    """Something to print: who wants to know what becomes of it, the bytes, and how long the paper gets."""

    id: str
    data: bytes
    expected_mm: float


class Printer:
    """One printer. Puts `PrinterState` on the inbox at every change, and a `PrintDone` for each job."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._inbox = inbox
        self._jobs: SimpleQueue[Job] = queue.SimpleQueue()
        self._wake = -1
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: PrinterState | None = None

    def open(self) -> None:
        """Start the thread that looks for the printer."""
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop. A job that is under way ends as unconfirmed."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopping.set()
            os.eventfd_write(self._wake, 1)
            thread.join(CLOSE_S)
            if not thread.is_alive():
                os.close(self._wake)

    def print(self, job: str, data: bytes, expected_mm: float) -> None:
        """Print bytes, after the jobs before it. Returns at once; the outcome comes by the inbox."""
        if self._thread is None:
            self._done(job, Outcome("failed", "the printer is not open"))
            return
        self._jobs.put(Job(job, data, expected_mm))
        os.eventfd_write(self._wake, 1)

    def health(self) -> Part:
        """What the printer last said, in a word or two."""
        state = self._state
        if self._thread is None or not self._thread.is_alive():
            return self._part("fault", "its driver has stopped")
        if state is None:
            return self._part("warning", "looking for it")
        if not state.ok:
            return self._part("fault", state.error or ("cover open" if state.cover_open else "paper out"))
        if state.paper == "near_end":
            return self._part("warning", "paper near its end")
        return self._part("ok", "does not tell about itself" if state.paper == "unknown" else "")

    def _part(self, state: Literal["ok", "warning", "fault"], detail: str) -> Part:
        return Part(name=self.name, kind="printer", state=state, detail=detail[:400])

    def poll(self, now: float) -> float:
        """Nothing is ever due: the printer has its own thread."""
        del now
        return math.inf

    # --- the printer's thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with contextlib.closing(Port(self.options.port, self.options.baud)) as port:
                    self._serve(port)
            except OSError as error:
                self._say(_state_without(error))
                self._refuse("printer missing")
                self._pause()
        self._refuse("the kiosk stopped")

    def _serve(self, port: Port) -> None:
        talk = Conversation(
            port, self._wake, changed=lambda: self._say(_state_of(talk)), stopping=self._stopping.is_set
        )
        talk.introduce()
        while not self._stopping.is_set():
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                talk.rest()
                continue
            try:
                self._done(job.id, talk.print(job.data, job.expected_mm))
            except OSError:
                self._done(job.id, Outcome("failed", "unplugged before the first byte"))
                raise

    def _refuse(self, reason: str) -> None:
        """Nothing of these jobs was ever sent."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._done(self._jobs.get_nowait().id, Outcome("failed", reason))

    def _done(self, job: str, outcome: Outcome) -> None:
        self._inbox.put(Happened(self.name, PrintDone(job, *outcome)))

    def _pause(self) -> None:
        readable, _, _ = select.select([self._wake], [], [], RECONNECT_S)
        if readable:
            os.eventfd_read(self._wake)

    def _say(self, state: PrinterState) -> None:
        if state != self._state:
            self._state = state
            log.info("%s: %s", self.name, self.health().detail or "ready")
            self._inbox.put(Happened(self.name, state))


def _state_without(error: OSError) -> PrinterState:
    """The state of a printer whose port gave an error: out of paper, pulled out, or not ours to open."""
    if error.errno == errno.ENOSPC:
        return PrinterState(ok=False, paper="out")
    if isinstance(error, PortGone) or error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO):
        return PrinterState(ok=False, error="missing")
    if error.errno in (errno.EBUSY, errno.EAGAIN):
        return PrinterState(ok=False, error="another program uses it")
    return PrinterState(ok=False, error=f"cannot be opened: {error.strerror or error}")


def _state_of(talk: Conversation) -> PrinterState:
    condition = talk.condition
    if condition.paper_out or condition.stopped:
        paper = "out"
    elif condition.near_end:
        paper = "near_end"
    else:
        paper = "ok" if condition.paper_known else "unknown"
    told = condition.cover_open or paper == "out"
    error = talk.problem if talk.silent or not told else ""
    return PrinterState(not talk.problem, paper, condition.cover_open, error)
