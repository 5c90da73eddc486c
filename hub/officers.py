"""Who has come to which counter, by a staff card or at a console, and has not left since. Pure.

Whoever forgets to leave has left at midnight. It is what the pads show, and what a card that is shown means; a
counter's minutes are judged from the evidence itself (`hub.minutes`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.schedule import date_at

if TYPE_CHECKING:
    from hub import events as e

_COMES = frozenset({"sign_in", "card"})


class Officers:
    """Per counter, its people and since when; who came last comes last."""

    def __init__(self) -> None:
        self._at: dict[str, dict[str, float]] = {}

    def take(self, event: e.Attended) -> None:
        """Learn that somebody came or left; an act at the counter is neither."""
        here = self._at.setdefault(event.counter, {})
        if event.how == "sign_out" and not event.by:
            here.clear()
        elif event.how == "sign_out":
            here.pop(event.by, None)
        elif event.how in _COMES and event.by:
            here.pop(event.by, None)
            here[event.by] = event.at if event.shown_at is None else event.shown_at

    def here(self, counter: str, now: float, zone: str) -> list[str]:
        """Who is at a counter, by id; who came last comes last. `zone` as `Asia/Jakarta`."""
        today = date_at(now, zone)
        return [who for who, since in self._at.get(counter, {}).items() if date_at(since, zone) == today]

    def where(self, who: str, now: float, zone: str) -> list[str]:
        """The counters somebody is at."""
        return [counter for counter in self._at if who in self.here(counter, now, zone)]
