"""What the hall is shown, from the hub's snapshots and the passing of time. Pure.

Knows which calls are new, which one has the big card now and how long, whether the data is old, and what
time it is. Must never draw, speak, or ask a clock: the time comes in with every question.

A snapshot with a lower or equal (epoch, rev) is ignored. The first one after a start, or of a new epoch,
shows how things stand and announces nothing: those calls were made before we were there to hear them.
After that each new call number is announced exactly once, in order, and each gets the card to itself, however
many come at once; the list of calls is right at once.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from broker_config import localtime
from display.hanging import USUAL, calls_here, tile_here

if TYPE_CHECKING:
    from datetime import datetime

    from broker_config.contract import Announcement, Board, Call, ScreenPlan, Tile

CARD_S = 4.0  # mall seconds for which a call has the card to itself
TURN_S = 8.0  # real seconds for reading a page of notices or of agencies
STALE_S = 10.0  # real seconds without the hub until the hall is told
PULSES = 3
PULSE_S = 0.5  # half a pulse: two changes a second, below the three that can trigger a seizure
RECENT = 12


class Now(NamedTuple):
    """Both clocks, neither of which jumps: `mall` may run faster than `real`; their zeros are arbitrary."""

    mall: float
    real: float


class Place(NamedTuple):
    """Which display this is, for the screen shown while there is nothing else to show."""

    device: str
    zone: str
    broker: str


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
    recent: tuple[Call, ...] = ()  # newest first, without the one on the card
    tiles: tuple[Tile, ...] = ()
    notices: tuple[str, ...] = ()
    turn: int = 0  # grows with time; pages are turned by it
    stale: str = ""
    timezone: str = ""
    notice: Announcement | None = None  # what the hall is told just now


class HallBoard:
    """One zone's board. `rate` is how fast the mall's clock runs."""

    def __init__(self, place: Place, now: Now, rate: float = 1.0) -> None:
        self._place, self._rate = place, rate
        self._board: Board | None = None
        self._plan = USUAL
        self._heard = 0  # the newest call ever taken in this epoch
        self._pending: deque[Call] = deque()
        self._card: Call | None = None
        self._carded: Now | None = None  # when the card got a call that was announced; None: it was not
        self._linked = self._hub_lost = False
        self._lost_at: Now | None = now
        self._time_offset: float | None = None
        self._start = now.real

    def take(self, board: Board) -> tuple[Call, ...]:
        """Believe a snapshot; returns the calls to announce, oldest first."""
        before = self._board
        if before and (board.epoch, board.rev) <= (before.epoch, before.rev):
            return ()
        self._board = board
        calls = sorted(board.calls, key=lambda call: call.call)
        silent = before is None or board.epoch != before.epoch
        fresh = () if silent else tuple(call for call in calls if call.call > self._heard)
        newest = max((call.call for call in calls), default=0)
        self._heard = newest if silent else max(self._heard, newest)
        here = [call for call in calls if calls_here(self._plan, call)]
        self._pending.extend(call for call in fresh if call in here)
        if not calls or (silent and not self._pending):
            self._card, self._carded = (here[-1] if here else None), None
        return fresh

    def arrange(self, plan: ScreenPlan) -> None:
        """The screen is for another part of the mall from now on: the card is that part's last call."""
        if plan == self._plan:
            return
        self._plan = plan
        self._pending = deque(call for call in self._pending if calls_here(plan, call))
        if self._board and (self._card is None or not calls_here(plan, self._card)):
            here = [call for call in self._board.calls if calls_here(plan, call)]
            self._card, self._carded = max(here, key=lambda call: call.call, default=None), None

    def advance(self, now: Now) -> Call | None:
        """Give the card to the next call if its turn has come; to be drawn before this is asked again."""
        due = self._card_due()
        if not self._pending or (due is not None and now.mall < due):
            return None
        self._card, self._carded = self._pending.popleft(), now
        return self._card

    def link(self, now: Now, *, up: bool) -> None:
        """The session with the broker came up or went."""
        self._linked = up
        self._note_loss(now)

    def hub(self, now: Now, *, online: bool) -> None:
        """The hub says it is here, or is said to be gone: without it the data grows old just the same."""
        self._hub_lost = not online
        self._note_loss(now)

    def trust(self, at: float, now: Now) -> None:
        """It is `at` (UTC): said by the hub, the only one whose time is believed."""
        self._time_offset = at - now.mall

    def view(self, now: Now) -> View:
        """What is to be seen now."""
        board = self._board
        if board is None:
            return View(self._place, self._linked, known=False)
        moment = self._moment(now.mall)
        return View(
            place=self._place,
            linked=self._linked,
            known=True,
            mall=board.mall,
            regency=board.regency,
            clock=localtime.time_text(moment) if moment else "",
            date=localtime.date_text(moment) if moment else "",
            card=self._card,
            pulse=self._pulse(now) % 2 == 1,
            recent=self._recent(board),
            tiles=tuple(tile for tile in board.tiles if tile_here(self._plan, tile)),
            notices=board.notices,
            turn=int((now.real - self._start) / TURN_S),
            stale=self._stale(now),
            timezone=board.timezone,
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
        return max(min(waits), 0.0)

    def _card_due(self) -> float | None:
        return None if self._carded is None else self._carded.mall + CARD_S

    def _pulse(self, now: Now) -> int:
        """Odd while the border is lit, 0 when it has come to rest.

        On a clock so fast that a card is gone before its pulses are, there are none.
        """
        if self._carded is None or CARD_S / self._rate < 2 * PULSES * PULSE_S:
            return 0
        phase = int((now.real - self._carded.real) / PULSE_S) + 1
        return phase if phase < 2 * PULSES else 0

    def _recent(self, board: Board) -> tuple[Call, ...]:
        """The newest call of each ticket, so that a recall does not fill the list."""
        newest = {call.uid: call for call in sorted(board.calls, key=lambda call: call.call)}
        shown = self._card.uid if self._card else None
        others = [call for call in newest.values() if call.uid != shown and calls_here(self._plan, call)]
        return tuple(sorted(others, key=lambda call: -call.call)[:RECENT])

    def _note_loss(self, now: Now) -> None:
        if self._linked and not self._hub_lost:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = now

    def _stale(self, now: Now) -> str:
        if self._lost_at is None or now.real - self._lost_at.real < STALE_S:
            return ""
        moment = self._moment(self._lost_at.mall)
        return (
            f"sambungan terputus, data pukul {localtime.time_text(moment)}"
            if moment
            else "sambungan terputus"
        )

    def _moment(self, mall: float) -> datetime | None:
        if self._time_offset is None or self._board is None or self._board.timezone not in localtime.ZONES:
            return None
        return localtime.local(mall + self._time_offset, self._board.timezone)
