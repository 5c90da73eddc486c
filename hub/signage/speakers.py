"""Which display speaks for each zone, when several could. Pure.

One that speaks goes on until it cannot: the voice must not wander between boxes because another one came back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_DIGITS = re.compile(r"(\d+)")


def elect(
    displays: Mapping[str, Iterable[str]], able: Collection[str], before: Mapping[str, str]
) -> dict[str, str]:
    """The speaker of each zone; a zone where none is able has none.

    Args:
        displays: per zone, those that stand there.
        able: those that are there and have a voice.
        before: who spoke for each zone until now.
    """
    found: dict[str, str] = {}
    for zone, here in displays.items():
        ready = [device for device in here if device in able]
        if ready:
            last = before.get(zone, "")
            found[zone] = last if last in ready else min(ready, key=natural)
    return found


def natural(device: str) -> list[tuple[int, str]]:
    """The order in which people count devices: `layar-2` before `layar-10`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(device)]
