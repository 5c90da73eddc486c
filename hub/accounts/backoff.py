"""Who guessed wrong how often: in memory, and never more of it than a few thousand names. Pure.

Whoever sprays names only pushes out the oldest; the count of the address stays. Must never be asked whether a name
exists: it counts what was typed.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.accounts import BackOff

MOST_KEYS = 4096
FORGOTTEN_S = 3600.0  # after an hour without a failure


class Guesses:
    """Failures by key (a login, or an address). One thread at a time."""

    def __init__(self, rule: BackOff, most_keys: int = MOST_KEYS) -> None:
        self._rule, self._most = rule, most_keys
        self._failed: OrderedDict[str, tuple[int, float]] = (
            OrderedDict()
        )  # failures, and when the last one was

    def wait_s(self, key: str, now: float) -> float:
        """Seconds that this key has to wait before its next guess counts; 0: it may guess."""
        failures, last = self._failed.get(key, (0, now))
        if now - last >= FORGOTTEN_S:
            del self._failed[key]
            return 0.0
        return max(0.0, last + self._rule.wait_s(failures) - now)

    def fail(self, key: str, now: float) -> None:
        """Count a wrong guess."""
        failures, last = self._failed.pop(key, (0, now))
        self._failed[key] = (1 if now - last >= FORGOTTEN_S else failures + 1, now)
        while len(self._failed) > self._most:
            self._failed.popitem(last=False)

    def succeed(self, key: str) -> None:
        """Forget what this key got wrong."""
        self._failed.pop(key, None)

    def take_back(self, key: str) -> None:
        """One guess was right after all: it does not count."""
        failures, last = self._failed.get(key, (0, 0.0))
        if failures > 1:
            self._failed[key] = (failures - 1, last)
        else:
            self._failed.pop(key, None)
