"""A visitor's turn, behind the code on the paper: a page, and the part of it that changes.

A thousand telephones may have it open. None keeps a thread or a connection: each asks now and then, at a pace
that the server sets, and mostly hears that nothing changed. The token is the visitor's secret: never logged.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, g, render_template, request

from hub.accounts import PUBLIC
from hub.admin.guard import needs
from hub.turn import Turn, turn

if TYPE_CHECKING:
    from hub.service import Service

PATIENCE_S = 5.0
SOON_S, LATER_S, MUCH_LATER_S = 5, 12, 25
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{16,43}$")


def blueprint(service: Service) -> Blueprint:
    """`/t/<token>`, the page; `/t/<token>/now`, its changing part."""
    pages = Blueprint("ticket", __name__)

    def see(token: str) -> Turn | None:
        if not _TOKEN.match(token):
            return None
        return service.look(lambda desk, now: turn(desk.hall, service.catalogue, token, now)).result(
            PATIENCE_S
        )

    @pages.get("/t/<token>")
    @needs(PUBLIC)
    def page(token: str) -> tuple[str, int]:
        found = see(token)
        if found is None:
            title, text = g.words["unknown_ticket"], g.words["unknown_ticket_text"]
            return render_template("message.html", title=title, text=text, reload=True), 404
        return render_template("ticket.html", turn=found, again_s=pace(found)), 200

    @pages.get("/t/<token>/now")
    @needs(PUBLIC)
    def now(token: str) -> Response:
        found = see(token)
        if found is None:
            return Response(status=404)
        tag = _tag(found, g.language)
        again = {"X-Again-In": str(pace(found)), "Cache-Control": "no-cache"}
        if tag in request.if_none_match:
            response = Response(status=304, headers=again)
        else:
            # Without a length the server closes the connection: a telephone must not keep one.
            body = render_template("turn.html", turn=found)
            response = Response(iter([body.encode(), b""]), mimetype="text/html", headers=again)
        response.set_etag(tag)
        return response

    return pages


def pace(turn: Turn) -> int:
    """After how many seconds a telephone should ask again; 0: nothing will change any more."""
    if turn.stage in ("finished", "void"):
        return 0
    if turn.stage == "waiting" and turn.ahead > 10:
        return MUCH_LATER_S
    if turn.stage == "waiting" and turn.ahead > 3:
        return LATER_S
    if turn.stage == "parked":
        return LATER_S
    return SOON_S if turn.stage in ("waiting", "called") else MUCH_LATER_S


def _tag(turn: Turn, language: str) -> str:
    return hashlib.sha256(language.encode() + msgspec.json.encode(turn)).hexdigest()[:16]
