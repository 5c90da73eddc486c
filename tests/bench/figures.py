"""What was measured: samples beside the samples of their floor, and the goals they are held against."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Goal(NamedTuple):
    """A limit for the value that `share` of the samples do not exceed (or, of a rate, do not fall below).

    `times_floor` means a multiple of the floor's own value at the same share, else it is in the figure's unit.
    """

    share: float
    limit: float
    times_floor: bool = False


class Figure(NamedTuple):
    """One thing that was measured. `floor` is empty where there is none; `rate`: more is better."""

    name: str
    unit: str
    ours: tuple[float, ...]
    floor: tuple[float, ...] = ()
    goals: tuple[Goal, ...] = ()
    rate: bool = False

    def at(self, share: float, *, floor: bool = False) -> float | None:
        """The value that this share of the samples do not exceed; of a rate, that they reach."""
        samples = self.floor if floor else self.ours
        if not samples:
            return None
        return quantile(samples, 1 - share if self.rate else share)

    def limit(self, goal: Goal) -> float | None:
        """A goal in the figure's own unit; None if it needs a floor that was not measured."""
        if not goal.times_floor:
            return goal.limit
        floor = self.at(goal.share, floor=True)
        return None if floor is None else goal.limit * floor

    def met(self, goal: Goal) -> bool:
        """Whether a goal is reached."""
        value, limit = self.at(goal.share), self.limit(goal)
        if value is None or limit is None:
            return False
        return value >= limit if self.rate else value <= limit

    def as_json(self) -> dict[str, str | float | None]:
        """The row of `--json`; `goal` is the first goal, in the figure's unit."""
        limit = self.limit(self.goals[0]) if self.goals else None
        values = {
            "ours_p50": self.at(0.5),
            "ours_p99": self.at(0.99),
            "floor_p50": self.at(0.5, floor=True),
            "floor_p99": self.at(0.99, floor=True),
            "goal": limit,
        }
        rounded = {key: None if value is None else round(value, 4) for key, value in values.items()}
        return {"name": self.name, "unit": self.unit, **rounded}


def quantile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least this share of them do not exceed.

    >>> quantile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(samples)
    # rounded, or 0.07 of 100 samples would be the eighth
    return ordered[min(len(ordered) - 1, max(0, math.ceil(round(share * len(ordered), 9)) - 1))]
