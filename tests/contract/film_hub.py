"""A hub as a display fetches the mall's files from it, that cuts, lies or dawdles if it is told to."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import threading
from typing import TYPE_CHECKING

from broker_config.contract import Programme
from display.media.cache import Wanted
from tests.contract import films

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 20.0


def wanted(content: bytes, name: str = "film") -> Wanted:
    """A file with these bytes."""
    return Wanted(hashlib.sha256(content).hexdigest(), len(content), name)


class FilmHub(http.server.ThreadingHTTPServer):
    """Serves files by their SHA-256. `mood` is how it treats a file, `asked` what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files: dict[str, bytes] = {}
        self.mood: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.calm = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def has(self, content: bytes, mood: str = "") -> Wanted:
        one = wanted(content)
        self.files[one.sha256], self.mood[one.sha256] = content, mood
        return one


def programme(hub: FilmHub, film: Path, after_s: float = 5.0) -> Programme:
    """What a display is told that shall fetch this film from the hub, and play it; its `[media] hub` is our origin."""
    hub.has(film.read_bytes())
    return Programme(epoch=1, rev=1, clips=(films.clip(film, "film"),), after_s=after_s)


class Answer(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: FilmHub

    def do_GET(self) -> None:
        name, mood = self.path.removeprefix("/media/"), ""
        content = self.server.files.get(name)
        asked = self.headers.get("Range", "")
        self.server.asked.append((name, asked))
        if content is None:
            self.send_error(404)
            return
        mood = self.server.mood[name]
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked and mood != "from the start" else 0
        body = content[begin:]
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        if mood != "more":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        match mood:
            case "cuts" | "from the start":
                body = body[: len(content) // 3]
            case "lies":
                body = b"?" * len(body)
            case "more":
                body += b"?"
            case "dawdles":
                self.wfile.write(body[:1])
                self.server.calm.wait(PATIENCE_S)
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_args) -> None:
        """Say nothing."""
