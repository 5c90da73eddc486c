"""The guard of every page: the one place that says who may see what.

Each view declares what it needs with `@needs("floor")`; the application does not start with one that does not. A
request is let in here, before any view runs, or it is not let in at all. Must never log who was sent away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, render_template, request, url_for

from hub.accounts import PERMISSIONS, PUBLIC, SCOPES, WRITES, allows, may
from hub.accounts.knocks import Wait
from hub.admin import forgery
from hub.admin.answers import API, is_for_people, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response as AnyResponse

    from hub.accounts.gate import Gate
    from hub.accounts.sessions import Person

View = TypeVar("View", bound="Callable[..., Any]")
_MARK = "needs"
PASSWORD = "_password"  # noqa: S105 - the name of a form's field


class Need(NamedTuple):
    """What a view needs: a permission, or a token with a scope; `fresh`: for changes, a password given just now."""

    permission: str
    scope: str
    fresh: bool


_OPEN = Need(PUBLIC, "", fresh=False)


class Unguarded(Exception):
    """A route that does not say who may see it; the application must not start."""


def needs(permission: str, *, scope: str = "", fresh: bool = False) -> Callable[[View], View]:
    """Declare what a view needs; stands under its route.

    `permission` is a row of `accounts.PERMISSIONS`. A view with a `scope` also answers a program with a token, which
    reads; with that of `WRITES` it also gives. With `fresh`, a request that changes something asks for the password
    again if that was not just given.

    Raises:
        ValueError: there is no such permission or scope.
    """
    if permission not in PERMISSIONS or (scope and scope not in SCOPES):
        raise ValueError(f"nobody may {permission!r} {scope!r}: accounts.py knows no such thing")
    need = Need(permission, scope, fresh)

    def mark(view: View) -> View:
        view.__dict__[_MARK] = need
        return view

    return mark


def post(app: Flask, gate: Gate) -> None:
    """Post the guard at an application whose routes are all there.

    Raises:
        Unguarded: one of them needs nothing.
    """
    found: dict[str, Need] = {}
    for endpoint, view in app.view_functions.items():
        need = getattr(view, _MARK, None)
        if need is None and endpoint == "static":
            need = _OPEN
        if need is None:
            raise Unguarded(f"the view {endpoint} does not say who may see it: @needs(...) is missing")
        found[endpoint] = need
    app.extensions[_MARK] = found
    app.before_request(lambda: _admit(gate, found))


def needed(app: Flask) -> dict[str, Need]:
    """What each view of an application needs, by endpoint."""
    return app.extensions[_MARK]


def can_open(endpoint: str) -> bool:
    """Whether whoever is signed in may see a view; nobody may, if there is no such view."""
    need = needed(current_app).get(endpoint)
    return need is not None and g.person is not None and may(g.person.user.role, need.permission)


def _admit(gate: Gate, needs_of: dict[str, Need]) -> AnyResponse | None:
    """Let a request in (`None`), or answer it."""
    g.person, g.token = None, None
    if request.endpoint is None:
        return None  # there is nothing there, which anybody may know
    need = needs_of[request.endpoint]
    bearer = request.authorization
    if need.permission != PUBLIC and bearer and bearer.type == "bearer":
        return _admit_program(gate, need, bearer.token or "")
    if need.permission != PUBLIC and (refused := _admit_person(gate, need)):
        return refused
    return None if request.method in forgery.SAFE else _admit_change(gate, need)


def _admit_person(gate: Gate, need: Need) -> AnyResponse | None:
    person = gate.sessions.find(forgery.read_cookie(forgery.SESSION))
    if person is None:
        return _send_to_the_door()
    g.person = person
    return None if may(person.user.role, need.permission) else refusal(403, "forbidden")


def _admit_change(gate: Gate, need: Need) -> AnyResponse | None:
    try:
        forgery.demand()
    except forgery.Forged:
        return refusal(400, "forged")
    return _ask_again(gate, g.person) if need.fresh and g.person else None


def _admit_program(gate: Gate, need: Need, secret: str) -> AnyResponse | None:
    try:
        token = gate.tokens.find(secret, request.remote_addr or "")
    except Wait as wait:
        return too_many(wait)
    if token is None:
        return _send_to_the_door()
    if request.method not in forgery.SAFE and need.scope != WRITES:
        return refusal(403, "forbidden", g.words["token_reads_only"])
    if not allows(token.scopes, need.scope):
        return refusal(403, "forbidden", g.words("token_lacks", need.scope or "-"))
    g.token = token
    return None


def _send_to_the_door() -> AnyResponse:
    """Nobody is signed in: people may do so, and come back; scripts and programs are told."""
    if is_for_people():
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.sign_in", next=back if back != "/" else None), 303)
    to_program = request.path.startswith(API)
    answer = refusal(401, "signed_out", g.words["token_needed"] if to_program else "")
    answer.headers["WWW-Authenticate"] = "Bearer" if to_program else "Session"
    return answer


def _ask_again(gate: Gate, person: Person) -> AnyResponse | None:
    """Let a dangerous act pass if the password was just given; else ask for it, and keep what was filled in."""
    given = request.form.get(PASSWORD)
    if person.fresh and given is None:
        return None
    fault = ""
    if given is not None:
        fault = confirm(gate, person, given)
        if not fault:
            return None
    if not is_for_people() or request.files:  # what cannot be sent once more by a form
        return refusal(403, "stale_password")
    rest = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in (PASSWORD, forgery.FIELD)
    ]
    page = render_template("confirm.html", action=request.full_path.rstrip("?"), rest=rest, fault=fault)
    return Response(page, 403)


def confirm(gate: Gate, person: Person, password: str) -> str:
    """Take the password again; empty if it is right, else what to say."""
    try:
        right = gate.check(person.user.id, password, request.remote_addr or "") is not None
    except Wait as wait:
        return g.words("wait", wait.seconds)
    if not right:
        return g.words["wrong_password"]
    gate.sessions.refresh(person.session)
    g.person = person._replace(fresh=True)
    return ""


def too_many(wait: Wait) -> Response:
    """Somebody guessed too often."""
    answer = refusal(429, "too_many", g.words("wait", wait.seconds))
    answer.headers["Retry-After"] = str(wait.seconds)
    return answer


def way_back(text: str | None) -> str:
    """Where to go on, if it is a place of ours; else the start."""
    parts = urlsplit(text or "")
    ours = text and text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if ours and text and text.isprintable() and "\\" not in text else "/"
