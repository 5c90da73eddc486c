"""One row's form, as the templates want it: what may be chosen, what is wrong, and bars for hours. Pure.

Works on a copy of the register; what is drawn for hours is what was typed, as far as it can be understood.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from broker_config.days import day_hours
from broker_config.drawing.theme import reckon
from broker_config.hours import WrittenHours, resolve
from broker_config.mall import Counter, Override
from broker_config.signage import Theme
from hub.admin.settings.fields import fields_of, kind_of
from hub.admin.settings.hours import Bar, Scale, bar, scale
from hub.register.rows import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from broker_config.mall import Agency, Mall, Notice
    from hub.admin.settings.fields import Field
    from hub.register import Register

AHEAD_DAYS = 14
PER_LANGUAGE_S = 65.0  # a burst of eight calls is over in so long, once in each language
STANDS = ("now", "later", "over")  # how a notice stands, in the order of the list
_SOME_MONDAY = date(2026, 1, 5)


class Option(NamedTuple):
    """One thing to choose: its value, and what it is called."""

    value: str
    text: str


class Bars(NamedTuple):
    """Days under each other, on one scale; `days` by weekday or date."""

    scale: Scale
    days: tuple[tuple[Any, Bar], ...]


def options(
    register: Register, form: str, filled: Mapping[str, Any], slug: str | None = None
) -> dict[str, list[Option]]:
    """What may be chosen in the fields that are about other rows. What is chosen already may be in the archive."""
    found = {}
    for field in fields_of(form):
        if field.refers:
            chosen = filled.get(field.name) or ()
            kept: set[str] = {chosen} if isinstance(chosen, str) else set(chosen)
            found[field.name] = [
                Option(row.id, _called(row, register, field))
                for kind in field.refers.split()
                for row in _choosable(register, kind, field, filled, kept)
                if (kind, row.id) != (form, slug)
            ]
    return found


def _choosable(
    register: Register, kind: str, field: Field, filled: Mapping[str, Any], chosen: set[str]
) -> Iterable[Any]:
    for row in in_order(register.table(kind).values()):
        if row.id in chosen or (
            not row.archived and (field.refers != "service" or row.agency == filled.get("agency"))
        ):
            yield row


def _called(row: Any, register: Register, field: Field) -> str:
    if field.refers == "service":
        owner = register.agencies.get(row.agency)
        prefix = f"{row.prefix} · " if row.prefix else ""
        return f"{prefix}{row.name}" if owner else f"{prefix}{row.name} ({row.agency})"
    if isinstance(row, Counter):
        owner = register.agencies.get(row.agency)
        return f"{row.number} · {owner.short if owner else row.agency}"
    return row.name


def week(register: Register, form: str, slug: str, row: Mapping[str, Any]) -> Bars | None:
    """An ordinary week with the hours that a form holds; `None` for a form without hours."""
    if not any(field.kind == "hours" for field in fields_of(form)):
        return None
    mall, agency, laid_over = register.mall, None, ()
    hours = _understood(row.get("hours"))
    if form == "hours":
        mall = msgspec.structs.replace(mall, hours=hours or WrittenHours())
    elif form == "agency":
        agency = register.agencies.get(slug) or _nobody(register)
        agency = msgspec.structs.replace(agency, hours=hours) if agency else None
    else:
        agency = register.agencies.get(str(row.get("agency", "")))
        laid_over = (_laid_over(row, hours),)
    days = [_SOME_MONDAY + timedelta(days=n) for n in range(7)]
    return _bars((day, mall, agency, laid_over) for day in days)


def ahead(register: Register, agency: str, today: date) -> Bars:
    """The hours of the coming days, of the mall or of an agency, with holidays and whatever else is dated."""
    row = register.agencies.get(agency)
    days = [today + timedelta(days=n) for n in range(AHEAD_DAYS)]
    return _bars((day, register.mall, row, tuple(register.overrides.values())) for day in days)


def _bars(days: Iterable[tuple[date, Mall, Agency | None, tuple[Override, ...]]]) -> Bars:
    drawn = [(day, bar(day_hours(mall, agency, rows, day))) for day, mall, agency, rows in days]
    return Bars(scale([each for _, each in drawn]), tuple(drawn))


def _understood(hours: Any) -> WrittenHours | None:
    """As much of a table of hours as can be read; what is no span of time is left out when it is resolved."""
    if not isinstance(hours, dict):
        return None
    sound = dict(hours)
    while True:
        try:
            return msgspec.convert(sound, WrittenHours)
        except msgspec.ValidationError as error:
            faulty = str(error).partition("`$.")[2].rstrip("`").partition(".")[0].partition("[")[0]
            if sound.pop(faulty, None) is None:
                return None


def _nobody(register: Register) -> Agency | None:
    """An agency that stands in for one that is not there yet."""
    return next(iter(register.agencies.values()), None)


def _laid_over(row: Mapping[str, Any], hours: WrittenHours | None) -> Override:
    return Override(
        id="x", first=date.min, last=date.max, reason=str(row.get("reason", "")), agency=str(row.get("agency", "")),
        closed=bool(row.get("closed")), span=str(row.get("span", "")), hours=hours,
    )  # fmt: skip


def open_days(register: Register) -> int:
    """On how many days of an ordinary week the mall is open."""
    return len(resolve(register.mall.hours).week)


def heading(form: str, slug: str | None) -> str:
    """The key of a form's title: of a new row, or of what it is about."""
    return f"{'new' if slug is None else 'form'}_{form if kind_of(form) == 'mall' else kind_of(form)}"


def stands(notice: Notice, moment: datetime) -> str:
    """How a notice stands at a local time: one of `STANDS`."""
    if notice.when.holds(moment):
        return "now"
    return "over" if notice.last and notice.last < moment.date() else "later"


def advice(form: str, filled: Mapping[str, Any]) -> tuple[str, tuple[int, ...]] | None:
    """What may be as it is but is hardly meant: the key of a word, and its figures."""
    if form != "voice":
        return None
    languages = len(str(filled.get("voice.languages", "")).replace(",", " ").split())
    needed = PER_LANGUAGE_S * languages
    given = str(filled.get("voice.expires_s", "")).replace(",", ".")
    if languages < 2 or not given.replace(".", "", 1).isdecimal() or float(given) >= needed:
        return None
    return "voice_hurried", (languages, int(needed))


def look(filled: Mapping[str, Any]) -> dict[str, str] | None:
    """The colours of a display in a theme as it was filled in, for the sample; nothing without three colours."""
    try:
        theme = msgspec.convert(
            {key: filled.get(f"theme.{key}", "") for key in ("ground", "panel", "accent")}, Theme
        )
    except msgspec.ValidationError:
        return None
    found = reckon(theme)._asdict()
    return {name: "#" + bytes(colour).hex() for name, colour in found.items()}
