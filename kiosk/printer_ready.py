"""Whether a printer is ready for a job: what it is able to answer, and what it still has to do about an earlier one.

One thread owns it. No call takes longer than a few seconds, whatever the printer does.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk.escpos_commands import ASK_MODEL, CLEAR, FILL, INITIALISE, KNIFE, REPORT_CHANGES, VOID
from kiosk.printer_line import ANSWER_S, Line
from kiosk.printer_memory import Abilities

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.printer_memory import Debt
    from kiosk.printer_questions import Kind, Question

log = logging.getLogger(__name__)

SPARE_ANSWER_S = 0.1
PROBES, PROBE_AGAIN_S = 3, 10.0
SETTLE_S, SETTLES = 5.0, 3  # what is left of a job comes out in that time, or something else is the matter


class Readiness:
    """Of the printer at the end of `line`.

    Attributes:
        abilities: what it is able to answer, None until that is known.
        debt: what it still has to do about an earlier job before it may get another one.
        known: whether the abilities are those of the printer that is there now.
        lying: asked behind a note that lies in the printer and makes void what hangs there; None for no note.
        in_step: answers without a name are counted rightly.
    """

    def __init__(self, line: Line, abilities: Abilities | None, debt: Debt, now: Callable[[], float]) -> None:
        self.abilities, self.debt = abilities, debt
        self.known = self.in_step = False
        self.lying: Question | None = None
        self._line, self._now = line, now
        self._known_from = 0.0
        self._probes = self._settles = 0

    @property
    def kind(self) -> Kind:
        """The best proof of print that it gives."""
        return self.abilities.proof if self.abilities is not None else "status"

    @property
    def clears(self) -> bool:
        """Whether it can be made to forget what it has not printed."""
        return self.abilities is not None and self.abilities.clears

    def is_wanting(self, now: float) -> bool:
        """Whether there is something to do about it."""
        return bool(self.debt) or (not self.known and now >= self._known_from)

    def get_ready(self) -> None:
        """Know an idle printer's abilities, and let fall what hangs from it."""
        if self._line.problem:
            return
        if not self.known and self._now() >= self._known_from:
            self.known = self._is_as_known() or self._find_abilities()
        if self.debt and not self._line.problem:
            self._settle()
        if self.known and not (self.in_step or self._line.problem):
            self.find_step()

    def _is_as_known(self) -> bool:
        known, line = self.abilities, self._line
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
        line = self._line
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
        self._known_from = self._now() + PROBE_AGAIN_S  # it may have been busy with an older job
        if line.problem:  # trouble silences it: begin again afterwards
            return False
        self.abilities = Abilities(talks=True, proof=kind, clears=line.cleared, model=line.model or "")
        return kind != "status" or last

    def _settle(self) -> None:
        """Let what is left of an earlier job fall, marked void if its number is."""
        line, lying = self._line, self.lying
        self.lying = None
        if lying is not None:  # the note is in the printer already, unless it was switched off
            after = self.ask_now(b"")
            line.until(lambda: after.answered, SETTLE_S)
            if not after.answered:
                line.questions.forget()
        if lying is None or not lying.answered:
            if line.problem:
                return
            after = self.ask_now(FILL + (VOID if self.debt == "void" else INITIALISE + KNIFE))
            line.until(lambda: after.answered or line.problem, SETTLE_S)
            if line.problem:
                if self.clears:
                    self.forget()
                return
            self._settles += 1
            if after.bytes and not after.answered and self._settles < SETTLES:
                line.questions.forget()
                return
        self._settles = 0
        self.debt = ""

    def ask_now(self, before: bytes) -> Question:
        """Send something, and behind it a question that is answered when it is done."""
        proof = self._line.ask(self.kind)
        self._line.write(before + REPORT_CHANGES + proof.bytes, ANSWER_S)
        return proof

    def drop_blindly(self) -> None:
        """A printer that cannot speak gets its knife unasked."""
        if self.debt and self._line.write(FILL + INITIALISE + KNIFE, ANSWER_S):
            self.debt = ""

    def find_step(self) -> bool:
        """After noise, answers without a name may have been counted wrongly: begin to count anew."""
        line = self._line
        if self.kind == "id":
            return True
        line.questions.forget()
        line.questions.doubtful, noise = False, line.noise
        proof = self.ask_now(b"")
        line.until(lambda: proof.answered, ANSWER_S)
        line.until(lambda: False, SPARE_ANSWER_S)
        self.in_step = proof.answered and not line.questions.doubtful and line.noise == noise
        line.questions.doubtful = False
        return self.in_step

    def forget(self) -> bool:
        """Make the printer forget what it has not printed; whether it said that it has."""
        line = self._line
        line.cleared = False
        line.write(CLEAR, ANSWER_S)
        line.until(lambda: line.cleared, ANSWER_S)
        line.questions.forget()
        return line.cleared
