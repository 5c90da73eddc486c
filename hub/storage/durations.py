"""Many durations in a few numbers that can be added up, and their quantiles within 1.6 %. Pure.

A duration falls into one of a fixed row of buckets: below 64 ms each millisecond has its own; above, each doubling
is cut into 32. Whole numbers only, so that two machines agree to the last bit, and the buckets of any two days or
counters may be added.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CUTS = 32  # per doubling: half a bucket is at most 1/64 of the value
_EXACT = 2 * CUTS


def bucket(seconds: float) -> int:
    """Give the bucket of a duration; one below nothing counts as nothing.

    >>> [bucket(seconds) for seconds in (0.0, 0.063, 0.064, 60.0, 14400.0)]
    [0, 63, 64, 378, 630]
    """
    ms = max(0, round(seconds * 1000))
    if ms < _EXACT:
        return ms
    shift = ms.bit_length() - _EXACT.bit_length() + 1
    return shift * CUTS + (ms >> shift)


def middle_s(number: int) -> float:
    """Give the middle of a bucket, in seconds.

    >>> middle_s(63), middle_s(378)
    (0.063, 59.904)
    """
    if number < _EXACT:
        return number / 1000
    shift, cut = number // CUTS - 1, number % CUTS + CUTS
    return ((cut << shift) + (1 << shift) / 2) / 1000


def merged(many: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The sum of several: per bucket, how many."""
    total: dict[int, int] = {}
    for one in many:
        for number, count in one.items():
            total[number] = total.get(number, 0) + count
    return total


def quantile_s(counts: Mapping[int, int], share: float) -> float | None:
    """Give the smallest duration that at least this share of all does not exceed; None: there are none.

    >>> waits = merged([{bucket(60.0): 9}, {bucket(600.0): 1}])
    >>> round(quantile_s(waits, 0.5)), round(quantile_s(waits, 0.9)), round(quantile_s(waits, 0.91))
    (60, 60, 598)
    """
    # Rounded first: 0.7 of ten is seven of them, whatever the machine's fractions make of it.
    wanted, seen = max(1, ceil(round(share * sum(counts.values()), 6))), 0
    for number in sorted(counts):
        seen += counts[number]
        if seen >= wanted:
            return middle_s(number)
    return None
