"""What the hub says to the hall: full snapshots, when they changed and every now and then. The writer's thread only.

Nothing is decided here. A snapshot that the broker drops is made good by the next one.
"""

from __future__ import annotations

import time
from math import inf
from typing import TYPE_CHECKING

from msgspec.structs import replace

from broker_config import contract as c
from hub import boards
from hub import events as e
from hub.open_services import OpenServices
from hub.schedule import date_at
from hub.signage import said
from hub.signage.programme import programme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.link import Link
    from broker_config.runtime import MallClock
    from hub.desk import Desk, Out

CLOCK_EVERY_S = 20.0
QUIET_S = 0.25  # counts of those who wait may be this old on the boards; a call is shown at once
LEFT_EVERY_S = 2.0  # what is left of a quota may be this old at the kiosks
PROGRAMME_EVERY_S = 300.0  # a page of figures may be this old; and it is large, so it is not said more often
TURNS = (
    1000  # revisions between two lines of the journal: what hours alone change is a snapshot of its own, too
)
AT_THE_COUNTER = (e.Called, e.Recalled, e.Served, e.Finished, e.Missed, e.Parked, e.Transferred, e.Cancelled)


class Publisher:
    """The hub's voice on the wire. `catalogue` is the one that was said last, for any thread to read."""

    def __init__(self, desk: Desk, clock: MallClock, boot: int, rev: int) -> None:
        self._desk, self._clock, self._boot = desk, clock, boot
        self._link: Link | None = None
        self._clock_due = 0.0
        self._boards_due: float | None = None
        self._views: dict[str, tuple[object, ...]] = {}
        self._turn = 0, 0  # the line of the journal, and how often something was shown anew since
        self._stood_at, self._stands_until = inf, inf  # between these no agency opens or closes
        self._version = -1
        self._plan: object = (
            None  # what the hall was told last: how displays look and speak, and what is announced
        )
        self._news: object = None
        self._tell_again = True
        self._shown_idle: tuple[
            object, ...
        ] = ()  # the register's version, and the programme that was said last
        self._programme_due = 0.0
        self._offers, self._offers_due = OpenServices(), 0.0
        self.catalogue = self._register(rev)

    @property
    def will(self) -> c.HubState:
        """What the broker says of us when we are gone."""
        return c.HubState(status="offline", epoch=self._desk.hall.epoch, boot=self._boot)

    def speak_through(self, link: Link) -> None:
        """Use this session from now on."""
        self._link = link

    def deadline(self) -> float | None:
        """The monotonic time at which `show` has something to do without any news."""
        return self._boards_due

    def introduce(self, rev: int, mono: float) -> None:
        """A new session: everything retained may be a lie or be gone, so it is all said again."""
        self._say_all(c.HubState(status="online", epoch=self._desk.hall.epoch, boot=self._boot))
        self.catalogue = self._register(rev)
        self._say_all(self.catalogue)
        self._offers, self._offers_due = OpenServices(), 0.0
        self._tell_again = True
        self._programme_due = mono
        self._views.clear()
        self._boards_due = mono
        self._clock_due = mono

    def show(self, events: Iterable[e.Event], rev: int, mono: float) -> None:
        """Publish what changed: the catalogue and calls at once, counts when they have settled."""
        if self._version != self._desk.hall.register.version:
            self.catalogue = self._register(rev)
            self._say_all(self.catalogue)
            self._boards_due = mono
            self._offers_due = mono
        self._show_offers(rev, mono)
        self._tell_hall(rev)
        self._tell_programme(rev, mono)
        if not self._stood_at <= self._clock.now() < self._stands_until:
            self._boards_due = mono
        if any(isinstance(event, AT_THE_COUNTER) for event in events):
            self._boards_due = mono
        elif self._boards_due is None and any(
            isinstance(event, e.TicketEvent | e.Attended) for event in events
        ):
            self._boards_due = mono + QUIET_S
        if self._boards_due is not None and self._boards_due <= mono:
            self._boards_due = None
            self._show_boards(rev)
            self._show_pads(rev)
        if self._clock_due <= mono:
            self._clock_due = mono + CLOCK_EVERY_S
            self._say_all(c.Clock(epoch=self._desk.hall.epoch, at=self._clock.now()))
            # And the snapshots again: one that the broker dropped is made good before anybody wonders.
            self._boards_due = mono
            self._views.clear()
            self._tell_again = True

    def say(self, out: Out) -> None:
        """Answer a device."""
        if isinstance(out.message, c.Welcome):  # a pad that was just welcomed has yet to see its counter
            self._views.pop(out.to, None)
            self._boards_due = time.monotonic()
        self._say_to(out.message, out.to)

    def tell(self, message: c.Message, to: str) -> bool:
        """Say to a device what no decision is behind; whether it could be sent."""
        return self._say_to(message, to)

    def _register(self, rev: int) -> c.Catalogue:
        hall = self._desk.hall
        self._version = hall.register.version
        return hall.register.wire(hall.epoch, rev)

    def _show_offers(self, rev: int, mono: float) -> None:
        """Looked at after an edit and when hours change at once; what is left of quotas, now and then."""
        hall, now = self._desk.hall, self._clock.now()
        if mono < self._offers_due and not self._offers.outdated(now):
            return
        self._offers_due = mono + LEFT_EVERY_S
        found = self._offers.look(hall, now)
        if found is not None:
            self._say_all(c.Offers(epoch=hall.epoch, rev=rev, services=found))

    def _tell_hall(self, rev: int) -> None:
        """How displays look and speak, and what is announced: at once when it changed, and when its time is over."""
        hall, now = self._desk.hall, self._clock.now()
        plan = hall.epoch, hall.register.version, tuple(hall.speakers.items())
        news = hall.epoch, tuple(each.number for each in hall.told.standing(now))
        if news != self._news:  # the time of one may be over, of which no line of the journal tells
            self._anew(rev)
        if plan != self._plan or self._tell_again:
            displays = {name for name, row in self._desk.stations.items() if row.role == "display"}
            self._say_all(said.signage(hall, displays, self._rev(rev)))
        if news != self._news or self._tell_again:
            self._say_all(said.announcements(hall, self._rev(rev), now))
        self._plan, self._news, self._tell_again = plan, news, False

    def _tell_programme(self, rev: int, mono: float) -> None:
        """What screens show while nobody is being called: at once after an edit and at midnight, else now and then."""
        hall, again, now = self._desk.hall, self._programme_due <= mono, self._clock.now()
        version = hall.epoch, hall.register.version, date_at(now, hall.register.mall.timezone)
        if not again and self._shown_idle[:1] == (version,):
            return
        self._programme_due = mono + PROGRAMME_EVERY_S
        found = programme(hall, 0, now)
        if (version, found) != self._shown_idle:
            self._anew(rev)
        if again or found != self._shown_idle[-1]:
            self._say_all(replace(found, rev=self._rev(rev)))
        self._shown_idle = version, found

    def _show_boards(self, rev: int) -> None:
        hall, now = self._desk.hall, self._clock.now()
        if not self._stood_at <= now < self._stands_until:
            self._anew(rev)
        self._stood_at, self._stands_until = now, boards.changes_at(hall, self.catalogue, now)
        shown = []
        for zone in self.catalogue.zones:  # each at once, before that of all of them is thought of
            shown.append(boards.board(hall, self.catalogue, zone.id, self._rev(rev), now))
            self._say_all(shown[-1], zone=zone.id)
        if shown:
            self._say_all(boards.whole(shown, self.catalogue), zone=c.EVERYWHERE)

    def _rev(self, seq: int) -> int:
        """The revision of what is shown: it grows with the journal, and within a line of it by time."""
        if self._turn[0] != seq:
            self._turn = seq, 0
        return TURNS * seq + self._turn[1]

    def _anew(self, seq: int) -> None:
        """Something is to be shown that no line of the journal tells of."""
        turn = self._turn[1] if self._turn[0] == seq else 0
        self._turn = seq, min(turn + 1, TURNS - 1)

    def _show_pads(self, rev: int) -> None:
        hall, now = self._desk.hall, self._clock.now()
        for device, station in self._desk.stations.items():
            if station.role != "counter_pad" or station.counter not in hall.counters:
                continue
            view = boards.view(hall, station.counter, rev, now)
            shown = (hall.device(device).boot, replace(view, rev=0))
            if self._views.get(device) != shown and self._say_to(view, device):
                self._views[device] = shown

    def _say_to(self, message: c.Message, device: str) -> bool:
        return self._link is not None and self._link.send(message, to=device)

    def _say_all(self, message: c.Message, zone: str = "") -> None:
        if self._link is not None:
            self._link.send(message, zone=zone)
