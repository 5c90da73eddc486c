"""Expected and recorded minutes of a day, side by side. Pure.

A minute's state is the one that most of its seconds had. Two people with watches do not agree to the second about when
somebody came, so a minute may go either way if it hangs on that, and only then: a recorded state is right if its
expected seconds, with `slack_s` for each change of state that is expected within the minute or at its edges, are at
least as many as those of the state that is ahead, without. A minute in which nothing was to change admits one state.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MINUTES = 1440


class Stretch(NamedTuple):
    """What was recorded: a state from `start` to `end`, in seconds after local midnight."""

    start: float
    end: float
    state: str


class Difference(NamedTuple):
    """A minute of a counter whose record is wrong."""

    counter: str
    minute: int
    expected: str
    recorded: str


def second_by_second(stretches: Iterable[Stretch], seconds: int = MINUTES * 60) -> list[str]:
    """The state that a record gives to the middle of each second; empty where it says nothing."""
    found = [""] * seconds
    for row in stretches:
        first, last = max(0, round(row.start)), min(seconds, round(row.end))
        found[first:last] = [row.state] * max(0, last - first)
    return found


def by_minute(seconds: Sequence[str]) -> list[str]:
    """The state of each minute; of two that had as many seconds, the one that was first."""
    return [_longest(seconds[start : start + 60]) for start in range(0, len(seconds), 60)]


def _longest(states: Sequence[str]) -> str:
    return states[0] if states.count(states[0]) == len(states) else Counter(states).most_common(1)[0][0]


def differences(
    expected: Mapping[str, Sequence[str]], recorded: Mapping[str, Sequence[str]], slack_s: float
) -> list[Difference]:
    """Every minute whose record is wrong; both hold the states of a counter's seconds."""
    found = []
    for counter, wanted in expected.items():
        told = by_minute(recorded[counter])
        for minute, state in enumerate(told):
            start = 60 * minute
            if _longest(wanted[start : start + 60]) == state:
                continue
            counts = Counter(wanted[start : start + 60])
            ahead, most = counts.most_common(1)[0]
            near = wanted[max(0, start - round(slack_s)) : start + 60 + round(slack_s)]
            changes = sum(one != other for one, other in pairwise(near))
            if state not in near or counts[state] + 2 * slack_s * changes < most:
                found.append(Difference(counter, minute, ahead, state))
    return found


def totals(seconds: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Minutes per state, of all counters together."""
    return dict(Counter(state for row in seconds.values() for state in by_minute(row)))
