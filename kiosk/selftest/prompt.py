"""The terminal: questions to the technician, and a key that may come while something else is waited for."""

from __future__ import annotations

import select
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 60.0
NO = ("t", "n")  # tidak, no


class Prompt:
    """Standard input and output, line by line."""

    def __init__(self) -> None:
        self._ended = False  # nobody will ever press a key

    def say(self, line: str) -> None:
        """A line for the technician."""
        print(line, flush=True)

    def ask(self, question: str) -> None:
        """Put a question; the answer may come from the hardware or by `entered`."""
        while self.entered() is not None and not self._ended:
            pass  # a key that was pressed for the question before
        print(f"          {question}", flush=True)

    def entered(self) -> str | None:
        """The line that was entered; None as long as there is none."""
        if self._ended:
            return ""
        if not select.select([sys.stdin], [], [], 0)[0]:
            return None
        line = sys.stdin.readline()
        self._ended = not line
        return line.strip()

    def yes(self, question: str, meanwhile: Callable[[], None]) -> bool:
        """Whether the answer is yes: Enter alone, or anything but a no. Nobody there is a no."""
        self.ask(question)
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            meanwhile()
            line = self.entered()
            if line is not None:
                return not self._ended and line[:1].lower() not in NO
        return False
