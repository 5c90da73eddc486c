"""Whose paper may be printed again: the tickets of this kiosk by what its reader makes of cards and codes. Pure.

Forgotten at a restart, apart from the codes on the papers themselves: the key behind a visitor's card is never
written down, so nobody could know the card again.
"""

from __future__ import annotations

LINK_S = 30.0  # so long after a ticket was printed the next card belongs to it
COPIES = 2  # of one ticket; more are somebody playing
KEPT = 1000


class Papers:
    """The papers that came out here."""

    def __init__(self) -> None:
        self._uids: dict[str, str] = {}  # visitor token -> uid, oldest first
        self._failed: dict[str, str] = {}  # uid -> the uid that took its place, empty if none has
        self._copies: dict[str, tuple[int, int]] = {}  # uid -> tries, and how many of them failed
        self._last, self._last_at = "", -LINK_S

    def sent(self, uid: str, now: float) -> None:
        """A ticket goes to the printer: a card that is shown from now on, and be it before the cut, belongs to it."""
        self._last, self._last_at = uid, now

    def know(self, visitor: str, uid: str) -> None:
        """From now on this token stands for that ticket."""
        self._uids.pop(visitor, None)
        self._uids[visitor] = uid
        while len(self._uids) > KEPT:
            del self._uids[next(iter(self._uids))]

    def fail(self, uid: str, heir: str = "") -> None:
        """A paper did not come out whole: its number is void, and `heir`, once there is one, has its place."""
        self._failed[uid] = heir or self._failed.get(uid, "")
        while len(self._failed) > KEPT:
            del self._failed[next(iter(self._failed))]

    def of(self, visitor: str) -> str:
        """The uid of a card's or code's ticket; empty if there is none."""
        return self._uids.get(visitor, "")

    def heir(self, uid: str) -> str:
        """The ticket that has the place of this one now: itself, unless its paper failed and it was replaced."""
        while self._failed.get(uid):
            uid = self._failed[uid]
        return uid

    def is_void(self, uid: str) -> bool:
        """Whether its paper failed: a piece of it may be about all the same."""
        return uid in self._failed

    def link(self, visitor: str, now: float) -> str:
        """Let a card stand for the ticket that was printed just before; its uid, empty if there is none."""
        if not self._last or now - self._last_at > LINK_S:
            return ""
        uid, self._last = self._last, ""
        self.know(visitor, uid)
        return uid

    def next_copy(self, uid: str) -> int:
        """The number of the next try for a copy, 1 for the first; 0 if enough came out."""
        tries, failed = self._copies.get(uid, (0, 0))
        if tries - failed >= COPIES:
            return 0
        self._copies[uid] = tries + 1, failed
        while len(self._copies) > KEPT:
            del self._copies[next(iter(self._copies))]
        return tries + 1

    def copy_failed(self, uid: str) -> None:
        """The last try has left nothing in anybody's hand: it is none of the `COPIES`."""
        tries, failed = self._copies.get(uid, (0, 0))
        if failed < tries:
            self._copies[uid] = tries, failed + 1
