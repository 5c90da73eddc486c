"""The journal: who did what when, newest first, searched by whatever is known; and the same as CSV.

However many lines there are, a page costs a fraction of a second: it gives what was found, and where to go on. Must
never show a technician more than what happened to devices.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa
from flask import Blueprint, Response, abort, g, render_template, request

from broker_config.localtime import ZONES, local
from hub import events as e
from hub.accounts import may
from hub.admin.guard import can_open, needs
from hub.admin.journal import sheet
from hub.admin.journal.sentences import DEVICES, KINDS, Names, data, icon, kind_of, sentence
from hub.admin.settings.reading import differences
from hub.admin.settings.rows import see
from hub.admin.writing import Writing
from hub.register.rows import in_order
from hub.storage import schema as s
from hub.storage.search import Wanted, search

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hub.admin.journal.sentences import Part
    from hub.register import Register
    from hub.service import Service
    from hub.storage.search import Line
    from hub.storage.store import Store

PAGE = 100
LONGEST = 120  # what may be typed to search for


class Told(NamedTuple):
    """A line as it is shown."""

    line: Line
    moment: datetime
    text: list[Part]
    kind: str
    icon: str


class Asked(NamedTuple):
    """What was asked for in the address: as it was typed, as it is searched for, and what could not be read."""

    typed: Mapping[str, str]
    wanted: Wanted
    before: int
    faults: Mapping[str, str]


def blueprint(service: Service) -> Blueprint:
    """`/jurnal`, the search; `/jurnal/<line>`, one line with its data; `/jurnal.csv`."""
    pages = Blueprint("journal", __name__)

    @pages.get("/jurnal")
    @needs("journal_devices")
    def journal() -> str:
        seen = see(service)
        asked = _asked(seen.register)
        found = search(service.store, asked.wanted, asked.before, PAGE)
        days: dict[date, list[Told]] = {}
        for line in found.lines:
            told = _told(line, seen.register)
            days.setdefault(told.moment.date(), []).append(told)
        return render_template(
            "journal.html",
            asked=asked,
            found=found,
            days=days,
            csv_lines=sheet.MOST_LINES,
            kinds=(DEVICES,) if _devices_only() else tuple(KINDS),
            users=sorted(((user.id, user.name) for user in seen.register.users.values()), key=itemgetter(1)),
            counters=[(row.id, row.number) for row in in_order(seen.register.counters.values())],
            devices=[(name, name) for name in sorted(seen.stations)],
            link=_link_with(asked),
            **_around(seen.register),
        )

    @pages.get("/jurnal/<int:seq>")
    @needs("journal_devices")
    def line(seq: int) -> str:
        seen = see(service)
        found = _line(service.store, seq)
        if found is None or (_devices_only() and kind_of(found.event) != DEVICES):
            abort(404)
        event = found.event
        before = _before(service.store, found) if isinstance(event, e.Edited) else None
        return render_template(
            "journal_line.html",
            told=_told(found, seen.register),
            uid=getattr(event, "uid", ""),
            raw=json.dumps(data(event), indent=2, ensure_ascii=False),
            edited=isinstance(event, e.Edited),
            first=before is None,
            changes=differences(before.row, event.row) if before and isinstance(event, e.Edited) else (),
            **_around(seen.register),
        )

    @pages.get("/jurnal.csv")
    @needs("journal_devices")
    def csv() -> Response:
        seen = see(service)
        asked = _asked(seen.register)
        say = Writing(g.language, seen.register.mall.timezone)
        return sheet.answer(service.store, asked.wanted, Names(say, seen.register), seen.now)

    return pages


def _devices_only() -> bool:
    return not may(g.person.user.role, "journal")


def _around(register: Register) -> dict[str, Any]:
    return {"can_open": can_open, "say": Writing(g.language, register.mall.timezone)}


def _asked(register: Register) -> Asked:
    typed = {name: value.strip()[:LONGEST] for name, value in request.args.items() if value.strip()}
    faults: dict[str, str] = {}
    zone = register.mall.timezone
    times = {name: _time(typed.get(name, ""), zone, name, faults) for name in ("dari", "sampai")}
    kind = DEVICES if _devices_only() else typed.get("jenis", "")
    before = typed.get("sebelum", "0")
    wanted = Wanted(
        text=typed.get("q", ""),
        uid=typed.get("tiket", ""),
        label=typed.get("nomor", "").upper().replace(" ", ""),
        counter=typed.get("loket", ""),
        device=typed.get("alat", ""),
        by=typed.get("orang", ""),
        events=KINDS.get(kind, ()),
        since=times["dari"],
        until=times["sampai"],
    )
    return Asked(typed, wanted, int(before) if before.isascii() and before.isdecimal() else 0, faults)


def _time(text: str, zone: str, name: str, faults: dict[str, str]) -> float | None:
    """A local date, or date and time, in UTC seconds; a date until which is the end of that day."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=ZONES[zone][1])))
        if name == "sampai" and len(text) == len("2026-11-24"):
            moment += timedelta(days=1, microseconds=-1)
        return moment.timestamp()
    except (ValueError, OverflowError):
        faults[name] = g.words["jr_bad_time"]
        return None


def _told(line: Line, register: Register) -> Told:
    moment = local(line.at, register.mall.timezone)
    text = sentence(line.event, Names(g.words, register))
    return Told(line, moment, text, kind_of(line.event), icon(line.event))


def _link_with(asked: Asked) -> Any:
    """What gives the present search as the parts of an address, with some of them changed."""
    typed = {name: value for name, value in asked.typed.items() if name not in ("sebelum", "lang")}
    return lambda **changed: {**typed, **changed}


def _line(store: Store, seq: int) -> Line | None:
    if seq > 2**62:  # no database counts so far
        return None
    found = search(store, Wanted(), seq + 1, 1).lines
    return found[0] if found and found[0].seq == seq else None


def _before(store: Store, line: Line) -> e.Edited | None:
    """The version of a row before this one."""
    event = line.event
    assert isinstance(event, e.Edited)  # noqa: S101 - for the type checker: the caller has looked
    named = msgspec.json.encode({"kind": event.kind, "id": event.id}).decode().strip("{}")
    query = (
        sa.select(s.JOURNAL.c.data)
        .where(s.RARE, s.JOURNAL.c.event == "edited", s.JOURNAL.c.seq < line.seq)
        .where(s.JOURNAL.c.data.contains(named, autoescape=True))
        .order_by(s.JOURNAL.c.seq.desc())
        .limit(1)
    )
    with store.reader() as db:
        data = db.execute(query).scalar()
    before = e.parse(data) if data else None
    return before if isinstance(before, e.Edited) else None
