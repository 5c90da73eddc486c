"""The floor: one page that is painted by the server and then kept live by server-sent events.

A stream keeps a thread of the web server, so there is a most of them (`watch.MOST_WATCHERS`); who comes later
is told so with a 503.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, g, render_template

from broker_config.localtime import local
from hub.admin.paint import Painter
from hub.admin.watch import Busy, Full
from hub.admin.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.templating import Environment

    from hub.admin.watch import View, Watch
    from hub.service import Service

RETRY_MS = 2000


def blueprint(service: Service, watch: Watch, environment: Environment) -> Blueprint:
    """`/`, the floor; `/live`, its stream."""
    pages = Blueprint("floor", __name__)
    catalogue = service.catalogue
    painters = {language: Painter(environment, catalogue, Words(language)) for language in LANGUAGES}

    @pages.get("/")
    def floor() -> str:
        now = watch.now()
        # A painter of its own: the running times of a first paint are right without a script, too.
        painted = Painter(environment, catalogue, g.words).paint(now)
        return render_template(
            "floor.html",
            painted=painted,
            boot=service.boot,
            catalogue=catalogue,
            at=now.at,
            moment=local(now.at, catalogue.mall.timezone),
            rate=service.clock.rate,
        )

    @pages.get("/live")
    def live() -> Response:
        view = watch.enter()
        response = Response(_stream(view, painters[g.language], service.boot), mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"  # a proxy may not hold it back
        response.call_on_close(view.leave)  # a stream that never began has no end of its own
        return response

    @pages.errorhandler(Full)
    def full(_error: Full) -> tuple[Response, int]:
        text = g.words["full"] + "\n"
        return Response(text, mimetype="text/plain", headers={"Retry-After": "10"}), 503

    @pages.errorhandler(Busy)
    def busy(_error: Busy) -> tuple[str, int]:
        return render_template(
            "message.html", title=g.words["failed_title"], text=g.words["failed_text"]
        ), 503

    return pages


def _stream(view: View, painter: Painter, boot: int) -> Iterator[bytes]:
    yield f"retry: {RETRY_MS}\n\n".encode()
    shown: dict[str, str] = {}
    for floor in view.floors():
        painted = painter.paint(floor)
        # What differs from what this watcher was sent last; the first time, everything.
        changed = {name: str(piece) for name, piece in painted.pieces.items() if shown.get(name) is not piece}
        message = {"boot": boot, "at": floor.at, "pieces": changed, "lines": painted.lines}
        yield b"data: " + msgspec.json.encode(message) + b"\n\n"
        shown = painted.pieces
