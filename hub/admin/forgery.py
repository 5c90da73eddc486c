"""Against forged requests: what changes something must come from a page of ours, with that page's key.

The key is made of the browser's own secret, so it needs no memory, lives as long as the session, and is another one
for every session. A visitor who is not signed in has a secret for forms alone, which opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from flask import g, request
from markupsafe import Markup

if TYPE_CHECKING:
    from flask import Response

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
FIELD, HEADER = "_key", "X-Form-Key"
SESSION, VISIT = "mpp", "mpp-visit"
_LONGEST = 64


class Forged(Exception):
    """This does not come from a page of ours, or from one that is too old."""


def read_cookie(name: str) -> str:
    """A cookie of ours; empty if there is none."""
    value = request.cookies.get(_named(name), "")
    return value if len(value) <= _LONGEST else ""


def write_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie of ours until the browser is closed; an empty value takes it away."""
    response.set_cookie(
        _named(name), value, max_age=None if value else 0, path="/",
        secure=request.is_secure, httponly=True, samesite="Lax",
    )  # fmt: skip


def _named(name: str) -> str:
    # With this prefix no other host and no plain-text answer can set it; browsers take it over https alone.
    return f"__Host-{name}" if request.is_secure else name


def form_key() -> str:
    """What a form of this page must bring along."""
    secret = read_cookie(SESSION) if g.get("person") else _visit()
    return _key(secret)


def field() -> Markup:
    """The key as a hidden field; every form that changes something holds one."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_key())


def demand() -> None:
    """Let a request that changes something pass only if a page of ours made it.

    Raises:
        Forged: it is from elsewhere, or its key is missing or another one's.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    ours = f"{request.scheme}://{request.host}"
    if site not in ("same-origin", "none") or (origin and origin != ours):
        raise Forged
    secret = read_cookie(SESSION) if g.get("person") else read_cookie(VISIT)
    shown = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not secret or not hmac.compare_digest(shown.encode(), _key(secret).encode()):
        raise Forged


def finish(response: Response) -> None:
    """Give a visitor the secret that a form of this answer was made with."""
    if made := g.get("made_visit"):
        write_cookie(response, VISIT, made)


def _visit() -> str:
    found = read_cookie(VISIT) or g.get("made_visit")
    if not found:
        found = g.made_visit = secrets.token_urlsafe(32)
    return found


def _key(secret: str) -> str:
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()
