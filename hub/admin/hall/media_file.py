"""The mall's pictures and videos for its screens: `/media/<sha256>`, for anybody, as everybody sees them in the hall.

A file never changes, so whoever has it need not ask again; whoever was cut off goes on where that was (`Range`). The
web server reads from the file as fast as the other end takes it, and no thread of a page waits for that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, request

from hub.accounts import PUBLIC
from hub.admin.guard import needs
from hub.media.rules import container

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from hub.media.shelf import Shelf

KEPT_S = 365 * 86400
PIECE = 65_536


class Part(NamedTuple):
    """A part of a file: from a byte on, so many."""

    start: int
    length: int


def blueprint(shelf: Shelf) -> Blueprint:
    """`/media/<sha256>`."""
    pages = Blueprint("media_file", __name__)

    @pages.get("/media/<sha256>")
    @needs(PUBLIC)
    def media(sha256: str) -> Response:
        path = shelf.find(sha256)
        if path is None:
            abort(404)
        try:
            file = path.open("rb")
        except OSError:
            abort(404)
        whole = os.fstat(file.fileno()).st_size
        found = container(file.read(64))
        answer = Response(mimetype=found.mime if found else "application/octet-stream")
        answer.headers["Accept-Ranges"] = "bytes"
        answer.set_etag(sha256)
        answer.cache_control.public = answer.cache_control.immutable = True
        answer.cache_control.max_age = KEPT_S
        if request.if_none_match.contains(sha256):
            file.close()
            answer.status_code = 304
            return answer
        part = _wanted(whole, sha256)
        if part is None:
            file.close()
            answer.status_code = 416
            answer.headers["Content-Range"] = f"bytes */{whole}"
            return answer
        if part.length < whole:
            answer.status_code = 206
            answer.headers["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{whole}"
        answer.content_length = part.length
        file.seek(part.start)
        # The server's own wrapper hands the file over to its one thread that sends, from where it stands.
        wrapper: Any = request.environ.get("wsgi.file_wrapper")
        answer.response = wrapper(file, PIECE) if wrapper else _pieces(file, part.length)
        answer.direct_passthrough = True
        if request.method == "HEAD":
            file.close()
        return answer

    return pages


def _wanted(whole: int, sha256: str) -> Part | None:
    """Which part is asked for; all of it, if several are, or those of another file; `None` if there is none there."""
    asked = request.range
    condition = request.if_range
    other = condition.etag is not None and condition.etag != sha256
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or other:
        return Part(0, whole)
    found = asked.range_for_length(whole)
    return Part(found[0], found[1] - found[0]) if found else None


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
