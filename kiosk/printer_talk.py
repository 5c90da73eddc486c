"""The conversation with one ESC/POS printer, from plugging in to pulling out: status, one job, its proof.

One thread owns it. No call takes longer than the job's expected time, whatever the printer does. A job whose
outcome is unknown is never sent again, and one that failed is purged, or it would come out after the refill.
"""

from __future__ import annotations

import errno
import logging
import secrets
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from kiosk.escpos_status import Automatic, Condition, Ear, InTurn, Proof, RealTime

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.escpos_status import Answer
    from kiosk.port import Port

Kind = Literal["id", "in_turn", "status"]

log = logging.getLogger(__name__)

INITIALISE = b"\x1b@"
REPORT_CHANGES = b"\x1da\x0e"  # GS a: by itself, when paper, cover or an error changes; ESC @ ends it
PAPER_IN_TURN = b"\x1dr\x01"
PURGE = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" + b"\x10\x05\x02"  # DLE DC4 8, then DLE ENQ 2
RECOVER = b"\x10\x05\x02"
EVERYTHING = (1, 2, 4)  # the n of DLE EOT n; 3 only when 2 speaks of an error

ANSWER_S = 1.0  # a good printer takes a few ms
SPARE_ANSWER_S = 0.1
PROBES, PROBE_AGAIN_S = 3, 10.0
OUT_OF_STEP_S = 60.0  # after that no answer to an old question is to be expected
FRESH_S = 10.0  # how old a good status may be for a job to go out unasked
POLL_S = 5.0
POLL_IN_TROUBLE_S = 0.5
POLL_IN_JOB_S = 0.25
IN_FLIGHT_S = 0.5  # a proof may be on its way when the paper is found to have ended
MISSES = 2
SLOWEST_MM_S, FASTEST_MM_S = 50.0, 300.0
CUTTER_S, MARGIN_S = 0.5, 1.5


class Outcome(NamedTuple):
    """What became of a job."""

    result: Literal["printed", "unconfirmed", "failed"]
    reason: str = ""


