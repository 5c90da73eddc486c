"""One kiosk whose printer is the real thing: the product's driver and conversation against a virtual mechanism.

Beside them are the real role, clerk, outbox and hub of the simulated mall. There is one thread: whenever the driver
waits, the rest of the world goes on, so that a minute of paper takes a few milliseconds and a seed is one story.
"""

from __future__ import annotations

import queue
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk import roles
from kiosk.devices import PrintDone, PrinterState
from kiosk.devices.printer import Job, Options, Printer
from kiosk.escpos_bytes import to_bytes
from kiosk.port import PortGone
from kiosk.receipt import Ticket, compose, height_mm
from provisioning.rehearsal.mechanism import Mechanism, Paper
from provisioning.rehearsal.ticket import Line
from tests.simulation.audit import Broken
from tests.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.mechanism import Character
    from provisioning.rehearsal.ticket import DecodedTicket

BUFFER = 4096
AGAIN_S = 0.5


class Over(BaseException):
    """The story has ended, or the process that drives the printer was killed."""


@lru_cache(maxsize=2048)
def ticket_bytes(label: str, service: str) -> tuple[bytes, float]:
    """A ticket's bytes, and how long its paper gets."""
    qr = "https://antrean.contoh.go.id/t/aB3dE6gH9jK2"
    operations = compose(Ticket(mall="MPP Contoh", agency="Capil", service=service, label=label, qr=qr), 58)
    return to_bytes(operations), height_mm(operations)


class Piece(NamedTuple):
    """Something of paper in a visitor's hand."""

    at: float
    ticket: DecodedTicket
    whole: bool

    @property
    def good(self) -> list[str]:
        """The numbers on it that nothing below them makes void."""
        good: list[str] = []
        for element in self.ticket.elements:
            if isinstance(element, Line) and element.scale >= 9:
                good.append(element.text.strip())
            elif isinstance(element, Line) and "BATAL" in element.text:
                good.clear()
        return good


class FarPort:
    """The printer's port, as the driver sees it."""

    must_answer = False

    def __init__(self, stage: Stage) -> None:
        self._stage, self._plug = stage, stage.plugs

    def _check(self) -> None:
        if self._plug != self._stage.plugs or not self._stage.plugged:
            raise PortGone("unplugged")

    def wait(self, _wake: int | None, timeout_s: float, *, to_write: bool = False) -> bool:
        stage = self._stage
        stage.pass_time(
            timeout_s,
            lambda: (
                stage.said or stage.rung or not stage.plugged or self._plug != stage.plugs
                or (to_write and stage.room)
            ),
        )  # fmt: skip
        stage.rung = False
        self._check()
        return bool(stage.said)

    def read(self) -> bytes:
        said = bytes(self._stage.said)
        self._stage.said.clear()
        return said

    def write(self, data: bytes | memoryview) -> int:
        self._check()
        taken = bytes(data[: self._stage.room])
        self._stage.mechanism.receive(taken)
        return len(taken)

    def drop(self) -> None:
        self._stage.said.clear()

    def paper_out(self) -> bool | None:
        return self._stage.mechanism.left_mm <= 0 if self._stage.port_knows else None

    def close(self) -> None:
        self.drop()


class Driver(Printer):
    """The product's printer, run by the stage instead of a thread."""

    def __init__(self, stage: Stage, memory: Path) -> None:
        super().__init__("printer", Options(port="/dev/far", paper_mm=58), queue.SimpleQueue())
        self._stage, self.memory = stage, memory
        self._thread = threading.current_thread()
        self._remember()

    def run(self) -> None:
        """Work until the end of the story."""
        self._run()

    def _open_port(self) -> Any:
        if not self._stage.plugged:
            raise PortGone("unplugged")
        return FarPort(self._stage)

    def _pause(self) -> None:
        self._stage.pass_time(AGAIN_S, lambda: self._stage.rung)
        self._stage.rung = False

    def _ring(self) -> None:
        self._stage.rung = True

    def _now(self) -> float:
        return self._stage.world.time

    def _done(self, job: str, outcome: Any) -> None:
        self._stage.heard(PrintDone(job, *outcome))

    def _say(self, state: PrinterState) -> None:
        if state != self._state:
            self._state = state
            self._stage.heard(state)


