"""A thermal printer without its plug: buffers, paper, knife, sensors and what it answers. Pure.

Time comes in as an argument. Bytes go in by `receive`; `advance` does whatever is due and gives what came of
it: answers for the host, paper for a hand. A printer that has stopped keeps what it was told and goes on with
it later: that is how dead tickets come out after a refill, unless the host purges them first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from provisioning.rehearsal.escpos import Decoder
from provisioning.rehearsal.framing import CLEAR_BUFFER, DC4, ENQ, EOT, RealTimeScanner
from provisioning.rehearsal.status import Sensors, automatic_status, identity, paper_status, real_time_status
from provisioning.rehearsal.ticket import (
    DOTS_PER_MM,
    AutomaticStatus,
    Cut,
    DecodedTicket,
    Element,
    Identify,
    ProofRequest,
    RealTime,
    Reset,
    StatusRequest,
    advance_of,
)

Character = Literal["epson", "midrange", "mute"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes for the host."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A piece of paper in somebody's hand, and the bytes that made it. `whole`: nothing of it is missing."""

    ticket: DecodedTicket
    raw: bytes
    whole: bool


class Mechanism:
    """One printer. All times in seconds on one clock that never jumps; `rate` divides every duration."""

    def __init__(
        self,
        *,
        paper_mm: int = 80,
        speed_mm_s: float = 150,
        cut_s: float = 0.3,
        rate: float = 1.0,
        character: Character = "epson",
        roll_mm: float = 70_000,
        near_end_mm: float = 3_000,
    ) -> None:
        self.paper_mm, self.character, self.roll_mm, self.near_end_mm = (
            paper_mm,
            character,
            roll_mm,
            near_end_mm,
        )
        self.silent = character == "mute"
        self.slowness = 1.0
        self.left_mm = roll_mm
        self.printed = 0  # whole tickets
        self.cover_open = False
        self.hot = False  # its head, which only time cools
        self.mechanical = False  # something is stuck, which takes a hand and a power switch
        self.cutter_error: Literal["", "recoverable", "unrecoverable"] = ""
        self.jam_at_next_cut: Literal["", "recoverable", "unrecoverable"] = ""
        self._paper_end_in: float | None = None  # mm from the top of the next ticket
        self._speed, self._cut_s, self._rate = speed_mm_s, cut_s, rate
        self._out: list[Answer | Paper] = []
        self._head: list[Element] = []  # what is on the paper below the knife
        self._raw = bytearray()  # the bytes that made it
        self._torn = False  # a part of this ticket is on another piece
        self._told = b""
        self.power_on()

    def power_on(self) -> None:
        """Start with empty buffers and no settings, as after switching on; half a ticket falls out."""
        self.purge()
        self._decoder, self._scanner = Decoder(), RealTimeScanner()
        self._wanted = 0
        self.cutter_error, self.mechanical = "", False
        self._tear()
        self._torn = False

    def purge(self) -> None:
        """Forget every byte that is not on paper yet."""
        self.buffer = bytearray()
        self._decoder = Decoder()
        self._doing: Element | None = None
        self._queue: list[Element] = []
        self._done_at = 0.0
        self._taken = bytearray()  # bytes of the element that is being made or done
        if not self._head:
            self._torn = False

    # --- what the world does to it ---

    def sensors(self) -> Sensors:
        """What the printer knows of itself."""
        return Sensors(
            paper_end=self.left_mm <= 0,
            near_end=self.left_mm <= self.near_end_mm,
            cover_open=self.cover_open,
            cutter_error=bool(self.cutter_error),
            unrecoverable=self.cutter_error == "unrecoverable" or self.mechanical,
            mechanical=self.mechanical,
            hot=self.hot,
        )

    @property
    def stopped(self) -> bool:
        """Whether it prints nothing, whatever it is told."""
        trouble = self.cover_open or self.cutter_error or self.mechanical or self.hot
        return self.left_mm <= 0 or bool(trouble)

    @property
    def busy(self) -> bool:
        """Whether something is being printed, or waits to be."""
        return self._doing is not None or bool(self.buffer)

    def end_paper(self) -> None:
        """The roll is at its end, now."""
        self.left_mm = 0.0
        self._paper_end_in = None
        self._tear()

    def end_paper_in_next_ticket(self, after_mm: float) -> None:
        """The roll will end that far down the next ticket."""
        self._paper_end_in = after_mm

    def refill(self) -> None:
        """A new roll; the cover is closed again. What is still in the buffer will be printed."""
        self.left_mm, self._paper_end_in, self.cover_open = self.roll_mm, None, False

    def jam(self, kind: Literal["recoverable", "unrecoverable"]) -> None:
        """The knife is stuck, now."""
        self.cutter_error, self.jam_at_next_cut = kind, ""
        self._tear()

    def _tear(self) -> None:
        """What is below the knife is somebody's now, and not whole."""
        if any(map(advance_of, self._head)):
            self._give(whole=False)
            self._torn = True

    # --- what the host says ---

    def receive(self, data: bytes) -> None:
        """Take bytes from the line; real-time commands are obeyed at once, out of turn."""
        at = 0
        for end, command in self._scanner.feed(data):
            self.buffer += data[at:end]
            at = end
            self._obey(command)
        self.buffer += data[at:]

    def _obey(self, command: RealTime) -> None:
        if command.code == EOT:
            self._answer(real_time_status(command.arguments[0], self.sensors()))
        elif command.code == ENQ and command.arguments[0] in (1, 2) and self.cutter_error == "recoverable":
            self.cutter_error = ""
            if command.arguments[0] == 2:
                self.purge()
        elif command.code == DC4 and command.arguments == CLEAR_BUFFER and self.character == "epson":
            self.purge()
            self._answer(b"\x37\x25\x00")

    def _answer(self, data: bytes) -> None:
        if data and not self.silent:
            self._out.append(Answer(data))

    # --- its own work ---

    def due(self, now: float) -> float | None:
        """Seconds until `advance` has something to do; None if only bytes or hands can change that."""
        if self._out or self._status_changed():
            return 0.0
        if self.stopped or not self.busy:
            return None
        return max(0.0, self._done_at - now) if self._doing is not None else 0.0

    def advance(self, now: float) -> list[Answer | Paper]:
        """Do what is due and give what came of it."""
        while not self.stopped:
            if self._doing is None:
                self._begin(now)
                if self._doing is None:
                    break
            elif now < self._done_at:
                break
            else:
                self._finish(self._doing)
        if self._status_changed():
            self._told = automatic_status(self.sensors())
            if self._wanted:
                self._answer(self._told)
        out, self._out = self._out, []
        return out

    def _status_changed(self) -> bool:
        return automatic_status(self.sensors()) != self._told

    def _begin(self, now: float) -> None:
        """Take bytes until they are something to do."""
        for count, byte in enumerate(self.buffer, 1):
            self._taken.append(byte)
            if placed := self._decoder.feed(bytes((byte,))):
                # One command can be several elements (text, feed, cut): the later ones follow at once.
                del self.buffer[:count]
                self._queue = [one.element for one in placed]
                self._next(now)
                return
        self.buffer.clear()

    def _next(self, now: float) -> None:
        self._doing = self._queue.pop(0) if self._queue else None
        if self._doing is None:
            return
        length_mm = advance_of(self._doing) / DOTS_PER_MM
        seconds = self._cut_s if isinstance(self._doing, Cut) else length_mm / self._speed
        # A printer that is behind its own clock because we woke late does not lose that time.
        begun = self._done_at if 0 < now - self._done_at < 0.05 else now
        self._done_at = begun + seconds * self.slowness / self._rate
        if isinstance(self._doing, Cut) and self.jam_at_next_cut:
            self.jam(self.jam_at_next_cut)
        elif length_mm and not self._pull(length_mm):
            self.end_paper()

    def _pull(self, length_mm: float) -> bool:
        """Pull paper off the roll, unless there is not enough left."""
        if self._paper_end_in is not None and not any(map(advance_of, self._head)):
            self.left_mm, self._paper_end_in = self._paper_end_in, None
        if length_mm >= self.left_mm:  # the very last dot of a roll is glued to its core
            return False
        self.left_mm -= length_mm
        return True

    def _finish(self, element: Element) -> None:
        self._head.append(element)
        self._raw += self._taken
        self._taken.clear()
        if isinstance(element, Cut):
            self._give(whole=not self._torn)
            self._torn = False
        elif isinstance(element, Reset):
            self._wanted = 0
        elif isinstance(element, AutomaticStatus):
            self._wanted = element.wanted
            self._told = automatic_status(self.sensors())
            if element.wanted:
                self._answer(self._told)
        elif isinstance(element, StatusRequest):
            self._answer(paper_status(element.what, self.sensors()))
        elif isinstance(element, ProofRequest) and self.character == "epson":
            self._answer(b"\x37\x22" + element.id + b"\x00")
        elif isinstance(element, Identify) and self.character == "epson":
            self._answer(identity(element.what))
        self._next(self._done_at)

    def _give(self, *, whole: bool) -> None:
        ticket = DecodedTicket(tuple(self._head), self.paper_mm, complete=whole)
        if ticket.length_mm:  # a knife that falls twice cuts no second ticket
            self._out.append(Paper(ticket, bytes(self._raw), whole))
            self.printed += whole
        self._head.clear()
        self._raw.clear()
