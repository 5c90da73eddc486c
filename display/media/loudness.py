"""How loud a clip is: softer while somebody speaks, by steps too small to crack. Pure.

Times are monotonic seconds.
"""

from __future__ import annotations

from display.media.orders import HUSH_S

SOFT = 0.2  # how loud it is while somebody speaks, of how loud it is else
AFTER_S = 0.5  # for how long it stays so when they have spoken
STEP_S = 0.02


class Loudness:
    """Silent, until somebody says how loud."""

    def __init__(self) -> None:
        self._share, self._volume = 1.0, 0.0
        self._hushed, self._until = False, 0.0
        self._stepped = 0.0

    def set(self, volume: float) -> None:
        """So loud while nobody speaks, 0 to 1."""
        self._volume = volume

    def hush(self, now: float, *, on: bool) -> None:
        """Somebody speaks, or has spoken."""
        self._hushed, self._until = on, 0.0 if on else now + AFTER_S

    def hushed(self, now: float) -> bool:
        """Whether it is to be soft."""
        return self._hushed or now < self._until

    def rest(self, now: float) -> float | None:
        """Seconds until it has to be asked again; None if nothing changes."""
        if self._hushed:
            return STEP_S if self._share > SOFT else None
        return max(self._until - now, STEP_S) if self._share < 1.0 else None

    def step(self, now: float) -> float:
        """How loud now, 0 to 1; to be asked at least every `STEP_S` while `rest` says so."""
        passed, self._stepped = min(now - self._stepped, STEP_S), now
        most = (1.0 - SOFT) * passed / HUSH_S
        if self._hushed:
            self._share = max(SOFT, self._share - most)
        elif now >= self._until:
            self._share = min(1.0, self._share + most)
        return self._volume * self._share
