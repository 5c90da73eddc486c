"""The Flask application of the rehearsal page: the page, its pictures, its two streams, and the hands' one door.

Must never obey a page from elsewhere: a request has to name us as its host (else a stranger's domain could be
pointed at us), and an order has to come from our own page, as JSON.
"""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Flask, Response, abort, g, render_template, request
from werkzeug.exceptions import HTTPException

from provisioning.rehearsal.page.hall import draw_hall
from provisioning.rehearsal.page.hands import Order, Unknown
from provisioning.rehearsal.page.stage import Full
from provisioning.rehearsal.page.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from provisioning.rehearsal.page.hands import Hands
    from provisioning.rehearsal.page.stage import Seat, Stage

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
COOKIE = "lang"
KEEP = {"Cache-Control": "private, max-age=86400, immutable"}
WIDTHS = (960, 1280, 1920)
SHARP = 88  # of 100: the number is read from the back of the hall, and here from a small picture
QUIET_S = 15.0  # a stream says something so often, or nobody would notice that its browser has gone
_SILENCE = bytes(2)


def create_app(stage: Stage, hands: Hands, port: int) -> Flask:
    """The page at a port: `stage` is looked at, `hands` do what is ordered."""
    mimetypes.add_type("font/woff2", ".woff2")  # a bare box has no list of types
    mimetypes.add_type("text/javascript", ".js")
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")}
    app.before_request(lambda: _guard(hosts))
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _refuse)
    app.register_blueprint(_views(stage))
    app.register_blueprint(_streams(stage))

    @app.post("/do")
    def do() -> Response:
        try:
            done = hands.obey(msgspec.json.decode(request.get_data(), type=Order))
        except msgspec.DecodeError:
            abort(400)
        except Unknown:
            abort(404)
        return Response(msgspec.json.encode({"done": done}), mimetype="application/json")

    return app


def _guard(hosts: Container[str]) -> None:
    if request.host not in hosts:
        abort(403)
    own = request.headers.get("Origin") == f"http://{request.host}"
    if request.method not in ("GET", "HEAD") and not (own and request.is_json):
        abort(403)
    asked = request.args.get(COOKIE) or request.cookies.get(COOKIE, "")
    g.words = Words(asked if asked in LANGUAGES else LANGUAGES[0])


def _finish(response: Response) -> Response:
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if "words" in g and request.args.get(COOKIE) in LANGUAGES:
        response.set_cookie(COOKIE, g.words.language, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response


def _refuse(error: HTTPException) -> tuple[str, int, dict[str, str]]:
    return f"{error.code} {error.name}\n", error.code or 500, {"Content-Type": "text/plain"}


def _views(stage: Stage) -> Blueprint:
    views = Blueprint("views", __name__)

    @views.get("/")
    def page() -> str:
        hall = draw_hall(stage.mall, g.words)
        return render_template("hall.html", hall=hall, say=g.words, mall=stage.mall)

    @views.get("/paper/<run>/<int:number>.png")
    def paper(run: str, number: int) -> Response:
        png = stage.papers.png(number) if run == stage.run else None
        return abort(404) if png is None else Response(png, mimetype="image/png", headers=KEEP)

    @views.get("/frame/<device>.jpg")
    def frame(device: str) -> Response:
        eye = stage.mall.eyes.get(device)
        width = request.args.get("w", WIDTHS[0], type=int)
        if eye is None or width not in WIDTHS or not (jpeg := eye.latest_jpeg(width, SHARP)):
            abort(404)
        return Response(jpeg, mimetype="image/jpeg")

    return views


def _streams(stage: Stage) -> Blueprint:
    streams = Blueprint("streams", __name__)

    @streams.get("/events")
    def events() -> Response:
        try:
            seat = stage.enter(g.words)
        except Full:
            return Response("too many pages are open\n", 503, {"Retry-After": "5"}, mimetype="text/plain")
        response = Response(_tell(seat), mimetype="text/event-stream")
        response.call_on_close(seat.leave)  # a stream that never began has no end of its own
        return response

    @streams.get("/voice/<device>.pcm")
    def voice(device: str) -> Response:
        if device not in stage.mall.ears:
            abort(404)
        return Response(_sound(stage, device), mimetype="application/octet-stream")

    return streams


def _tell(seat: Seat) -> Iterator[bytes]:
    yield b"retry: 1000\n\n"
    for event in seat.events(QUIET_S):
        yield b":\n\n" if event is None else b"data: " + msgspec.json.encode(event) + b"\n\n"


def _sound(stage: Stage, device: str) -> Iterator[bytes]:
    """Samples as the loudspeaker gets them, mono, 16 bit little-endian, 22,050 a second."""
    with stage.mall.ears[device].listen() as listener:
        yield _SILENCE
        for chunk in listener.chunks():
            if stage.closed:
                return
            yield chunk or _SILENCE
