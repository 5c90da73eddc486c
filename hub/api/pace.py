"""How fast one program may ask: a few at once, then so many a second. In memory only."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 60
A_SECOND = 10.0
MOST_KNOWN = 1000


class _Asker(NamedTuple):
    left: float
    at: float


class Pace:
    """Any thread. `at_once` may be asked in a burst, `a_second` on and on; `now` gives seconds that only grow."""

    def __init__(
        self,
        at_once: float = AT_ONCE,
        a_second: float = A_SECOND,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.at_once, self.a_second, self._now = at_once, a_second, now
        self._lock = threading.Lock()
        self._askers: dict[str, _Asker] = {}

    def wait_s(self, who: str) -> int:
        """Count a request. 0: go on; else it does not count, and so many whole seconds are to be waited."""
        with self._lock:
            now = self._now()
            known = self._askers.pop(who, _Asker(self.at_once, now))  # whoever asked last comes last
            left = min(self.at_once, known.left + (now - known.at) * self.a_second)
            allowed = left >= 1.0
            self._askers[who] = _Asker(left - 1.0 if allowed else left, now)
            if len(self._askers) > MOST_KNOWN:
                del self._askers[next(iter(self._askers))]
        return 0 if allowed else max(1, math.ceil((1.0 - left) / self.a_second))
