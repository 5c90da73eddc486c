"""The mall's pictures and videos as files of the hub: `<sha256>`, and `<sha256>.jpg` for what it looks like.

A file is on the shelf whole or not at all, and before any row names it: when the power goes, there is no row, or a
row with its file. What is still on its way has a name of its own (`.upload-…`) and is gone after a start.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import secrets
import shutil
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from broker_config.settings import ConfigError
from broker_config.whole_file import sync, write_whole
from hub.media.rules import MB, Unfit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from hub.settings import MediaSettings

log = logging.getLogger(__name__)

SPARED_S = 3600.0  # a file that nothing names is kept so long: its row may be on the way
WRITING_S = 10.0  # and so long after somebody deleted it, for somebody else may give the same just now
_NAME = re.compile(r"([0-9a-f]{64})(\.jpg)?")
_UPLOAD = ".upload-"


class Limits(NamedTuple):
    """In MB: a video, all files together, and what must stay free on the disk."""

    video_mb: int = 500
    total_mb: int = 10_000
    free_mb: int = 1000

    @classmethod
    def of(cls, settings: MediaSettings) -> Limits:
        """As the hub's settings have them."""
        return cls(settings.video_mb, settings.total_mb, settings.free_mb)


class Piecemeal:
    """A file that is being taken in; `size` bytes of `whole` are there. Never used by two threads at once."""

    def __init__(self, path: Path, whole: int) -> None:
        self.path, self.whole, self.size = path, whole, 0
        self._digest = hashlib.sha256()
        self._file = path.open("xb")

    @property
    def sha256(self) -> str:
        """Of the bytes that are there."""
        return self._digest.hexdigest()

    def add(self, piece: bytes) -> None:
        """Take the next bytes.

        Raises:
            Unfit: there is no room for them on the disk.
            ValueError: they are more than was said.
        """
        if self.size + len(piece) > self.whole:
            raise ValueError("more than was said")
        try:
            self._file.write(piece)
            self._file.flush()
        except OSError:
            raise Unfit("no_space") from None
        self._digest.update(piece)
        self.size += len(piece)

    def sync(self) -> None:
        """Have it on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def drop(self) -> None:
        """Throw it away, unless it is on the shelf."""
        self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink()


class Shelf:
    """The files. For any thread.

    Raises:
        OSError: the directory cannot be made.
    """

    def __init__(self, directory: Path, limits: Limits = Limits()) -> None:  # noqa: B008 - a tuple
        self.directory, self.limits = directory, limits
        self._lock = threading.Lock()
        directory.mkdir(parents=True, exist_ok=True)
        for path in directory.glob(f"{_UPLOAD}*"):
            path.unlink(missing_ok=True)

    def begin(self, whole: int) -> Piecemeal:
        """Begin to take in a file of so many bytes.

        Raises:
            Unfit: there is no room for it.
        """
        if whole <= 0:
            raise Unfit("empty")
        used, limits = self.used(), self.limits
        if used + whole > limits.total_mb * MB:
            raise Unfit("full", used // MB, limits.total_mb)
        if shutil.disk_usage(self.directory).free - whole < limits.free_mb * MB:
            raise Unfit("disk", limits.free_mb)
        return Piecemeal(self.directory / f"{_UPLOAD}{secrets.token_hex(8)}", whole)

    def keep(self, taken: Piecemeal, thumbnail: bytes) -> str:
        """Put a file that is whole on the shelf, durably; its name. One that is there already is as good as new.

        Raises:
            OSError: the disk will not take it.
        """
        sha256 = taken.sha256
        path = self.directory / sha256
        taken.sync()
        with self._lock:
            write_whole(self.directory / f"{sha256}.jpg", thumbnail)
            os.utime(taken.path)
            taken.path.replace(path)
            sync(self.directory)
        taken.drop()
        return sha256

    def find(self, sha256: str) -> Path | None:
        """A file, if it is there."""
        path = self.directory / sha256
        return path if _NAME.fullmatch(sha256) and not sha256.endswith(".jpg") and path.is_file() else None

    def thumbnail(self, sha256: str) -> bytes | None:
        """What a file looks like, as a JPEG."""
        path = self.directory / f"{sha256}.jpg"
        try:
            return path.read_bytes() if _NAME.fullmatch(path.name) else None
        except OSError:
            return None

    def used(self) -> int:
        """How many bytes all files have, those on their way as far as they are."""
        return sum(_size(path) for path in self._files())

    def tidy(self, named: Collection[str], deleted: str = "") -> None:
        """Remove the files that nobody names, unless they came just now; the `deleted` one goes sooner."""
        now, removed = time.time(), 0
        for path in list(self._files()):
            found = _NAME.fullmatch(path.name)
            if not found or found[1] in named:
                continue
            spared_s = WRITING_S if found[1] == deleted else SPARED_S
            with self._lock, contextlib.suppress(OSError):
                if path.stat().st_mtime < now - spared_s:
                    path.unlink()
                    removed += 1
        if removed:
            log.info("%d media files that nothing names are removed", removed)

    def _files(self) -> Iterator[Path]:
        return (path for path in self.directory.iterdir() if path.is_file())


def open_shelf(directory: Path, limits: Limits, named: Collection[str]) -> Shelf:
    """The shelf of a hub that starts, without what nothing names.

    Raises:
        ConfigError: the directory cannot be used.
    """
    try:
        shelf = Shelf(directory, limits)
        shelf.tidy(named)
    except OSError as error:
        raise ConfigError(f"[media] directory: {directory} cannot be used: {error.strerror}") from None
    return shelf


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # it went just now
        return 0
