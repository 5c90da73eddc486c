"""What a printer was asked in turn, among what it prints, and which of that it has answered. Pure.

It answers in the order of asking. An answer that bears a name proves its question; one without a name can only be
counted, so that an older question that is still open takes it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.escpos_commands import ASK_PAPER, ask_done
from kiosk.escpos_status import InTurn, Proof

Kind = Literal["id", "in_turn", "status"]  # by name, by counting, not at all


@dataclass(slots=True, eq=False)
class Question:
    """One of them. `bytes` is what to send, empty for the kind `status`."""

    kind: Kind
    bytes: bytes
    name: bytes
    asked_at: float
    answered: bool = False


class Questions:
    """All that are open, oldest first.

    Attributes:
        doubtful: an answer came that nobody had asked for; the owner sets it back.
    """

    def __init__(self) -> None:
        self._open: list[Question] = []
        self.doubtful = False

    def ask(self, kind: Kind, name: bytes, now: float) -> Question:
        """A new question; `name` is four bytes, 20h to 7Eh, that no other one has."""
        asked = {"id": ask_done(name), "in_turn": ASK_PAPER, "status": b""}[kind]
        question = Question(kind, asked, name, now)
        if asked:
            self._open.append(question)
        return question

    def hear(self, answer: Proof | InTurn) -> bool:
        """Let an answer find its question; False if there is none."""
        named = isinstance(answer, Proof)
        for at, question in enumerate(self._open):
            if question.kind == ("id" if named else "in_turn") and (not named or question.name == answer.id):
                question.answered = True
                del self._open[: at + 1]  # what was asked before it would have been answered before it
                return True
        self.doubtful = True
        return False

    def open_since(self) -> float | None:
        """When the oldest open question was asked."""
        return self._open[0].asked_at if self._open else None

    def forget(self) -> None:
        """No answer will come any more: the printer was switched off, or they got lost."""
        self._open.clear()
