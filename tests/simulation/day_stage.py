"""A scripted day, played against the hub's core in simulated time: devices say what devices say, people act on a heap.

Every press is a message of the contract, every click a command; nothing is known to the people but what a pad's lamps,
a screen or a paper would tell them.
"""

from __future__ import annotations

import hashlib
import heapq
import itertools
import random
from collections import deque
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from broker_config.codec import Heard
from hub import commands as cmd
from hub.refused import Refused
from provisioning.rehearsal.day.people import Company, View, at_desk
from provisioning.rehearsal.day.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day import ClosurePlan, Day, Officer, Outage, Visitor
    from tests.simulation.day_hub import DayHub

HEALTH_S = 60.0
PAPER_S = 1.6  # until a paper is out
STEP_S = 4.0  # between two visitors at a kiosk
WILL_S = 15.0  # until the broker gives a dead device up
MOMENT_S = 0.01  # the clock is not finer than that
PAGES_S = 600.0  # before opening: when officers' machines and consoles are switched on
MANAGER = "sri-wahyuni"


class Device:
    """A box: how often it has started, whether it lives, and the entries of its log."""

    def __init__(self, name: str, role: Any) -> None:
        self.id, self.role = name, role
        self.alive = False
        self.boot = self.presses = self.seq = 0
        self.journal = hashlib.md5(name.encode()).hexdigest()

    def uid(self) -> str:
        """The uid of the next press."""
        self.presses += 1
        return f"{self.id}.{self.boot}.{self.presses}"


