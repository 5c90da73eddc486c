"""What a screen shows while nobody is being called: which of the mall's clips and pages, and how long. Pure.

A clip and a page take turns, each kind in the order of the programme; of a page with many parts some are shown, and the
others when its turn comes again: no agency has the screen for minutes. A call ends it at once; afterwards it goes on
where it was, so that a busy hall sees the whole programme, too. What was seen for less than a moment comes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from broker_config.signage import ALWAYS, Clip, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from broker_config.contract import Programme

KINDS: tuple[Literal["clip", "page"], ...] = ("clip", "page")
SEEN_S = 5.0  # real seconds: what a call ended sooner was not seen
MOST_PARTS = 4  # of a page, one after the other
LATE_S = 2.0  # a video that nobody said the end of is over so long after its end
STILL_S = 3600.0
OF_TODAY = ("hours", "today")  # kinds of pages that are a lie on another day


class Showing(NamedTuple):
    """What is shown, at which place of the programme; of a long page, which of its parts. Real seconds."""

    kind: Literal["clip", "page"]
    index: int
    what: Page | Clip
    part: int
    first: int  # of the parts that are shown at this turn
    parts: int
    since: float
    until: float


class Known(NamedTuple):
    """What is known of the day: the mall's local time, if it is; `fresh`: what we were told is of today."""

    moment: datetime | None
    fresh: bool


class Rotation:
    """The programme of one zone. All times are real monotonic seconds, but for local ones.

    Attributes:
        programme: the newest, which may be from before the start; None if there never was one.
        ready: SHA-256 of the files that are on the disk whole: no other clip is shown.
        parts: into how many parts the screen divides a page.
    """

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self.programme: Programme | None = None
        self.ready: frozenset[str] = frozenset()
        self.parts: Callable[[Page], int] = lambda _page: 1
        self._recalled = True  # what is older than the start yields to anything that is said
        self._at = dict.fromkeys(KINDS, -1)  # what was last shown of each kind
        self._on_from: dict[
            tuple[str, str, str], int
        ] = {}  # the next part of pages that were left before their end
        self._last: Showing | None = None
        self._on = self._unseen = False

    @property
    def showing(self) -> Showing | None:
        """What is shown now; None while it is the calls' turn."""
        return self._last if self._on else None

    def recall(self, programme: Programme | None) -> None:
        """Go by what was known before the start, until the hub says how things are now."""
        self.programme = programme

    def take(self, programme: Programme) -> bool:
        """Believe a programme; False if it is not newer. It goes on behind what was shown last, wherever that is."""
        before = self.programme
        if before and not self._recalled and (programme.epoch, programme.rev) <= (before.epoch, before.rev):
            return False
        self.programme, self._recalled = programme, False
        if before:
            for kind in KINDS:
                self._at[kind] = _follow(_of(before, kind), _of(programme, kind), self._at[kind])
        names = {_name(page) for page in programme.pages}
        self._on_from = {name: part for name, part in self._on_from.items() if name in names}
        if self._last:
            self._keep(self._last, _of(programme, self._last.kind))
        return True

    def step(self, now: float, since: float | None, known: Known) -> None:
        """Go on, if it is time; to be drawn before this is asked again.

        `since` is from when on nobody is being called, None while somebody is or nothing but calls may be seen.
        """
        if self.programme is None or since is None or now < since + self.programme.after_s:
            if self._last and self._on:
                self._on, self._unseen = False, now - self._last.since < SEEN_S
        elif not (self._last and self._on and now < self._last.until and self._fits(self._last.what, known)):
            found = self._next(now, known)
            self._last, self._on, self._unseen = found or self._last, found is not None, False

    def over(self, sha256: str, now: float) -> None:
        """The player has come to the end of a video, or cannot play it."""
        if self._last and isinstance(self._last.what, Clip) and self._last.what.sha256 == sha256:
            self._last = self._last._replace(until=min(now, self._last.until))

    def rest(self, now: float, since: float | None) -> float:
        """Real seconds until something else is to be seen, 0 if it should be already; the mall's minutes apart."""
        if self.programme is None or since is None:
            return STILL_S
        if self._last and self._on:
            return max(self._last.until - now, 0.0)
        begins = since + self.programme.after_s
        return begins - now if now < begins else STILL_S

    def _next(self, now: float, known: Known) -> Showing | None:
        """A part that was not seen, or the next part; else the other kind's next, or the same kind's."""
        last, programme = self._last, self.programme
        if programme is None:
            return None
        if last:
            part = last.part if self._unseen else last.part + 1
            if part < min(last.parts, last.first + MOST_PARTS) and self._fits(last.what, known):
                return self._begin(last.kind, last.index, last.what, part, last.first, now)
            if part < last.parts:
                self._on_from[_name(last.what)] = part
        for kind in KINDS if last is None or last.kind == "page" else KINDS[::-1]:
            items, begin = _of(programme, kind), self._at[kind] + 1
            for index in (*range(begin, len(items)), *range(min(begin, len(items)))):
                if self._fits(items[index], known):
                    self._at[kind] = index
                    part = self._on_from.pop(_name(items[index]), 0)
                    return self._begin(kind, index, items[index], part, part, now)
        return None

    def _begin(
        self, kind: Literal["clip", "page"], index: int, what: Page | Clip, part: int, first: int, now: float
    ) -> Showing:
        if isinstance(what, Page):
            stands = self.programme.page_s if self.programme else 0.0
            parts = max(self.parts(what), 1)
            if part >= parts:  # it has become shorter, or the screen is laid out anew
                part = first = 0
            return Showing(kind, index, what, part, first, parts, now, now + stands)
        stands = what.seconds + (LATE_S if what.kind == "video" else 0.0)
        return Showing(kind, index, what, 0, 0, 1, now, now + stands)

    def _fits(self, what: Page | Clip, known: Known) -> bool:
        """Whether it is for this zone, now, and there is something to be seen of it."""
        if what.zones and self._zone not in what.zones:
            return False
        if isinstance(what, Page):
            return bool(what.rows) and (known.fresh or what.kind not in OF_TODAY)
        if what.sha256 not in self.ready:
            return False
        return what.when == ALWAYS if known.moment is None else what.when.holds(known.moment)

    def _keep(self, last: Showing, items: Sequence[Page | Clip]) -> None:
        """Show the new words of the same page; what is no longer in the programme is over."""
        index = self._at[last.kind]
        if 0 <= index < len(items) and _name(items[index]) == _name(last.what):
            self._last = last._replace(index=index, what=items[index])
        else:
            self._last, self._on = last._replace(index=-1, parts=0), False


def _of(programme: Programme, kind: Literal["clip", "page"]) -> Sequence[Page | Clip]:
    return programme.clips if kind == "clip" else programme.pages


def _name(what: Page | Clip) -> tuple[str, str, str]:
    """What makes it the same, whatever else is changed."""
    if isinstance(what, Clip):
        return ("clip", what.id, what.sha256)
    return (what.kind, what.title, what.rows[0].left if what.rows else "")


def _follow(before: Sequence[Page | Clip], after: Sequence[Page | Clip], index: int) -> int:
    """Where the same is now; where it is not any more, the place before that which was next."""
    if not 0 <= index < len(before):
        return -1
    name = _name(before[index])
    if index < len(after) and _name(after[index]) == name:
        return index
    found = [place for place, one in enumerate(after) if _name(one) == name]
    return found[0] if found else min(index, len(after)) - 1
