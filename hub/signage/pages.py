"""What the mall offers, as pages for screens on which nobody is being called. Pure.

What the register says is worked out once a day and after an edit; figures, whenever somebody asks. How each kind of
page is made up:

- `services`: an agency and its services, with the fee; the note says where, and when if it has days of its own
- `hours`: today, then the week, then the days ahead that are unlike it
- `requirements`: a service and what to bring for it, a line each
- `hotlines`: the mall's, then each agency's
- `satisfaction`: the share of those who were satisfied, then of each of the four answers, best first
- `today`: figures, a line each
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hub.schedule import date_at, once
from hub.signage.figure_pages import satisfaction, today_in_figures
from hub.signage.standing_pages import MOST_ROWS, hotlines, hours, requirements, services

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from broker_config.signage import Page
    from hub.hall import Hall

MOST_PAGES = 198  # with those of figures no more than 200
MOST_BYTES = 130_000  # of all pages; with the mall's clips that is no more than 200 KB
MANY = ("services", "requirements")  # kinds with a page for each of something
FEWER_ROWS = (MOST_ROWS, 24, 16, 10, 6, 4)


def pages(hall: Hall, now: float) -> tuple[Page, ...]:
    """The pages at a time (UTC seconds), in the order in which they are shown; they cost little to ask for again."""
    today = date_at(now, hall.register.mall.timezone)
    fixed = once(hall.register, ("pages", hall.day, today), lambda: standing(hall, today))
    return _spread([*figures(hall, today), *fixed])


def figures(hall: Hall, today: date) -> list[Page]:
    """Those that change with the hall itself."""
    idle = hall.register.mall.idle
    found = satisfaction(hall, today) if idle.satisfaction else []
    return [*(today_in_figures(hall, today) if idle.today else ()), *found]


def standing(hall: Hall, today: date) -> list[Page]:
    """Those that change with the register and the date; of a mall that offers more than fits, with fewer services."""
    idle = hall.register.mall.idle
    rest = [
        *(hours(hall, today) if idle.hours else ()),
        *(hotlines(hall) if idle.hotlines else ()),
        *(requirements(hall) if idle.requirements else ()),
    ]
    offered: list[Page] = []
    for most in FEWER_ROWS if idle.services else ():
        offered = services(hall, most)
        if _size([*rest, *offered]) <= MOST_BYTES:
            break
    found = [*rest, *offered]
    while len(found) > MOST_PAGES or _size(found) > MOST_BYTES:
        found.pop()
    return found


def _size(found: Sequence[Page]) -> int:
    """Bytes on the wire."""
    return len(msgspec.json.encode(found))


def _spread(found: Sequence[Page]) -> tuple[Page, ...]:
    """All of them, kinds evenly among each other: a screen must not show nothing but services for minutes."""
    groups: dict[str, list[Page]] = {}
    for page in found:
        groups.setdefault(page.kind if page.kind in MANY else "", []).append(page)
    placed = [
        ((index + 0.5) / len(group), page) for group in groups.values() for index, page in enumerate(group)
    ]
    return tuple(page for _, page in sorted(placed, key=lambda item: item[0]))
