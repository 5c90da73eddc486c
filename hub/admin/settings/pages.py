"""The settings: the mall as data, for whoever runs it. An overview, a list of each kind, and a form for each row.

Every form works without a script; a fault stands at its field, and what was typed is kept. Nobody overwrites what
somebody else saved meanwhile without having seen it. Nothing is deleted: what is over goes into the archive.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Blueprint, Response, abort, g, redirect, request, url_for

from broker_config.mall import Screen
from broker_config.nouns import EVERYWHERE
from hub.admin.guard import needs
from hub.admin.settings import show
from hub.admin.settings.fields import kind_of
from hub.admin.settings.hearing import neighbours
from hub.admin.settings.reading import mark, new_id, read_form, write_form
from hub.admin.settings.rows import Faulty, Stale, find, see, whole, write
from hub.admin.settings.show import OF_THE_HALL, PLACE_OF, PLACES, Open

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from hub.admin.settings.rows import Seen
    from hub.register import Register
    from hub.service import Service


def blueprint(service: Service) -> Blueprint:  # noqa: C901 - a list of small views
    """`/pengaturan`, the overview; below it a list of each kind, and a form for each row."""
    pages = Blueprint("settings", __name__, url_prefix="/pengaturan")

    @pages.get("")
    @needs("settings")
    def overview() -> str:
        return show.overview(see(service))

    def rows(place: str) -> str:
        form = _form_at(place)
        seen = see(service)
        if kind_of(form) == "mall":
            return show.page(service, seen, opened(seen, form, "mall"))
        lists = {"override": show.calendar, "screen": show.screens, "notice": show.notices}
        return lists[form](seen) if form in lists else show.rows(seen, form)

    def add(place: str) -> AnyResponse | str:
        form = _form_at(place)
        if kind_of(form) in ("mall", "screen"):  # a display is not made by a form
            abort(404)
        seen = see(service)
        if request.method == "POST":
            return _save(service, seen, form, None, {})
        row = {name: request.args.get(name, "")[:60] for name in ("agency", "zone")}
        row |= _next(seen.register, form)
        return show.page(service, seen, Open(form, None, row, write_form(form, row)))

    def edit(place: str, slug: str) -> AnyResponse | str:
        form = _form_at(place)
        seen = see(service)
        row = find(seen.register, kind_of(form), slug)
        if row is None and form == "screen" and slug in show.displays(seen):
            row = {}  # it goes by its own settings until somebody says more
        if row is None:
            abort(404)
        if request.method == "POST":
            return _save(service, seen, form, slug, row)
        return show.page(service, seen, opened(seen, form, slug))

    def archive(place: str, slug: str) -> AnyResponse | str:
        form = _form_at(place)
        seen = see(service)
        row = find(seen.register, form, slug) if kind_of(form) != "mall" else None
        if row is None:
            abort(404)
        away = {**row, "archived": not row.get("archived")}
        try:
            write(service, g.person.user.id, (form, slug, away), mark(row))
        except (Faulty, Stale) as refused:
            trouble = show.troubled(seen.register, form, slug, refused)
            return Response(show.page(service, seen, opened(seen, form, slug), trouble), 422)
        return redirect(url_for("settings.edit", place=place, slug=slug, done=1), 303)

    def opened(seen: Seen, form: str, slug: str) -> Open:
        row = _as_shown(seen.register, form, slug)
        return Open(form, slug, row, write_form(form, row))

    both = ["GET", "POST"]
    for name, rule, view, methods in (
        ("rows", "/{}", rows, ["GET"]),
        ("add", "/tambah/{}", add, both),
        ("edit", "/{}/<slug>", edit, both),
        ("archive", "/{}/<slug>/arsip", archive, ["POST"]),
    ):
        fresh = name == "archive"
        of_the_hall = needs("hall", fresh=fresh)(partial(view))
        for place in OF_THE_HALL:  # an address that is written out goes before one with a blank
            at: dict[str, Any] = {"defaults": {"place": place}}
            pages.add_url_rule(rule.format(place), f"hall_{name}", of_the_hall, methods=methods, **at)
        of_all = needs("settings", fresh=fresh)(view)
        pages.add_url_rule(rule.format("<place>"), name, of_all, methods=methods)
    return pages


def _as_shown(register: Register, form: str, slug: str) -> dict[str, Any]:
    """A row with all that its form shows of it."""
    if form == "screen" and slug not in register.screens:
        return msgspec.to_builtins(Screen(id=slug))
    row = whole(register, kind_of(form), slug)
    return row | {"hears": neighbours(register, slug)} if form == "zone" else row


def _form_at(place: str) -> str:
    return PLACES.get(place) or abort(404)


def _next(register: Register, form: str) -> dict[str, Any]:
    """What a new row begins with, so that it stands last."""
    table = register.table(form).values()
    if form == "counter":
        last = max((row.number for row in table if not row.archived), default=0)
        return {"number": last + 1, "direction": "right"}
    if form in ("override", "notice"):
        return {}
    row: dict[str, Any] = {"position": max((row.position for row in table), default=0) + 1}
    if form == "service":
        row |= {"place": "here", "fee": "Gratis", "standard_minutes": 10}
    return row | ({"type": "opd", "status": "active"} if form == "agency" else {})


def _save(
    service: Service, seen: Seen, form: str, slug: str | None, before: Mapping[str, Any]
) -> AnyResponse | str:
    """Write what was sent, or show it again with what is wrong."""
    row, filled = read_form(form, request.form, before)
    was = request.form.get("was", "") if slug else ""
    opened = Open(form, slug, row, filled, was)
    if request.form.get("do") == "look":
        return show.page(service, seen, opened)
    kind = kind_of(form)
    name = slug or new_id(_named(form, row), {EVERYWHERE, *seen.register.table(kind)})
    try:
        written = write(service, g.person.user.id, (kind, name, row), was)
    except (Faulty, Stale) as refused:
        seen = see(service)
        trouble = show.troubled(seen.register, form, name, refused)
        return Response(show.page(service, seen, opened, trouble), 409 if trouble.stale else 422)
    done: dict[str, Any] = {"done" if written else "same": 1}
    if kind == "mall":
        return redirect(url_for("settings.rows", place=PLACE_OF[form], **done), 303)
    return redirect(url_for("settings.edit", place=PLACE_OF[form], slug=name, **done), 303)


def _named(form: str, row: Mapping[str, Any]) -> str:
    """What the id of a new row is made of."""
    if form == "counter":
        return f"loket {row.get('number', '')}"
    if form == "override":
        return f"{row.get('reason', '')} {row.get('from', '')}"
    if form == "notice":
        return " ".join(str(row.get("text", "")).split()[:4])
    return str((row.get("short") if form == "agency" else None) or row.get("name") or form)
