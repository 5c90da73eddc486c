"""The floor as one voice sees it, in a hall that hears others: asked for, waited for, held, given back. Pure.

Whoever hears nothing from the hub speaks anyway: two voices at once are better than none. Whoever heard that another
one has the floor waits until that one must have ended. All times are monotonic seconds.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from broker_config.contract import FloorReleased, FloorRequest

if TYPE_CHECKING:
    from broker_config.contract import FloorGranted

ANSWER_S = 1.5  # so long without an answer, and there is no hub
ASK_S = 0.5  # three times before that: an answer that is lost must not be taken for a hub that is gone
RENEW_S = 1.0


class Floor:
    """`life` is another one after each start of the voice: what was granted to the one before is none of ours."""

    def __init__(self, life: str) -> None:
        self._life, self._count = life, 0
        self._nonce = ""  # while it is asked for or held
        self._due = 0.0  # when to say so again
        self._speaking = False
        self._granted_until = -inf
        self._others_until = -inf
        self._unanswered: float | None = None  # since when

    def ask(self, now: float) -> FloorRequest | None:
        """Something is to be said: what to tell the hub now, if anything."""
        self._begin(now)
        if now < self._due:
            return None
        if self._unanswered is None:
            self._unanswered = now
        self._due = now + ASK_S
        return FloorRequest(nonce=self._nonce)

    def hear(self, granted: FloorGranted, now: float) -> None:
        """The hub says who has the floor."""
        self._unanswered = None
        if self._nonce and granted.nonce == self._nonce:
            self._granted_until, self._others_until = now + granted.seconds, -inf
        elif not granted.nonce.startswith(f"{self._life}-"):  # what comes late of our own is over
            self._others_until = now + granted.seconds

    def mine(self, now: float) -> bool:
        """Whether to speak now: the hub says so, or says nothing though it was asked."""
        if now < self._granted_until:
            return True
        silent = self._unanswered is not None and now - self._unanswered >= ANSWER_S
        return silent and now >= self._others_until

    def begin(self, now: float) -> None:
        """It speaks from now on, with the floor or, in an emergency, without."""
        self._begin(now)
        self._speaking, self._due = True, now

    def renew(self, now: float) -> FloorRequest | None:
        """It is still speaking: what to tell the hub now, if anything."""
        if not self._speaking or now < self._due:
            return None
        self._due = now + RENEW_S
        return FloorRequest(nonce=self._nonce, speaking=True)

    def end(self) -> FloorReleased | None:
        """It has spoken, or wants to no more: what to tell the hub, if it knew."""
        nonce, self._nonce, self._speaking = self._nonce, "", False
        self._granted_until, self._unanswered = -inf, None
        return FloorReleased(nonce=nonce) if nonce else None

    def rest(self, now: float) -> float:
        """Seconds until there is something to do though the hub says nothing."""
        return self._due - now if self._nonce else inf

    def _begin(self, now: float) -> None:
        if not self._nonce:
            self._count += 1
            self._nonce, self._due = f"{self._life}-{self._count}", now
