"""Sums over a counter's intervals: how long in which state, what share of its hours it was staffed. Pure."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.minutes.presence import Interval, State

PRESENT = frozenset({"serving", "open_idle"})


class Figures(NamedTuple):
    """Seconds of the windows in which counters were to be open: all, those that are known, those with an officer."""

    scheduled_s: int
    known_s: int
    present_s: int

    @property
    def presence(self) -> float | None:
        """Percent of the known time with an officer; None if nothing is known."""
        return 100.0 * self.present_s / self.known_s if self.known_s else None

    @property
    def coverage(self) -> float | None:
        """Percent of the scheduled time that is known: what `presence` rests on; None if nothing was scheduled."""
        return 100.0 * self.known_s / self.scheduled_s if self.scheduled_s else None


def minutes(intervals: Iterable[Interval]) -> dict[State, int]:
    """Seconds per state, whole ones, those that do not occur left out; of intervals that tile, they add up."""
    total: dict[State, int] = {}
    for interval in intervals:
        total[interval.state] = total.get(interval.state, 0) + _seconds(interval)
    return total


def figures(intervals: Iterable[Interval]) -> Figures:
    """How far the hours were kept, of any counters and days together.

    Serving in a break or after closing is not in it: those minutes were not owed.
    """
    scheduled = known = present = 0
    for interval in intervals:
        if interval.scheduled:
            lasted = _seconds(interval)
            scheduled += lasted
            known += lasted if interval.state != "unknown" else 0
            present += lasted if interval.state in PRESENT else 0
    return Figures(scheduled, known, present)


def state_at(intervals: Sequence[Interval], at: float) -> Interval | None:
    """The interval of a counter's day that a time lies in; None outside. The very end belongs to the last one."""
    index = bisect_right(intervals, at, key=lambda interval: interval.start) - 1
    if index < 0 or at > intervals[index].end:
        return None
    return intervals[index]


def _seconds(interval: Interval) -> int:
    return round(interval.end) - round(interval.start)
