"""The form of a picture or a video to a row of the register and back, and when it is shown in a line. Pure.

Whether a row is good is the register's to say: what was typed wrong goes into it as it is.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from broker_config.nouns import DAYS
from hub.admin.settings.hours import read_time
from hub.admin.settings.reading import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from broker_config.mall import Clip
    from hub.admin.writing import Writing
    from hub.media.rules import Facts
    from hub.register import RowFault

SOME_MONDAY = date(2026, 1, 5)
USUAL_S = 12
State = Literal["today", "other", "later", "over", "archived", "missing"]
_DASH = "\N{EN DASH}"


class Filled(NamedTuple):
    """What stands in the form, as it was typed."""

    name: str = ""
    seconds: str = str(USUAL_S)
    sound: bool = False
    zones: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    days: tuple[str, ...] = DAYS
    since: str = ""
    until: str = ""


def read(sent: MultiDict[str, str]) -> Filled:
    """What was sent."""
    times = [read_time(tidy(sent.get(name, ""))[:10]) for name in ("since", "until")]
    return Filled(
        name=tidy(sent.get("name", ""))[:200],
        seconds=tidy(sent.get("seconds", ""))[:10].replace(",", "."),
        sound=bool(sent.get("sound")),
        zones=tuple(tidy(zone)[:48] for zone in sent.getlist("zones"))[:50],
        first=tidy(sent.get("from", ""))[:20],
        last=tidy(sent.get("to", ""))[:20],
        days=tuple(tidy(day)[:20] for day in sent.getlist("days"))[:20],
        since=times[0],
        until=times[1],
    )


def write(row: Clip) -> Filled:
    """What stands in the form of a row that there is."""
    return Filled(
        name=row.name, seconds=f"{row.seconds:g}", sound=row.sound, zones=row.zones,
        first=row.first.isoformat() if row.first else "", last=row.last.isoformat() if row.last else "",
        days=row.days, since="" if row.since == "00:00" else row.since,
        until="" if row.until == "24:00" else row.until,
    )  # fmt: skip


def as_row(filled: Filled, before: Mapping[str, Any]) -> dict[str, Any]:
    """The row that the form describes; what it does not ask stays as it was."""
    row = {**before, "name": filled.name, "zones": list(filled.zones), "days": list(filled.days)}
    row["sound"] = filled.sound and row.get("kind") == "video"
    if row.get("kind") == "picture" and filled.seconds:
        row["seconds"] = _number(filled.seconds)
    for name, value in (
        ("from", filled.first), ("to", filled.last), ("since", filled.since), ("until", filled.until),
    ):  # fmt: skip
        if value:
            row[name] = value
        else:
            row.pop(name, None)
    return row


def beginning(facts: Facts, sha256: str, size: int) -> dict[str, Any]:
    """What a new row has of its file."""
    row: dict[str, Any] = {"kind": facts.kind, "sha256": sha256, "size": size}
    return row | ({"seconds": facts.seconds} if facts.kind == "video" else {})


def by_field(slug: str, faults: list[RowFault], language: str) -> dict[str, str]:
    """What is wrong, by the field where it is to be said; what has none there stands at nothing."""
    found: dict[str, str] = {}
    for fault in faults:
        name = fault.field.partition("[")[0].partition(".")[0] if fault.id == slug else ""
        name = name if name in ("name", "seconds", "zones", "from", "to", "days", "since", "until") else ""
        found.setdefault(name, fault.english if language == "en" else fault.text)
    return found


def state(row: Clip, today: date, *, there: bool) -> State:
    """How it stands with a picture or a video; `there`: its file is."""
    if row.archived:
        return "archived"
    if not there:
        return "missing"
    if row.last and row.last < today:
        return "over"
    if row.first and row.first > today:
        return "later"
    return "today" if DAYS[today.weekday()] in row.days else "other"


def when(row: Clip, say: Writing) -> str:
    """When it is shown, in a line.

    `1 Des sampai 24 Des 2026 · Senin-Jumat · 08.00-12.00`
    """
    parts = []
    if row.first or row.last:
        dates = [f"{say.day_month(day)} {day.year}" if day else "" for day in (row.first, row.last)]
        if row.first and row.last and row.first.year == row.last.year:
            dates[0] = say.day_month(row.first)
        known = "med_between" if all(dates) else "med_from" if row.first else "med_to"
        parts.append(say(known, *filter(None, dates)))
    if len(row.days) < len(DAYS):
        parts.append(_days([day for day in DAYS if day in row.days], say))
    if (row.since, row.until) != ("00:00", "24:00"):
        parts.append(f"{say.typed_time(row.since)}{_DASH}{say.typed_time(row.until)}")
    return " · ".join(parts) or say["med_always"]


def _days(days: list[str], say: Writing) -> str:
    """Weekdays in order; three and more that follow each other are told by the first and the last."""
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [[day_name(day, say) for day in run] for run in runs]
    return ", ".join(_DASH.join((run[0], run[-1])) if len(run) > 2 else ", ".join(run) for run in named)


def day_name(day: str, say: Writing) -> str:
    """A weekday as people call it."""
    return say.weekday(SOME_MONDAY + timedelta(days=DAYS.index(day)))


def length(seconds: float) -> str:
    """How long a video is: `0.34`, `12.05`.

    >>> length(34.2), length(725.0)
    ('0:34', '12:05')
    """
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _number(text: str) -> float | str:
    sound = text.replace(".", "", 1)
    return float(text) if sound.isascii() and sound.isdecimal() else text
