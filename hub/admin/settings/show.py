"""The settings as markup: the overview, lists, the calendar of special days, and forms with what is wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g, render_template, request

from broker_config.localtime import local
from hub.admin.guard import can_open
from hub.admin.settings import form as forms
from hub.admin.settings.fields import FORMS, kind_of
from hub.admin.settings.findings import findings
from hub.admin.settings.lists import BY_AGENCY, COLUMNS, STATES, Wanted, listed, name_of
from hub.admin.settings.reading import faults_by_field, mark, write_form
from hub.admin.settings.rows import Faulty, Stale, find, last_edit, whole
from hub.admin.writing import Writing
from hub.register.rows import in_order
from hub.signage.speakers import natural

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hub.admin.settings.rows import Seen
    from hub.register import Register, RowFault
    from hub.service import Service

# The forms by what stands in the address, in the order of the menu.
PLACES: Mapping[str, str] = {
    "mal": "mall", "jam": "hours", "hari-khusus": "override", "zona": "zone", "instansi": "agency",
    "layanan": "service", "loket": "counter", "prioritas": "priority_group",
    "layar": "screen", "pengumuman": "notice", "jeda": "idle", "nyala": "light", "warna": "theme", "suara": "voice",
}  # fmt: skip
# What a technician sets up, too: what displays show, how they look, and how the voice speaks.
OF_THE_HALL = ("layar", "pengumuman", "jeda", "nyala", "warna", "suara")
PLACE_OF: Mapping[str, str] = {form: place for place, form in PLACES.items()}


class Open(NamedTuple):
    """A form that is open: of which row (`None`: a new one), as it would be written, and what stands in the fields.

    `was`: the mark of the row that the person saw first; `None`: that is now.
    """

    form: str
    slug: str | None
    row: Mapping[str, Any]
    filled: Mapping[str, Any]
    was: str | None = None


class Trouble(NamedTuple):
    """Why a form is shown again: faults by field, those of other rows, and whether somebody else was faster."""

    faults: Mapping[str, str]
    elsewhere: tuple[str, ...] = ()
    stale: bool = False


FINE = Trouble({})


def overview(seen: Seen) -> str:
    """What is there, and what is worth a look."""
    register, today = seen.register, _today(seen)
    kinds = [form for form in PLACES.values() if kind_of(form) == form != "mall"]
    coming = [row for row in register.overrides.values() if not row.archived and row.until >= today]
    return render_template(
        "settings.html",
        found=findings(register, seen.stations, today),
        counts={kind: sum(not row.archived for row in register.table(kind).values()) for kind in kinds},
        active=sum(row.status == "active" and not row.archived for row in register.agencies.values()),
        here=sum(row.place == "here" and not row.archived for row in register.services.values()),
        coming=len(coming),
        next_one=min(coming, key=lambda row: row.first, default=None),
        open_days=forms.open_days(register),
        **around(seen),
    )


def rows(seen: Seen, form: str) -> str:
    """The list of a kind, as it was asked for in the address."""
    asked = request.args
    page = asked.get("hal", "1")
    wanted = Wanted(
        text=asked.get("q", "")[:100],
        agency=asked.get("instansi", "")[:60],
        state=asked.get("keadaan", "")[:60],
        archived="arsip" in asked,
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )
    return render_template(
        "settings_list.html",
        form=form,
        wanted=wanted,
        listed=listed(seen.register, form, wanted),
        columns=COLUMNS[form],
        states=STATES.get(form, ()),
        agencies=in_order(seen.register.agencies.values()) if form in BY_AGENCY else (),
        **around(seen),
    )


def calendar(seen: Seen) -> str:
    """Special days by the month in which they begin; what is over stands apart."""
    today, in_archive = _today(seen), "arsip" in request.args
    every = seen.register.overrides.values()
    found = sorted((row for row in every if row.archived == in_archive), key=lambda row: (row.first, row.id))
    months: dict[tuple[int, int], list[Any]] = {}
    for row in found:
        if row.until >= today or in_archive:
            months.setdefault((row.first.year, row.first.month), []).append(row)
    return render_template(
        "settings_calendar.html",
        form="override",
        months=months,
        past=[row for row in reversed(found) if row.until < today and not in_archive],
        today=today,
        in_archive=in_archive,
        archived=sum(row.archived for row in every),
        **around(seen),
    )


def displays(seen: Seen) -> dict[str, str]:
    """The displays of the fleet, by id, and what the zone of each is called."""
    return {
        device: name_of(seen.register, "zone", station.zone)
        for device, station in sorted(seen.stations.items(), key=lambda item: natural(item[0]))
        if station.role == "display"
    }


def screens(seen: Seen) -> str:
    """Every display and how it is laid out; those of the fleet first, and then what is left of others."""
    here = displays(seen)
    left = [
        row for row in in_order(seen.register.screens.values()) if row.id not in here and not row.archived
    ]
    return render_template(
        "settings_screens.html", form="screen", here=here, left=left, rows=seen.register.screens, **around(seen)
    )  # fmt: skip


def notices(seen: Seen) -> str:
    """What stands at the foot of displays: what stands now first, then what is to come, and what is over."""
    in_archive, moment = "arsip" in request.args, local(seen.now, seen.register.mall.timezone)
    every = seen.register.notices.values()
    rows = [(forms.stands(row, moment), row) for row in every if row.archived == in_archive]
    return render_template(
        "settings_notices.html",
        form="notice",
        rows=sorted(
            rows,
            key=lambda found: (forms.STANDS.index(found[0]), found[1].first or moment.date(), found[1].id),
        ),
        in_archive=in_archive,
        archived=sum(row.archived for row in every),
        zones=sum(not row.archived for row in seen.register.zones.values()),
        **around(seen),
    )


def page(service: Service, seen: Seen, opened: Open, trouble: Trouble = FINE) -> str:
    """A row's form."""
    register, form, slug = seen.register, opened.form, opened.slug
    kind = kind_of(form)
    now = find(register, kind, slug) if slug else None
    agency = slug if form == "agency" and slug else ""
    return render_template(
        "settings_form.html",
        form=form,
        kind=kind,
        slug=slug,
        sections=FORMS[form],
        filled=opened.filled,
        trouble=trouble,
        was=mark(now) if opened.was is None or trouble.stale else opened.was,
        now_filled=write_form(form, whole(register, kind, slug)) if slug and now and trouble.stale else {},
        archived=bool(now and now.get("archived")),
        options=forms.options(register, form, opened.filled, slug),
        week=forms.week(register, form, slug or "", opened.row),
        ahead=forms.ahead(register, agency, _today(seen)) if form in ("hours", "agency") and slug else None,
        last=last_edit(service.store, kind, slug) if slug else None,
        title=forms.heading(form, slug),
        advice=forms.advice(form, opened.filled),
        look=forms.look(opened.filled) if form == "theme" else None,
        done=next((name for name in ("done", "same") if name in request.args), ""),
        **around(seen),
    )


