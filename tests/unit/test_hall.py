"""The hall: who is next, who is before whom, what is remembered; and random days that keep its promises."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub import commands as cmd
from hub import events as e
from hub.commands import Refused
from hub.hall import Hall, evolve
from hub.tickets import AT_COUNTER, IN_LINE
from tests.unit.small_hall import (
    COUNTERS,
    MORNING,
    SERVICES,
    bound,
    do,
    open_hall,
    operate,
    printed,
    request,
    wait,
)


def test_the_earliest_place_in_any_of_its_lines_is_next_at_a_counter():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1, at=MORNING + 2)
    wait(hall, "kiosk-2.1.1", "B001", 1, service="akta", at=MORNING + 1)
    wait(hall, "kiosk-3.1.1", "4K001", 1, service="npwp", at=MORNING)
    following = hall.pick_next("loket-1")
    assert following is not None
    assert following.label == "B001"


def test_who_has_no_paper_yet_is_passed_over_and_keeps_the_place():
    hall = open_hall()
    do(hall, request("kiosk-1.1.1"))
    wait(hall, "kiosk-2.1.1", "A002", 1, at=MORNING + 1)
    assert do(hall, operate("loket-1", "call_next"))[0].label == "A002"
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    do(hall, printed("kiosk-1.1.1", 2))
    wait(hall, "kiosk-2.1.2", "A003", 3, at=MORNING + 2)
    assert do(hall, operate("loket-1", "call_next"))[1].label == "A001"


def test_ahead_counts_all_before_it_also_those_whose_paper_is_still_coming():
    hall = open_hall()
    for number in range(1, 4):
        do(hall, request(f"kiosk-1.1.{number}"), MORNING + number)
    assert [hall.ahead(hall.tickets[f"kiosk-1.1.{number}"]) for number in (1, 2, 3)] == [0, 1, 2]


def test_the_expected_wait_is_never_negative_whatever_the_clock_did():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"), MORNING)
    do(hall, operate("loket-1", "finish"), MORNING - 86400.0)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    do(hall, request("kiosk-1.1.3"))
    expected = hall.expected_wait_s(hall.tickets["kiosk-1.1.3"])
    assert expected is not None
    assert 0 < expected < 3600


def test_letters_go_on_beyond_the_highest_ever_given():
    hall = open_hall()
    for device, letter in (("kiosk-1", "A"), ("kiosk-2", "D"), ("kiosk-3", "B"), ("pad-1", "")):
        evolve(
            hall,
            e.DeviceAdmitted(at=MORNING, device=device, journal="0" * 32, boot=1, letter=letter, log_seq=0),
        )
    assert hall.letters == 4  # E is next


def test_a_counter_keeps_a_line_for_each_visitor_and_none_for_a_recall():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    for action in ("call_next", "recall", "recall", "no_show"):
        do(hall, operate("loket-1", action))
    (visit,) = hall.recorded.values()
    assert (visit.uid, visit.call, visit.ending) == ("kiosk-1.1.1", 1, "no_show")
    assert hall.visits == {}


# --- random days --------------------------------------------------------------------------------------------

UIDS = [f"kiosk-{box}.1.{sequence}" for box in (1, 2) for sequence in range(1, 6)]
uids = st.sampled_from(UIDS)
services = st.sampled_from([service.id for service in SERVICES])
steps = st.one_of(
    st.tuples(st.just("press"), uids, services),
    st.tuples(st.just("bind"), uids, services),
    st.tuples(st.just("bind offline"), uids, services),
    st.tuples(st.just("print"), uids, st.sampled_from(["printed", "unconfirmed", "failed"])),
    st.tuples(st.just("presume"), uids, st.just("")),
    st.tuples(st.just("void"), uids, st.just("")),
    st.tuples(
        st.just("operate"),
        st.sampled_from([counter.id for counter in COUNTERS]),
        st.sampled_from(["call_next", "recall", "serve", "finish", "no_show"]),
    ),
    st.tuples(st.just("day"), st.sampled_from(["2026-11-24", "2026-11-25", "2026-11-26"]), st.just("")),
)


def command(hall: Hall, number: int, step: tuple[str, str, str]) -> cmd.Command:
    what, whom, how = step
    if what == "press":
        return request(whom, how)
    if what == "bind":
        known = hall.tickets.get(whom)
        return bound(whom, known.label if known else f"A-X{UIDS.index(whom):03d}", number, service=how)
    if what == "bind offline":
        return bound(whom, f"A-X{UIDS.index(whom):03d}", number, service=how)
    if what == "print":
        return printed(whom, number, how)
    if what == "presume":
        return cmd.Presume(whom, "silence")
    if what == "void":
        return cmd.Void(whom, "never bound")
    if what == "day":
        return cmd.BeginDay(whom)
    return operate(whom, how)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=60))
def test_whatever_happens_lines_counters_and_journal_agree(day):
    hall = open_hall()
    journal: list[e.Event] = [e.DayBegan(at=MORNING, day=hall.day)]
    given_: dict[tuple[str, str], str] = {}
    for number, step in enumerate(day, start=1):
        try:
            events = do(hall, command(hall, number, step), MORNING + number)
        except Refused:
            continue
        journal += events
        for event in events:
            if isinstance(event, e.Reserved):
                assert given_.setdefault((hall.day, event.label), event.uid) == event.uid

    in_line = {ticket.uid for ticket in hall.tickets.values() if ticket.state in IN_LINE}
    assert {uid for line in hall.line.values() for _, uid in line} == in_line
    assert all(line == sorted(line) for line in hall.line.values())
    at_counters = {
        ticket.counter: ticket.uid for ticket in hall.tickets.values() if ticket.state in AT_COUNTER
    }
    assert hall.active == at_counters
    assert len(at_counters) == sum(ticket.state in AT_COUNTER for ticket in hall.tickets.values())
    assert {counter: visit.uid for counter, visit in hall.visits.items()} == hall.active

    folded = Hall(SERVICES, COUNTERS)
    for event in journal:
        evolve(folded, e.parse(e.dump(event)))
    for what in ("tickets", "active", "devices", "numbers", "calls", "visits", "recent", "labels", "tokens"):
        assert getattr(folded, what) == getattr(hall, what), what
