"""Which of a box's parts are due to be looked after. Twenty buttons must not cost a look each in every turn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.devices import Device


class Rounds:
    """Polls each part when it asked for it, after it said something, and at least every `longest_s` seconds."""

    def __init__(self, parts: Mapping[str, Device], longest_s: float) -> None:
        self._parts, self._longest_s = parts, longest_s
        self._due = dict.fromkeys(parts, -math.inf)
        self._all_at = -math.inf

    def soon(self, name: str) -> None:
        """Something has happened at this part: what it said of its next time may not hold."""
        self._due[name] = -math.inf

    def hurry(self, every_s: float) -> None:
        """From now on look after everybody so often: edges do not come by themselves any more."""
        self._longest_s, self._all_at = every_s, -math.inf

    def go(self, now: float) -> float:
        """Poll whoever is due; gives the time of `time.monotonic` to go again, at the latest."""
        everybody = now >= self._all_at
        if everybody:
            # On a grid, as the parts do it themselves: the process wakes once for all of them.
            self._all_at = (math.floor(now / self._longest_s) + 1) * self._longest_s
        for name, due in self._due.items():
            if everybody or due <= now:
                self._due[name] = self._parts[name].poll(now)
        return min(self._all_at, min(self._due.values(), default=math.inf))
