"""The people who work with the hub: who they are, what they may do, and how they get in.

A link for a new password is shown once, on the screen of the manager who asked for it, and nowhere else. Nobody is
deleted: who has left is archived, because the journal still names them.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from hub.accounts import ROLES, login_fault, tidy_login
from hub.admin import card_page
from hub.admin.guard import needs
from hub.commands import Edit
from hub.refused import Refused
from hub.register.rows import as_row, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from broker_config.mall import Agency, Counter, User
    from hub.accounts.gate import Gate
    from hub.desk import Desk
    from hub.service import Service

PATIENCE_S = 5.0
LONGEST_NAME = 120


class Line(NamedTuple):
    """One person in the list. `seen_s`: seconds since a living session of theirs was last used."""

    user: User
    where: str
    sessions: int
    seen_s: float | None
    has_password: bool
    has_link: bool
    has_card: bool


class Folk(NamedTuple):
    """The people of the mall and where they can work, by id; archived rows too."""

    users: dict[str, User]
    agencies: dict[str, Agency]
    counters: dict[str, Counter]

    def where(self, user: User) -> str:
        """Where somebody works, in a few words: `Dukcapil · 1, 2`."""
        agency = self.agencies.get(user.agency)
        numbers = sorted(self.counters[name].number for name in user.counters if name in self.counters)
        parts = (agency.short if agency else "", ", ".join(map(str, numbers)))
        return " · ".join(filter(None, parts))


def blueprint(service: Service, gate: Gate) -> Blueprint:  # noqa: C901 - a list of small views
    """`/pengguna`, the list; `/pengguna/tambah` and `/pengguna/<id>`, the form; and what may be done with somebody."""
    pages = Blueprint("users", __name__, url_prefix="/pengguna")

    def find(user_id: str) -> User:
        user = _mall(service).users.get(user_id)
        return user if user is not None else abort(404)

    @pages.get("")
    @needs("users")
    def people() -> str:
        lines = _lines(_mall(service), gate)
        lines.sort(key=lambda line: line.user.archived)
        return render_template("users.html", lines=lines, strangers=card_page.strangers(service))

    @pages.route("/tambah", methods=["GET", "POST"])
    @needs("users", fresh=True)
    def add() -> AnyResponse | str:
        if request.method == "GET":
            return _form(service, gate, None, {}, {})
        filled = _filled()
        user_id = tidy_login(request.form.get("id", ""))
        faults = {"id": g.words[key]} if (key := login_fault(user_id)) else {}
        if user_id in _mall(service).users:
            faults = {"id": g.words["login_taken"]}
        faults |= _save(service, user_id, filled) if not faults else {}
        if faults:
            return Response(_form(service, gate, None, {**filled, "id": user_id}, faults), 422)
        return _show_link(service, gate, user_id)

    @pages.get("/<user_id>")
    @needs("users")
    def person(user_id: str) -> str:
        user = find(user_id)
        return _form(service, gate, user, as_row(user), {}, done="done" in request.args)

    @pages.post("/<user_id>")
    @needs("users", fresh=True)
    def edit(user_id: str) -> AnyResponse:
        user = find(user_id)
        filled = _filled()
        if user_id == g.person.user.id and filled["role"] != user.role:
            faults = {"role": g.words["not_yourself"]}
        else:
            faults = _save(service, user_id, {**as_row(user), **filled})
        if faults:
            return Response(_form(service, gate, user, filled, faults), 422)
        if filled["role"] != user.role:
            gate.sessions.end_all(user_id)  # what is open would show what they may no longer see
        return redirect(url_for("users.person", user_id=user_id, done=1), 303)

    @pages.post("/<user_id>/tautan")
    @needs("users", fresh=True)
    def link(user_id: str) -> AnyResponse:
        user = find(user_id)
        return abort(409) if user.archived else _show_link(service, gate, user_id)

    @pages.post("/<user_id>/akhiri-sesi")
    @needs("users")
    def end_sessions(user_id: str) -> AnyResponse:
        gate.sessions.end_all(find(user_id).id, but=g.person.session)
        return redirect(url_for("users.person", user_id=user_id, done=1), 303)

    @pages.post("/<user_id>/arsip")
    @needs("users", fresh=True)
    def archive(user_id: str) -> AnyResponse:
        return put_away(find(user_id), away=True)

    @pages.post("/<user_id>/pulihkan")
    @needs("users", fresh=True)
    def restore(user_id: str) -> AnyResponse:
        return put_away(find(user_id), away=False)

    def put_away(user: User, *, away: bool) -> AnyResponse:
        if user.id == g.person.user.id:
            return Response(_form(service, gate, user, as_row(user), {"": g.words["not_yourself"]}), 422)
        faults = _save(service, user.id, {**as_row(user), "archived": away})
        if faults:
            return Response(_form(service, gate, user, as_row(user), faults), 422)
        if away:
            gate.shut_out(user.id)
        return redirect(url_for("users.people"), 303)

    card_page.add(pages, service, gate, find)
    return pages


def _mall(service: Service) -> Folk:
    """People, agencies and counters as they are now. Rows are replaced, never changed: only the tables are copied."""

    def see(desk: Desk, _now: float) -> Folk:
        register = desk.hall.register
        return Folk(dict(register.users), dict(register.agencies), dict(register.counters))

    return service.look(see).result(PATIENCE_S)


def _lines(folk: Folk, gate: Gate) -> list[Line]:
    living, able, invited, now = gate.sessions.living(), gate.with_password(), gate.with_link(), time.time()
    carded = gate.cards.owners()
    lines = []
    for user in sorted(folk.users.values(), key=lambda user: (ROLES.index(user.role), user.name.casefold())):
        sessions = living.get(user.id, [])
        seen_s = now - sessions[0].seen_at if sessions else None
        where = folk.where(user)
        has = user.id in able, user.id in invited, user.id in carded
        lines.append(Line(user, where, len(sessions), seen_s, *has))
    return lines


def _filled() -> dict[str, Any]:
    """The form as a row of the register; what is not to be known is the register's to refuse."""
    role = request.form.get("role", "")
    return {
        "name": " ".join(request.form.get("name", "").split())[:LONGEST_NAME],
        "role": role,
        "agency": request.form.get("agency", "") if role == "officer" else "",
        "counters": request.form.getlist("counters") if role == "officer" else [],
    }


