"""What the hall is told beside the calls: which announcement is on the screen, and which are to be said. Pure.

Each number is said once, whatever is heard again. What was announced before the display was there is shown and not
said, unless it is an emergency that still holds: that must reach everybody, and is said at every start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.contract import Announcement, Announcements


class Notices:
    """The announcements of one zone.

    Attributes:
        told: the newest snapshot, which may be from before the start; None if there never was one.
        items: what of it is for this zone, oldest first.
    """

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.told: Announcements | None = None
        self._recalled = True
        self.items: tuple[Announcement, ...] = ()
        self._newest = 0  # the highest number ever taken in this epoch

    def recall(self, told: Announcements) -> None:
        """Show what was known before the start, until the hub says how things are now."""
        self.told, self.items = told, self._ours(told)

    def take(
        self, told: Announcements, hub_now: float | None, fresh: Callable[[float], bool]
    ) -> tuple[Announcement, ...]:
        """Believe a snapshot; returns what is to be said, oldest first.

        `fresh` tells of a time (UTC) whether it is recent enough for something said then to be news.
        """
        before = None if self._recalled else self.told
        if before and (told.epoch, told.rev) <= (before.epoch, before.rev):
            return ()
        self.told, self.items, self._recalled = told, self._ours(told), False
        silent = before is None or told.epoch != before.epoch
        known = 0 if silent else self._newest
        self._newest = max((known, *(item.number for item in told.items)))
        return tuple(
            item
            for item in self.items
            if item.spoken
            and item.number > known
            and _holds(item, hub_now)
            and (item.kind == "emergency" or (not silent and fresh(item.at)))
        )

    def current(self, hub_now: float | None) -> Announcement | None:
        """The one that the screen shows: an emergency before all others, then the newest."""
        holding = [item for item in self.items if _holds(item, hub_now)]
        return max(holding, key=lambda item: (item.kind == "emergency", item.number), default=None)

    def next_end(self, hub_now: float | None) -> float | None:
        """The mall seconds until one of them is over; None if nobody knows, or nothing is told."""
        if hub_now is None:
            return None
        return min((item.until - hub_now for item in self.items if _holds(item, hub_now)), default=None)

    def _ours(self, told: Announcements) -> tuple[Announcement, ...]:
        found = (item for item in told.items if not item.zones or self._zone in item.zones)
        return tuple(sorted(found, key=lambda item: item.number))


def _holds(item: Announcement, hub_now: float | None) -> bool:
    """Whether it is not over; while no time is known, the hub is believed, which leaves out what is."""
    return hub_now is None or hub_now < item.until
