"""What the hall was told, as the hub remembers it: what stands, the last number, what was told before. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import events as e

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_S = 86_400.0  # so long an announcement stands at most
_REMEMBERED_S = 2 * LONGEST_S


class Told:
    """Changed by events alone.

    Attributes:
        number: the highest that was ever given.
        keys: what must not be told twice, and until when it stood (UTC seconds).
    """

    def __init__(self) -> None:
        self.number = 0
        self.keys: dict[str, float] = {}
        self._standing: dict[int, e.Announced] = {}

    def take(self, event: e.Announced | e.AnnouncementEnded) -> None:
        """Something was announced, or is over."""
        if isinstance(event, e.AnnouncementEnded):
            self._standing.pop(event.number, None)
            return
        self.number = max(self.number, event.number)
        self._standing = {
            number: each
            for number, each in self._standing.items()
            if each.until > event.at - _REMEMBERED_S  # not at once: the clock may be set back
        } | {event.number: event}
        self.keys = {key: until for key, until in self.keys.items() if until > event.at - _REMEMBERED_S}
        if event.key:
            self.keys[event.key] = event.until

    def standing(self, now: float) -> Iterator[e.Announced]:
        """What the hall is told at a time (UTC seconds), oldest first."""
        return (each for _, each in sorted(self._standing.items()) if each.until > now)
