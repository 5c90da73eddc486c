"""Those who watch the floor, and the one thread that looks at it for all of them.

One snapshot serves every watcher, a few times a second at most, and none is made while nobody watches. The
writer only ever sets a flag; it is never waited for by more than one thread, however many pages are open.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from hub.floor import Floor, floor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.desk import Desk
    from hub.service import Service

log = logging.getLogger(__name__)

MOST_WATCHERS = 8
APART_S = 0.25  # looks are at least so far apart: the eye needs no more, and a busy hub spares them
REFRESH_S = 5.0  # troubles also come by time alone; this is what tells the page that it is live, too
PATIENCE_S = 5.0


class Full(Exception):
    """No more pages can be kept live."""


class Busy(Exception):
    """The writer does not answer in time."""


class View:
    """What one watcher waits for. `newer` gives the next snapshot; a watcher that is slow skips some."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._left = watch, False

    def floors(self) -> Iterator[Floor]:
        """Snapshots as they come, at least every few seconds, until the hub stops."""
        number = 0
        while (found := self._watch.newer(number)) is not None:
            number, snapshot = found
            yield snapshot

    def leave(self) -> None:
        """Watch no more; may be called twice."""
        if not self._left:
            self._left = True
            self._watch.left()


class Watch:
    """Who watches, and what they see. `changed` is for the writer's thread."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._latest: Floor | None = None
        self._seen_at = 0.0
        self._number = 0
        self._watchers = 0
        self._stopped = False
        self._news = threading.Condition()
        self._dirty = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look, once somebody watches."""
        self._thread.start()

    def stop(self) -> None:
        """Let every watcher go."""
        with self._news:
            self._stopped = True
            self._news.notify_all()
        self._dirty.set()

    def changed(self) -> None:
        """The floor may look different now."""
        if self._watchers and not self._dirty.is_set():
            self._dirty.set()

    def enter(self) -> View:
        """Become a watcher.

        Raises:
            Full: there are as many as there may be.
        """
        with self._news:
            if self._watchers >= MOST_WATCHERS:
                raise Full
            self._watchers += 1
        self._dirty.set()
        return View(self)

    def left(self) -> None:
        """One watcher less."""
        with self._news:
            self._watchers -= 1

    def newer(self, number: int) -> tuple[int, Floor] | None:
        """The latest snapshot with its number, as soon as that is above `number`; `None`: the hub stops."""
        with self._news:
            self._news.wait_for(lambda: self._stopped or self._number > number)
            if self._stopped or self._latest is None:
                return None
            return self._number, self._latest

    def now(self) -> Floor:
        """The floor at this moment, for a page that is just being opened.

        Raises:
            Busy: the writer does not answer.
        """
        latest = self._latest
        if latest is not None and time.monotonic() - self._seen_at < APART_S:
            return latest
        return self._look()

    def _run(self) -> None:
        while not self._stopped:
            self._dirty.wait(REFRESH_S if self._watchers else None)
            self._dirty.clear()
            if self._stopped or not self._watchers:
                continue
            try:
                snapshot = self._look()
            except Busy:
                log.warning("the writer did not show the floor within %g s", PATIENCE_S)
                continue
            with self._news:
                self._number += 1
                self._latest = snapshot
                self._news.notify_all()
            time.sleep(APART_S)

    def _look(self) -> Floor:
        try:
            seen: Floor = self._service.look(self._see).result(PATIENCE_S)
        except (TimeoutError, CancelledError):
            raise Busy from None
        self._latest, self._seen_at = seen, time.monotonic()
        return seen

    def _see(self, desk: Desk, now: float) -> Floor:
        return floor(desk, self._service.catalogue, now, connected=self._service.connected)
