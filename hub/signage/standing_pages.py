"""Pages of what the register says: the services of each agency, hours, what to bring, and whom to ask. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from broker_config.contract import Row
from broker_config.hours import DAY_NAMES, resolve
from broker_config.signage import Page
from hub import schedule
from hub.register.rows import in_order
from hub.signage.page_text import CLOSED, between, dates, numbers, span, tidy, week

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from broker_config.contract import Agency, Counter, Service
    from hub.hall import Hall
    from hub.register import Register

MOST_ROWS = 60
MOST_REQUIREMENTS = 8  # services
MOST_TO_BRING = 10  # lines of one
LONGEST_FEE = 28  # letters; what is longer stands on the ticket
AHEAD_DAYS = 14
MOST_AHEAD = 4
_LINES = re.compile(r"[;\n\r]+")


def services(hall: Hall, most: int) -> list[Page]:
    """A page for each agency with what is served here, at most so many of it: those that are asked for most."""
    register, offer = hall.register, hall.offer
    of_agency: dict[str, list[Service]] = {row.id: [] for row in in_order(register.agencies.values())}
    for service in offer.services.values():
        if service.id in offer.counters_of:
            of_agency[service.agency].append(service)
    found = []
    for agency, rows in ((agency, rows) for agency, rows in of_agency.items() if rows):
        shown = {row.id for row in sorted(rows, key=lambda row: -hall.lately.asked[row.id])[:most]}
        counters = [offer.counters[name] for row in rows for name in offer.counters_of[row.id]]
        more = [f"dan {len(rows) - most} layanan lain"] if len(rows) > most else []
        page = Page(
            kind="services",
            title=_title(register.agencies[agency].name, agency),
            english="Served here",
            rows=tuple(Row(left=tidy(row.name), right=_fee(row)) for row in rows if row.id in shown),
            note=tidy(" · ".join([*more, *_where(register, counters), *_own_hours(register, agency)])),
            zones=_zones(register, counters),
        )
        found.append(page)
    return found


def requirements(hall: Hall) -> list[Page]:
    """What to bring, for the services that are asked for most."""
    offer, register = hall.offer, hall.register
    known = [
        row for row in offer.services.values() if row.requirements.strip() and row.id in offer.counters_of
    ]
    asked = {row.id for row in sorted(known, key=lambda row: -hall.lately.asked[row.id])[:MOST_REQUIREMENTS]}
    found = []
    for service in (row for row in known if row.id in asked):
        lines = [_bring(text) for text in _LINES.split(service.requirements) if tidy(text).rstrip(".")]
        if not lines:
            continue
        more = f"dan {len(lines) - MOST_TO_BRING} syarat lain" if len(lines) > MOST_TO_BRING else ""
        counters = [offer.counters[name] for name in offer.counters_of[service.id]]
        note = [
            more,
            register.agencies[service.agency].short,
            *_where(register, counters),
            _fee(service),
            _takes(hall, service),
        ]
        found.append(
            Page(
                kind="requirements",
                title=_title(service.name, service.id),
                english="What to bring",
                rows=tuple(Row(left=line) for line in lines[:MOST_TO_BRING]),
                note=tidy(" · ".join(filter(None, note))),
                zones=_zones(register, counters),
            )
        )
    return found


def hotlines(hall: Hall) -> list[Page]:
    """Whom to ask and to complain to: the mall first, then each agency."""
    register = hall.register
    rows = [
        Row(left="Pengaduan dan bantuan", right=tidy(register.mall.hotline), english="Help and complaints")
    ]
    rows += [
        Row(left=tidy(agency.short), right=tidy(agency.hotline))
        for agency in _agencies(hall)
        if agency.hotline.strip()
    ]
    rows = [row for row in rows if row.right][:MOST_ROWS]
    return (
        [Page(kind="hotlines", title="Hubungi kami", english="How to reach us", rows=tuple(rows))]
        if rows
        else []
    )


def hours(hall: Hall, today: date) -> list[Page]:
    """Today first, with what is closed meanwhile; then the week, and the days ahead that are unlike it."""
    register = hall.register
    written = resolve(register.mall.hours)
    if not written.week:
        return []
    rows = [*_today(register, today)]
    for days, text, english in week(written.week):
        rows.append(Row(left=days, right=text, english=_closed(english, text)))
    if written.rest:
        rows.append(Row(left="Istirahat", right=span(written.rest), english="Break"))
    if written.friday_rest and written.friday_rest != written.rest and "friday" in written.week:
        rows.append(Row(left="Istirahat Jumat", right=span(written.friday_rest), english="Break on Friday"))
    rows += _ahead(register, today)
    own = any(register.agencies[agency.id].hours for agency in _agencies(hall))
    note = "Beberapa instansi buka pada hari atau jam lain." if own else ""
    return [Page(kind="hours", title="Jam buka", english="Opening hours", rows=tuple(rows), note=note)]


def _today(register: Register, today: date) -> Iterator[Row]:
    zone, opened = register.mall.timezone, schedule.opening(register, None, today)
    told, english = (text.partition(", ")[2] for text in dates(today, today))  # the day stands above it
    left = f"Hari ini, {told} ({opened.reason})" if opened.reason else f"Hari ini, {told}"
    if opened.opens is None or opened.closes is None:
        yield Row(left=tidy(left), right=CLOSED, english=_closed(f"Today, {english}", CLOSED))
        return
    yield Row(left=tidy(left), right=between(opened.opens, opened.closes, zone), english=f"Today, {english}")
    if opened.issuing_from is not None and opened.issuing_until is not None:
        given = between(opened.issuing_from, opened.issuing_until, zone)
        yield Row(left="Pengambilan nomor hari ini", right=given, english="Numbers are given today")
    closures = [
        (max(row.start, opened.opens), min(row.end, opened.closes), row.reason)
        for row in register.closures.values()
        if not (row.counter or row.agency or row.archived) and row.status == "approved"
    ]
    for start, end, reason in sorted(row for row in closures if row[0] < row[1])[:MOST_AHEAD]:
        yield Row(
            left=tidy(f"Tutup sementara: {reason}"),
            right=between(start, end, zone),
            english="Closed meanwhile",
        )


def _ahead(register: Register, today: date) -> list[Row]:
    """What makes days of the next two weeks unlike ordinary ones; those with the same reason together."""
    zone = register.mall.timezone
    found: dict[tuple[str, str], list[date]] = {}
    for ahead in range(1, AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        opened = schedule.opening(register, None, day)
        if opened.reason:
            shut = opened.opens is None or opened.closes is None
            text = CLOSED if shut else between(opened.opens or 0.0, opened.closes or 0.0, zone)
            found.setdefault((opened.reason, text), []).append(day)
    rows = []
    for (reason, text), days in list(found.items())[:MOST_AHEAD]:
        told, english = dates(days[0], days[-1])
        rows.append(Row(left=tidy(f"{told} ({reason})"), right=text, english=_closed(english, text)))
    return rows


def _closed(english: str, text: str) -> str:
    return f"{english}: closed" if text == CLOSED else english


def _agencies(hall: Hall) -> list[Agency]:
    """Those with a counter here, in the order of lists."""
    here = {counter.agency for counter in hall.counters.values()}
    return [row for row in in_order(hall.register.agencies.values()) if row.id in here]


def _title(name: str, slug: str) -> str:
    return tidy(name, 120) or slug


def _bring(text: str) -> str:
    line = tidy(text).rstrip(".")
    return line[:1].upper() + line[1:]


def _fee(service: Service) -> str:
    fee = tidy(service.fee)
    return fee if len(fee) <= LONGEST_FEE else "berbayar"


def _takes(hall: Hall, service: Service) -> str:
    days = hall.register.services[service.id].standard_days
    if days is None:
        return ""
    return f"selesai dalam {days} hari" if days else "selesai hari itu juga"


def _where(register: Register, counters: Iterable[Counter]) -> list[str]:
    """The counters; by zones if they stand in several, for a page is only shown where its counters are."""
    of_zone: dict[str, list[int]] = {}
    for counter in counters:
        of_zone.setdefault(counter.zone, []).append(counter.number)
    return [
        f"Loket {numbers(row)}{f', {register.zones[zone].name}' if len(of_zone) > 1 else ''}"
        for zone, row in sorted(of_zone.items(), key=lambda item: min(item[1]))
    ]


def _zones(register: Register, counters: Iterable[Counter]) -> tuple[str, ...]:
    """Where a page is of use; nothing if that is everywhere."""
    here = {counter.zone for counter in counters}
    every = {row.id for row in register.zones.values() if not row.archived}
    return () if every <= here else tuple(sorted(here))


def _own_hours(register: Register, agency: str) -> list[str]:
    """The days and hours of an agency that has some of its own."""
    written = register.agencies[agency].hours
    if written is None or written.week is None:
        return []
    of_hours: dict[str, list[str]] = {}
    for day, opened in resolve(written, resolve(register.mall.hours)).week.items():
        of_hours.setdefault(span(opened), []).append(DAY_NAMES[day])
    return [f"{', '.join(days)} {text}" for text, days in of_hours.items()]
