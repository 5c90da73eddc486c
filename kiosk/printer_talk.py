"""The conversation with one ESC/POS printer, from plugging in to pulling out: status, one job, its proof.

One thread owns it. No call takes longer than the job's expected time, whatever the printer does. A job whose
outcome is unknown is never sent again. One is called failed only if its paper can never be taken for a number:
nothing of it was sent, or the printer has forgotten it, or the word BATAL stands between it and the knife.
"""

from __future__ import annotations

import errno
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

from kiosk.escpos_commands import FILL, KNIFE, RECOVER, REPORT_CHANGES, VOID
from kiosk.printer_line import ANSWER_S, Line
from kiosk.printer_memory import Abilities
from kiosk.printer_ready import SPARE_ANSWER_S, Readiness

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.printer_line import PrinterPort
    from kiosk.printer_memory import Debt
    from kiosk.printer_questions import Question

LOST_S = 60.0  # after that no answer to an old question is to be expected
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
    """`line.condition` is what the printer said last, `ready` what it can and what it still has to do.

    `known` and `debt` are what was found out about it, and left of an earlier job, before this conversation.
    """

    def __init__(
        self, port: PrinterPort, wake: int, *, changed: Callable[[], None], stopping: Callable[[], bool],
        known: Abilities | None = None, debt: Debt = "", now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.line = Line(port, wake, changed=changed, stopping=stopping, now=now)
        self.line.must_answer |= known is not None and known.talks
        self.ready = Readiness(self.line, known, debt, now)
        self._changed, self._now = changed, now
        self._unproven = 0
        self._recovered_at = -FRESH_S
        self._torn = False  # the paper ended in this job

    @property
    def problem(self) -> str:
        """Why it cannot print now; empty if it can, as far as anybody knows."""
        return self.line.problem or ("getting ready" if self.ready.debt else "")

    # --- between jobs -------------------------------------------------------------------------------------

    def introduce(self) -> None:
        """Find out whether and how the printer talks."""
        line = self.line
        line.ask_all()
        mute = self.ready.abilities is not None and not self.ready.abilities.talks
        line.until(lambda: not line.asking, SPARE_ANSWER_S if mute else ANSWER_S * 2)
        if line.talks:
            self.ready.get_ready()
        elif line.must_answer:
            line.silent = True
        else:
            self.ready.abilities = Abilities(talks=False, proof="status", clears=False)
            self.ready.drop_blindly()
        self._changed()

    def rest(self) -> None:
        """Pass some time until something happens; do meanwhile what is due."""
        line, now = self.line, self._now()
        asked = line.questions.open_since()
        if asked is not None and now - asked >= LOST_S:
            line.questions.forget()
        if line.silent:
            self.ready.known = False  # it may come back from a power cut, knowing nothing
        uneasy = line.problem or (line.talks and line.misses)
        due = line.polled_at + (POLL_IN_TROUBLE_S if uneasy else POLL_S)
        if now >= due:
            line.ask_all()
            self._recover(now)
            self._unstick()
        elif line.talks and not (line.problem or line.asking) and self.ready.is_wanting(now):
            self.ready.get_ready()
            self._changed()
        else:
            line.turn(due)

    def _unstick(self) -> None:
        line = self.line
        if line.stuck and line.write(FILL, 0.0):
            line.stuck = False
            self.ready.drop_blindly()
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
            self.ready.debt = self.ready.debt or "cut"
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
        if self.ready.kind == "status":
            return self._send_whole(data, printed_by, deadline)
        trusted = (self.ready.in_step and not line.questions.doubtful) or self.ready.find_step()
        noise, self._torn = line.noise, False
        # The knife waits until the text is on paper: up to then a word can still be put below it that makes it void.
        text = line.ask(self.ready.kind)
        body = data.removesuffix(KNIFE)
        if not line.write(body + text.bytes, deadline - self._now(), job=True):
            return self._give_up(line.problem or "stopped taking data", text, whole=False)
        came = self._await(text, deadline)
        if came in ("answered", "late"):
            end = line.ask(self.ready.kind)
            line.write(data[len(body) :] + end.bytes + REPORT_CHANGES, ANSWER_S)
            came = self._await(end, deadline) if came == "answered" else came
        if came == "trouble":
            return self._give_up(line.problem, text, whole=True)
        self.ready.in_step = trusted and not line.questions.doubtful and line.noise == noise
        return self._outcome_by_proof(came)

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
        line.stuck, self.ready.debt = True, "cut"
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
        if self._unproven >= MISTRUSTS and self.ready.kind == "id":
            self.ready.known, self.ready.abilities, self._unproven = False, None, 0
        if came == "late":
            return Outcome("unconfirmed", "no proof in time")
        if self._torn or self.line.condition.paper_out:
            return Outcome("unconfirmed", "paper out in the ticket")
        if self.ready.kind == "in_turn" and not self.ready.in_step:
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
        # What is cut off in the middle of a command takes the next bytes for the rest of it.
        cut_off = self.ready.clears or not whole
        if cut_off:
            line.port.drop()
        if self.ready.clears and self.ready.forget():
            if text.answered:
                return self._unsure(reason)
            self.ready.debt = "void"
            return Outcome("failed", reason)
        note = line.ask(self.ready.kind)
        if text.answered or not line.write(
            (FILL if cut_off else b"") + VOID + REPORT_CHANGES + note.bytes, ANSWER_S
        ):
            return self._unsure(reason)
        self.ready.lying, self.ready.debt = note, "void"
        return Outcome("failed", reason)

    def _unsure(self, reason: str) -> Outcome:
        """The paper may still come out, so its number stands. Whatever hangs there falls before the next job."""
        self.ready.debt = "cut"
        return Outcome("unconfirmed", reason)
