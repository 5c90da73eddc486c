"""What is said next: emergencies, then announcements, then calls in their order, then calls again. Pure.

Each call is said once; a recall is a call of its own. The newest call of a ticket takes the place of an older one that
still waits. What could not be said in time is dropped: it is on the screen, and said late it would send people astray.
Must never speak: whoever asks `next` says it, and tells when it was `said`, or that it was cut short.

Times are the hub's, UTC seconds. Only how long somebody waits is real time, as everything is that a person feels: on a
clock that runs `rate` times as fast nobody hears faster.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from broker_config.contract import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from broker_config.signage import Announcement, Loudness, VoicePlan

EMERGENCY_REST_S = 3.0  # real seconds between an emergency and its repetition
_REMEMBERED = 512  # calls: many times what is on a board


class Turn(NamedTuple):
    """What is to be said now. `repeats`: how often it may be said once more; `again`: it was said before."""

    what: Call | Announcement
    repeats: int = 0
    again: bool = False


class SpeakingOrder:
    """Who waits to be said. `plan` may be set at any time."""

    def __init__(self, plan: VoicePlan, rate: float = 1.0) -> None:
        self.plan, self._rate = plan, rate
        self._calls: deque[Call] = deque()
        self._again: deque[Turn] = deque()
        self._known: deque[Call] = deque(maxlen=_REMEMBERED)
        self._told: deque[Announcement] = deque()
        self._emergencies: dict[int, Announcement] = {}
        self._said_at: dict[int, float] = {}  # when an emergency was said last
        self._newest: tuple[int, int] | None = (
            None  # (epoch, number) of the newest announcement ever heard of
        )
        self._dropped: list[Call | Announcement] = []

    def call(self, call: Call) -> None:
        """A call has come."""
        if call in self._known:
            return
        self._known.append(call)
        self._calls = deque(other for other in self._calls if other.uid != call.uid)
        # Whoever was called to that counter before is there, or is given up: no more of it.
        self._again = deque(turn for turn in self._again if not _replaces(call, turn.what))
        self._calls.append(call)

    def tell(self, items: Sequence[Announcement], epoch: int) -> None:
        """All that the hall is told now. What came before the first of these is not said, an emergency is."""
        spoken = [item for item in items if item.spoken]
        self._emergencies = {item.number: item for item in spoken if item.kind == "emergency"}
        self._said_at = {number: at for number, at in self._said_at.items() if number in self._emergencies}
        self._told = deque(item for item in self._told if item in spoken)  # taken back: not said
        if self._newest and self._newest[0] == epoch:
            before = self._newest[1]
            self._told += (item for item in spoken if item.number > before and item.kind != "emergency")
        highest = max((item.number for item in items), default=0)
        held = self._newest[1] if self._newest and self._newest[0] == epoch else 0
        self._newest = epoch, max(highest, held)

    def forget(self) -> None:
        """Nothing that waits is to be said: somebody else speaks here. An emergency lasts."""
        self._calls.clear()
        self._again.clear()
        self._told.clear()

    def next(self, now: float) -> Turn | None:
        """What is to be said now. It counts as being said."""
        self._expire(now)
        emergencies = self._lasting(now)
        if emergencies:
            first = min(
                emergencies, key=lambda item: (self._said_at.get(item.number, -math.inf), item.number)
            )
            return Turn(first) if self._rest(first, now) <= 0 else None
        if self._told:
            return Turn(self._told.popleft())
        if self._calls:
            return Turn(self._calls.popleft(), self.plan.repeats)
        return self._again.popleft() if self._again else None

    def urgent(self, now: float) -> bool:
        """Whether nothing but an emergency is to be said."""
        return bool(self._lasting(now))

    def said(self, turn: Turn, now: float) -> None:
        """It was said to the end, just now."""
        what = turn.what
        if not isinstance(what, Call):
            if what.number in self._emergencies:
                self._said_at[what.number] = now
        elif turn.repeats and not any(_replaces(other, what) for other in self._calls):
            self._again.append(Turn(what, turn.repeats - 1, again=True))

    def cut_short(self, turn: Turn) -> None:
        """It was not heard to its end; it is the next of its kind, if it is still in time."""
        what = turn.what
        if not isinstance(what, Call):
            if what.kind != "emergency":
                self._told.appendleft(what)
        elif any(what.uid == other.uid for other in self._calls):
            return
        elif turn.again:
            self._again.appendleft(turn)
        else:
            self._calls.appendleft(what)

    def interrupts(self, turn: Turn, now: float) -> bool:
        """Whether what is being said must stop: for an emergency, or because its own is over."""
        lasting = self._lasting(now)
        if not isinstance(turn.what, Call) and turn.what.kind == "emergency":
            return turn.what not in lasting
        return bool(lasting)

    def rest(self, now: float) -> float | None:
        """Real seconds until `next` has something though nothing new comes; None: it never has."""
        self._expire(now)
        if emergencies := self._lasting(now):
            return max(0.0, min(self._rest(item, now) for item in emergencies))
        return 0.0 if self._told or self._calls or self._again else None

    def dropped(self) -> list[Call | Announcement]:
        """What came too late to be said, since this was asked last."""
        dropped, self._dropped = self._dropped, []
        return dropped

    def _expire(self, now: float) -> None:
        self._dropped += [what for what in (*self._told, *self._calls) if self._late(what, now)]
        self._told = deque(what for what in self._told if not self._late(what, now))
        self._calls = deque(call for call in self._calls if not self._late(call, now))
        self._again = deque(turn for turn in self._again if not self._late(turn.what, now))

    def _late(self, what: Call | Announcement, now: float) -> bool:
        over = not isinstance(what, Call) and now >= what.until
        return over or (now - what.at) / self._rate > self.plan.expires_s

    def _lasting(self, now: float) -> list[Announcement]:
        return [item for item in self._emergencies.values() if now < item.until]

    def _rest(self, emergency: Announcement, now: float) -> float:
        said_at = self._said_at.get(emergency.number, math.inf)
        if now < said_at:  # never, or on a clock that has been put back since
            return 0.0
        return EMERGENCY_REST_S - (now - said_at) / self._rate


def _replaces(call: Call, older: Call | Announcement) -> bool:
    return isinstance(older, Call) and (call.uid == older.uid or call.counter == older.counter)


def volume(loudness: Iterable[Loudness], minute: int) -> float:
    """How loud, from 0 to 1, at a minute of the local day; before the day's first change as at its last.

    >>> from broker_config.signage import Loudness
    >>> evening = (Loudness(since="08:00", volume=1.0), Loudness(since="15:30", volume=0.4))
    >>> volume(evening, 9 * 60), volume(evening, 15 * 60 + 30), volume(evening, 6 * 60)
    (1.0, 0.4, 0.4)
    """
    changes = sorted((_minute(change.since), change.volume) for change in loudness)
    if not changes:
        return 1.0
    return next((volume for since, volume in reversed(changes) if since <= minute), changes[-1][1])


def _minute(local: str) -> int:
    hours, minutes = local.split(":")
    return 60 * int(hours) + int(minutes)
