"""Days that could have been: at random, but never against the rules that `tickets.TRANSITIONS` and a counter have.

What is made goes through the product's own `evolve`, event by event, as the writer lets it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from hub import events as e
from hub import tickets
from hub.evolution import evolve
from hub.hall import Hall
from hub.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.tickets import Ticket

SERVICES = ("ktp", "kk", "nib", "skck")
COUNTERS = ("loket-1", "loket-2", "loket-3")
OFFICERS = ("siti", "budi", "")
FIRST_DAY = 1_795_395_600.0  # 2026-11-23, 08:00 WIB
SELDOM = {e.Lapsed, e.Voided, e.Cancelled, e.Failed, e.Replaced}
BY_HAND = (e.Entered, e.EnteredServed)


class RandomDays:
    """Events one by one, each with what it did to its ticket.

    Attributes:
        hall: after the last event.
    """

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self.hall = Hall(Register())
        self._at = FIRST_DAY
        self._days = self._pressed = self._calls = self._alerts = 0
        self._open: list[str] = []

    def events(self, number: int) -> Iterator[tuple[e.Event, Ticket | None, Ticket | None]]:
        """So many more, as they happen: the event, its ticket before and after."""
        for _ in range(number):
            self._at += self._dice.expovariate(1 / 20)
            event = self._next()
            uid = getattr(event, "uid", "")
            before = self.hall.tickets.get(uid)
            evolve(self.hall, event)
            yield event, before, self.hall.tickets.get(uid)

    def _next(self) -> e.Event:
        if not self._days or self._dice.random() < 0.002:
            return self._new_day()
        kind = self._dice.random()
        if kind < 0.15:
            return self._press()
        if kind < 0.18:
            return self._other()
        return self._go_on() or self._press()

    def _new_day(self) -> e.Event:
        self._days += 1
        return e.DayBegan(at=self._at, day=f"2026-{1 + self._days // 28:02}-{1 + self._days % 28:02}")

    def _press(self) -> e.Event:
        self._pressed += 1
        kind = self._dice.choice((e.Reserved, e.Reserved, e.Reserved, e.Bound, *BY_HAND))
        where = {"counter": self._dice.choice(COUNTERS)} if kind is e.EnteredServed else {}
        return self._make(kind, f"kiosk-1.1.{self._pressed}", f"A{self._pressed:03}", **where)

    def _other(self) -> e.Event:
        kind = self._dice.choice(("edited", "alert", "attended", "log"))
        by = self._dice.choice(OFFICERS)
        if kind == "edited":
            name, minutes = self._dice.choice(SERVICES), self._dice.choice((1, 2, 10))
            row = {
                "id": name,
                "agency": "dukcapil",
                "name": name.upper(),
                "prefix": "A",
                "standard_minutes": minutes,
            }
            return e.Edited(at=self._at, by=by, kind="service", id=name, row=row)
        if kind == "attended":
            return e.Attended(at=self._at, by=by, counter=self._dice.choice(COUNTERS), how="activity")
        if kind == "log":
            return e.LogTaken(at=self._at, device="kiosk-1", log_seq=self._pressed)
        return self._alert(by)

    def _alert(self, by: str) -> e.Event:
        alert = self._dice.choice([*self.hall.alerts.values(), None])
        if alert is None:
            self._alerts += 1
            told: dict[str, Any] = {"kind": "crowded", "subject": "lobi", "detail": {"waiting": self._alerts}}
            return e.AlertOpened(at=self._at, key=f"crowded:{self._alerts % 7}:{self._alerts}", **told)
        if alert.acknowledged_at is None and by:
            return e.AlertAcknowledged(at=self._at, by=by, key=alert.key)
        return e.AlertClosed(at=self._at, key=alert.key)

    def _go_on(self) -> e.Event | None:
        """Something that may happen to one of the tickets that are known."""
        known = [*self.hall.tickets.values()][-60:]
        if self.hall.active and self._dice.random() < 0.4:  # or the counters would be busy for ever
            known = [self.hall.tickets[uid] for uid in self.hall.active.values()]
        if not known:
            return None
        ticket = self._dice.choice(known)
        ways = {
            kind: after for (before, kind), after in tickets.TRANSITIONS.items() if before == ticket.state
        }
        seldom = {kind for kind, after in ways.items() if after == ticket.state or kind in SELDOM}
        if ticket.rating:
            ways.pop(e.Rated)  # one vote a ticket
        kinds = [kind for kind in ways if kind not in seldom or self._dice.random() < 0.1]
        if not kinds:
            return None
        kind = self._dice.choice(kinds)
        counter = ticket.counter
        if kind is e.Called:
            counter = self._dice.choice(COUNTERS)
            if counter in self.hall.active:
                return None
        where = {"counter": counter} if ticket.state in tickets.AT_COUNTER or kind is e.Called else {}
        return self._make(kind, ticket.uid, ticket.label, **where)

    def _make(self, kind: type[e.Event], uid: str, label: str, **told: Any) -> e.Event:
        now = self.hall.day
        facts: dict[str, Any] = {
            "number": self._pressed, "service": self._dice.choice(SERVICES), "day": now, "token": f"token-{uid}",
            "queue_time": self._at, "successor": uid, "confirmed": self._dice.random() < 0.5, "reason": "so",
            "priority": self._dice.choice(("", "lansia")), "visit": "", "call": 0, "result": "printed",
            "score": self._dice.randint(1, 4), "channel": self._dice.choice(("button", "panel")),
        }  # fmt: skip
        if kind in (e.Called, e.Recalled):
            self._calls += 1
            facts["call"] = self._calls
        facts = {name: value for name, value in facts.items() if name in kind.__struct_fields__}
        told = {"uid": uid, "label": label, "by": self._dice.choice(OFFICERS), **told}
        return kind(at=self._at, **facts | told)
