"""What the screen shows, as a JPEG for somebody far away. Must never hold up the screen.

The loop only copies the picture, which takes about a millisecond; it is made smaller and packed by a thread that
lives for one picture. At most one a second is made, for whoever asked last.
"""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pygame

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

EVERY_S = 1.0
WIDTHS = (1280, 960, 640)
MAX_BYTES = 300_000


class Pictured(NamedTuple):
    """A picture is ready; empty if nothing could be shown. Put on the display's inbox."""

    nonce: str
    jpeg: bytes


class Photographer:
    """Takes pictures for those who want them; `inbox` is the display's."""

    def __init__(self, inbox: queue.SimpleQueue[Any]) -> None:
        self._inbox = inbox
        self._wanted: str | None = None
        self._due = 0.0

    def want(self, nonce: str) -> None:
        """Somebody wants to see the screen."""
        self._wanted = nonce

    def tend(self, now: float, copy: Callable[[], pygame.Surface | None]) -> None:
        """Take the picture that is wanted, if it is time; `now` is in monotonic seconds."""
        if self._wanted is None or now < self._due:
            return
        nonce, self._wanted, self._due = self._wanted, None, now + EVERY_S
        threading.Thread(target=self._develop, args=(nonce, copy()), name="picture", daemon=True).start()

    def _develop(self, nonce: str, picture: pygame.Surface | None) -> None:
        self._inbox.put(Pictured(nonce, b"" if picture is None else jpeg(picture)))


def jpeg(picture: pygame.Surface) -> bytes:
    """A picture as a JPEG that is small enough for the wire."""
    packed = b""
    for width in WIDTHS:
        if picture.get_width() > width:
            height = round(picture.get_height() * width / picture.get_width())
            picture = pygame.transform.smoothscale(picture, (width, height))
        packed = _packed(picture)
        if len(packed) <= MAX_BYTES:
            break
    return packed


def _packed(picture: pygame.Surface) -> bytes:
    # Of a file that is a Python object, pygame never lets go again: a picture's worth of memory each time. So it
    # gets one that has a name, on the disk that is memory.
    with tempfile.NamedTemporaryFile(suffix=".jpg", dir="/dev/shm") as file:
        pygame.image.save(picture, file.name)
        return Path(file.name).read_bytes()