def _save(service: Service, user_id: str, row: dict[str, Any]) -> dict[str, str]:
    """Ask the writer for it; what is wrong with it, if it refuses."""
    if not row["name"]:
        return {"name": g.words["name_missing"]}
    if row["role"] not in ROLES:
        return {"role": g.words["role_missing"]}
    if row["role"] == "officer" and not row.get("counters"):
        return {"counters": g.words["counters_missing"]}
    try:
        service.ask(Edit(by=g.person.user.id, kind="user", id=user_id, row=row)).result(PATIENCE_S)
    except Refused as refused:
        return {"": refused.text(g.language)}
    return {}


def _form(
    service: Service,
    gate: Gate,
    user: User | None,
    filled: Mapping[str, Any],
    faults: Mapping[str, str],
    *,
    done: bool = False,
) -> str:
    folk = _mall(service)
    line = next((one for one in _lines(folk, gate) if user is not None and one.user.id == user.id), None)
    return render_template(
        "user.html",
        user=user,
        line=line,
        filled=filled,
        faults=faults,
        roles=ROLES,
        agencies=[row for row in in_order(folk.agencies.values()) if not row.archived],
        counters=[row for row in in_order(folk.counters.values()) if not row.archived],
        shorts={row.id: row.short for row in folk.agencies.values()},
        done=done,
        **card_page.shown(service, gate, user),
    )


def _show_link(service: Service, gate: Gate, user_id: str) -> AnyResponse:
    secret = gate.links.make(user_id)
    address = url_for("sign_in.link", secret=secret, _external=True)
    return Response(render_template("user_link.html", user=_mall(service).users[user_id], address=address))
