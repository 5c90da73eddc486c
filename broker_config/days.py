"""One date's hours of the mall or of an agency: the ordinary week, with holidays and other dated hours laid over. Pure.

What closes wins; of other hours the shorter stretch does: a day within Ramadan may have hours of its own. An agency
without hours of its own follows the mall; one that has some is open when both are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from broker_config.hours import CLOSED, Hours, Span, resolve, span
from broker_config.nouns import DAYS, Day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from broker_config.mall import Agency, Mall, Override


class DayHours(msgspec.Struct, frozen=True, kw_only=True):
    """When it is open on one date, in minutes after local midnight; `opened` is `None` when it is not.

    `reason` is that of what makes the day unlike an ordinary one: a holiday's name, or `Ramadan`.
    """

    opened: Span | None
    rest: Span | None = None
    issuing: Span | None = None
    reason: str = ""


def day_hours(mall: Mall, agency: Agency | None, overrides: Iterable[Override], day: date) -> DayHours:
    """The hours of a date; of the mall itself, if no agency is given."""
    laid_over = [row for row in overrides if row.first <= day <= row.until and not row.archived]
    laid_over.sort(key=lambda row: (row.closed, row.first - row.until, row.id))
    weekday = DAYS[day.weekday()]
    hours, reason = _laid_over(resolve(mall.hours), laid_over, "", weekday)
    hall = hours.week.get(weekday)
    if agency is not None:
        if agency.hours is not None:
            hours = resolve(agency.hours, hours)
        hours, own_reason = _laid_over(hours, laid_over, agency.id, weekday)
        reason = own_reason or reason
    opened = _common(hours.week.get(weekday), hall)
    if opened is None:
        return DayHours(opened=None, reason=reason)
    since = opened.start if hours.issuing_opens is None else hours.issuing_opens
    issuing = Span(since, max(since, opened.end - hours.cutoff_minutes))
    return DayHours(
        opened=opened, rest=_common(hours.rest_on(weekday), opened), issuing=issuing, reason=reason
    )


def open_days(
    mall: Mall, agency: Agency | None, overrides: Iterable[Override], day: date, within: int = 90
) -> Iterator[tuple[date, DayHours]]:
    """The days from `day` on, itself included, on which it is open."""
    rows = tuple(overrides)
    for ahead in range(within):
        hours = day_hours(mall, agency, rows, day + timedelta(days=ahead))
        if hours.opened is not None:
            yield day + timedelta(days=ahead), hours


def _laid_over(hours: Hours, overrides: list[Override], agency: str, weekday: Day) -> tuple[Hours, str]:
    reason = ""
    for row in overrides:
        if row.agency != agency:
            continue
        before = hours
        if row.closed:
            hours = CLOSED
        elif row.hours is not None:
            hours = resolve(row.hours, hours)
        elif weekday in hours.week and (found := span(row.span)):
            hours = msgspec.structs.replace(hours, week={**hours.week, weekday: found})
        if _on(weekday, hours) != _on(weekday, before):  # Ramadan is no reason for a closed Sunday
            reason = row.reason
    return hours, reason


def _on(weekday: Day, hours: Hours) -> tuple[object, ...]:
    opened = hours.week.get(weekday)
    if opened is None:
        return ()
    return opened, hours.rest_on(weekday), hours.cutoff_minutes, hours.issuing_opens


def _common(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return None
    both = Span(max(one.start, other.start), min(one.end, other.end))
    return both if both.start < both.end else None
