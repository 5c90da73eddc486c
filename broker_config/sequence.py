"""How a device numbers the entries of its log. Pure.

Each start begins a block of its own, so that an entry that was written without a sync and lost with the power can
never share its number with another one, and so that a number tells under which boot it was written.
"""

from __future__ import annotations

BLOCK = 1 << 24  # entries of one start; at ten a second, that would be nineteen days


def before_boot(boot: int) -> int:
    """Give the number that is below all entries of this boot and above those of the boots before it.

    >>> before_boot(1), before_boot(2)
    (16777216, 33554432)
    """
    return boot * BLOCK
