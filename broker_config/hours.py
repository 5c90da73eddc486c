"""Opening hours as site.toml and the register write them. Pure: local minutes of a day, no clock and no dates.

`WrittenHours` is what was written down, and may leave things to the mall's; `Hours` is what then holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from broker_config.nouns import DAYS, Day
from broker_config.tables import Faults, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_NAMES = dict(zip(DAYS, ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"), strict=True))
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class Span(NamedTuple):
    """From `start` up to `end`, in minutes after local midnight."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{self.end // 60:02d}:{self.end % 60:02d}"

    def contains(self, other: Span) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


class WrittenHours(msgspec.Struct, frozen=True, kw_only=True):
    """Hours as written: a day that is not in `week` is closed; what is absent is as the mall has it.

    `cutoff_minutes` before closing no more numbers are given out; `issuing_opens` is when the first one is.
    """

    week: dict[str, str] | None = None
    rest: str | None = msgspec.field(default=None, name="break")
    friday_rest: str | None = msgspec.field(default=None, name="friday_break")
    cutoff_minutes: Annotated[int, Meta(ge=0, le=240)] | None = None
    issuing_opens: (
        Annotated[
            str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)", description="a time such as 07:30")
        ]
        | None
    ) = None


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When a mall or an agency is open. A day that is not in `week` is closed.

    `issuing_opens` is in minutes after midnight; with `None` numbers are given from opening.
    """

    week: dict[Day, Span]
    rest: Span | None = None
    friday_rest: Span | None = None
    cutoff_minutes: int = 30
    issuing_opens: int | None = None

    def rest_on(self, day: Day) -> Span | None:
        """The break of a day; Friday's is longer, for the prayer."""
        return self.friday_rest if day == "friday" and self.friday_rest else self.rest


CLOSED = Hours(week={})


def minutes(text: str) -> int:
    """`07:30` in minutes after midnight."""
    return int(text[:2]) * 60 + int(text[3:])


def span(text: str) -> Span | None:
    """`08:00-15:30` as minutes; `None` for what is no span of time."""
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    a, b, c, d = map(int, match.groups())
    found = Span(a * 60 + b, c * 60 + d)
    return found if found.start < found.end else None


def resolve(written: WrittenHours, base: Hours = CLOSED) -> Hours:
    """What holds when `written` is laid over `base`. Of sound hours: what is no span of time is left out."""
    week: dict[Day, Span] = base.week
    if written.week is not None:
        week = {day: found for day in DAYS if (found := span(written.week.get(day, "")))}
    return Hours(
        week=week,
        rest=base.rest if written.rest is None else span(written.rest),
        friday_rest=base.friday_rest if written.friday_rest is None else span(written.friday_rest),
        cutoff_minutes=base.cutoff_minutes if written.cutoff_minutes is None else written.cutoff_minutes,
        issuing_opens=base.issuing_opens if written.issuing_opens is None else minutes(written.issuing_opens),
    )


def read_hours(raw: Any, table: str, faults: Faults) -> WrittenHours | None:
    """One table of hours, or `None` with what cannot be read of it noted. What it means is `check_hours`'s."""
    read = read_table(raw, WrittenHours, table, faults)
    if read is None:
        return None
    before = len(faults.found)
    for day, text in (read.week or {}).items():
        if day not in DAYS:
            faults.unknown(f"{table}.week", day, "day", day, DAYS)
        else:
            note_span(text, f"{table}.week", day, faults)
    for key, text in (("break", read.rest), ("friday_break", read.friday_rest)):
        if text is not None:
            note_span(text, table, key, faults)
    return read if len(faults.found) == before else None


def note_span(text: str, table: str, key: str, faults: Faults) -> None:
    """Note a text that is no span of time."""
    if not _SPAN.fullmatch(text):
        faults.add(
            table, key, f"'{text}' is not a span of time such as 08:00-15:30",
            f"'{text}' bukan rentang waktu seperti 08:00-15:30",
        )  # fmt: skip
    elif span(text) is None:
        faults.add(table, key, f"'{text}' ends before it starts", f"'{text}' berakhir sebelum mulai")


def check_hours(
    written: WrittenHours, table: str, faults: Faults, base: Hours = CLOSED, within: Hours | None = None
) -> Hours:
    """Note what does not hold together when `written` is laid over `base`, nor fit `within` the mall's hours."""
    hours = resolve(written, base)
    if not hours.week:
        faults.add(
            f"{table}.week", "", 'needs a day, such as monday = "08:00-15:30"',
            "memerlukan paling sedikit satu hari buka",
        )  # fmt: skip
    if written.rest is not None or written.friday_rest is not None:
        _check_breaks(hours, table, faults)  # the mall's break may well outlast a half-day agency
    _check_issuing(hours, table, faults)
    if within is not None:
        _check_inside(hours.week, within, table, faults)
    return hours


def _check_breaks(hours: Hours, table: str, faults: Faults) -> None:
    for key, rest in (("break", hours.rest), ("friday_break", hours.friday_rest)):
        days: dict[Day, Span] = {
            day: opened for day, opened in hours.week.items() if hours.rest_on(day) is rest
        }
        if rest is None:
            continue
        if days and all(rest.end <= row.start or row.end <= rest.start for row in days.values()):
            faults.add(
                table, key, f"{rest} is outside the hours of every day",
                f"{rest} di luar jam buka setiap hari",
            )  # fmt: skip
        for day, opened in days.items():
            if opened.start <= rest.start < opened.end < rest.end:
                faults.add(
                    table, key, f"{rest} runs past the end of {day}, {opened}",
                    f"{rest} melewati jam tutup hari {DAY_NAMES[day]}, {opened}",
                )  # fmt: skip


def _check_issuing(hours: Hours, table: str, faults: Faults) -> None:
    for day, opened in hours.week.items():
        last = opened.end - hours.cutoff_minutes
        where = f"of {day}, {opened}", f"hari {DAY_NAMES[day]}, {opened}"
        if last <= opened.start:
            faults.add(
                table, "cutoff_minutes", f"{hours.cutoff_minutes} leaves nothing {where[0]}",
                f"{hours.cutoff_minutes} menghabiskan {where[1]}",
            )  # fmt: skip
        elif hours.issuing_opens is not None and last <= hours.issuing_opens:
            faults.add(
                table,
                "issuing_opens",
                f"is after the cut-off {where[0]}",
                f"sesudah batas pengambilan {where[1]}",
            )


def _check_inside(week: Mapping[Day, Span], mall: Hours, table: str, faults: Faults) -> None:
    for day, opened in week.items():
        if day not in mall.week:
            faults.add(f"{table}.week", day, "the mall is closed on this day", "mal tutup pada hari ini")
        elif not mall.week[day].contains(opened):
            faults.add(
                f"{table}.week", day, f"{opened} is outside the mall's {mall.week[day]}",
                f"{opened} di luar jam mal, {mall.week[day]}",
            )  # fmt: skip
