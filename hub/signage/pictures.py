"""What displays showed last, as they sent it: in memory only, and never more than a few megabytes. Pure."""

from __future__ import annotations

from typing import NamedTuple

MOST_BYTES = 8_000_000


class Seen(NamedTuple):
    """A screen as it was at `at` (UTC seconds): a JPEG, or empty if nothing could be shown."""

    at: float
    jpeg: bytes


class Pictures:
    """The last picture of each display; the oldest ones go when there are too many."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}  # the one that came last stands last

    def keep(self, device: str, seen: Seen) -> None:
        """A display sent what it shows."""
        self._seen.pop(device, None)
        self._seen[device] = seen
        while len(self._seen) > 1 and sum(len(each.jpeg) for each in self._seen.values()) > MOST_BYTES:
            del self._seen[next(iter(self._seen))]

    def of(self, device: str) -> Seen | None:
        """What a display showed last, if that is still known."""
        return self._seen.get(device)
