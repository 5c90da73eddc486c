"""The Flask application: pages, their headers, and what is said when something is missing or fails.

Must never log a path (it may hold a visitor's token), nor let a page run a script or style that is not a file
of ours.
"""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING

from flask import Flask, Response, g, render_template, request

from broker_config.localtime import ZONES
from hub.admin import floor_page, ticket_page, words

if TYPE_CHECKING:
    from hub.admin.watch import Watch
    from hub.service import Service

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ASSETS_KEPT_S = 3600
LANGUAGE_COOKIE = "lang"


def create_app(service: Service, watch: Watch) -> Flask:
    """The pages of a hub: `service` is asked, `watch` shows the floor."""
    mimetypes.add_type("font/woff2", ".woff2")  # a bare box has no list of types
    app = Flask(__name__)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ASSETS_KEPT_S
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        mall=service.catalogue.mall, zone_time=ZONES[service.catalogue.mall.timezone]
    )
    app.register_blueprint(floor_page.blueprint(service, watch, app.jinja_env))
    app.register_blueprint(ticket_page.blueprint(service))
    app.before_request(_choose_language)
    app.after_request(_finish)
    app.register_error_handler(Exception, _failed)
    app.context_processor(lambda: {"say": g.words, "language": g.language})
    return app


def _choose_language() -> None:
    asked = request.args.get(LANGUAGE_COOKIE) or request.cookies.get(LANGUAGE_COOKIE, "")
    g.language = asked if asked in words.LANGUAGES else words.LANGUAGES[0]
    g.words = words.Words(g.language)


def _finish(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Cookie"
    if request.args.get(LANGUAGE_COOKIE) in words.LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, g.language, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response


def _failed(error: Exception) -> tuple[str, int]:
    """A page for people; what is wrong with us goes to the log, without the path."""
    code = getattr(error, "code", None)  # of a refusal by Flask itself, such as 404
    if not isinstance(code, int):
        code = 500
        log.error("page %s failed", request.endpoint, exc_info=error)
    kind = "missing" if code == 404 else "failed" if code >= 500 else "refused"
    return render_template("message.html", title=g.words[f"{kind}_title"], text=g.words[f"{kind}_text"]), code
