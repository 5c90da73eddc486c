"""Files that are on their way in, piece by piece: whose each is, how far it is, and what it turned out to be.

Pieces are small, so that neither the web server nor a proxy has to keep a video in its memory or in /tmp; one that
comes twice is not written twice, and one that is lost is sent again. Nothing of this outlives the process.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING

from hub.media.inspection import Busy, Looked, inspect
from hub.media.rules import MB, PICTURE_MB, Unfit

if TYPE_CHECKING:
    from hub.media.shelf import Piecemeal, Shelf

PIECE = 1_048_576  # bytes
KEPT_S = 2400.0  # nobody fills in a form for longer; less than a file without a row is spared
MOST = 6


class Upload:
    """One file: `looked` once it is whole and was looked at. `size` of `whole` bytes are there."""

    def __init__(self, by: str, name: str, taken: Piecemeal) -> None:
        self.by, self.name, self.taken, self.at = by, name, taken, time.monotonic()
        self.looked: Looked | None = None
        self.lock = threading.Lock()

    @property
    def size(self) -> int:
        """The bytes that are there."""
        return self.taken.size

    @property
    def whole(self) -> int:
        """The bytes that there will be."""
        return self.taken.whole


class Uploads:
    """Files on their way to one shelf, by a key that nobody guesses. For any thread."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}

    def begin(self, by: str, name: str, whole: int) -> str:
        """Begin with a file; its key. Whoever has begun another one gives that up.

        Raises:
            Unfit: it is too large, or there is no room.
            Busy: too many others do the same.
        """
        if whole > self._shelf.limits.video_mb * MB:
            raise Unfit("video_mb", whole // MB, self._shelf.limits.video_mb)
        with self._lock:
            for key, upload in list(self._uploads.items()):
                if upload.by == by or time.monotonic() - upload.at > KEPT_S:
                    self._drop(key)
            if len(self._uploads) >= MOST:
                raise Busy
            key = secrets.token_urlsafe(16)
            self._uploads[key] = Upload(by, name, self._shelf.begin(whole))
        return key

    def find(self, key: str, by: str) -> Upload | None:
        """Somebody's own."""
        found = self._uploads.get(key)
        return found if found is not None and found.by == by else None

    def add(self, upload: Upload, at: int, piece: bytes) -> int:
        """Take a piece that begins at a byte; how many are there now. One that does not follow changes nothing.

        Raises:
            Unfit: there is no room, or, with the last piece, it is nothing that can be shown.
            Busy: it could not be looked at yet; send the last piece once more.
            ValueError: it is more than was said.
        """
        with upload.lock:
            if at == upload.size and piece:
                upload.taken.add(piece)
            if upload.size == upload.whole and upload.looked is None:
                upload.looked = self._look(upload)
        return upload.size

    def keep(self, key: str, upload: Upload) -> bool:
        """Put one that was looked at on the shelf; whether this was the first to ask for it.

        Raises:
            OSError: the disk will not take it.
        """
        with upload.lock:
            if upload.looked is None or self._uploads.get(key) is not upload:
                return False
            self._shelf.keep(upload.taken, upload.looked.thumbnail)
            self.drop(key)
        return True

    def drop(self, key: str) -> None:
        """Give one up."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: str) -> None:
        upload = self._uploads.pop(key, None)
        if upload is not None:
            upload.taken.drop()

    def _look(self, upload: Upload) -> Looked:
        looked = inspect(upload.taken.path)
        if looked.facts.kind == "picture" and upload.size > PICTURE_MB * MB:
            raise Unfit("picture_mb", f"{upload.size / MB:.1f}", PICTURE_MB)
        return looked