def troubled(register: Register, form: str, slug: str, refused: Faulty | Stale) -> Trouble:
    """What to say of a row that could not be written."""
    if isinstance(refused, Stale):
        return Trouble({}, stale=True)
    if refused.refused is not None:
        return Trouble({}, (refused.refused.text(g.language),))
    here, others = faults_by_field(form, kind_of(form), slug, refused.faults, g.language)
    return Trouble(here, tuple(_elsewhere(register, fault) for fault in others))


def _elsewhere(register: Register, fault: RowFault) -> str:
    text = fault.english if g.language == "en" else fault.text
    if fault.kind not in PLACE_OF or not fault.id:
        return text
    return f"{g.words['one_' + fault.kind]} {name_of(register, fault.kind, fault.id)}: {text}"


def around(seen: Seen) -> dict[str, Any]:
    """What every page of the settings needs beside its own: the way to the others, and who people are."""
    register = seen.register
    return {
        "places": PLACES, "place_of": PLACE_OF, "of_the_hall": OF_THE_HALL, "register": register, "can_open": can_open,
        "asked": sum(row.status == "asked" and not row.archived for row in register.closures.values()),
        "called": lambda kind, slug: name_of(register, kind, slug),
        "people": {user.id: user.name for user in register.users.values()},
        "say": Writing(g.language, register.mall.timezone),
    }  # fmt: skip


def _today(seen: Seen) -> date:
    return local(seen.now, seen.register.mall.timezone).date()
