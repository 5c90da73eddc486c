"""A thermal printer that speaks ESC/POS: on a serial line, at `/dev/usb/lp*`, or in the network.

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
import time
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from msgspec import Meta
from msgspec.structs import replace

from broker_config.contract import Part
from broker_config.settings import Settings
from kiosk.devices import Happened, PrintDone, PrinterState
from kiosk.port import PortGone
from kiosk.printer_memory import Memory, keep, recall
from kiosk.printer_port import check_address, open_port
from kiosk.printer_talk import Conversation, Outcome

if TYPE_CHECKING:
    from pathlib import Path
    from queue import SimpleQueue

    from kiosk.printer_port import AnyPort

log = logging.getLogger(__name__)

EXAMPLE = """
[parts.printer]
type = "printer"
port = "/dev/usb/lp0"  # or a serial line, by /dev/serial/by-id, or "tcp://192.168.1.50:9100"
baud = 115200          # of a serial line
paper_mm = 80          # 58 or 80
roll_m = 70            # how long a new roll is; 0: 70 m of 80 mm, 30 m of 58 mm
"""

WIRING = """
USB -- printer
# At /dev/usb/lp0, or with a chip for serial lines in it at /dev/serial/by-id. It needs its own power supply: the box
# cannot feed a printer.

LAN -- network -- printer
# Port 9100, at an address that stays: tcp://192.168.1.50:9100. Only one computer may use it, and never in a network
# that visitors' telephones use. A print server that carries nothing back will not do: nobody would know what is
# printed.
"""

HEALTH = {
    "paper out": "change the roll; what was left of a ticket comes out marked *BATAL*, and then its visitor's new one",
    "paper near its end": "its sensor says so: about 3 m, thirty tickets; have a roll ready",
    "paper low, reckoned from what was printed": "less than 5 m; for printers without such a sensor",
    "cover open": "close it",
    "cutter jammed": "the last paper hangs there, and its number is good; free the knife, then switch it off and on",
    "print head too hot": "it goes on by itself when it has cooled",
    "mechanical error": "something holds the paper: open it, look, switch it off and on",
    "broken: switch it off and on": "an error that it does not get out of by itself",
    "getting ready": "a few seconds after a trouble: what is left of it comes out first",
    "does not answer": "power, cable; in the network, another computer that holds it; exchanged for one that cannot "
    "answer: remove its file in the kiosk's `parts/`",
    "takes no data": "one that cannot speak, and whose buffer is full: most likely no paper",
    "another program uses it": "or, in the network, another computer",
    "does not tell about itself": "no fault: it prints, and every ticket is unconfirmed",
}

RECONNECT_S = 0.5
CLOSE_S = 5.0
ROLL_M = {58: 30.0, 80: 70.0}
LOW_M = 5.0  # reckoned; about fifty tickets
WORTH_A_WRITE_MM = 1000.0  # about ten tickets: a card wears out


class Options(Settings, frozen=True, kw_only=True):
    """The table of a printer."""

    port: Annotated[str, Meta(pattern="^(/|tcp://)")]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    paper_mm: Literal[58, 80] = 80
    roll_m: Annotated[float, Meta(ge=0, le=500)] = 0.0


class Job(NamedTuple):
    """Something to print: who wants to know what becomes of it, the bytes, and how long the paper gets."""

    id: str
    data: bytes
    expected_mm: float


class Printer:
    """One printer. Puts `PrinterState` on the inbox at every change, and a `PrintDone` for each job.

    `memory` is the file that it may remember things in, None for nowhere.
    """

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self.memory: Path | None = None
        self._inbox = inbox
        self._jobs: SimpleQueue[Job] = queue.SimpleQueue()
        self._wake = -1
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: PrinterState | None = None
        self._memory, self._kept = Memory(), Memory()
        self._opened = False  # somebody may have changed the roll since its sensors were last believed

    def open(self) -> None:
        """Start the thread that looks for the printer.

        Raises:
            ConfigError: the port's address is none.
        """
        check_address(self.options.port)
        self._remember()
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
        self._ring()

    def health(self) -> Part:
        """What the printer last said, in a word or two; what is left on its roll, and how often its knife fell."""
        state = self._state
        if self._thread is None or not self._thread.is_alive():
            return self._part("fault", "its driver has stopped")
        if state is None:
            return self._part("warning", "looking for it")
        if not state.ok:
            return self._part("fault", state.error or ("cover open" if state.cover_open else "paper out"))
        if state.paper == "near_end":
            return self._part("warning", "paper near its end")
        if self._left_m() < LOW_M:
            return self._part("warning", "paper low, reckoned from what was printed")
        return self._part("ok", "does not tell about itself" if state.paper == "unknown" else "")

    def _part(self, state: Literal["ok", "warning", "fault"], detail: str) -> Part:
        facts = {"paper_m": float(round(self._left_m())), "cuts": float(self._memory.cuts)}
        return Part(name=self.name, kind="printer", state=state, detail=detail[:400], facts=facts)

    def _left_m(self) -> float:
        return self._memory.roll.left_m(self.options.roll_m or ROLL_M[self.options.paper_mm])

    def poll(self, now: float) -> float:
        """Nothing is ever due: the printer has its own thread."""
        del now
        return math.inf

    # --- the printer's thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with contextlib.closing(self._open_port()) as port:
                    self._serve(port)
            except OSError as error:
                self._say(_state_without(error))
                self._refuse("printer missing")
                self._pause()
        self._refuse("the kiosk stopped")
        self._write_down(worth_mm=0.0)

    def _serve(self, port: AnyPort) -> None:
        memory = self._memory
        talk = Conversation(
            port, self._wake, changed=lambda: self._hear(talk), stopping=self._stopping.is_set,
            known=memory.abilities, debt=memory.debt, now=self._now,
        )  # fmt: skip
        try:
            talk.introduce()
            while not self._stopping.is_set():
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    talk.rest()
                    continue
                self._print(talk, job)
        finally:
            self._take_over(talk)

    def _print(self, talk: Conversation, job: Job) -> None:
        try:
            outcome = talk.print(job.data, job.expected_mm)
        except OSError:
            self._done(job.id, Outcome("failed", "unplugged before the first byte"))
            raise
        if outcome.result != "failed":
            memory = self._memory
            roll = memory.roll.after_print(job.expected_mm)
            self._memory = replace(memory, roll=roll, cuts=memory.cuts + 1)
            self._write_down(worth_mm=WORTH_A_WRITE_MM)
        self._take_over(talk)
        self._done(job.id, outcome)

    def _hear(self, talk: Conversation) -> None:
        """The printer may have told something new."""
        state = _state_of(talk)
        if state.cover_open or state.error:
            self._opened = True
        if not state.cover_open and state.paper != "unknown":  # with it open, sensors see no paper
            roll = self._memory.roll.seen(
                low=state.paper == "near_end", out=state.paper == "out", opened=self._opened
            )
            self._opened = self._opened and not state.ok
            if roll != self._memory.roll:
                self._memory = replace(self._memory, roll=roll)
                self._write_down(worth_mm=0.0)
        self._take_over(talk)
        self._say(state)

    # --- what is remembered -------------------------------------------------------------------------------

    def _remember(self) -> None:
        self._memory = self._kept = recall(self.memory)
        abilities = self._memory.abilities
        if abilities is not None and abilities.holds_knife and not self._memory.debt:
            # Were we killed while the knife waited, a ticket hangs there, and the next would be on the same paper.
            self._memory = replace(self._memory, debt="cut")
        self._opened = True

    def _take_over(self, talk: Conversation) -> None:
        """What the conversation found out."""
        ready, kept = talk.ready, self._kept
        self._memory = replace(self._memory, abilities=ready.abilities, debt=ready.debt)
        if ready.abilities not in (None, kept.abilities) or "void" in (ready.debt, kept.debt):
            self._write_down(worth_mm=0.0)

    def _write_down(self, worth_mm: float) -> None:
        memory, kept = self._memory, self._kept
        if memory != kept and abs(memory.roll.used - kept.roll.used) >= worth_mm:
            self._kept = memory
            keep(self.memory, memory)

    # --- small things -------------------------------------------------------------------------------------

    def _open_port(self) -> AnyPort:
        return open_port(self.options.port, self.options.baud, self._wake)

    def _ring(self) -> None:
        os.eventfd_write(self._wake, 1)

    def _now(self) -> float:
        return time.monotonic()

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
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT, errno.ECONNRESET):
        return PrinterState(ok=False, error="missing in the network")
    if error.errno in (errno.EBUSY, errno.EAGAIN, errno.ECONNREFUSED):
        return PrinterState(ok=False, error="another program uses it")
    return PrinterState(ok=False, error=f"cannot be opened: {error.strerror or error}")


def _state_of(talk: Conversation) -> PrinterState:
    line, condition = talk.line, talk.line.condition
    if condition.paper_out or condition.stopped:
        paper = "out"
    elif condition.near_end:
        paper = "near_end"
    else:
        paper = "ok" if condition.paper_known else "unknown"
    told = condition.cover_open or paper == "out"
    error = talk.problem if line.silent or not told else ""
    return PrinterState(not talk.problem, paper, condition.cover_open, error)
