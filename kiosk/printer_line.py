"""One printer's line: bytes out, answers in, and how the printer is by what it said. Knows nothing of jobs.

One thread owns it. No call takes longer than its time-out, whatever the printer does.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Protocol

from kiosk.escpos_commands import ASK_STATUS
from kiosk.escpos_status import Automatic, Cleared, Condition, Ear, InTurn, Name, Proof, RealTime
from kiosk.printer_questions import Question, Questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.escpos_status import Answer
    from kiosk.printer_questions import Kind

EVERYTHING = (1, 2, 4)  # the n of DLE EOT n; 3 only when 2 speaks of an error
ANSWER_S = 1.0  # a good printer takes a few ms
MISSES = 2


class PrinterPort(Protocol):
    """What a line needs of a port; see `kiosk.port`. Every method may raise an `OSError`."""

    must_answer: bool

    def wait(self, wake: int | None, timeout_s: float, *, to_write: bool = False) -> bool: ...  # noqa: D102 - in `port`
    def read(self) -> bytes: ...  # noqa: D102
    def write(self, data: bytes | memoryview) -> int: ...  # noqa: D102
    def drop(self) -> None: ...  # noqa: D102
    def paper_out(self) -> bool | None: ...  # noqa: D102


class Line:
    """`changed` is called when the printer may have told something new; `stopping` ends every wait.

    Attributes:
        condition: what the printer said last.
        talks: whether it has ever answered a whole round of questions.
        must_answer: silence is a fault, for it is known that this one can speak.
        silent: it should answer, and does not.
        stuck: it is one that cannot speak, and takes no more bytes.
        cleared: it said that it has forgotten what it had not printed; the owner sets it back.
        model: what it calls itself, None until it was heard.
        job_bytes: how many bytes of a job the port has taken.
    """

    def __init__(
        self, port: PrinterPort, wake: int, *, changed: Callable[[], None], stopping: Callable[[], bool],
        now: Callable[[], float],
    ) -> None:  # fmt: skip
        self.condition = Condition()
        self.talks = self.silent = self.stuck = self.cleared = False
        self.model: str | None = None
        self.job_bytes = 0
        self.heard_at = self.polled_at = -1e9
        self.misses = 0
        self.questions = Questions()
        self.port, self.now, self.stopping = port, now, stopping
        self.must_answer = port.must_answer
        self._wake, self._changed = wake, changed
        self._ear = Ear()
        self._asked, self._asked_at = 0, 0.0  # the n of the open DLE EOT n
        self._to_ask: list[int] = []
        self._answers = 0  # of a round, so far; noise seldom answers three questions in a row
        self._quiet_until = 0.0  # after a question that was not answered: its answer may still come

    @property
    def problem(self) -> str:
        """Why it cannot print now; empty if it can, as far as anybody knows."""
        if self.silent:
            return "does not answer"
        return self.condition.problem or ("takes no data" if self.stuck else "")

    @property
    def noise(self) -> int:
        """How many bytes came that were no answers."""
        return self._ear.noise

    # --- how are you? -------------------------------------------------------------------------------------

    @property
    def asking(self) -> bool:
        """Whether a question after its health is open."""
        return bool(self._asked or self._to_ask)

    def ask_all(self) -> None:
        """Put the questions, one after the other: a printer is not asked again before it has answered."""
        self.polled_at = self.now()
        self._to_ask = list(EVERYTHING)
        if not self.talks and (out := self.port.paper_out()) is not None:
            self.condition = self.condition._replace(paper_out=out)

    def stop_asking(self) -> None:
        """Let the open questions be."""
        self._asked, self._to_ask = 0, []

    def ask(self, kind: Kind) -> Question:
        """A question to be sent among what is printed."""
        # random, for the printer may still hold a question from before we were restarted
        return self.questions.ask(kind, secrets.token_urlsafe(3).encode(), self.now())

    # --- passing time -------------------------------------------------------------------------------------

    def until(self, done: Callable[[], object], timeout_s: float) -> bool:
        """Listen until something is so; False if it was not in time."""
        deadline = self.now() + timeout_s
        while not done():
            if self.stopping() or self.now() >= deadline:
                return False
            self.turn(deadline)
        return True

    def turn(self, until: float, *, job: bool = False) -> None:
        """Ask what is to be asked, then wait for an answer, a wake-up or the time."""
        now = self.now()
        if self._asked and now >= self._asked_at + ANSWER_S:
            self._miss(now, job=job)
        if self._to_ask and not self._asked and now >= self._quiet_until:
            self._asked, self._asked_at = self._to_ask.pop(0), now
            self.write(ASK_STATUS + bytes((self._asked,)), ANSWER_S)
        if self.asking:
            until = min(until, self._asked_at + ANSWER_S if self._asked else self._quiet_until)
        if self.port.wait(self._wake, until - self.now()):
            self._hear(self.port.read())

    def write(self, data: bytes, timeout_s: float, *, job: bool = False) -> bool:
        """Send all of it; False if the time was over first, or if a job ran into trouble."""
        deadline = self.now() + timeout_s
        rest = memoryview(data)
        while rest:
            taken = self.port.write(rest)
            rest = rest[taken:]
            self.job_bytes += taken if job else 0
            if taken:
                continue
            if self.now() >= deadline or self.stopping() or (job and self.problem):
                return False
            # only a job is worth leaving early: a wake-up that is taken here would be lost on the next wait
            wake = self._wake if job else None
            if self.port.wait(wake, deadline - self.now(), to_write=True):
                self._hear(self.port.read())
        return True

    # --- what it says -------------------------------------------------------------------------------------

    def _hear(self, data: bytes) -> None:
        for answer in self._ear.feed(data):
            if isinstance(answer, RealTime | Automatic):
                self._hear_status(answer)
            elif isinstance(answer, Proof):
                self.questions.hear(answer)
            elif isinstance(answer, InTurn):
                if self.questions.hear(answer):
                    self.condition = self.condition.after(answer)
            elif isinstance(answer, Cleared):
                self.cleared = True
            elif isinstance(answer, Name):
                self.model = answer.text
        if not self.asking:
            self._changed()

    def _hear_status(self, answer: Answer) -> None:
        if isinstance(answer, RealTime):
            if not self._asked:
                return  # too late for its question, or noise
            self._answers += 1
        elif not self.talks:
            return  # nobody told it to report, so it is noise
        self.talks = self.talks or self._answers >= len(EVERYTHING)
        self.condition = self.condition.after(answer, self._asked)
        self.misses, self.heard_at = 0, self.now()
        if self.silent:
            self.silent = False
            self.questions.forget()  # it was off, or its wire loose: what it owed us is lost
        if isinstance(answer, RealTime):
            if self._asked == 2 and answer.bits & 0x40:
                self._to_ask.append(3)
            self._asked = 0

    def _miss(self, now: float, *, job: bool) -> None:
        self._asked, self._to_ask, self._quiet_until = 0, [], now + ANSWER_S
        if job:
            return  # while it prints, many a printer does not listen
        self._answers = 0
        self.misses += 1
        if not self.talks:
            self.condition = Condition()  # a part of a round was noise
        if (self.talks or self.must_answer) and self.misses >= MISSES and not self.silent:
            self.silent = True
        self._changed()