class Stage:
    """Kiosk, printer and hub.

    Attributes:
        pieces: all the paper there ever was.
        outcomes: all that was said of each job.
        port_knows: the port tells of paper, as that of `/dev/usb/lp*` does.
        uids: of every label that was sent to the printer.
    """

    def __init__(
        self, character: Character, seed: int = 0, *, log: Callable[[str], None] | None = None,
        port_knows: bool = False,
    ) -> None:  # fmt: skip
        self.world = World(seed, kiosks=1, log=log)
        self.kiosk: Any = self.world.kiosks[0]
        self.kiosk.printer = self  # in place of the simulation's own
        self.mechanism = Mechanism(paper_mm=58, character=character, speed_mm_s=100)
        self.plugged, self.plugs, self.rung = True, 0, False
        self.port_knows = port_knows
        self.said = bytearray()
        self.pieces: list[Piece] = []
        self.outcomes: dict[str, list[PrintDone]] = {}
        self.uids: dict[str, str] = {}
        self.state: PrinterState | None = None
        self.jobs: list[Any] = []
        self._killed = False
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where a sync costs nothing
        self._folder = tempfile.TemporaryDirectory(prefix="mpp-printer-", dir=memory)
        self.memory = Path(self._folder.name, "printer.json")
        self.driver = Driver(self, self.memory)

    # --- the story ----------------------------------------------------------------------------------------

    def play(self, seconds: float) -> None:
        """Let so much time pass from now on; the kiosk's process starts again when it was killed."""
        self._moments: Any = self.world.moments(1e9)
        end = self.world.time + seconds
        while self.world.time < end:
            self._end, self._killed = end, False
            try:
                self.driver.run()
            except Over:
                pass
            except Broken:
                self.close()
                raise
            if self._killed:
                self.driver = Driver(self, self.memory)
                self.state = None
        self._moments.close()

    def close(self) -> None:
        """Give everything back."""
        self._folder.cleanup()

    def kill(self) -> None:
        """The kiosk's process is killed, and starts again; power stays."""
        self._killed = True
        self.kiosk.die(back=0.5)

    def pass_time(self, seconds: float, reached: Callable[[], object]) -> None:
        """The driver waits: the world goes on."""
        world, until = self.world, self.world.time + max(0.0, seconds)
        while True:
            for came in self.mechanism.advance(world.time):
                if isinstance(came, Paper):
                    self._comes_out(came)
                elif self.plugged:
                    self.said += came.data
            if self._killed or world.time >= self._end:
                raise Over
            if world.time >= until or reached():
                return
            due = self.mechanism.due(world.time)
            then = min(until, self._end, until if due is None else world.time + due)
            if world._to_come and world._to_come[0][0] <= then:
                next(self._moments)
            else:
                world.time = then

    def when(self, reached: Callable[[], object], act: Callable[[], object], every_s: float = 0.05) -> None:
        """Do something as soon as something is so."""
        if reached():
            act()
        else:
            self.world.after(every_s, self.when, reached, act, every_s)

    def press(self) -> None:
        """Somebody wants a number."""
        self.kiosk.press("ktp")

    # --- hands --------------------------------------------------------------------------------------------

    def unplug(self) -> None:
        """Pull the cable; the printer itself goes on."""
        self.plugged = False
        self.said.clear()

    def plug(self) -> None:
        """Put it back: a new device under the old name."""
        if not self.plugged:
            self.plugged, self.plugs = True, self.plugs + 1

    def power_cycle(self, *, port_stays: bool = False) -> None:
        """Switch it off and on."""
        if not port_stays:
            self.plugs += 1
            self.said.clear()
        self.mechanism.power_on()

    def babble(self, data: bytes) -> None:
        """Noise on the line."""
        if self.plugged:
            self.said += data

    # --- what the kiosk wants of its printer ---------------------------------------------------------------

    @property
    def ok(self) -> bool:
        """What the printer last said of itself."""
        return self.state is not None and self.state.ok

    @property
    def room(self) -> int:
        """How many bytes it takes now."""
        return BUFFER - len(self.mechanism.buffer)

    def print(self, bind: roles.BindAndPrint) -> None:
        """The clerk has bound a ticket: print it."""
        self.uids[bind.label] = bind.uid
        self.jobs.append(bind)
        data, length = ticket_bytes(bind.label, bind.service)
        self.driver._jobs.put(Job(bind.uid, data, length))
        self.rung = True

    def lose_power(self) -> None:
        """Of the kiosk's box: nothing to the printer."""

    def heard(self, what: PrintDone | PrinterState) -> None:
        """The driver put something on the inbox."""
        if isinstance(what, PrinterState):
            self.state = what
            self.world.note("printer", str(what))
            if self.kiosk.alive:
                self.kiosk.later(0.0, self._tell_state, what)
        else:
            self.outcomes.setdefault(what.job, []).append(what)
            self.world.note("printer", str(what))
            if self.kiosk.alive:
                self.kiosk.later(0.0, self.kiosk.print_ended, what.job, what.result)

    def _tell_state(self, state: PrinterState) -> None:
        self.kiosk.clerk.take(roles.PrinterIs(state.ok, state.paper), self.kiosk.mono)

    # --- paper --------------------------------------------------------------------------------------------

    def _comes_out(self, came: Paper) -> None:
        piece = Piece(self.world.time, came.ticket, came.whole)
        self.pieces.append(piece)
        self.world.note("printer", f"puts out {'a paper' if came.whole else 'a piece'}: {came.ticket.lines}")
        good = piece.good
        if not came.whole or not good:
            return
        if len(good) > 1:
            raise Broken(f"at {self.world.time:.2f}: one paper with the numbers {good}")
        bind = next(job for job in self.jobs if job.label == good[0])
        self.world.audit.paper(self.kiosk, bind, self.world.time)

    @property
    def papers(self) -> list[str]:
        """The numbers on whole papers, in the order they came out."""
        return [piece.good[0] for piece in self.pieces if piece.whole and piece.good]

    def result(self, label: str) -> str:
        """What the driver said of a number's job, `?` as long as it has said nothing."""
        said = self.outcomes.get(self.uids.get(label, ""), [])
        return said[0].result if said else "?"

    def row(self, label: str) -> Any:
        """The hub's row of a number."""
        return self.world.hub.desk.hall.tickets.get(self.uids[label])
