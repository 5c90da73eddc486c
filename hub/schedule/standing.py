"""Whether an agency serves just now, as the hall is told: open, on a break, or closed, and until when. Pure.

Worked out once per version of the register and date, like all of the schedule.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from hub.schedule import date_at, day_begins, once, windows

if TYPE_CHECKING:
    from datetime import date

    from hub.register import Register


class Standing(NamedTuple):
    """A stretch of an agency's day, in UTC seconds. `until`: when it serves again, if that is today."""

    start: float
    end: float
    state: Literal["open", "break", "closed"]
    until: float | None = None


def standing(register: Register, agency: str, at: float) -> Standing:
    """How an agency stands at a time (UTC seconds): open, if any of its counters is."""
    day = date_at(at, register.mall.timezone)
    stretches = once(register, ("standing", agency, day), lambda: _stretches(register, agency, day))
    return next(each for each in reversed(stretches) if each.start <= at)


def _stretches(register: Register, agency: str, day: date) -> tuple[Standing, ...]:
    zone = register.mall.timezone
    counters = [row.id for row in register.counters.values() if row.agency == agency]
    rows = [row for counter in counters for row in windows(register, counter, day)]
    opens = sorted(row.start for row in rows if row.kind == "open")
    edges = {day_begins(day, zone), day_begins(day + timedelta(days=1), zone)}
    edges.update(edge for row in rows for edge in row[:2])
    found: list[Standing] = []
    for start, end in pairwise(sorted(edges)):
        kinds = {row.kind for row in rows if row.start <= start and end <= row.end}
        again = next((at for at in opens if at >= end), None)
        if "open" in kinds:
            found.append(Standing(start, end, "open"))
        elif "break" in kinds and again is not None:  # a break that nothing follows is the end of the day
            found.append(Standing(start, end, "break", again))
        else:
            found.append(Standing(start, end, "closed", again))
    return tuple(found)
