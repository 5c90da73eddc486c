"""The Flask application: pages, their headers, and what is said when something is missing or fails.

Must never log a path (it may hold a visitor's token), nor let a page run a script or style that is not a file
of ours.
"""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import MethodNotAllowed

from broker_config.localtime import ZONES
from hub.accounts import PUBLIC
from hub.accounts.knocks import Wait
from hub.accounts.passwords import Crowded
from hub.admin import (
    devices_page,
    floor_page,
    forgery,
    guard,
    menu,
    numbers_page,
    sign_in,
    ticket_page,
    tokens_page,
    users_page,
    words,
)
from hub.admin.answers import API, refusal
from hub.admin.console import page as console_page
from hub.admin.hall import announce_page, media_file, media_page, screens_page
from hub.admin.journal import page as journal_page
from hub.admin.settings import closures, exchange
from hub.admin.settings import pages as settings_pages
from hub.api import views
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.accounts.gate import Gate
    from hub.admin.watch import Watch
    from hub.media.shelf import Shelf
    from hub.service import Service

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # With no referrer at all a browser does not say either where a form comes from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ASSETS_KEPT_S = 3600
FORM_BYTES = 65_536  # more is taken only where a file is expected
LANGUAGE_COOKIE = "lang"
WRITER_S = 2.0


def create_app(service: Service, watch: Watch, gate: Gate, shelf: Shelf, identity: bytes = b"") -> Flask:
    """The pages of a hub: `service` is asked, `watch` shows the floor, `gate` knows who is who.

    `shelf` holds the mall's pictures and videos. `identity` is the mall's identity key; empty, if it has none.

    Raises:
        guard.Unguarded: a view does not say who may see it.
    """
    mimetypes.add_type("font/woff2", ".woff2")  # a bare box has no list of types
    app = Flask(__name__)
    app.config.update(SEND_FILE_MAX_AGE_DEFAULT=ASSETS_KEPT_S, MAX_CONTENT_LENGTH=FORM_BYTES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        key_field=forgery.field, form_key=forgery.form_key, menu=menu.entries, home=menu.home
    )
    app.register_blueprint(sign_in.blueprint(service, gate))
    app.register_blueprint(floor_page.blueprint(service, watch, app.jinja_env, gate))
    app.register_blueprint(console_page.blueprint(service, watch, app.jinja_env, gate))
    app.register_blueprint(numbers_page.blueprint(service))
    app.register_blueprint(ticket_page.blueprint(service))
    app.register_blueprint(users_page.blueprint(service, gate))
    app.register_blueprint(tokens_page.blueprint(gate))
    app.register_blueprint(views.blueprint(service, watch, identity))
    app.register_blueprint(settings_pages.blueprint(service))
    app.register_blueprint(devices_page.blueprint(service, watch, gate))
    app.register_blueprint(screens_page.blueprint(service))
    app.register_blueprint(announce_page.blueprint(service))
    app.register_blueprint(media_page.blueprint(service, shelf))
    app.register_blueprint(media_file.blueprint(shelf))
    app.register_blueprint(journal_page.blueprint(service))
    app.register_blueprint(exchange.blueprint(service))
    app.register_blueprint(closures.blueprint(service))
    app.add_url_rule("/health", "health", _health(service))
    app.before_request(_choose_language)
    guard.post(app, gate)
    app.after_request(_finish)
    app.register_error_handler(Exception, _failed)
    app.context_processor(lambda: _always(service))
    return app


def _always(service: Service) -> dict[str, Any]:
    """What every template may use; the mall may have been edited since the last page."""
    mall = service.catalogue.mall
    return {
        "say": g.words, "language": g.language, "person": g.get("person"),
        "mall": mall, "zone_time": ZONES[mall.timezone],
    }  # fmt: skip


def _health(service: Service) -> Callable[[], Response]:
    @guard.needs(PUBLIC)
    def health() -> Response:
        """For whoever watches over the hub: it answers if its writer does, and says nothing else."""
        service.look(lambda _desk, _now: None).result(WRITER_S)
        return Response("ok\n", mimetype="text/plain")

    return health


def _choose_language() -> None:
    asked = request.args.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE, "")
    if request.path.startswith(API):
        asked = "en"  # as its description
    g.language = asked if asked in words.LANGUAGES else words.LANGUAGES[0]
    g.words = words.Words(g.language)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint not in ("static", "media_file.media"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    if request.args.get(LANGUAGE_COOKIE) in words.LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            g.language,
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    forgery.finish(response)
    return response


def _failed(error: Exception) -> Response:
    """An answer for people; what is wrong with us goes to the log, without the path."""
    if isinstance(error, Refused):
        return refusal(409, "refused", error.text(g.language))
    if isinstance(error, Wait):
        return guard.too_many(error)
    if isinstance(error, Crowded | TimeoutError):  # too many passwords at once, or the writer is busy
        return refusal(503, "busy")
    code = getattr(error, "code", None)  # of a refusal by Flask itself, such as 404
    if not isinstance(code, int):
        code = 500
        log.error("page %s failed", request.endpoint, exc_info=error)
    answer = refusal(code, "missing" if code == 404 else "failed" if code >= 500 else "refused")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer
