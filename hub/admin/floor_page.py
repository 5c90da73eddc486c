"""The floor: one page that is painted by the server and then kept live by server-sent events.

There is a most of live pages (`watch.MOST_WATCHERS`); who comes later is told so with a 503.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, g, render_template, request

from broker_config.localtime import local
from hub.accounts import may
from hub.admin.answers import refusal
from hub.admin.guard import needs
from hub.admin.paint import Painter
from hub.admin.watch import Busy, Full
from hub.admin.words import LANGUAGES, Words
from hub.commands import Acknowledge

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.templating import Environment

    from hub.accounts.gate import Gate
    from hub.admin.watch import Sight, Watch
    from hub.service import Service

PATIENCE_S = 5.0


def blueprint(service: Service, watch: Watch, environment: Environment, gate: Gate) -> Blueprint:
    """`/`, the floor; `/live`, its stream; `/seen` takes that an alert was seen."""
    pages = Blueprint("floor", __name__)
    painters = {language: Painter(environment, Words(language)) for language in LANGUAGES}

    @pages.get("/")
    @needs("floor")
    def floor() -> str:
        seen = watch.floor()
        catalogue = service.catalogue
        return render_template(
            "floor.html",
            # A painter of its own: the running times of a first paint are right without a script, too.
            painted=Painter(environment, g.words).paint(seen.view),
            boot=service.boot,
            layout=seen.view.layout,
            catalogue=catalogue,
            at=seen.at,
            moment=local(seen.at, catalogue.mall.timezone),
            rate=service.clock.rate,
            may_see_to=may(g.person.user.role, "alerts"),
        )

    @pages.get("/live")
    @needs("floor")
    def live() -> Response:
        session = g.person.session
        tell = _teller(painters[g.language], service.boot)
        return watch.open(tell, lambda: gate.sessions.is_alive(session)).response()

    @pages.post("/seen")
    @needs("alerts")
    def see() -> Response:
        """Somebody has seen an alert."""
        service.ask(Acknowledge(request.form.get("key", ""), g.person.user.id)).result(PATIENCE_S)
        return Response(status=204)

    @pages.app_errorhandler(Full)
    def full(_error: Full) -> Response:
        answer = refusal(503, "busy", g.words["full"])
        answer.headers["Retry-After"] = "10"
        return answer

    @pages.app_errorhandler(Busy)
    def busy(_error: Busy) -> Response:
        return refusal(503, "failed")

    return pages


def _teller(painter: Painter, boot: int) -> Callable[[Sight], bytes]:
    """What turns each sight of the floor into an event: the pieces that differ from those of the one before."""
    shown: dict[str, str] = {}

    def tell(seen: Sight) -> bytes:
        nonlocal shown
        painted = painter.paint(seen.view)
        changed = {name: str(piece) for name, piece in painted.pieces.items() if shown.get(name) is not piece}
        shown = painted.pieces
        message = {
            "boot": boot, "at": seen.at, "layout": seen.view.layout, "pieces": changed, "lines": painted.lines,
        }  # fmt: skip
        return b"data: " + msgspec.json.encode(message) + b"\n\n"

    return tell
