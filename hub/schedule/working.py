"""How long work takes at counters that have breaks, closures and an hour at which they open. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.schedule import Window


def worked_off(work_s: float, counters: Sequence[Sequence[Window]], now: float) -> float:
    """Seconds from `now` (UTC seconds) until the counters have done so many seconds of work between them.

    `counters` has each one's windows of the day, and at least one counter. Whoever is still waiting when the last
    window ends is served by all of them. No work is done as soon as somebody is there to begin.
    """
    opened = [[(row.start, row.end) for row in rows if row.kind == "open"] for rows in counters]
    at = now
    for edge in sorted({edge for rows in opened for row in rows for edge in row if edge > now}):
        hands = sum(any(start <= at < end for start, end in rows) for rows in opened)
        done_s = hands * (edge - at)
        if hands and done_s >= work_s:
            return at - now + work_s / hands
        work_s -= done_s
        at = edge
    return at - now + work_s / len(counters)
