"""The conversation with one ESC/POS printer, from plugging in to pulling out: status, one job, its proof.

One thread owns it. No call takes longer than the job's expected time, whatever the printer does. A job whose
outcome is unknown is never sent again. One is called failed only if its paper can never be taken for a number:
nothing of it was sent, or the printer has forgotten it, or the word BATAL stands between it and the knife.
"""

from __future__ import annotations

import errno
import logging
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from kiosk.escpos_commands import (
    ASK_MODEL,
    CLEAR,
    FILL,
    INITIALISE,
    KNIFE,
    RECOVER,
    REPORT_CHANGES,
    VOID,
)
from kiosk.printer_line import ANSWER_S, Line
from kiosk.printer_memory import Abilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.printer_line import PrinterPort
    from kiosk.printer_memory import Debt
    from kiosk.printer_questions import Kind, Question

log = logging.getLogger(__name__)

SPARE_ANSWER_S = 0.1
PROBES, PROBE_AGAIN_S = 3, 10.0
LOST_S = 60.0  # after that no answer to an old question is to be expected
SETTLE_S, SETTLES = 5.0, 3  # what is left of a job comes out in that time, or something else is the matter
FRESH_S = 10.0  # how old a good status may be for a job to go out unasked
POLL_S = 5.0
POLL_IN_TROUBLE_S = 0.5
POLL_IN_JOB_S = 0.25
MISTRUSTS = 2  # jobs in a row without the proof that it used to give
IN_FLIGHT_S = 0.5  # a proof may be on its way when the paper is found to have ended
SLOWEST_MM_S = 50.0
CUTTER_S, MARGIN_S = 0.5, 1.5


class Outcome(NamedTuple):
    """What became of a job."""

    result: Literal["printed", "unconfirmed", "failed"]
    reason: str = ""


