"""Who watches the mall: what must hold at every moment, and what must be so when everything has healed.

It counts by brute force, from papers, cards and journal, and trusts none of the product's own indexes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from broker_config import contract as c
from broker_config.localtime import service_day
from hub import events as e
from hub.evolution import evolve
from hub.hall import Hall
from hub.storage.books import verify
from hub.tickets import AT_COUNTER, Ticket

if TYPE_CHECKING:
    from hub.storage.store import Store
    from kiosk.roles import BindAndPrint
    from tests.simulation.boxes import Kiosk, Pad
    from tests.simulation.world import World


SLOW_S = 2.0  # the slowest message


class Broken(AssertionError):
    """An invariant does not hold."""


class Paper(NamedTuple):
    """A ticket that somebody can hold in the hand."""

    uid: str
    label: str
    service: str
    kiosk: str
    taken_at: float


class Audit:
    """All that was printed, committed and said.

    Attributes:
        papers: by uid; `all_papers` has the excused ones, too.
        rows: by uid, the last state of every ticket the journal knows.
        alarms: kinds of alarm that were raised, and whose.
        excused: uids that a fault takes out of the rules, and why; see `weather`.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.papers: dict[str, Paper] = {}
        self.all_papers: list[Paper] = []
        self.rows: dict[str, Ticket] = {}
        self.alarms: list[e.AlarmRaised] = []
        self.excused: dict[str, str] = {}
        self.hall: Hall | None = None
        self._labels: dict[str, set[str]] = defaultdict(set)  # uid -> every label the journal ever gave it
        self._held: dict[str, int] = defaultdict(int)  # device -> how far its log was ever committed
        self._offline: dict[str, str] = {}  # label -> uid, ever

    def holds(self, what: object, otherwise: str) -> None:
        """Check.

        Raises:
            Broken: it does not hold.
        """
        if not what:
            raise Broken(f"at {self._world.time:.4f}: {otherwise}")

    # --- as it happens ------------------------------------------------------------------------------------

    def paper(self, kiosk: Kiosk, bind: BindAndPrint, taken_at: float) -> None:
        """A paper has come out."""
        kiosk.note(f"puts out {bind.label} for {bind.uid}")
        paper = Paper(bind.uid, bind.label, bind.service, kiosk.name, taken_at)
        self.all_papers.append(paper)
        if bind.uid in self.excused:
            return
        before = self.papers.get(bind.uid)
        nobody_knows = self._world.hub.restored and kiosk.cards > 1  # any more, what this kiosk once gave
        self.holds(
            before is None or nobody_knows, f"a second paper for {bind.uid}: {before} and {bind.label}"
        )
        if bind.number:
            twin = self._offline.get(bind.label, bind.uid)
            clash = twin != bind.uid and twin not in self.excused and not nobody_knows
            self.holds(not clash, f"offline label {bind.label} on the papers of {twin} and {bind.uid}")
            self._offline[bind.label] = bind.uid
        self.papers[bind.uid] = paper

    def committed(self, events: list[e.Event]) -> None:
        """The hub's disk has these."""
        if self.hall is None:
            self._open_books()
        assert self.hall is not None
        for event in events:
            if isinstance(event, e.Called):
                self._call_is_fair(self.hall, event)
            elif isinstance(event, e.AlarmRaised):
                self.alarms.append(event)
            evolve(self.hall, event)
            for device, record in self.hall.devices.items():
                self._held[device] = max(self._held[device], record.log_seq)
            if isinstance(event, e.TicketEvent):
                self.rows[event.uid] = self.hall.tickets[event.uid]
                self._labels[event.uid].add(self.rows[event.uid].label)

    def _open_books(self) -> None:
        from tests.simulation import world as mall  # noqa: PLC0415 - the world knows its audit

        self.hall = Hall(mall.register())

    def _call_is_fair(self, hall: Hall, event: e.Called) -> None:
        services = hall.counters[event.counter].services
        callable_ = [t for t in hall.tickets.values() if t.state == "waiting" and t.service in services]
        first = min(
            callable_, key=lambda t: (t.queue_time, t.device, t.place.boot, t.place.sequence), default=None
        )
        self.holds(first is not None and first.uid == event.uid, f"{event.uid} is called before {first}")
        busy = [t.uid for t in hall.tickets.values() if t.state in AT_COUNTER and t.counter == event.counter]
        self.holds(not busy, f"{event.counter} calls {event.uid} and still has {busy}")

    def said(self, message: c.Message, to: str) -> None:
        """The hub says something: it must be on its disk."""
        if isinstance(message, c.LogAck | c.Welcome):
            held = self._held[to]
            self.holds(message.acked <= held, f"{to} is told {message.acked}, and {held} is committed")
        elif isinstance(message, c.Proposal):
            known = self._labels[message.uid]
            self.holds(
                message.label in known, f"{message.uid} is proposed {message.label}, not committed: {known}"
            )

    def forget(self, events: list[e.Event]) -> None:
        """The hub's machine broke: these are gone, and the books begin again from what is left."""
        journal = self._world.hub.journal
        self._open_books()
        self.rows.clear()
        self._held.clear()
        self.alarms.clear()
        self.committed(journal[: len(journal) - len(events)])

    # --- in the end ---------------------------------------------------------------------------------------

    def final(self) -> None:
        """Everything has healed and come to rest."""
        world = self._world
        assert self.hall is not None
        for kiosk in world.kiosks:
            self.holds(kiosk.settled, f"{kiosk.name} still has something to say")
            self._card_is_known(kiosk)
        for pad in world.pads:
            self.holds(pad.settled, f"{pad.name} still has something to say")
            if not world.hub.restored:  # a hub from a backup may have forgotten who was served
                self._log_is_taken(pad)
        for paper in self.papers.values():
            if paper.uid not in self.excused and not self._lost_at_both_ends(paper.uid):
                self._paper_is_known(paper)
        self._no_label_twice()
        self._books_agree(self.hall)

    def _lost_at_both_ends(self, uid: str) -> bool:
        """The kiosk's card and the hub's machine were both replaced: there may be nobody left who knew it."""
        kiosk = next(kiosk for kiosk in self._world.kiosks if kiosk.id == uid.partition(".")[0])
        return uid not in self.rows and self._world.hub.restored and kiosk.cards > 1

    def books_balance(self, store: Store) -> None:
        """The product's own auditor finds nothing either, in its own database."""
        self._open_books()
        assert self.hall is not None
        wrong = list(verify(store, self.hall))
        self.holds(not wrong, f"verify: {wrong[:3]}")

    def _card_is_known(self, kiosk: Kiosk) -> None:
        for entry in kiosk.outbox.pending(after=0, limit=1_000_000):
            if (
                isinstance(entry, c.Bound)
                and entry.uid not in self.excused
                and not self._lost_at_both_ends(entry.uid)
            ):
                row = self.rows.get(entry.uid)
                self.holds(row is not None, f"{entry.uid} was bound as {entry.label} and has no row")
                assert row is not None
                self.holds(
                    row.bound and row.label == entry.label,
                    f"{entry.uid} was bound as {entry.label}, its row says {row}",
                )

    def _log_is_taken(self, pad: Pad) -> None:
        """No vote and no card is lost that the pad has written down, and none counts twice."""
        entries = pad.outbox.pending(after=0, limit=1_000_000)
        for entry in entries:
            if isinstance(entry, c.Rated):
                row = self.rows.get(entry.ticket)
                self.holds(
                    row is not None and row.rating == entry.score, f"{entry} was logged at {pad.name}: {row}"
                )
        shown = sum(isinstance(entry, c.CardShown) for entry in entries)
        taken = [
            event for event in self._world.hub.journal if isinstance(event, e.Attended) and event.log_seq
        ]
        here = sum(event.device == pad.id for event in taken)
        self.holds(here == shown, f"{shown} cards were shown at {pad.name}, {here} were taken")

    def _paper_is_known(self, paper: Paper) -> None:
        row = self.rows.get(paper.uid)
        self.holds(row is not None, f"{paper} has no row")
        assert row is not None
        self.holds(row.label == paper.label, f"{paper} is {row.label} in its row")
        if row.state == "cancelled":
            assert self.hall is not None
            self.holds(row.day < self.hall.day, f"{paper} was cancelled on its own day: {row}")
            if not self._world.hub.clock_was_wrong:
                # A kiosk's reckoning is as late as the message that told it the time.
                taken = self._day(self._world.mall_time - self._world.time + paper.taken_at - SLOW_S)
                self.holds(
                    taken < self._day(self._world.mall_time), f"{paper} was cancelled before its day ended"
                )
        else:
            self.holds(row.state in ("finished", "no_show"), f"{paper} was never called: {row}")

    @staticmethod
    def _day(at: float) -> str:
        from tests.simulation import world as mall  # noqa: PLC0415 - the world knows its audit

        return service_day(at, mall.MALL.timezone, mall.MALL.day_ends).isoformat()

    def _no_label_twice(self) -> None:
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for paper in self.papers.values():
            if paper.uid not in self.excused and paper.uid in self.rows:
                holders[self.rows[paper.uid].day, paper.label].append(paper.uid)
        for (day, label), uids in holders.items():
            self.holds(
                len(uids) == 1 or self._admitted(label), f"{label} of {day} is on the papers of {uids}"
            )

    def _admitted(self, label: str) -> bool:
        """Right after a hub came back from a backup, before a device showed it what it forgot. Never unseen."""
        return self._world.hub.restored and any(
            alarm.kind == "duplicate_label" and label in alarm.detail for alarm in self.alarms
        )

    def _books_agree(self, audited: Hall) -> None:
        """The journal, folded again, is what the hub has in memory: rows, lines, counters, devices, numbers."""
        self._open_books()
        folded = self.hall
        assert folded is not None
        for event in self._world.hub.journal:
            evolve(folded, e.parse(e.dump(event)))
        live = self._world.hub.desk.hall
        for hall, name in ((live, "memory"), (audited, "what was audited")):
            for what in (
                "tickets",
                "devices",
                "active",
                "epoch",
                "day",
                "reconciled",
                "calls",
                "letters",
                "latest",
            ):
                ours, theirs = getattr(folded, what), getattr(hall, what)
                self.holds(ours == theirs, f"{what}: the journal says {ours}, {name} {theirs}")
            lines = [{k: v for k, v in h.lines.ordinary.items() if v} for h in (folded, hall)]
            self.holds(lines[0] == lines[1], f"lines: the journal says {lines[0]}, {name} {lines[1]}")
        reserved = Counter(event.uid for event in self._world.hub.journal if isinstance(event, e.Reserved))
        bound = Counter(event.uid for event in self._world.hub.journal if isinstance(event, e.Bound))
        rated = Counter(event.uid for event in self._world.hub.journal if isinstance(event, e.Rated))
        twice = [uid for counted in (reserved, bound, rated) for uid, times in counted.items() if times > 1]
        twice = [uid for uid in twice if uid not in self.excused]
        self.holds(not twice, f"more than one row, or vote, for {twice}")
