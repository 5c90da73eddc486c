"""What the hall is shown, from the hub's snapshots and the passing of time. Pure.

Knows which calls are new, which one has the big card now and how long, whether the data is old, and what
time it is. Must never draw, speak, or ask a clock: the time comes in with every question.

A snapshot with a lower or equal (epoch, rev) is ignored. The first one after a start, or of a new epoch,
shows how things stand and announces nothing: those calls were made before we were there to hear them.
After that each new call number is announced exactly once, in order, and each gets the card to itself, however
many come at once; the list of calls is right at once. A call that was made while the line was cut, and is older
than the voice would still say it, is listed and not announced: nobody would walk to a counter for it any more.

A screen of the whole mall gives the card to the calls of all zones; said are those of the own zone alone.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from broker_config import localtime
from broker_config.nouns import EVERYWHERE
from display.hanging import USUAL, shows_idle
from display.heard import Boards
from display.idle import Known, Rotation
from display.notices import Notices

if TYPE_CHECKING:
    from datetime import date, datetime

    from broker_config.contract import Announcement, Announcements, Board, Call, ScreenPlan, Tile
    from broker_config.signage import Clip, Page

CARD_S = 4.0  # mall seconds for which a call has the card to itself
TURN_S = 8.0  # real seconds for reading a page of notices or of agencies
QUIET_S = 60.0  # real seconds after which a call no longer needs the eye
STALE_S = 10.0  # real seconds without the hub until the hall is told
PULSES = 3
PULSE_S = 0.5  # half a pulse: two changes a second, below the three that can trigger a seizure
RECENT = 12
EXPIRES_S = 60.0  # real seconds for which a call is news, unless the mall has said otherwise


class Now(NamedTuple):
    """Both clocks, neither of which jumps: `mall` may run faster than `real`; their zeros are arbitrary."""

    mall: float
    real: float


class Place(NamedTuple):
    """Which display this is and how it is doing, for the technician in front of it.

    `trouble` is why the broker is not reached, in Indonesian and in English; `code` the rows of a QR code, a 1 for
    each dark square.
    """

    device: str
    zone: str
    broker: str
    version: str = ""
    layout: str = ""
    addresses: tuple[str, ...] = ()
    trouble: tuple[str, str] = ("", "")
    code: tuple[str, ...] = ()


class View(NamedTuple):
    """Everything on the screen. Two equal views are the same picture."""

    place: Place
    linked: bool
    known: bool  # False until the first snapshot: the screen then says what it waits for
    mall: str = ""
    regency: str = ""
    clock: str = ""  # "10.24"; empty while no time is trusted
    date: str = ""
    card: Call | None = None
    pulse: bool = False
    quiet: bool = (
        False  # the card's call is old, or of before the start: nobody has to look up for it any more
    )
    recent: tuple[Call, ...] = ()  # newest first, without the one on the card
    tiles: tuple[Tile, ...] = ()
    notices: tuple[str, ...] = ()
    turn: int = 0  # grows with time; pages are turned by it
    stale: str = ""
    notice: Announcement | None = None  # the most urgent that holds now
    identify: bool = False  # somebody in front of it wants to know which display this is
    dark: bool = False  # the mall is closed: no light in an empty hall
    timezone: str = ""
    idle: Page | Clip | None = None  # what has the card's place while nobody is being called
    part: int = 0  # of a long page: which of its parts, from 0 on


class HallBoard:
    """What one screen shows, of its zone or of the mall. `rate` is how fast the mall's clock runs.

    Attributes:
        place: which display this is.
        rotation: what is shown while nobody is being called.
        expires_s: real seconds for which a call is news.
        dark: the mall is closed, and nothing is to be seen.
    """

    def __init__(self, place: Place, now: Now, rate: float = 1.0) -> None:
        self.place, self._rate = place, rate
        self.expires_s = EXPIRES_S
        self.dark = False
        self.rotation = Rotation(place.zone)
        self._boards = Boards()
        self._notices = Notices(place.zone)
        self._plan = USUAL
        self._pending: deque[Call] = deque()
        self._queued: set[int] = set()  # the calls that were given the card, or wait for it
        self._epoch = 0
        self._card: Call | None = None
        self._carded: Now | None = None  # when the card got a call that was announced; None: it was not
        self._seen: tuple[int, float] | None = None  # the call on the card as last drawn, and since when
        self._seen_at = now.real
        self._linked = self._hub_lost = self._was_cut = False
        self._lost_at: Now | None = now
        self._right_at: float | None = None  # the hub's time when the data was last known to be right
        self._today: date | None = None  # as our own clock has it, when there was no other
        self._time_offset: float | None = None
        self._identify_until = now.real
        self._start = now.real

    def recall(
        self, board: Board, told: Announcements | None, at: float | None, today: date | None,
        whole: Board | None = None,
    ) -> None:  # fmt: skip
        """Show what was known before the start, with its time (`at`, UTC); it announces nothing.

        `today` is the mall's date by the box's own clock: what is of another day says of which. `whole` is the board
        of the whole mall.
        """
        self._boards.recall(board, whole)
        self._right_at, self._today = at, today
        self._show_newest()
        if told:
            self._notices.recall(told)

    def take(self, board: Board, now: Now | None = None) -> tuple[Call, ...]:
        """Believe a snapshot; returns the calls to say, oldest first. Without `now` none is too old for it."""
        news = self._boards.take(board)
        if news is None:
            return ()
        fresh = tuple(call for call in news.calls if self._is_news(call.at, now))
        here = self._boards.calls(self._plan)
        if board.epoch != self._epoch:  # numbers of calls mean something within an epoch
            self._epoch, self._queued = board.epoch, set()
        new = [here[call.call] for call in fresh if call.call in here and call.call not in self._queued]
        queued = self._queued.union(call.call for call in new)
        self._queued = {number for number in queued if number > self._boards.settled}
        self._pending.extend(new)
        if self._card:
            self._card = here.get(self._card.call, self._card)
        if not here or (not self._pending and (news.silent or self._card_is_old(here))):
            self._show_newest()
        return () if board.zone == EVERYWHERE else fresh

    def arrange(self, plan: ScreenPlan) -> None:
        """The screen is for another part of the mall from now on: the card is that part's last call."""
        if plan == self._plan:
            return
        self._plan = plan
        here = self._boards.calls(plan)
        self._pending = deque(here[call.call] for call in self._pending if call.call in here)
        self._queued |= here.keys()  # what is on it already was called before it looked there
        if (
            self._card is None
            or self._card.call not in here
            or (not self._pending and self._card_is_old(here))
        ):
            self._show_newest()

    def _show_newest(self) -> None:
        """Give the card to the last call without announcing it."""
        calls = self._boards.calls(self._plan).values()
        self._card, self._carded = next(reversed(calls), None), None

    def tell(self, told: Announcements, now: Now) -> tuple[Announcement, ...]:
        """Believe a snapshot of what the hall is told; returns what is to be said, oldest first."""
        return self._notices.take(told, self.hub_now(now), lambda at: self._is_news(at, now))

    def advance(self, now: Now) -> Call | None:
        """Give the card to the next call if its turn has come; to be drawn before this is asked again."""
        due, called = self._card_due(), None
        if self._pending and (due is None or now.mall >= due):
            called = self._card = self._pending.popleft()
            self._carded = now
        seen = (self._card.call, self._card.at) if self._card else None
        if seen != self._seen:
            self._seen, self._seen_at = seen, now.real
        moment = self.local_time(now)
        known = Known(moment, fresh=moment is not None and not self._stale(now))
        self.rotation.step(now.real, self._calm_since(now), known)
        return called

    def link(self, now: Now, *, up: bool) -> None:
        """The session with the broker came up or went."""
        self._linked = up
        self._was_cut |= not up
        self._note_loss(now)

    def hub(self, now: Now, *, online: bool) -> None:
        """The hub says it is here, or is said to be gone: without it the data grows old just the same."""
        self._hub_lost = not online
        self._note_loss(now)

    def trust(self, at: float, now: Now) -> None:
        """It is `at` (UTC): said by the hub, the only one whose time is believed."""
        self._time_offset = at - now.mall

    def identify(self, now: Now, seconds: float) -> None:
        """Say for so long which display this is."""
        self._identify_until = now.real + seconds

    @property
    def snapshot(self) -> Board | None:
        """The newest that was heard; what was recalled, if nothing was."""
        return self._boards.own

    @property
    def whole(self) -> Board | None:
        """Likewise, of the whole mall."""
        return self._boards.whole

    @property
    def waits(self) -> bool:
        """Whether somebody is called whose turn on the card is still to come."""
        return bool(self._pending)

    @property
    def told(self) -> Announcements | None:
        """The newest of what the hall is told, likewise."""
        return self._notices.told

    @property
    def announcements(self) -> tuple[Announcement, ...]:
        """Those of them that are for this zone, oldest first."""
        return self._notices.items

    def hub_now(self, now: Now) -> float | None:
        """What time it is by the hub (UTC); None while it has told none."""
        return None if self._time_offset is None else now.mall + self._time_offset

    def local_time(self, now: Now) -> datetime | None:
        """The mall's local time; None while no time is trusted, or no board says which zone it is in."""
        return self._moment(self.hub_now(now))

    def right_at(self, now: Now) -> float | None:
        """The hub's time (UTC) when the data was last known to be right; None if no time is known."""
        return self.hub_now(now) if self._lost_at is None else self._right_at

    def view(self, now: Now) -> View:
        """What is to be seen now."""
        board, identify = self.snapshot, now.real < self._identify_until
        if board is None:
            notice = self._notices.current(self.hub_now(now))
            return View(
                self.place, self._linked, known=False, notice=notice, identify=identify, dark=self.dark
            )
        moment, idle, age = self.local_time(now), self.rotation.showing, self._call_age(now)
        return View(
            place=self.place,
            linked=self._linked,
            known=True,
            mall=board.mall,
            regency=board.regency,
            clock=localtime.time_text(moment) if moment else "",
            date=localtime.date_text(moment) if moment else "",
            card=self._card,
            pulse=self._pulse(now) % 2 == 1,
            quiet=age is not None and (self._boards.recalled or age >= QUIET_S),
            recent=self._recent(),
            tiles=self._boards.tiles(self._plan),
            notices=self._notice_pages(board, now),
            turn=int((now.real - self._start) / TURN_S),
            stale=self._stale(now),
            notice=self._notices.current(self.hub_now(now)),
            identify=identify,
            dark=self.dark,
            timezone=board.timezone,
            idle=idle.what if idle else None,
            part=idle.part if idle else 0,
        )

    def rest(self, now: Now) -> float:
        """Real seconds until the view changes by itself, 0 if it should have already."""
        waits = [TURN_S - (now.real - self._start) % TURN_S]
        due = self._card_due()
        if self._pending:
            waits.append(0.0 if due is None else (due - now.mall) / self._rate)
        if self._time_offset is not None:
            waits.append((60.0 - (now.mall + self._time_offset) % 60.0) / self._rate)
        if self._carded and self._pulse(now):
            waits.append(PULSE_S - (now.real - self._carded.real) % PULSE_S)
        if self._lost_at and now.real - self._lost_at.real < STALE_S:
            waits.append(STALE_S - (now.real - self._lost_at.real))
        if now.real < self._identify_until:
            waits.append(self._identify_until - now.real)
        if (end := self._notices.next_end(self.hub_now(now))) is not None:
            waits.append(end / self._rate)
        if (age := self._call_age(now)) is not None and age < QUIET_S:
            waits.append(QUIET_S - age)
        waits.append(self.rotation.rest(now.real, self._calm_since(now)))
        return max(min(waits), 0.0)

    def _is_news(self, at: float, now: Now | None) -> bool:
        """Whether what the hub did at that time is still to be announced."""
        if now is None:
            return True
        hub_now = self.hub_now(now)
        if hub_now is None:  # nobody knows how old it is: it is news if nothing can have been missed
            return not self._was_cut
        return (hub_now - at) / self._rate <= self.expires_s

    def _card_is_old(self, calls: dict[int, Call]) -> bool:
        """Whether newer calls than the one on the card were made while nobody told us."""
        return self._card is None or self._card.call < max(calls)

    def _card_due(self) -> float | None:
        return None if self._carded is None else self._carded.mall + CARD_S

    def _call_age(self, now: Now) -> float | None:
        """For how many real seconds the call on the card has been known in the hall; None if there is none."""
        if self._card is None:
            return None
        if self._carded:
            return now.real - self._carded.real
        hub_now, seen = self.hub_now(now), now.real - self._seen_at
        return seen if hub_now is None else max(seen, (hub_now - self._card.at) / self._rate)

    def _calm_since(self, now: Now) -> float | None:
        """Since when nobody has been called; None while somebody is, and while nothing but calls is to be seen."""
        told = self._notices.current(self.hub_now(now))
        urgent = told is not None and told.kind == "emergency"
        if self._pending or self.dark or urgent or self.snapshot is None or not shows_idle(self._plan):
            return None
        return self._seen_at + (CARD_S / self._rate if self._carded else 0.0)

    def _pulse(self, now: Now) -> int:
        """Odd while the border is lit, 0 when it has come to rest.

        On a clock so fast that a card is gone before its pulses are, there are none.
        """
        if self._carded is None or CARD_S / self._rate < 2 * PULSES * PULSE_S:
            return 0
        phase = int((now.real - self._carded.real) / PULSE_S) + 1
        return phase if phase < 2 * PULSES else 0

    def _recent(self) -> tuple[Call, ...]:
        """The newest call of each ticket, so that a recall does not fill the list."""
        newest = {call.uid: call for call in self._boards.calls(self._plan).values()}
        if self._card:
            newest.pop(self._card.uid, None)
        return tuple(sorted(newest.values(), key=lambda call: -call.call)[:RECENT])

    def _note_loss(self, now: Now) -> None:
        if self._linked and not self._hub_lost:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = now
            self._right_at = self.hub_now(now)

    def _stale(self, now: Now) -> str:
        if self._boards.recalled:
            return f"data terakhir {self._age()}– menunggu hub"  # noqa: RUF001 - KBBI writes it with this dash
        if self._lost_at is None or now.real - self._lost_at.real < STALE_S:
            return ""
        moment = self._moment(self.hub_now(self._lost_at) if self._right_at is None else self._right_at)
        return (
            f"sambungan terputus, data pukul {localtime.time_text(moment)}"
            if moment
            else "sambungan terputus"
        )

    def _notice_pages(self, board: Board, now: Now) -> tuple[str, ...]:
        """The mall's; before them, while nobody comes to tell us anything, what a technician has to know."""
        if not self._boards.recalled or now.real - self._start < STALE_S:
            return board.notices
        place, reason = self.place, self.place.trouble[0] or "menunggu hub"
        own = " · ".join((place.device, f"zona {place.zone}", *place.addresses, f"{place.broker}: {reason}"))
        return (own, *board.notices)

    def _age(self) -> str:
        """When the recalled data was right, with a space behind it."""
        moment = self._moment(self._right_at)
        if moment is None:
            return ""
        day = "" if moment.date() == self._today else f"{moment.day} {localtime.MONTHS[moment.month - 1]} "
        return f"{day}pukul {localtime.time_text(moment)} "

    def _moment(self, at: float | None) -> datetime | None:
        board = self.snapshot
        if at is None or board is None or board.timezone not in localtime.ZONES:
            return None
        return localtime.local(at, board.timezone)
