"""The panel's voice, seen from the kiosk: a worker process that is there only while somebody listens.

It starts when help is first asked for and ends by itself when nothing was said for a while, so that a kiosk nobody
listens to pays nothing. Must never block, and never talk over itself: what is said anew ends what was said before.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.panel.events import Language

log = logging.getLogger(__name__)


class Voice:
    """One voice.

    Attributes:
        fault: what is wrong with the sound, empty if nothing is known to be.
        busy: whether it is speaking.
    """

    def __init__(self) -> None:
        self.fault = ""
        self.busy = False
        self._said: tuple[tuple[str, ...], Language] = ((), "id")
        self._worker: subprocess.Popen[str] | None = None

    def say(self, sentences: tuple[str, ...], language: Language) -> None:
        """Say this, unless it is what is being said or was said last; nothing: fall silent."""
        if (sentences, language) == self._said:
            return
        self._said = sentences, language
        if not sentences and self._worker is None:
            return
        self.busy = bool(sentences)
        self._tell({"say": sentences, "language": language})

    def close(self) -> None:
        """Fall silent and end the worker."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with contextlib.suppress(OSError):
            worker.stdin.close()  # type: ignore[union-attr] - it was made with one
        try:
            worker.wait(2.0)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()

    def _tell(self, what: dict[str, object]) -> None:
        line = json.dumps(what) + "\n"
        for _ in range(2):  # the worker may have gone to rest just now
            worker = self._running()
            if worker is None:
                return
            try:
                worker.stdin.write(line)  # type: ignore[union-attr] - it was made with one
                worker.stdin.flush()  # type: ignore[union-attr] - the same
            except OSError:
                self.close()
            else:
                return

    def _running(self) -> subprocess.Popen[str] | None:
        if self._worker is not None and self._worker.poll() is None:
            return self._worker
        self.close()
        try:
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "kiosk.panel.speak"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )  # fmt: skip
        except OSError as error:
            self._note(f"the voice cannot start: {error.strerror}")
            return None
        threading.Thread(target=self._listen, args=(self._worker,), name="voice", daemon=True).start()
        return self._worker

    def _listen(self, worker: subprocess.Popen[str]) -> None:
        """What the worker says about itself, a word a line: busy, done, or what is wrong."""
        assert worker.stdout is not None  # noqa: S101 - it was made with one
        with worker.stdout as lines:
            for line in lines:
                word = line.strip()
                self.busy = word == "busy"
                if word not in ("busy", "done"):
                    self._note(word)
                elif word == "busy":
                    self._note("")
        self.busy = False

    def _note(self, fault: str) -> None:
        if fault != self.fault:
            log.warning("voice: %s", fault or "works again")
        self.fault = fault
        if fault:
            self.busy = False
