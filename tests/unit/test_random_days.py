"""Random days: whatever is asked of a hall, in whatever order, keeps the promises of the queue."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub import commands as cmd
from hub import events as e
from hub.decisions import decide
from hub.evolution import evolve
from hub.hall import Hall
from hub.refused import Refused
from hub.tickets import AT_COUNTER, IN_LINE
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, TODAY, bound, operate, printed, request

MORE_COUNTERS = (
    *COUNTERS,
    COUNTERS[0].__class__(id="loket-3", number=3, zone="utama", agency="capil", services=("ktp",)),
)
POLICIES = {
    "strict": {"policy": "strict"},
    "one in two": {"policy": "one_in", "n": 2},
    "one in three": {"policy": "one_in", "n": 3},
    "none": {"policy": "none"},
}
UIDS = [f"kiosk-{box}.1.{sequence}" for box in (1, 2) for sequence in range(1, 6)]
ACTIONS = [
    "call_next",
    "call",
    "recall",
    "serve",
    "finish",
    "no_show",
    "park",
    "resume",
    "transfer",
    "cancel",
]
uids = st.sampled_from(UIDS)
services = st.sampled_from([service.id for service in SERVICES])
counters = st.sampled_from([counter.id for counter in MORE_COUNTERS])
steps = st.one_of(
    st.tuples(st.just("arrive"), services, st.sampled_from([None, None, "lansia"]), st.booleans()),
    st.tuples(st.just("arrive"), services, st.sampled_from([None, None, "lansia"]), st.booleans()),
    st.tuples(st.just("call next"), counters),
    st.tuples(st.just("issue"), uids, services),
    st.tuples(st.just("press"), uids, services),
    st.tuples(st.just("bind"), uids, services),
    st.tuples(st.just("bind offline"), uids, services),
    st.tuples(st.just("print"), uids, st.sampled_from(["printed", "unconfirmed", "failed"])),
    st.tuples(st.just("presume"), uids),
    st.tuples(st.just("void"), uids),
    st.tuples(st.just("call next"), counters),
    st.tuples(st.just("operate"), counters, st.sampled_from(ACTIONS), st.one_of(st.just(""), uids), services),
    st.tuples(st.just("amend"), uids, st.sampled_from(["restore", "cancel", "void"]), st.just("")),
    st.tuples(st.just("amend"), uids, st.just("prioritise"), st.sampled_from(["lansia", "", "nobody"])),
    st.tuples(st.just("amend"), uids, st.just("join"), uids),
    st.tuples(st.just("amend"), uids, st.just("transfer"), services),
    st.tuples(st.just("roll"), services, st.sampled_from(["", "loket-1"])),
    st.tuples(st.just("day"), st.sampled_from([TODAY, "2026-11-25", "2026-11-26"])),
)


def commands(hall: Hall, number: int, step: tuple[str, ...]) -> list[cmd.Command]:
    what, whom, *rest = step
    if what == "arrive":
        uid = f"kiosk-3.1.{number}"
        entry = bound(uid, f"A-Y{number:03d}", number, service=whom)
        before = [ticket.visitor for ticket in hall.tickets.values() if ticket.device == "kiosk-3"]
        visit = before[-1] if rest[1] and before else None  # the visitor before, once more
        entry = entry._replace(entry=replace(entry.entry, priority=rest[0], visit=visit))
        return [entry, printed(uid, number + 1000)]
    if what == "issue":
        label = f"A-X{number:03d}"
        return [bound(whom, label, number, service=rest[0]), printed(whom, number + 1000)]
    if what == "press":
        return [request(whom, rest[0])]
    if what == "bind":
        known = hall.tickets.get(whom)
        return [bound(whom, known.label if known else f"A-X{number:03d}", number, service=rest[0])]
    if what == "bind offline":
        return [bound(whom, f"A-X{number:03d}", number, service=rest[0])]
    if what == "print":
        return [printed(whom, number, rest[0])]
    if what == "operate":
        action, uid, service = rest
        return [operate(whom, action)._replace(uid=uid, service=service)]
    if what == "roll":
        return [cmd.EnterRoll(whom, number, number + 1, MORNING - 60.0, MORNING, rest[0])]
    simple = {
        "presume": lambda: cmd.Presume(whom, "silence"),
        "void": lambda: cmd.Void(whom, "never bound"),
        "call next": lambda: operate(whom, "call_next"),
        "amend": lambda: cmd.Amend(whom, cast("Any", rest[0]), value=rest[1]),
        "day": lambda: cmd.BeginDay(whom),
    }
    return [simple[what]()]


def whose_turn(hall: Hall, counter: str, since: int) -> str | None:
    """The rule of the queue once more, as plainly as it can be written."""
    leaving = hall.tickets[hall.active[counter]].visitor if counter in hall.active else None
    busy = {ticket.visitor for ticket in hall.tickets.values() if ticket.state in AT_COUNTER} - {leaving}
    here = [
        ticket
        for ticket in hall.tickets.values()
        if ticket.state == "waiting"
        and ticket.service in hall.counters[counter].services
        and ticket.only in ("", counter)
        and ticket.visitor not in busy
    ]
    first = [ticket for ticket in here if ticket.priority]
    policy = hall.register.mall.priority
    owed = {"strict": True, "none": False, "one_in": since >= policy.n - 1}[policy.policy]
    return min(first if first and owed else here, key=lambda t: (t.place, t.uid)).uid if here else None


class Day:
    """A hall, the journal of what happened in it, and what must hold after each step."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.hall = self.empty()
        self.journal: list[e.Event] = []
        self.happen([e.DayBegan(at=MORNING, day=TODAY)])
        self.proposed: set[tuple[str, str]] = set()
        self.since: Counter[str] = Counter()

    def empty(self) -> Hall:
        return Hall(always_open(MALL, SERVICES, MORE_COUNTERS, policy=POLICIES[self.policy]))

    def happen(self, events: list[e.Event]) -> None:
        for event in events:
            evolve(self.hall, event)
        self.journal += events

    def live(self, number: int, step: tuple[str, ...]) -> None:
        for command in commands(self.hall, number, step):
            fair = None
            if isinstance(command, cmd.Operate) and command.action == "call_next":
                fair = whose_turn(self.hall, command.counter, self.since[command.counter])
            before = fingerprint(self.hall)
            try:
                events = decide(self.hall, command, MORNING + number)
            except Refused:
                assert fingerprint(self.hall) == before
                return
            assert fingerprint(self.hall) == before  # deciding changes nothing
            called = [event for event in events if isinstance(event, e.Called)]
            if isinstance(command, cmd.Operate) and command.action == "call_next":
                assert [event.uid for event in called] == [uid for uid in [fair] if uid]
            self.happen(events)
            for event in called:
                priority = self.hall.tickets[event.uid].priority
                self.since[event.counter] = 0 if priority else self.since[event.counter] + 1
            if any(isinstance(event, e.DayBegan) for event in events):
                self.since.clear()
            for event in events:
                if isinstance(event, e.Reserved):
                    assert (self.hall.day, event.label) not in self.proposed
                    self.proposed.add((self.hall.day, event.label))
            self.holds()

    def holds(self) -> None:
        hall, tickets = self.hall, self.hall.tickets.values()
        at_counters = [ticket for ticket in tickets if ticket.state in AT_COUNTER]
        assert hall.active == {ticket.counter: ticket.uid for ticket in at_counters}
        assert len(hall.active) == len(at_counters)  # one active call a counter
        assert hall.engaged == {ticket.visitor: ticket.uid for ticket in at_counters}
        assert len(hall.engaged) == len(at_counters)  # nobody at two counters at once
        in_line = sorted(ticket.uid for ticket in tickets if ticket.state in IN_LINE)
        assert sorted(uid for service in SERVICES for uid in hall.lines.of(service.id)) == in_line
        assert hall.aside == {ticket.uid for ticket in tickets if ticket.state == "parked"}
        open_visits = {name: visit.uid for name, visit in hall.latest.items() if visit.ended_at is None}
        assert open_visits == hall.active
        assert +Counter(hall.tally) == Counter(ticket.state for ticket in tickets if ticket.day == hall.day)


FOLDED = (
    *("tickets", "active", "engaged", "aside", "devices", "numbers", "calls", "latest", "since", "recent"),
    *("labels", "tokens", "tally", "issued", "acted", "pace", "day", "yesterday"),
)


def fingerprint(hall: Hall) -> dict[str, object]:
    return {
        what: repr(getattr(hall, what))
        for what in ("tickets", "active", "numbers", "devices", "calls", "day")
    }


@pytest.mark.parametrize("policy", POLICIES)
@settings(max_examples=100)
@given(st.lists(steps, min_size=20, max_size=90))
def test_no_sequence_of_commands_breaks_a_promise_and_the_journal_folds_to_the_hall(policy, steps_of_day):
    day = Day(policy)
    for number, step in enumerate(steps_of_day, start=1):
        day.live(number, step)
    folded = day.empty()
    for event in day.journal:
        evolve(folded, e.parse(e.dump(event)))
    for what in FOLDED:
        ours, theirs = getattr(folded, what), getattr(day.hall, what)
        if isinstance(ours, dict):  # a default that was only looked up is no difference
            ours = {key: value for key, value in ours.items() if value not in (0, [])}
            theirs = {key: value for key, value in theirs.items() if value not in (0, [])}
        assert ours == theirs, what
