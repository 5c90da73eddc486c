"""The far end of a printer's cable: says when the first byte of each ticket was there, and forgets the rest.

A printer that tells nothing of itself, as cheap ones are: decoding and answering would take the processor from
those who are measured.
"""

from __future__ import annotations

import os
import queue
import re
import select
import threading
import time
import tty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What the kiosk asks now and then even of a printer that never answers: DLE EOT n.
_QUESTIONS = re.compile(rb"(?:\x10\x04.)+", re.DOTALL)
TICKET_ENDS = b"\x1dV"  # GS V, the knife


class Paper:
    """A pty at `path`. `first_bytes` gets the wall time of each ticket's first byte."""

    def __init__(self, path: Path) -> None:
        self.first_bytes: queue.SimpleQueue[float] = queue.SimpleQueue()
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        path.symlink_to(os.ttyname(self._near))
        self._stop, self._stopper = os.pipe()
        self._thread = threading.Thread(target=self._run, name="paper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the cable."""
        os.write(self._stopper, b"x")
        self._thread.join()
        for fd in (self._far, self._near, self._stop, self._stopper):
            os.close(fd)

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._far, select.POLLIN)
        poll.register(self._stop, select.POLLIN)
        ticket = b""
        while self._stop not in dict(poll.poll()):
            at = time.time()
            data = os.read(self._far, 65536)
            if not ticket and not _QUESTIONS.sub(b"", data):
                continue
            if not ticket:
                self.first_bytes.put(at)
            ticket += data
            if TICKET_ENDS in ticket:
                ticket = b""