class Conversation:
    """`line.condition` is what the printer said last.

    Attributes:
        abilities: what it is able to answer, None until that is known.
        debt: what the printer still has to do about an earlier job before it may get another one.
    """

    def __init__(
        self, port: PrinterPort, wake: int, *, changed: Callable[[], None], stopping: Callable[[], bool],
        known: Abilities | None = None, debt: Debt = "", now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.line = Line(port, wake, changed=changed, stopping=stopping, now=now)
        self.line.must_answer |= known is not None and known.talks
        self.abilities = known
        self.debt: Debt = debt
        self._changed, self._now = changed, now
        self._ready = False  # to prove what it prints
        self._ready_from = 0.0
        self._probes = self._settles = self._unproven = 0
        self._void: Question | None = None  # asked behind a note that lies in the printer
        self._recovered_at = -FRESH_S
        self._in_step = False  # answers without a name are counted rightly
        self._torn = False  # the paper ended in this job

    @property
    def problem(self) -> str:
        """Why it cannot print now; empty if it can, as far as anybody knows."""
        return self.line.problem or ("getting ready" if self.debt else "")

    @property
    def _kind(self) -> Kind:
        return self.abilities.proof if self.abilities is not None else "status"

    @property
    def _clears(self) -> bool:
        return self.abilities is not None and self.abilities.clears

    # --- between jobs -------------------------------------------------------------------------------------

    def introduce(self) -> None:
        """Find out whether and how the printer talks."""
        line = self.line
        line.ask_all()
        mute = self.abilities is not None and not self.abilities.talks
        line.until(lambda: not line.asking, SPARE_ANSWER_S if mute else ANSWER_S * 2)
        if line.talks:
            self._get_ready()
        elif line.must_answer:
            line.silent = True
        else:
            self.abilities = Abilities(talks=False, proof="status", clears=False)
            self._drop_blindly()
        self._changed()

    def rest(self) -> None:
        """Pass some time until something happens; do meanwhile what is due."""
        line, now = self.line, self._now()
        asked = line.questions.open_since()
        if asked is not None and now - asked >= LOST_S:
            line.questions.forget()
        if line.silent:
            self._ready = False  # it may come back from a power cut, knowing nothing
        uneasy = line.problem or (line.talks and line.misses)
        due = line.polled_at + (POLL_IN_TROUBLE_S if uneasy else POLL_S)
        if now >= due:
            line.ask_all()
            self._recover(now)
            self._unstick()
        elif line.talks and not (line.problem or line.asking) and self._has_to_do(now):
            self._get_ready()
            self._changed()
        else:
            line.turn(due)

    def _has_to_do(self, now: float) -> bool:
        return bool(self.debt) or (not self._ready and now >= self._ready_from)

    def _get_ready(self) -> None:
        """Know an idle printer's abilities, and let fall what hangs from it."""
        if self.line.problem:
            return
        if not self._ready and self._now() >= self._ready_from:
            self._ready = self._is_as_known() or self._find_abilities()
        if self.debt and not self.line.problem:
            self._settle()
        if self._ready and not (self._in_step or self.line.problem):
            self._find_step()

    def _is_as_known(self) -> bool:
        known, line = self.abilities, self.line
        if known is None or not known.talks:
            return False
        line.model = None
        proof = line.ask(known.proof)
        line.write(INITIALISE + REPORT_CHANGES + (ASK_MODEL if known.model else b"") + proof.bytes, ANSWER_S)
        answers = proof.bytes or known.model
        line.until(
            lambda: proof.answered if proof.bytes else line.model is not None, ANSWER_S if answers else 0
        )
        same = (line.model or "") == known.model and (proof.answered or not proof.bytes)
        if not same and not line.problem:
            log.info("the printer answers differently: asking it again what it is able to do")
            self.abilities = None
        return same

    def _find_abilities(self) -> bool:
        """Ask an idle printer for every kind of proof, and settle for the best that it gives."""
        line = self.line
        line.model = None
        named, counted = line.ask("id"), line.ask("in_turn")
        questions = ASK_MODEL + named.bytes + counted.bytes
        line.write(INITIALISE + REPORT_CHANGES + questions, ANSWER_S)
        line.until(lambda: counted.answered, ANSWER_S)  # the last that it would answer
        line.until(lambda: False, SPARE_ANSWER_S)  # but that may have been an older question's answer
        kind = "id" if named.answered else "in_turn" if counted.answered else "status"
        self._probes += 1
        last = self._probes >= PROBES
        line.cleared = False
        if kind != "status" or last:  # then nothing is in it that could get lost
            line.write(CLEAR, ANSWER_S)
            line.until(lambda: line.cleared, ANSWER_S)
        # what it did not understand of this must not stand on the next ticket
        line.write(INITIALISE + REPORT_CHANGES, ANSWER_S)
        line.ask_all()
        line.until(lambda: not line.asking, ANSWER_S * 2)
        self._ready_from = self._now() + PROBE_AGAIN_S  # it may have been busy with an older job
        if line.problem:  # trouble silences it: begin again afterwards
            return False
        self.abilities = Abilities(talks=True, proof=kind, clears=line.cleared, model=line.model or "")
        return kind != "status" or last

    def _settle(self) -> None:
        """Let what is left of an earlier job fall, marked void if its number is."""
        line, lying = self.line, self._void
        self._void = None
        if lying is not None:  # the note is in the printer already, unless it was switched off
            after = self._ask_now(b"")
            line.until(lambda: after.answered, SETTLE_S)
            if not after.answered:
                line.questions.forget()
        if lying is None or not lying.answered:
            if line.problem:
                return
            after = self._ask_now(FILL + (VOID if self.debt == "void" else INITIALISE + KNIFE))
            line.until(lambda: after.answered or line.problem, SETTLE_S)
            if line.problem:
                if self._clears:
                    self._forget()
                return
            self._settles += 1
            if after.bytes and not after.answered and self._settles < SETTLES:
                line.questions.forget()
                return
        self._settles = 0
        self.debt = ""

    def _ask_now(self, before: bytes) -> Question:
        proof = self.line.ask(self._kind)
        self.line.write(before + REPORT_CHANGES + proof.bytes, ANSWER_S)
        return proof

    def _drop_blindly(self) -> None:
        """A printer that cannot speak gets its knife unasked."""
        if self.debt and self.line.write(FILL + INITIALISE + KNIFE, ANSWER_S):
            self.debt = ""

    def _unstick(self) -> None:
        line = self.line
        if line.stuck and line.write(FILL, 0.0):
            line.stuck = False
            self._drop_blindly()
            self._changed()

    def _recover(self, now: float) -> None:
        """A cutter that jammed tries again only when it is told to."""
        if self.line.condition.cutter and now - self._recovered_at >= FRESH_S:
            self._recovered_at = now
            self.line.write(RECOVER, ANSWER_S)

    # --- a job --------------------------------------------------------------------------------------------

    def print(self, data: bytes, expected_mm: float) -> Outcome:
        """Send a job and find out what became of it.

        Raises:
            OSError: the port failed before it took the first byte.
        """
        if problem := self._problem_before():
            self._changed()
            return Outcome("failed", problem)
        self.line.job_bytes = 0
        try:
            outcome = self._send(data, expected_mm)
        except OSError as error:
            full = error.errno == errno.ENOSPC  # /dev/usb/lp* knows that of a printer that cannot speak
            if not self.line.job_bytes:
                if full:
                    return Outcome("failed", "paper out")
                raise
            self.debt = self.debt or "cut"
            outcome = Outcome("unconfirmed", "paper out" if full else f"unplugged: {error.strerror or error}")
        self._changed()  # before anybody hears of the job and asks for another one
        return outcome

    def _problem_before(self) -> str:
        line = self.line
        if not line.talks:
            line.ask_all()  # its port may know that the paper is out
            line.stop_asking()
        elif not line.silent and self._now() - line.heard_at > FRESH_S:
            line.ask_all()
            line.until(lambda: not line.asking, ANSWER_S * 2)
            if self._now() - line.heard_at > FRESH_S:
                return "does not answer"
        return self.problem

    def _send(self, data: bytes, expected_mm: float) -> Outcome:
        line = self.line
        printed_by = self._now() + expected_mm / SLOWEST_MM_S + CUTTER_S
        deadline = printed_by + MARGIN_S
        if not line.talks:
            return self._send_blindly(data, deadline)
        if self._kind == "status":
            return self._send_whole(data, printed_by, deadline)
        trusted = (self._in_step and not line.questions.doubtful) or self._find_step()
        noise, self._torn = line.noise, False
        # The knife waits until the text is on paper: up to then a word can still be put below it that makes it void.
        text = line.ask(self._kind)
        body = data.removesuffix(KNIFE)
        if not line.write(body + text.bytes, deadline - self._now(), job=True):
            return self._give_up(line.problem or "stopped taking data", text, whole=False)
        came = self._await(text, deadline)
        if came in ("answered", "late"):
            end = line.ask(self._kind)
            line.write(data[len(body) :] + end.bytes + REPORT_CHANGES, ANSWER_S)
            came = self._await(end, deadline) if came == "answered" else came
        if came == "trouble":
            return self._give_up(line.problem, text, whole=True)
        self._in_step = trusted and not line.questions.doubtful and line.noise == noise
        return self._outcome_by_proof(came)

    def _find_step(self) -> bool:
        """After noise, answers without a name may have been counted wrongly: begin to count anew."""
        line = self.line
        if self._kind == "id":
            return True
        line.questions.forget()
        line.questions.doubtful, noise = False, line.noise
        proof = self._ask_now(b"")
        line.until(lambda: proof.answered, ANSWER_S)
        line.until(lambda: False, SPARE_ANSWER_S)
        self._in_step = proof.answered and not line.questions.doubtful and line.noise == noise
        line.questions.doubtful = False
        return self._in_step

    def _send_whole(self, data: bytes, printed_by: float, deadline: float) -> Outcome:
        """To a printer that answers nothing in turn: nobody knows when to let the knife fall."""
        line = self.line
        if not line.write(data + REPORT_CHANGES, deadline - self._now(), job=True):
            line.port.drop()
            return self._unsure(line.problem or "stopped taking data")
        return self._outcome_by_status(printed_by)

    def _send_blindly(self, data: bytes, deadline: float) -> Outcome:
        line = self.line
        if line.write(data, deadline - self._now(), job=True):
            return Outcome("unconfirmed", "the printer cannot tell")
        line.stuck, self.debt = True, "cut"
        line.port.drop()
        return Outcome("unconfirmed", "stopped taking data")

    def _await(
        self, question: Question, deadline: float
    ) -> Literal["answered", "trouble", "late", "stopped"]:
        line, trouble_at = self.line, 0.0
        while not question.answered:
            now = self._now()
            if line.stopping():
                return "stopped"
            trouble_at = (trouble_at or now) if line.problem else 0.0
            self._torn |= line.condition.paper_out
            if trouble_at and now - trouble_at >= IN_FLIGHT_S:
                return "trouble"
            if now >= deadline:
                return "late"
            self._watch(now, deadline)
        return "answered"

    def _outcome_by_proof(self, came: str) -> Outcome:
        if came == "stopped":
            return self._unsure("the kiosk stopped")
        self._unproven = self._unproven + 1 if came == "late" else 0
        if self._unproven >= MISTRUSTS and self._kind == "id":
            self._ready, self.abilities, self._unproven = False, None, 0
        if came == "late":
            return Outcome("unconfirmed", "no proof in time")
        if self._torn or self.line.condition.paper_out:
            return Outcome("unconfirmed", "paper out in the ticket")
        if self._kind == "in_turn" and not self._in_step:
            return Outcome("unconfirmed", "noise on the line")
        return Outcome("printed")

    def _outcome_by_status(self, latest: float) -> Outcome:
        """Without any proof, a printer that is still well after the time it takes has printed."""
        line = self.line
        while not line.problem or line.asking:  # half a round of answers names the wrong cause
            now = self._now()
            if line.stopping():
                return Outcome("unconfirmed", "the kiosk stopped")
            if now >= latest:
                line.ask_all()
                line.until(lambda: not line.asking, ANSWER_S * 2)
                if line.problem:
                    break
                answered = line.heard_at >= latest
                return Outcome("printed") if answered else Outcome("unconfirmed", "stopped answering")
            self._watch(now, latest)
        return self._unsure(line.problem)

    def _watch(self, now: float, deadline: float) -> None:
        line = self.line
        if now - line.polled_at >= POLL_IN_JOB_S and not line.asking:
            line.ask_all()
        line.turn(min(deadline, max(now, line.polled_at) + POLL_IN_JOB_S), job=True)

    # --- when it goes wrong -------------------------------------------------------------------------------

    def _give_up(self, reason: str, text: Question, *, whole: bool) -> Outcome:
        """See to it that nobody can take the paper for a number, or let the number stand."""
        line = self.line
        line.stop_asking()
        if self._clears or not whole:
            line.port.drop()
        if self._clears and self._forget():
            if text.answered:
                return self._unsure(reason)
            self.debt = "void"
            return Outcome("failed", reason)
        note = line.ask(self._kind)
        if text.answered or not line.write(
            (b"" if whole else FILL) + VOID + REPORT_CHANGES + note.bytes, ANSWER_S
        ):
            return self._unsure(reason)
        self._void, self.debt = note, "void"
        return Outcome("failed", reason)

    def _unsure(self, reason: str) -> Outcome:
        """The paper may still come out, so its number stands. Whatever hangs there falls before the next job."""
        self.debt = "cut"
        return Outcome("unconfirmed", reason)

    def _forget(self) -> bool:
        """Make the printer forget what it has not printed; whether it said that it has."""
        line = self.line
        line.cleared = False
        line.write(CLEAR, ANSWER_S)
        line.until(lambda: line.cleared, ANSWER_S)
        line.questions.forget()
        return line.cleared
