"""Tells a finger from a contact that chatters: a worn switch, a loose wire, mains hum on a long cable. Pure.

A chattering button would print tickets until the roll is empty, so it is muted until it was quiet for a while. An
impatient child must never be taken for one: people press eight times a second at the most, and hold for 30 ms.
"""

from __future__ import annotations

from collections import deque

WINDOW_S = 2.0
MOST_PRESSES = 24  # in the window
MOST_EDGES = 60  # in the window, beside bounces
BOUNCE_S = 0.003  # an edge so soon after another belongs to it
FLEETING_S = 0.015  # no finger is so fast
MOST_FLEETING, FLEETING_WINDOW_S = 5, 10.0
QUIET_S = 10.0  # without an edge it is muted no longer


class Chatter:
    """Watches one contact. `muted` while its presses cannot be a finger's; `presses` and `edges` count all of them."""

    def __init__(self) -> None:
        self.presses = self.edges = 0
        self.muted = False
        self._last_edge = -QUIET_S
        self._edges: deque[float] = deque(maxlen=MOST_EDGES + 1)
        self._presses: deque[float] = deque(maxlen=MOST_PRESSES + 1)
        self._fleeting: deque[float] = deque(maxlen=MOST_FLEETING)

    def edge(self, at: float) -> None:
        """The contact closed or opened, bounces and all."""
        self.edges += 1
        if at - self._last_edge >= BOUNCE_S:
            self._note(self._edges, at, WINDOW_S)
        self._last_edge = max(self._last_edge, at)

    def press(self, at: float) -> None:
        """A press, by what the debouncing made of the edges."""
        self.presses += 1
        self._note(self._presses, at, WINDOW_S)

    def release(self, at: float, held_s: float) -> None:
        """That press is over."""
        if held_s < FLEETING_S:
            self._note(self._fleeting, at, FLEETING_WINDOW_S)

    def tick(self, now: float) -> None:
        """Unmute it, if it was quiet for long enough."""
        if self.muted and now - self._last_edge >= QUIET_S:
            self.muted = False
            for times in (self._edges, self._presses, self._fleeting):
                times.clear()

    def _note(self, times: deque[float], at: float, window_s: float) -> None:
        times.append(at)
        if len(times) == times.maxlen and at - times[0] < window_s:
            self.muted = True
