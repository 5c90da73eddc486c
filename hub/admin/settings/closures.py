"""Closures: an officer asks for the own counter, a technician for any, and a manager decides; for past times too.

What a manager asks for is approved by asking. Nothing is deleted: what was withdrawn or cancelled is archived.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from broker_config.localtime import local
from hub.accounts import may
from hub.admin.guard import can_open, needs
from hub.admin.settings.closing import ends_of_day, place_of, places, seconds
from hub.admin.settings.hours import read_time
from hub.admin.settings.lists import name_of
from hub.admin.settings.reading import mark, tidy
from hub.admin.settings.rows import Faulty, Seen, Stale, find, see, write
from hub.admin.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from hub.register import Closure
    from hub.service import Service

PAST_SHOWN = 60
EDGES = {"start": "from", "end": "until"}


class Entry(NamedTuple):
    """A closure as it is listed: `mine` may be withdrawn by whoever looks."""

    row: Closure
    where: str
    mark: str
    mine: bool
    afterwards: bool


def blueprint(service: Service) -> Blueprint:  # noqa: C901 - a list of small views
    """`/penutupan`, the list; `/penutupan/ajukan`, the form; `/penutupan/<id>/…`, what is done with one."""
    pages = Blueprint("closures", __name__, url_prefix="/penutupan")

    @pages.get("")
    @needs("closures")
    def closures() -> str:
        return _list(see(service))

    @pages.route("/ajukan", methods=["GET", "POST"])
    @needs("closures")
    def ask() -> AnyResponse | str:
        seen = see(service)
        if request.method == "GET":
            return _form(seen, _beginning(seen), {})
        filled = {name: tidy(value)[:200] for name, value in request.form.items()}
        row, faults = _read(seen, filled)
        if not faults:
            row |= {"asked_by": g.person.user.id}
            if may(g.person.user.role, "decide_closures"):
                row |= {"status": "approved", "decided_by": g.person.user.id}
            slug = f"tutup-{secrets.token_hex(5)}"
            try:
                write(service, g.person.user.id, ("closure", slug, row), "")
            except Faulty as refused:
                faults = _said(refused)
        if faults:
            return Response(_form(seen, filled, faults), 422)
        return redirect(url_for("closures.closures", done=1), 303)

    @pages.post("/<slug>/putuskan")
    @needs("decide_closures")
    def decide(slug: str) -> AnyResponse:
        status = {"approve": "approved", "refuse": "refused"}.get(request.form.get("do", "")) or abort(400)
        return change(slug, {"status": status, "decided_by": g.person.user.id})

    @pages.post("/<slug>/tarik")
    @needs("closures")
    def withdraw(slug: str) -> AnyResponse:
        return change(slug, {"archived": True})

    def change(slug: str, changes: dict[str, Any]) -> AnyResponse:
        seen = see(service)
        row = find(seen.register, "closure", slug)
        if row is None:
            abort(404)
        if "archived" in changes and not _is_mine(seen.register.closures[slug]):
            abort(403)
        try:
            was = request.form.get("was", "")
            write(service, g.person.user.id, ("closure", slug, {**row, **changes}), was)
        except Stale:
            return Response(_list(see(service), fault=g.words["cl_stale"]), 409)
        except Faulty as refused:
            return Response(_list(see(service), fault="; ".join(_said(refused).values())), 422)
        return redirect(url_for("closures.closures", done=1), 303)

    return pages


def _is_mine(row: Closure) -> bool:
    """Whether this person may take it back: a manager always, others while it is theirs and undecided."""
    if may(g.person.user.role, "decide_closures"):
        return True
    return row.asked_by == g.person.user.id and row.status == "asked"


def _list(seen: Seen, fault: str = "") -> str:
    register, user = seen.register, g.person.user
    own = {place.value for place in places(register, user)} if user.role == "officer" else None
    rows = [row for row in register.closures.values() if not row.archived]
    rows = [row for row in rows if own is None or place_of(row) in own or row.asked_by == user.id]
    entries = [
        Entry(
            row, _where(seen, row), mark(find(register, "closure", row.id)), _is_mine(row), row.end < seen.now
        )
        for row in sorted(rows, key=lambda row: (row.start, row.id))
    ]
    asked = [entry for entry in entries if entry.row.status == "asked"]
    decided = [entry for entry in entries if entry.row.status != "asked"]
    return render_template(
        "closures.html",
        waiting=asked,
        coming=[entry for entry in decided if entry.row.end >= seen.now],
        past=[entry for entry in reversed(decided) if entry.row.end < seen.now][:PAST_SHOWN],
        decides=may(user.role, "decide_closures"),
        people={one.id: one.name for one in register.users.values()},
        fault=fault,
        done="done" in request.args,
        **_around(seen),
    )


def _where(seen: Seen, row: Closure) -> str:
    register = seen.register
    if row.counter:
        counter = register.counters.get(row.counter)
        agency = name_of(register, "agency", counter.agency) if counter else ""
        return f"{g.words['counter']} {name_of(register, 'counter', row.counter)} · {agency}"
    return name_of(register, "agency", row.agency) if row.agency else g.words["cl_whole_mall"]


def _form(seen: Seen, filled: Mapping[str, str], faults: Mapping[str, str]) -> str:
    return render_template(
        "closure_form.html",
        filled=filled,
        faults=faults,
        places=places(seen.register, g.person.user),
        decides=may(g.person.user.role, "decide_closures"),
        edges=EDGES,
        **_around(seen),
    )


def _around(seen: Seen) -> dict[str, Any]:
    return {"can_open": can_open, "say": Writing(g.language, seen.register.mall.timezone), "now": seen.now}


def _beginning(seen: Seen) -> dict[str, str]:
    """What an empty form holds: from now until the end of the day."""
    now = local(seen.now, seen.register.mall.timezone)
    mine = places(seen.register, g.person.user)
    until = ends_of_day(seen.register, now.date())
    return {
        "place": request.args.get("loket", "")[:60] or (mine[0].value if len(mine) == 1 else ""),
        "start.date": now.date().isoformat(), "start.time": now.strftime("%H:%M"),
        "end.date": now.date().isoformat(), "end.time": until,
    }  # fmt: skip


def _read(seen: Seen, filled: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The form as a row, and what of it cannot be understood."""
    faults: dict[str, str] = {}
    place = filled.get("place", "")
    kind, _, slug = place.partition(":")
    if place not in {each.value for each in places(seen.register, g.person.user)}:
        faults["place"] = g.words["cl_no_place"]
    row: dict[str, Any] = {kind: slug} if kind in ("counter", "agency") else {}
    row["reason"] = filled.get("reason", "")
    if not row["reason"]:
        faults["reason"] = g.words["cl_no_reason"]
    for edge in EDGES:
        clock = read_time(filled.get(f"{edge}.time", ""))
        at = seconds(filled.get(f"{edge}.date", ""), clock, seen.register.mall.timezone)
        if at is None:
            faults[edge] = g.words["cl_bad_time"]
        row[edge] = at
    return row, faults


def _said(refused: Faulty) -> dict[str, str]:
    if refused.refused is not None:
        return {"": refused.refused.text(g.language)}
    return {fault.field: fault.english if g.language == "en" else fault.text for fault in refused.faults}
