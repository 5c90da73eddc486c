"""In and out: signing in, one-time links, one's own password, and signing out.

What is answered to a wrong login says nothing of whether it exists. Must never log a login, a link or an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from hub.accounts import PUBLIC, login_fault, password_fault, tidy_login
from hub.accounts.keys import FIRST
from hub.accounts.knocks import Wait
from hub.accounts.passwords import Crowded
from hub.admin import forgery, guard
from hub.admin.answers import refusal
from hub.admin.guard import needs
from hub.commands import Edit
from hub.refused import Refused
from hub.register.rows import as_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from broker_config.mall import User
    from hub.accounts.gate import Gate
    from hub.accounts.private import Link
    from hub.service import Service

PATIENCE_S = 5.0
LONGEST_NAME = 120


def blueprint(service: Service, gate: Gate) -> Blueprint:  # noqa: C901 - a list of small views
    """`/masuk`, `/keluar`, `/tautan/<secret>`, `/kata-sandi`, `/konfirmasi`, and `/here` for a page's script."""
    pages = Blueprint("sign_in", __name__)

    @pages.get("/masuk")
    @needs(PUBLIC)
    def sign_in() -> AnyResponse | str:
        if gate.sessions.find(forgery.read_cookie(forgery.SESSION)) is not None:
            return redirect(guard.way_back(request.args.get("next")), 303)
        return _sign_in_page()

    @pages.post("/masuk")
    @needs(PUBLIC)
    def enter() -> AnyResponse:
        login = request.form.get("login", "")[:64]
        try:
            user = gate.check(login, request.form.get("password", ""), request.remote_addr or "")
        except Wait as wait:
            page = Response(_sign_in_page(login, g.words("wait", wait.seconds)), 429)
            page.headers["Retry-After"] = str(wait.seconds)
            return page
        except Crowded:
            return Response(_sign_in_page(login, g.words["busy_text"]), 503)
        if user is None:
            return Response(_sign_in_page(login, g.words["wrong_login"]), 403)
        return _welcome(gate, user.id, _home(user.role, request.form.get("next")))

    @pages.post("/keluar")
    @needs("own")
    def sign_out() -> AnyResponse:
        gate.sessions.end(g.person.session)
        answer = redirect(url_for("sign_in.sign_in"), 303)
        forgery.write_cookie(answer, forgery.SESSION, "")  # type: ignore[arg-type] - Flask's own kind of response
        return answer

    @pages.get("/here")
    @needs("own")
    def here() -> Response:
        """A page's script asks whether its person is still signed in; that is a sign of life, too."""
        return Response(status=204)

    @pages.route("/konfirmasi", methods=["GET", "POST"])
    @needs("own")
    def confirm() -> AnyResponse | str:
        back = guard.way_back(request.values.get("next"))
        fault = ""
        if request.method == "POST":
            fault = guard.confirm(gate, g.person, request.form.get(guard.PASSWORD, ""))
            if not fault:
                return redirect(back, 303)
        page = render_template(
            "confirm.html", action=url_for("sign_in.confirm", next=back), rest=(), fault=fault
        )
        return Response(page, 403 if fault else 200)

    @pages.route("/kata-sandi", methods=["GET", "POST"])
    @needs("own")
    def password() -> AnyResponse | str:
        if request.method == "GET":
            return render_template("password.html", faults={}, done="done" in request.args)
        faults = _password_faults(service, g.person.user.id, g.person.user.name)
        if not faults and (wrong := guard.confirm(gate, g.person, request.form.get(guard.PASSWORD, ""))):
            faults = {guard.PASSWORD: wrong}
        if faults:
            return Response(render_template("password.html", faults=faults, done=False), 422)
        gate.set_password(g.person.user.id, request.form["new"], but=g.person.session)
        return redirect(url_for("sign_in.password", done=1), 303)

    @pages.route("/tautan/<secret>", methods=["GET", "POST"])
    @needs(PUBLIC)
    def link(secret: str) -> AnyResponse | str:
        try:
            found = gate.links.find(secret, request.remote_addr or "")
        except Wait as wait:
            return guard.too_many(wait)
        user = None if found is None else _users(service).get(found.user)
        if found is None or (found.purpose != FIRST and (user is None or user.archived)):
            return refusal(404, "dead_link")
        if request.method == "GET":
            return _link_page(found, user, {})
        return _choose(service, gate, secret, found, user)

    return pages


def _home(role: str, back: str | None) -> str:
    """Where somebody goes on who has come in: an officer's work is the counter."""
    place = guard.way_back(back)
    return url_for("console.choose") if place == "/" and role == "officer" else place


def _users(service: Service) -> Mapping[str, User]:
    return service.look(lambda desk, _now: dict(desk.hall.register.users)).result(PATIENCE_S)


def _sign_in_page(login: str = "", fault: str = "") -> str:
    back = guard.way_back(request.values.get("next"))
    return render_template("sign_in.html", login=login, fault=fault, back=back)


def _link_page(link: Link, user: User | None, faults: Mapping[str, str]) -> str:
    return render_template(
        "link.html", first=link.purpose == FIRST, user=user, faults=faults, form=request.form
    )


def _choose(service: Service, gate: Gate, secret: str, link: Link, user: User | None) -> AnyResponse:
    """Use a link: choose a password, and with the first one say who the manager is."""
    if link.purpose == FIRST:
        login = tidy_login(request.form.get("login", ""))
        name = " ".join(request.form.get("name", "").split())[:LONGEST_NAME]
        faults = _first_faults(service, login, name)
    else:
        login, name, faults = link.user, user.name if user else "", {}
    faults |= _password_faults(service, login, name)
    if faults:
        return Response(_link_page(link, user, faults), 422)
    try:
        if link.purpose == FIRST:
            known = _users(service).get(
                login
            )  # a mall's file may name its people before they have a password
            row = {**(as_row(known) if known else {}), "name": name, "role": "manager"}
            service.ask(Edit(by=login, kind="user", id=login, row=row)).result(PATIENCE_S)
        gate.set_password(login, request.form["new"], link=secret)
    except Refused as refused:
        return Response(_link_page(link, user, {"login": refused.text(g.language)}), 422)
    except LookupError:  # somebody else was faster
        return refusal(404, "dead_link")
    return _welcome(gate, login, "/" if user is None else _home(user.role, None))


def _first_faults(service: Service, login: str, name: str) -> dict[str, str]:
    faults = {} if name else {"name": g.words["name_missing"]}
    known = _users(service).get(login)
    if key := login_fault(login):
        faults["login"] = g.words[key]
    elif known is not None and (known.role != "manager" or known.archived):
        faults["login"] = g.words["login_taken"]
    return faults


def _password_faults(service: Service, login: str, name: str) -> dict[str, str]:
    new = request.form.get("new", "")
    mall = service.catalogue.mall
    if key := password_fault(new, login, name, mall.name, mall.regency):
        return {"new": g.words[key]}
    return {} if new == request.form.get("again", "") else {"again": g.words["password_differs"]}


def _welcome(gate: Gate, user: str, back: str) -> AnyResponse:
    """A new session for a new person: whatever the browser held before opens nothing any more."""
    gate_session = gate.sessions.find(forgery.read_cookie(forgery.SESSION))
    if gate_session is not None:
        gate.sessions.end(gate_session.session)
    answer = redirect(back, 303)
    forgery.write_cookie(answer, forgery.SESSION, gate.sessions.begin(user))  # type: ignore[arg-type] - as above
    return answer
