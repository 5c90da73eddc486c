"""The mall's clips and logo on one display: the cache, the player, and what is told of both in the health report.

One loop owns it. What its threads have to say arrives on the display's inbox as `Kept` or `Told`, and has to be handed
to `take`; a `Drawn` logo is for the screen. Must never decide what is shown.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from display.media import logo
from display.media.cache import MEGABYTE, Cache, Kept, Wanted
from display.media.player import Player, Showing, Told

if TYPE_CHECKING:
    import queue
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from broker_config.drawing.ink import Colour, Rect
    from broker_config.signage import Clip
    from display.media.player import Pixels
    from display.report import Report
    from display.settings import MediaSettings

log = logging.getLogger(__name__)

TRIES = 3  # how often a file may fail before it is left out


class ClipOver(NamedTuple):
    """A video is at its end, or a clip cannot be played. Put on the display's inbox."""

    sha256: str


class Cinema:
    """Clips in `folder`, fetched from `origin`, played on a screen of so many pixels. Times are monotonic seconds.

    `options` are mpv's, beside its own.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(
        self,
        folder: Path,
        settings: MediaSettings,
        origin: str,
        size: tuple[int, int],
        inbox: queue.SimpleQueue[Any],
        report: Report,
        options: Sequence[str] = (),
    ) -> None:
        self._inbox, self._report = inbox, report
        self._cache = Cache(folder, settings.hub or origin, settings.most_mb * MEGABYTE, inbox.put)
        self._player = Player(size, inbox, self._over, options)
        self._clips: tuple[Clip, ...] = ()
        self._logo = self._drawn = ""
        self._kept = Kept()
        self._clip: Clip | None = None  # what is played
        self._failed: dict[str, int] = {}
        self._anything = False

    @property
    def ready(self) -> frozenset[str]:
        """SHA-256 of all that can be shown now; nothing while there is no player."""
        if self._player.trouble:
            return frozenset()
        return self._kept.ready - {one for one, times in self._failed.items() if times >= TRIES}

    @property
    def pid(self) -> int:
        """The player's process; 0 if there is none."""
        return self._player.pid

    def programme(self, clips: Iterable[Clip], head: str) -> None:
        """Have these clips, and this picture for the head of the screen; what failed may try again."""
        clips = tuple(clips)
        if clips != self._clips:
            self._failed = {}
        self._clips, self._logo = clips, head
        wanted = [Wanted(head, 0, "logo")] if head else []
        wanted += [Wanted(clip.sha256, clip.size, clip.id) for clip in clips]
        if wanted or self._anything:
            self._anything = True
            self._cache.want(tuple(wanted))

    def take(self, news: Kept | Told, now: float) -> None:
        """Hear what a thread has to say."""
        if isinstance(news, Told):
            self._player.take(news, now)
        else:
            self._kept = news
            if self._logo in news.ready and self._drawn != self._logo:
                self._drawn = self._logo
                logo.draw(self._cache.path(self._logo), self._logo, self._inbox)

    def show(self, clip: Clip | None, place: Rect | None, colour: Colour, now: float) -> bool:
        """Play a clip in a place of the screen; None: nothing. True once its first frame is there."""
        if clip is None or place is None or clip.sha256 not in self._kept.ready:
            self._change(None)
            self._player.show(None, now)
            return False
        self._change(clip)
        path = str(self._cache.path(clip.sha256).absolute())
        video = clip.kind == "video"
        # A sound device may hang, too: what has failed is tried again without.
        sound = video and clip.sound and self._player.audible and clip.sha256 not in self._failed
        self._player.show(Showing(path, place.w, place.h, colour, video, sound), now)
        return self._player.begun

    def _change(self, clip: Clip | None) -> None:
        if self._clip and clip != self._clip and self._player.begun:  # whatever it failed at is past
            self._failed.pop(self._clip.sha256, None)
        self._clip = clip

    def frame(self, *, fresh: bool) -> Pixels | None:
        """The newest frame; `fresh`: only if it was not copied to the screen yet. Say so, once it is."""
        return self._player.pixels() if self._player.fresh or not fresh else None

    def copied(self) -> None:
        """The newest frame is on the screen."""
        if self._player.fresh:
            self._player.copied()

    def loud(self, volume: float) -> None:
        """How loud clips are while nobody speaks, 0 to 1."""
        self._player.loud(volume)

    def hush(self, *, on: bool, alone: bool = False) -> float:
        """Somebody is about to speak, or has spoken: seconds until it is soft. From any thread.

        `alone`: they need the sound device to themselves.
        """
        return self._player.hush(on=on, alone=alone)

    def tend(self, now: float) -> None:
        """Look after the player, and tell how everything is."""
        self._player.tend(now)
        if self._anything:
            self._tell()

    def close(self) -> None:
        """End the player, fetch no more."""
        self._player.close()
        self._cache.stop()

    def _over(self, error: str) -> None:
        clip, self._clip = self._clip, None
        if clip is None:
            return
        if error:
            self._failed[clip.sha256] = self._failed.get(clip.sha256, 0) + 1
            log.warning("clip %s: %s", clip.id, error)
            self._cache.doubt(clip.sha256)
        else:
            self._failed.pop(clip.sha256, None)
        self._inbox.put(ClipOver(clip.sha256))

    def _tell(self) -> None:
        names = {clip.sha256: clip.id for clip in self._clips}
        player = self._player
        wrong = [f"no clips are shown: {player.trouble}"] if player.trouble and player.grave else []
        if left := [names.get(one, one) for one, times in self._failed.items() if times >= TRIES]:
            wrong.append(f"cannot be played: {', '.join(left)}")
        wrong += self._kept.wrong
        missing = self._kept.missing
        more = [f"files to come: {missing}"] if missing and not wrong else []
        self._report("media", "media", "warning" if wrong else "ok", "; ".join(wrong + more))