class Conversation:
    """`condition` is what the printer said last; `silent` that it used to answer and does not any more."""

    def __init__(
        self, port: Port, wake: int, *, changed: Callable[[], None], stopping: Callable[[], bool]
    ) -> None:
        self.condition = Condition()
        self.talks = False
        self.silent = False
        self._port, self._wake = port, wake
        self._changed, self._stopping = changed, stopping
        self._ear = Ear()
        self._asked, self._asked_at = 0, 0.0  # the n of the open DLE EOT n
        self._to_ask: list[int] = []
        self._quiet_until = 0.0  # after a question that was not answered: its answer may still come
        self._misses = 0
        self._heard_at = self._polled_at = self._recovered_at = -FRESH_S
        self._set_up = False
        self._set_up_from = 0.0
        self._kind: Kind = "status"
        self._wanted: dict[Kind, bytes] = {}  # the proofs asked for, with the id of one that bears it
        self._proven: set[Kind] = set()
        self._probes = 0
        self._job_bytes = 0  # how many the port has taken

    @property
    def problem(self) -> str:
        """Why it cannot print now; empty if it can, as far as anybody knows."""
        return "does not answer" if self.silent else self.condition.problem

    # --- between jobs -------------------------------------------------------------------------------------

    def introduce(self) -> None:
        """Find out whether and how the printer talks."""
        self._ask_all()
        self._until(lambda: not self._asking, ANSWER_S * 2)
        if self.talks and not self.problem:
            self._find_proof()
        self._changed()

    def rest(self) -> None:
        """Pass some time until something happens; ask after the printer's health when that is due."""
        now = time.monotonic()
        uneasy = self.problem or (self.talks and self._misses)
        due = self._polled_at + (POLL_IN_TROUBLE_S if uneasy else POLL_S)
        if now >= due:
            self._ask_all()
            self._recover(now)
        elif self.talks and not (self._set_up or self.problem or self._asking) and now >= self._set_up_from:
            self._find_proof()
        else:
            self._turn(due)

    def _find_proof(self) -> None:
        """Ask an idle printer for every kind of proof, and settle for the best that it gives."""
        self._write(INITIALISE + REPORT_CHANGES + self._request("id", "in_turn"), ANSWER_S)
        self._until(lambda: "in_turn" in self._proven, ANSWER_S)  # the last that it would answer
        self._until(lambda: False, SPARE_ANSWER_S)  # but that may have been an older question's answer
        self._kind = "id" if "id" in self._proven else "in_turn" if self._proven else "status"
        # what it did not understand of this must not stand on the next ticket
        self._write(INITIALISE + REPORT_CHANGES, ANSWER_S)
        self._ask_all()
        self._until(lambda: not self._asking, ANSWER_S * 2)
        self._probes += 1
        if not self.problem:  # trouble silences it: begin again afterwards
            self._set_up = self._kind != "status" or self._probes >= PROBES
            self._set_up_from = time.monotonic() + PROBE_AGAIN_S  # it may have been busy with an older job

    def _recover(self, now: float) -> None:
        """A cutter that jammed tries again only when it is told to."""
        if self.condition.cutter and now - self._recovered_at >= FRESH_S:
            self._recovered_at = now
            self._write(RECOVER, ANSWER_S)

    # --- a job --------------------------------------------------------------------------------------------

    def print(self, data: bytes, expected_mm: float) -> Outcome:
        """Send a job and find out what became of it.

        Raises:
            OSError: the port failed before it took the first byte.
        """
        if problem := self._problem_before():
            return Outcome("failed", problem)
        try:
            return self._send(data, expected_mm)
        except OSError as error:
            if error.errno == errno.ENOSPC:  # /dev/usb/lp* knows that of a printer that cannot speak
                return Outcome("failed", "paper out")
            if not self._job_bytes:
                raise
            return Outcome("unconfirmed", f"unplugged: {error.strerror or error}")

    def _send(self, data: bytes, expected_mm: float) -> Outcome:
        request = self._request(self._kind) + REPORT_CHANGES if self.talks else b""
        begun, self._job_bytes = time.monotonic(), 0
        printed_by = begun + expected_mm / SLOWEST_MM_S + CUTTER_S
        if not self._write(data + request, printed_by + MARGIN_S - begun, job=True):
            return self._give_up(self.problem or "stopped taking data", proven=bool(self.problem))
        if not self.talks:
            return Outcome("unconfirmed", "the printer cannot tell")
        if self._kind == "status":
            return self._outcome_by_status(begun + expected_mm / FASTEST_MM_S, printed_by)
        return self._outcome_by_proof(printed_by + MARGIN_S)

    def _problem_before(self) -> str:
        if self.talks and not self.silent and time.monotonic() - self._heard_at > FRESH_S:
            self._ask_all()
            self._until(lambda: not self._asking, ANSWER_S * 2)
            if time.monotonic() - self._heard_at > FRESH_S:
                return "does not answer"
        return self.problem

    def _outcome_by_proof(self, deadline: float) -> Outcome:
        trouble_at = 0.0
        while not self._proven:
            now = time.monotonic()
            if self._stopping():
                return Outcome("unconfirmed", "the kiosk stopped")
            trouble_at = (trouble_at or now) if self.problem else 0.0
            if trouble_at and now - trouble_at >= IN_FLIGHT_S:
                return self._give_up(self.problem, proven=True)
            if now >= deadline:
                self._out_of_step()
                return Outcome("unconfirmed", "no proof in time")
            self._watch(now, deadline)
        if self._kind == "in_turn" and self.condition.paper_out:
            return Outcome("unconfirmed", "paper out at the end of the ticket")
        return Outcome("printed")

    def _outcome_by_status(self, earliest: float, latest: float) -> Outcome:
        """Without any proof, a printer that is still well after the time it takes has printed."""
        while not self.problem or self._asking:  # half a round of answers names the wrong cause
            now = time.monotonic()
            if self._stopping():
                return Outcome("unconfirmed", "the kiosk stopped")
            if now >= latest:
                self._ask_all()
                self._until(lambda: not self._asking, ANSWER_S * 2)
                if self.problem:
                    break
                answered = self._heard_at >= latest
                return Outcome("printed") if answered else Outcome("unconfirmed", "stopped answering")
            self._watch(now, latest)
        return self._give_up(self.problem, proven=time.monotonic() < earliest)

    def _watch(self, now: float, deadline: float) -> None:
        if now - self._polled_at >= POLL_IN_JOB_S and not self._asking:
            self._ask_all()
        self._turn(min(deadline, max(now, self._polled_at) + POLL_IN_JOB_S), job=True)

    def _give_up(self, reason: str, *, proven: bool) -> Outcome:
        """Make port and printer forget the job."""
        self._port.drop()
        self._asked, self._to_ask = 0, []
        if not self._write(PURGE, ANSWER_S):
            log.warning("the printer could not be told to forget a job that failed")
        self._write(REPORT_CHANGES, ANSWER_S)
        self._out_of_step()
        return Outcome("failed" if proven else "unconfirmed", reason)

    def _out_of_step(self) -> None:
        """A question is left open; where answers bear no name, the next job could take its for its own."""
        if self._kind == "in_turn":
            self._kind, self._set_up = "status", False
            self._set_up_from = time.monotonic() + OUT_OF_STEP_S

    def _request(self, *kinds: Kind) -> bytes:
        """The bytes that ask for proofs, in turn after what was sent before them."""
        # random, for the printer may still hold a question from before we were restarted
        asked = {"id": secrets.token_urlsafe(3).encode(), "in_turn": b""}
        self._wanted = {kind: asked[kind] for kind in kinds if kind in asked}
        self._proven = set()
        request = b"\x1d(H\x06\x00\x30\x30" + asked["id"] if "id" in kinds else b""
        return request + (PAPER_IN_TURN if "in_turn" in kinds else b"")

    # --- questions and answers ----------------------------------------------------------------------------

    @property
    def _asking(self) -> bool:
        return bool(self._asked or self._to_ask)

    def _ask_all(self) -> None:
        """Put the questions, one after the other: a printer is not asked again before it has answered."""
        self._polled_at = time.monotonic()
        self._to_ask = list(EVERYTHING)

    def _until(self, done: Callable[[], bool], timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        while not done():
            if self._stopping() or time.monotonic() >= deadline:
                return False
            self._turn(deadline)
        return True

    def _turn(self, until: float, *, job: bool = False) -> None:
        """Ask what is to be asked, then wait for an answer, a wake-up or the time."""
        now = time.monotonic()
        if self._asked and now >= self._asked_at + ANSWER_S:
            self._miss(now, job=job)
        if self._to_ask and not self._asked and now >= self._quiet_until:
            self._asked, self._asked_at = self._to_ask.pop(0), now
            self._write(bytes((0x10, 0x04, self._asked)), ANSWER_S)
        if self._asking:
            until = min(until, self._asked_at + ANSWER_S if self._asked else self._quiet_until)
        if self._port.wait(self._wake, until - time.monotonic()):
            self._hear(self._port.read())

    def _write(self, data: bytes, timeout_s: float, *, job: bool = False) -> bool:
        """Send all of it; False if the time was over first, or if a job ran into trouble."""
        deadline = time.monotonic() + timeout_s
        rest = memoryview(data)
        while rest:
            taken = self._port.write(rest)
            rest = rest[taken:]
            self._job_bytes += taken if job else 0
            if taken:
                continue
            if time.monotonic() >= deadline or self._stopping() or (job and self.problem):
                return False
            # only a job is worth leaving early: a wake-up that is taken here would be lost on `rest`
            wake = self._wake if job else None
            if self._port.wait(wake, deadline - time.monotonic(), to_write=True):
                self._hear(self._port.read())
        return True

    def _hear(self, data: bytes) -> None:
        for answer in self._ear.feed(data):
            if isinstance(answer, RealTime | Automatic):
                self._hear_status(answer)
            elif isinstance(answer, Proof):
                self._proven |= {"id"} if answer.id == self._wanted.get("id") else set()
            elif isinstance(answer, InTurn) and "in_turn" in self._wanted:
                self.condition = self.condition.after(answer)
                self._proven.add("in_turn")
        if not self._asking:
            self._changed()

    def _hear_status(self, answer: Answer) -> None:
        self.condition = self.condition.after(answer, self._asked)
        self._misses, self._heard_at = 0, time.monotonic()
        self.talks, self.silent = True, False
        if isinstance(answer, RealTime):
            if self._asked == 2 and answer.bits & 0x40:
                self._to_ask.append(3)
            self._asked = 0

    def _miss(self, now: float, *, job: bool) -> None:
        self._asked, self._to_ask, self._quiet_until = 0, [], now + ANSWER_S
        if job:
            return  # while it prints, many a printer does not listen
        self._misses += 1
        if self.talks and self._misses >= MISSES and not self.silent:
            self.silent, self._set_up = True, False  # it may come back from a power cut, knowing nothing
        self._changed()