class FastStage:
    """Plays a day. `now` is seconds after local midnight.

    Attributes:
        waits: per ticket, how long its visitor was told to wait, and did.
        turned_away: presses that were refused.
        papers: every label that came out whole.
    """

    def __init__(self, fleet: Fleet, day: Day, hub: DayHub) -> None:
        self.fleet, self.day, self.hub = fleet, day, hub
        self.lag_s = 0.0
        self.company = Company(day, self)
        self.waits: dict[str, tuple[float | None, float, float | None]] = {}
        self.turned_away: list[Visitor] = []
        self.papers: list[str] = []
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._devices = {row.id: Device(row.id, row.role) for row in fleet.devices}
        self._pad = {row.counter: row.id for row in fleet.devices if row.role == "counter_pad"}
        self._standing: dict[str, deque[Visitor]] = {
            row.id: deque() for row in fleet.devices if row.role == "ticket_kiosk"
        }
        self._empty: set[str] = set()
        self._owed: dict[str, tuple[Visitor, str, str, str | None]] = {}
        self._habits = random.Random(day.seed + 1)
        self._uid_of: dict[str, str] = {}
        self._on_screen: dict[str, str] = {}

    # --- time ---------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Seconds after local midnight."""
        return self.hub.now - self.day.midnight

    def at(self, when: float, act: Callable[[], None]) -> None:
        """Let something happen then."""
        heapq.heappush(self._heap, (when, next(self._count), act))

    def live(self, person: Iterator[float]) -> None:
        """Let somebody go on until the next pause."""
        pause = next(person, None)
        if pause is not None:
            self.at(self.now + max(pause, MOMENT_S), lambda: self.live(person))

    def play(self, until: float) -> None:
        """The whole day, to its end."""
        self._set_up()
        with self.hub.running():
            while self._heap and self._heap[0][0] <= until:
                when, _, act = heapq.heappop(self._heap)
                self.hub.advance(max(self.hub.now, self.day.midnight + when))
                act()
            self.hub.advance(self.day.midnight + until)
            self.hub.hear_all([])

    def _set_up(self) -> None:
        opens = min(row.opens for row in self.day.hours.values() if row is not None)
        for number, device in enumerate(self._devices.values()):
            self.at(opens - 3600.0 + number, lambda device=device: self._start(device))
        self.at(opens - 3000.0, self._tell_health)
        for officer in self.day.officers:
            if officer.console:
                self.at(opens - PAGES_S, lambda officer=officer: self._page(officer))
            hours = self.day.hours[officer.counter]
            assert hours is not None
            self.live(Work(officer, self.company, hours.closes, self._habits.random).day())
        for visitor in self.day.visitors:
            self.at(visitor.at, lambda visitor=visitor: self._arrive(visitor))
        for outage in self.day.outages:
            self.at(outage.start, lambda outage=outage: self._break(outage))
            self.at(outage.end, lambda outage=outage: self._mend(outage))
        for plan in self.day.closures:
            self.at(plan.asked_at, lambda plan=plan: self._close(plan, "asked"))
            decided = "approved" if plan.approved else "refused"
            self.at(plan.decided_at, lambda plan=plan, decided=decided: self._close(plan, decided))

    # --- machines -----------------------------------------------------------------------------------------------

    def _counter_of(self, device: str) -> str:
        return next((row.counter for row in self.fleet.devices if row.id == device), "")

    def _start(self, device: Device) -> None:
        device.alive, device.boot, device.presses = True, device.boot + 1, 0
        birth = c.Birth(
            boot=device.boot, journal=device.journal, role=device.role, version="1", acked=device.seq
        )
        self.hub.hear(device.id, c.DeviceState(status="online", boot=device.boot), birth)
        if counter := self._counter_of(device.id):
            self.company.note("up", counter=counter, who=device.id)

    def _tell_health(self) -> None:
        alive = [device for device in self._devices.values() if device.alive]
        self.hub.hear_all([Heard(device.id, c.Health(parts=())) for device in alive])
        self.at(self.now + HEALTH_S, self._tell_health)

    def _break(self, outage: Outage) -> None:
        device = self._devices[outage.device]
        if outage.kind == "paper":
            self._empty.add(device.id)
            return
        device.alive = False

        def gone() -> None:
            self.hub.hear(device.id, c.DeviceState(status="offline", boot=device.boot))
            if counter := self._counter_of(device.id):
                self.company.note("down", counter=counter, who=device.id)

        self.at(self.now + WILL_S, gone)

    def _mend(self, outage: Outage) -> None:
        device = self._devices[outage.device]
        if outage.kind == "dead":
            self._start(device)
            return
        self._empty.discard(device.id)
        if (
            device.id in self._owed
        ):  # the one whose paper did not come out gets a new number, in the old place
            visitor, service, uid, visit = self._owed.pop(device.id)
            self._issue(device, visitor, service, replaces=uid, visit=visit)

    def _page(self, officer: Officer) -> None:
        self.hub.ask(cmd.Connect(officer.counter, up=True))
        self.company.note("up", counter=officer.counter, who=f"console {officer.counter}")

    def _close(self, plan: ClosurePlan, status: str) -> None:
        row = {
            "counter": plan.counter, "start": self.day.midnight + plan.start, "end": self.day.midnight + plan.end,
            "reason": plan.reason, "status": status, "asked_by": MANAGER, "decided_by": MANAGER,
        }  # fmt: skip
        answer = self.hub.ask(cmd.Edit(MANAGER, "closure", plan.id, row))
        assert not isinstance(answer, Refused), answer.text("en")

    # --- visitors -----------------------------------------------------------------------------------------------

    def _arrive(self, visitor: Visitor) -> None:
        row = self._standing[visitor.kiosk]
        row.append(visitor)
        if len(row) == 1:
            self._step_up(visitor.kiosk)

    def _step_up(self, kiosk: str) -> None:
        """The first one before a kiosk presses, as soon as there is paper."""
        if kiosk in self._empty and kiosk in self._owed:
            self.at(self.now + STEP_S, lambda: self._step_up(kiosk))
            return
        visitor, device = self._standing[kiosk][0], self._devices[kiosk]
        first = self._issue(device, visitor, visitor.service)
        if first is not None and visitor.second:
            self._issue(device, visitor, visitor.second, visit=first)
        self.at(self.now + STEP_S, lambda: self._next(kiosk))

    def _next(self, kiosk: str) -> None:
        self._standing[kiosk].popleft()
        if self._standing[kiosk]:
            self._step_up(kiosk)

    def _issue(
        self,
        device: Device,
        visitor: Visitor,
        service: str,
        replaces: str | None = None,
        visit: str | None = None,
    ) -> str | None:
        """Press to paper; gives the uid, if there was a number."""
        uid, said = device.uid(), self.hub.said.setdefault(device.id, {})
        # Half of those who are called first say so at the kiosk, the others at the information desk.
        priority = visitor.priority if visitor.number % 2 else ""
        request = c.TicketRequest(
            uid=uid, service=service, token=f"token-{uid}-{'0' * 20}", replaces=replaces, visit=visit,
            priority=priority or None,
        )  # fmt: skip
        said.pop(c.Proposal, None)
        self.hub.hear(device.id, request)
        proposal: Any = said.get(c.Proposal)
        if proposal is None:
            self.turned_away.append(visitor)
            return None
        before, device.seq = device.seq, device.seq + 1
        bound = c.Bound(
            seq=device.seq, prev=before, uid=uid, label=proposal.label, service=service, token=request.token,
            at=self.hub.now, replaces=replaces, visit=visit, priority=priority or None,
        )  # fmt: skip
        self.hub.hear(device.id, bound)
        self._uid_of[proposal.label] = uid
        self.at(self.now + PAPER_S, lambda: self._print(device, visitor, service, proposal, visit))
        return uid

    def _print(
        self, device: Device, visitor: Visitor, service: str, proposal: c.Proposal, visit: str | None
    ) -> None:
        before, device.seq = device.seq, device.seq + 1
        if device.id in self._empty:
            failed = c.Printed(
                seq=device.seq, prev=before, uid=proposal.uid, result="failed", reason="paper out"
            )
            self.hub.hear(device.id, failed)
            self._owed[device.id] = visitor, service, proposal.uid, visit
            return
        self.hub.hear(device.id, c.Printed(seq=device.seq, prev=before, uid=proposal.uid, result="printed"))
        self.papers.append(proposal.label)
        self.waits[proposal.label] = proposal.wait_s, self.now, None
        self.company.takes(visitor, proposal.label, service)
        if visitor.priority and visitor.number % 2 == 0:
            self.desk("prioritise", proposal.label, visitor.priority)
        if visitor.story == "returns":
            self.live(at_desk(self.company, proposal.label, visitor.away_s))

    # --- what officers see and touch ----------------------------------------------------------------------------

    def look(self, officer: Officer) -> View | None:
        """The pad's lamps and the screen, or the same in a browser."""
        pad = self._devices[self._pad[officer.counter]]
        if not officer.console and not pad.alive:
            return None
        view: Any = self.hub.said.get(pad.id, {}).get(c.CounterView)
        if officer.console and not pad.alive:
            return self._see_page(officer.counter)
        return View(view.state, view.label or "", view.waiting > 0) if view is not None else None

    def _see_page(self, counter: str) -> View:
        from hub.console import console  # noqa: PLC0415 - only where a pad is dead

        found = console(self.hub.desk.hall, counter)
        assert found is not None
        return View(found.state, found.here.label if found.here else "", bool(found.waiting))

    def on_screen(self, counter: str) -> str:
        """The number that the counter called last."""
        return self._on_screen.get(counter, "")

    def press(self, officer: Officer, action: str, label: str = "", service: str = "") -> float | None:
        """Press a button of the pad, or click in the console."""
        pad = self._devices[self._pad[officer.counter]]
        both = officer.counter == self.day.cast.get("console_and_pad") and pad.alive
        by_hand = action in ("call_next", "recall", "serve", "finish", "no_show", "park")
        with_pad = by_hand and (not officer.console or (both and self._habits.random() < 0.5))
        if with_pad:
            return self._press_pad(officer, pad, action)
        command = cmd.Operate(
            officer.counter, action, by=officer.who, uid=self._uid_of.get(label, ""), service=service  # type: ignore[arg-type] - an action
        )  # fmt: skip
        events = self.hub.ask(command)
        if isinstance(events, Refused):
            return None
        self.company.note("seen", counter=officer.counter, who=officer.who)
        self._show(officer.counter, action)
        return self.now

    def _press_pad(self, officer: Officer, pad: Device, action: Any) -> float | None:
        if not pad.alive:
            return None
        said = self.hub.said.setdefault(pad.id, {})
        said.pop(c.CommandOutcome, None)
        self.hub.hear(pad.id, c.CounterCommand(uid=pad.uid(), action=action, at=self.hub.now))
        outcome: Any = said[c.CommandOutcome]
        self.company.note("seen" if outcome.done else "felt", counter=officer.counter)
        if outcome.done:
            self._show(officer.counter, action)
        return self.now if outcome.done else None

    def _show(self, counter: str, action: str) -> None:
        """What the screen shows after a call."""
        if action not in ("call", "call_next", "recall"):
            return
        hall = self.hub.desk.hall
        ticket = hall.tickets.get(hall.active.get(counter, ""))  # as the board shows it
        if ticket is None:
            return
        if action != "recall":
            expected, since, called = self.waits[ticket.label]
            if called is None:
                self.waits[ticket.label] = expected, since, self.now
            self.company.called(ticket.label, counter)
            self._on_screen[counter] = ticket.label
        self.company.sees(ticket.label)

    def attend(self, officer: Officer, how: str) -> None:
        """Sign in or out at the console, or touch it."""
        self.hub.ask(cmd.Attend(officer.counter, how, by=officer.who))  # type: ignore[arg-type] - one of them
        self.company.note("left" if how == "sign_out" else "seen", counter=officer.counter, who=officer.who)

    def desk(self, action: str, label: str, value: str = "") -> bool:
        """The information desk changes a ticket."""
        command = cmd.Amend(self._uid_of[label], action, by=MANAGER, value=value)  # type: ignore[arg-type] - one of them
        return not isinstance(self.hub.ask(command), Refused)
