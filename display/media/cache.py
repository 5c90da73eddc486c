"""The mall's files on the display's disk: fetched from the hub by their SHA-256, kept as long as something names them.

A thread of its own does all of it; a hub that is away, cuts, lies or dawdles holds up nothing. A file is there whole or
not at all: its bytes are checked and synced before it gets its name. What was fetched before a cut is gone on with.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import http.client
import logging
import os
import random
import threading
import time
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from broker_config.whole_file import sync

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

log = logging.getLogger(__name__)

MEGABYTE = 1_000_000
LEAST_FREE = 500 * MEGABYTE
UNKNOWN = 5 * MEGABYTE  # a file whose size nobody has told is no larger
CHUNK = 1 << 16
PART = ".part"
TOLD_AT = 3  # failures without a byte in between: a hub that starts, or a line that is cut, is nothing to be told of
NO_ADDRESS = "no address of the hub"


class Wanted(NamedTuple):
    """A file; `name` is what people call it, `size` in bytes, 0 if nobody has told."""

    sha256: str
    size: int
    name: str


class Kept(NamedTuple):
    """Which files are there, and what is wrong with which others, a line each. `missing`: how many are to come."""

    ready: frozenset[str] = frozenset()
    missing: int = 0
    wrong: tuple[str, ...] = ()


class Pace(NamedTuple):
    """How patient the cache is, in seconds: with a silent hub, with a slow one, and before it tries again."""

    silence_s: float = 10.0
    slow_s: float = 60.0
    slow_bytes_s: float = 20_000.0
    again_s: float = 2.0
    longest_s: float = 300.0


PATIENT = Pace()


class FetchError(Exception):
    """A file did not come; `grave` unless it is the line alone, which often mends itself."""

    def __init__(self, why: str, *, grave: bool = True) -> None:
        super().__init__(why)
        self.grave = grave


class Cache:
    """Files in `folder`, from the hub at `origin` (`http://hub:8080`; empty: unknown). `tell` hears every change.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(
        self,
        folder: Path,
        origin: str,
        most_bytes: int,
        tell: Callable[[Kept], None],
        *,
        pace: Pace = PATIENT,
        least_free: int = LEAST_FREE,
    ) -> None:
        self._folder, self._origin, self._most, self._tell = folder, urlsplit(origin), most_bytes, tell
        self._pace, self._least_free = pace, least_free
        folder.mkdir(parents=True, exist_ok=True)
        self._wanted: tuple[Wanted, ...] | None = None  # None: nobody has said yet
        self._doubted: set[str] = set()
        self._changed = threading.Condition()
        self._stopping = False
        self._fails: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._wrong: dict[str, str] = {}
        self._told: Kept | None = None
        self._dice = random.Random()  # noqa: S311 - for when to try again
        self._thread: threading.Thread | None = None

    def path(self, sha256: str) -> Path:
        """Where that file lies, once it is ready."""
        return self._folder / sha256

    def want(self, files: tuple[Wanted, ...]) -> None:
        """Have these from now on, the first ones first, and no others."""
        with self._changed:
            if files == self._wanted:
                return
            self._wanted = tuple({one.sha256: one for one in files}.values())
            self._due.clear()
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="media", daemon=True)
            self._thread.start()

    def doubt(self, sha256: str) -> None:
        """That file could not be played: look whether the disk still has the right bytes."""
        with self._changed:
            self._doubted.add(sha256)
            self._changed.notify()

    def stop(self) -> None:
        """Fetch no more."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def _run(self) -> None:
        while not self._stopping:
            with self._changed:
                wanted, doubted = self._wanted or (), self._doubted
                self._doubted = set()
            try:
                self._check(doubted)
                fitting = self._tidy(wanted)
                missing = [one for one in fitting if not self._here(one)]
                self._say(wanted, fitting, missing)
                now = time.monotonic()
                due = next((one for one in missing if self._due.get(one.sha256, 0.0) <= now), None)
                if due and self._origin.hostname:
                    self._try(due)
                    continue
            except OSError as error:  # the disk: it may be better later
                log.warning("media: %s", error)
                missing, now = [], time.monotonic()
            waits = [self._due.get(one.sha256, now) - now for one in missing if self._origin.hostname]
            with self._changed:
                if wanted == self._wanted and not self._doubted and not self._stopping:
                    self._changed.wait(max(min(waits), 0.01) if waits else self._pace.longest_s)

    def _tidy(self, wanted: tuple[Wanted, ...]) -> list[Wanted]:
        """Remove what nobody names; gives what there is room for."""
        fitting, total = [], 0
        for one in wanted:
            if total + (one.size or UNKNOWN) <= self._most:
                total += one.size or UNKNOWN
                fitting.append(one)
        names = {one.sha256 for one in fitting}
        for path in self._folder.iterdir():
            if path.name.removesuffix(PART) not in names and path.is_file():
                path.unlink(missing_ok=True)
        self._wrong = {sha256: why for sha256, why in self._wrong.items() if sha256 in names}
        return fitting

    def _here(self, one: Wanted) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return self.path(one.sha256).stat().st_size == one.size or not one.size
        return False

    def _check(self, doubted: set[str]) -> None:
        for sha256 in doubted:
            path = self.path(sha256)
            if path.exists() and _digest(path) != sha256:
                log.warning("media: the disk has garbled %s: it is fetched again", sha256)
                path.unlink()

    def _say(self, wanted: tuple[Wanted, ...], fitting: list[Wanted], missing: list[Wanted]) -> None:
        lacking = {one.sha256 for one in missing}
        ready = frozenset(one.sha256 for one in fitting) - lacking
        reasons = [(self._wrong[one.sha256], one.name) for one in missing if one.sha256 in self._wrong]
        reasons += [
            (f"more than {self._most // MEGABYTE} MB", one.name) for one in wanted if one not in fitting
        ]
        if missing and not self._origin.hostname:
            reasons = [(NO_ADDRESS, one.name) for one in missing]
        names: dict[str, list[str]] = {}
        for why, name in reasons:
            names.setdefault(why, []).append(name)
        wrong = tuple(f"{why}: {', '.join(named)}" for why, named in names.items())
        kept = Kept(ready, len(missing), wrong)
        if kept != self._told:
            self._told = kept
            self._tell(kept)

    def _try(self, one: Wanted) -> None:
        before = self._so_far(one)
        try:
            self._fetch(one)
        except FetchError as error:
            gone_on = self._so_far(one) > before
            failed = self._fails[one.sha256] = 0 if gone_on else self._fails.get(one.sha256, 0) + 1
            wait = min(self._pace.again_s * 2 ** min(failed, 20), self._pace.longest_s)
            self._due[one.sha256] = time.monotonic() + wait * self._dice.uniform(0.5, 1.0)
            told = self._wrong.get(one.sha256)
            if error.grave or (failed >= TOLD_AT and told is None):
                self._wrong[one.sha256] = str(error)
            if self._wrong.get(one.sha256) != told:
                log.warning("media: %s: %s", one.name, error)
        else:
            log.info("media: %s is here", one.name)
            self._fails.pop(one.sha256, None)
            self._wrong.pop(one.sha256, None)

    def _so_far(self, one: Wanted) -> int:
        part = self._folder / f"{one.sha256}{PART}"
        return part.stat().st_size if part.exists() else 0

    def _fetch(self, one: Wanted) -> None:
        """Get what is missing of a file, and give it its name once all of it is right.

        Raises:
            FetchError: it did not come, or not all of it, or other bytes.
        """
        part = self._folder / f"{one.sha256}{PART}"
        most = one.size or UNKNOWN
        try:
            with part.open("ab") as file:
                if file.tell() > most or (one.size and self._free() < self._least_free + most - file.tell()):
                    full = file.tell() <= most
                    file.truncate(0)
                    if full:
                        raise FetchError("disk too full")
                if not one.size or file.tell() < one.size:
                    self._ask(one, file, most)
                file.flush()
                os.fsync(file.fileno())
        except (OSError, http.client.HTTPException) as error:
            log.debug("media: %s: %s", one.name, error)
            full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
            raise FetchError("disk too full" if full else "hub does not answer", grave=full) from None
        if _digest(part) != one.sha256:
            part.unlink()
            raise FetchError("wrong bytes from the hub")
        part.replace(self.path(one.sha256))
        sync(self._folder)

    def _ask(self, one: Wanted, file: BinaryIO, most: int) -> None:
        begin = file.tell()
        line = self._line()
        try:
            line.request("GET", f"/media/{one.sha256}", headers={"Range": f"bytes={begin}-"} if begin else {})
            answer = line.getresponse()
            part = answer.headers.get("Content-Range", "")
            if answer.status == 416:
                file.truncate(0)
                raise FetchError("wrong bytes from the hub")
            if answer.status == 200:
                file.truncate(0)  # it does not go on from there
                begin = 0
            elif answer.status != 206 or not part.startswith(f"bytes {begin}-"):
                raise FetchError(f"hub says {answer.status} {answer.reason}")
            self._read(one, answer, file, most - begin)
        finally:
            line.close()

    def _read(self, one: Wanted, answer: http.client.HTTPResponse, file: BinaryIO, most: int) -> None:
        got, began = 0, time.monotonic()
        while data := answer.read1(min(CHUNK, most - got + 1)):
            got += len(data)
            if got > most:
                file.truncate(0)
                raise FetchError("wrong bytes from the hub")
            file.write(data)
            if self._stopping or one not in (self._wanted or ()):
                raise FetchError("not wanted any more", grave=False)
            passed = time.monotonic() - began
            if passed > self._pace.slow_s and got < passed * self._pace.slow_bytes_s:
                raise FetchError("hub too slow", grave=False)
        if (one.size and got < most) or answer.length:
            raise FetchError("hub cuts the line", grave=False)

    def _line(self) -> http.client.HTTPConnection:
        host, port, wait = self._origin.hostname or "", self._origin.port, self._pace.silence_s
        if self._origin.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=wait)
        return http.client.HTTPConnection(host, port, timeout=wait)

    def _free(self) -> int:
        there = os.statvfs(self._folder)
        return there.f_bavail * there.f_frsize


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
