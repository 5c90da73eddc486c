"""What the mall did in the days before this one, as far as its screens tell of it. Pure.

Of the journal's figures, which are on the disk, this is no more than what the hall needs at hand: how often each
service was asked for, and what visitors said of it by one touch, by the month.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Lately:
    """Filled at a start of the hub, and then changed by events alone.

    Attributes:
        asked: per service, how many numbers were taken before today.
        votes: per month (`2026-11`), how many visitors gave which score, 1 to 4; of this month and the last.
    """

    def __init__(self) -> None:
        self.asked: Counts[str] = Counts()
        self.votes: defaultdict[str, Counts[int]] = defaultdict(Counts)

    def remember(
        self, asked: Mapping[str, int], votes: Iterable[tuple[str, Mapping[int, int]]], today: str
    ) -> None:
        """Know what the books say: how often each service was asked for, and the votes of days (`2026-11-23`)."""
        self.asked = Counts(asked)
        self.votes.clear()
        for day, scores in votes:
            self.votes[day[:7]].update(scores)
        self._forget(today)

    def vote(self, day: str, score: int) -> None:
        """A visitor said on a day how it was."""
        self.votes[day[:7]][score] += 1

    def begin_day(self, day: str, issued: Mapping[str, int]) -> None:
        """Another day has begun; `issued` are the numbers that were taken on the last one, by service."""
        self.asked.update(issued)
        self._forget(day)

    def _forget(self, day: str) -> None:
        before = last_month(date.fromisoformat(day))
        for month in [month for month in self.votes if month < before]:
            del self.votes[month]


def last_month(today: date) -> str:
    """The month before that of a day.

    >>> last_month(date(2027, 1, 31))
    '2026-12'
    """
    return (today.replace(day=1) - timedelta(days=1)).isoformat()[:7]
