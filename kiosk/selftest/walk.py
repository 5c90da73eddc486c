"""Leads a technician from part to part: waits for the finger, the card, the answer; lights the lamp in question.

The parts are the product's own, opened as a kiosk opens them; one that cannot be opened is a finding, and the walk
goes on.
"""

from __future__ import annotations

import contextlib
import queue
import time
from typing import TYPE_CHECKING, Any

from kiosk.devices import PrintDone, PrinterState
from kiosk.receipt import height_mm
from kiosk.selftest.findings import Finding, failed, of_part, ok
from kiosk.selftest.tasks import FAULT_OF, Task, lamp_of, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kiosk.devices import Device, Happened
    from kiosk.receipt import Operation
    from kiosk.selftest.prompt import Prompt

SETTLE_S = 6.0  # a printer is asked three times for a proof of print before it is believed to have none
HANDS_S = 60.0  # nobody is there any more
PRINT_S = 20.0
STEP_S = 0.05
ON_THE_LINE_S = 1.0
BITS, FAST_BAUD = 10, 115200  # of a byte on a serial line
JOB = "selftest"


class Walk:
    """The parts of a device, by name, and what comes from them."""

    def __init__(
        self, parts: Mapping[str, Device], inbox: queue.SimpleQueue[Any], say: dict[str, str]
    ) -> None:
        self._parts, self._inbox, self._say = parts, inbox, say
        self._came: list[Happened] = []

    def settle(self) -> None:
        """Give the parts time to look for their hardware."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            self._turn(STEP_S)
            if not any(part.health().detail == "looking for it" for part in self._parts.values()):
                break
        self._came.clear()

    def asked(self, names: Mapping[str, str]) -> Iterator[tuple[str, Finding]]:
        """How each part says it is, by its name."""
        titles = {task.part: task.title(self._say) for task in reversed(self.tasks(names))}
        for name, part in self._parts.items():
            health = part.health()
            usual = self._say["printer"] if health.kind == "printer" else self._say["part"].format(name)
            yield name, of_part(titles.get(name, usual), health)

    def tasks(self, names: Mapping[str, str]) -> list[Task]:
        """What hands can do here, in the order of the settings."""
        found = [tasks(name, part.health().kind, part.options, names) for name, part in self._parts.items()]
        return [task for one in found for task in one]

    def do(self, task: Task, prompt: Prompt) -> Finding:
        """Ask for one thing and wait for it."""
        title, part = task.title(self._say), self._parts[task.part]
        lamp: Any = part if task.deed == "look" else self._parts.get(lamp_of(task.means, self._lamps()))
        with self._blinking(lamp):
            if task.deed == "look":
                yes = prompt.yes(self._say["look"].format(task.name), lambda: self._turn(STEP_S))
                return ok(title) if yes else failed(title, "lamp_dark")
            question = self._say[task.deed].format(task.name)
            if self._happens(task, question, prompt):
                return ok(title)
        worse = of_part(title, part.health())
        return worse if worse.verdict == "failed" else failed(title, FAULT_OF[task.deed])

    def _happens(self, task: Task, question: str, prompt: Prompt) -> bool:
        """Whether the part says anything before the technician gives up."""
        self._came.clear()
        prompt.ask(question)
        deadline = time.monotonic() + HANDS_S
        while time.monotonic() < deadline:
            self._turn(STEP_S)
            if any(self._is_it(task, came) for came in self._came):
                return True
            if prompt.entered() is not None:
                return False
        return False

    @staticmethod
    def _is_it(task: Task, came: Happened) -> bool:
        if came.part != task.part or isinstance(came.what, PrinterState | PrintDone):
            return False
        # Of several keys of one part, the one that was asked for; a part of one key may say what it likes.
        said = getattr(came.what, "means", None)
        return said is None or said == task.means or not task.means

    def _lamps(self) -> list[tuple[str, str]]:
        shows = ((name, getattr(part.options, "shows", None)) for name, part in self._parts.items())
        return [
            (name, show)
            for name, show in shows
            if isinstance(show, str) and hasattr(self._parts[name], "set")
        ]

    @contextlib.contextmanager
    def _blinking(self, lamp: Any) -> Iterator[None]:
        if lamp is not None and hasattr(lamp, "set"):
            lamp.set("fast")
        try:
            yield
        finally:
            if lamp is not None and hasattr(lamp, "set"):
                lamp.set("off")

    # --- paper --------------------------------------------------------------------------------------------

    @property
    def printer(self) -> Any:
        """The part that prints; None on a pad."""
        return next((part for part in self._parts.values() if hasattr(part, "print")), None)

    def print(self, operations: list[Operation]) -> Finding:
        """Print on the device's own printer, and wait for the proof."""
        from kiosk.escpos_bytes import to_bytes  # noqa: PLC0415 - a pad has no printer to pay for

        self._came.clear()
        data = to_bytes(operations)
        self.printer.print(JOB, data, height_mm(operations))
        deadline = time.monotonic() + PRINT_S
        while time.monotonic() < deadline:
            self._turn(STEP_S)
            for came in self._came:
                if isinstance(came.what, PrintDone) and came.what.job == JOB:
                    return self._printed(came.what, len(data))
        return failed(self._say["paper"], "print_failed")

    def _printed(self, done: PrintDone, size: int) -> Finding:
        if done.result == "failed":
            worse = of_part(self._say["paper"], self.printer.health())
            return (
                worse
                if worse.verdict == "failed"
                else failed(self._say["paper"], "print_failed", done.reason)
            )
        if done.result == "unconfirmed":
            # Closing the port drops what is still on the line, and nobody has told us that nothing is.
            baud = getattr(self.printer.options, "baud", FAST_BAUD)
            gone_at = time.monotonic() + size * BITS / baud + ON_THE_LINE_S
            while time.monotonic() < gone_at:
                self._turn(STEP_S)
        return ok(self._say["paper"], self._say["proven" if done.result == "printed" else "unproven"])

    def _turn(self, seconds: float) -> None:
        """What the agent's loop does for its parts: poll them, and take what comes."""
        now = time.monotonic()
        due = min([now + seconds, *(part.poll(now) for part in self._parts.values())])
        with contextlib.suppress(queue.Empty):
            self._came.append(self._inbox.get(timeout=max(0.001, due - time.monotonic())))
            while True:
                self._came.append(self._inbox.get_nowait())
