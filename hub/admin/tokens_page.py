"""Tokens with which other programs read: made, listed and revoked by a manager.

A token is shown once, on the screen of the manager who made it, and nowhere else. None is deleted: the list says who
let whom read what, and when it was used last.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from hub.accounts import SCOPES
from hub.admin.guard import needs
from hub.api.table import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from hub.accounts.gate import Gate

LONGEST_NAME = 80
DAY_S = 86400.0


def blueprint(gate: Gate) -> Blueprint:
    """`/pengaturan/token`, the list; `…/tambah`, the form; and the end of a token."""
    pages = Blueprint("tokens", __name__, url_prefix="/pengaturan/token")

    @pages.get("")
    @needs("tokens")
    def tokens() -> str:
        rows = sorted(gate.tokens.all(), key=lambda row: row.revoked_at is not None)
        return render_template("tokens.html", rows=rows, ago=ago, revoked="revoked" in request.args)

    @pages.route("/tambah", methods=["GET", "POST"])
    @needs("tokens", fresh=True)
    def add() -> AnyResponse | str:
        if request.method == "GET":
            return _form({"name": "", "scopes": ()}, {})
        name = " ".join(request.form.get("name", "").split())[:LONGEST_NAME]
        scopes = tuple(scope for scope in SCOPES if scope in request.form.getlist("scopes"))
        faults = {} if name else {"name": g.words["token_name_missing"]}
        faults |= {} if scopes else {"scopes": g.words["token_scopes_missing"]}
        if faults:
            return Response(_form({"name": name, "scopes": scopes}, faults), 422)
        secret = gate.tokens.make(name, scopes, g.person.user.id)
        address = url_for("api.openapi", _external=True).removesuffix("/openapi.json")
        return Response(render_template("token_made.html", name=name, secret=secret, address=address))

    @pages.post("/<key>/cabut")
    @needs("tokens", fresh=True)
    def revoke(key: str) -> AnyResponse:
        if not any(row.hash == key for row in gate.tokens.all()):
            abort(404)
        gate.tokens.revoke(key)
        return redirect(url_for("tokens.tokens", revoked=1), 303)

    return pages


def _form(filled: Mapping[str, Any], faults: Mapping[str, str]) -> str:
    return render_template("token.html", filled=filled, faults=faults, scopes=SCOPES, api=PREFIX)


def ago(at: float) -> str:
    """How long ago something was, as short as a list needs it."""
    passed = max(0.0, time.time() - at)
    if passed < DAY_S:
        return g.words("token_ago", g.words.lasting(passed))
    return g.words("token_days_ago", int(passed // DAY_S))
