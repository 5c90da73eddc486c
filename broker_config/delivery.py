"""Bringing an outbox's entries to the hub: a window of unacknowledged ones, sent again when nothing is heard.

No thread, no clock, no socket: the owner passes the time and the way to send.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.contract import Durable
    from broker_config.outbox import Outbox

WINDOW = 100
AGAIN_S = 2.0


class Delivery:
    """What of an outbox has been sent in this session; begins with a welcome, ends with the session."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._sent: int | None = None  # None: no hub to send to
        self._out: deque[int] = deque()  # what is on its way: sent, and not acknowledged
        self._again_at: float | None = None

    def begin(self, acked: int) -> None:
        """The hub holds our log through `acked`, which may be less than it once said."""
        self._outbox.acknowledge(acked)
        self._send_from(acked)

    def end(self) -> None:
        """The session is over."""
        self._sent = self._again_at = None

    def acknowledged(self, acked: int) -> None:
        """The hub has committed through `acked`. Only a welcome may take back what was acknowledged."""
        if self._sent is not None and acked > self._outbox.acked:
            self._outbox.acknowledge(acked)
            self._sent = max(self._sent, acked)
            while self._out and self._out[0] <= acked:
                self._out.popleft()
            self._again_at = None

    def deadline(self) -> float | None:
        """When `pump` should be called at the latest."""
        return self._again_at

    def pump(self, now: float, send: Callable[[Durable], bool]) -> None:
        """Send what the window has room for; all of it again if the hub has been silent for too long."""
        if self._sent is None:
            return
        if self._again_at is not None and now >= self._again_at:
            self._send_from(self._outbox.acked)
        if self._sent < self._outbox.newest:
            self._fill(send)
        # Whatever is out is waited for, also what an acknowledgement left: the rest may have been lost.
        if self._again_at is None and self._sent > self._outbox.acked:
            self._again_at = now + AGAIN_S

    def _send_from(self, acked: int) -> None:
        self._sent, self._again_at = acked, None
        self._out.clear()

    def _fill(self, send: Callable[[Durable], bool]) -> None:
        room = WINDOW - len(self._out)
        # Only what is new: read again with every acknowledgement, a day's log would be read fifty times.
        for entry in self._outbox.pending(after=self._sent, limit=room) if room > 0 else ():
            if not send(entry):
                return
            self._sent = entry.seq
            self._out.append(entry.seq)
