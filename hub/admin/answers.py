"""What is said when a page cannot be shown: a page to people, JSON to programs, a line to scripts.

Must never say more to a stranger than that it is so, nor log a path (it may hold somebody's secret).
"""

from __future__ import annotations

import json

from flask import Response, g, render_template, request

API = "/api/"


def is_for_people() -> bool:
    """Whether a person looks at the answer. A script's request, and a stream's, does not ask for HTML."""
    accepts = request.headers.get("Accept", "text/html")
    return not request.path.startswith(API) and "text/html" in accepts


def refusal(code: int, kind: str, text: str = "", *, reload: bool = False) -> Response:
    """An answer that says no. `kind` names its words (`missing_title`, `missing_text`), `text` replaces the second."""
    title, text = g.words[f"{kind}_title"], text or g.words[f"{kind}_text"]
    if is_for_people():
        return Response(render_template("message.html", title=title, text=text, reload=reload), code)
    if request.path.startswith(API):
        problem = {"type": "about:blank", "title": title, "status": code, "detail": text, "error": kind}
        body = json.dumps(problem, ensure_ascii=False)
        return Response(body + "\n", code, mimetype="application/problem+json")
    return Response(f"{text}\n", code, mimetype="text/plain")
