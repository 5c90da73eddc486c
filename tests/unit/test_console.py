"""What an officer's console shows, and what a typed number means; in random days it is what the hall would do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_config import contract as c
from hub import commands as cmd
from hub.console import Console, Waiter, console, in_order
from hub.numbers import find_number
from hub.refused import Refused
from tests.unit.small_hall import MORNING, do, open_hall, operate, wait
from tests.unit.test_random_days import POLICIES, Day, commands, steps


def at(hall, counter: str = "loket-1") -> Console:
    found = console(hall, counter)
    assert found is not None
    return found


def labels(found: Console) -> list[str]:
    return [waiter.label for waiter in found.waiting]


def test_an_empty_counter_can_do_nothing_and_says_so():
    found = at(open_hall())
    assert (found.state, found.can, found.here, found.waiting, found.more) == ("idle", (), None, (), 0)


def test_a_counter_that_is_no_more_shows_nothing():
    assert console(open_hall(), "loket-9") is None


def test_the_ticket_at_the_counter_tells_since_when_and_how_often_it_was_called():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"), MORNING + 60)
    do(hall, operate("loket-1", "recall"), MORNING + 90)
    called = at(hall)
    assert called.here is not None
    assert (called.state, called.here.since, called.here.calls) == ("called", MORNING + 60, 2)
    do(hall, operate("loket-1", "serve"), MORNING + 100)
    serving = at(hall)
    assert serving.here is not None
    assert (serving.state, serving.here.since, serving.here.called_at) == (
        "serving",
        MORNING + 100,
        MORNING + 60,
    )


@pytest.mark.parametrize("presses", [[], ["call_next"], ["call_next", "serve"]])
@pytest.mark.parametrize("action", ["call_next", "recall", "serve", "finish", "no_show", "park", "cancel"])
def test_it_offers_what_the_hub_would_do_and_nothing_that_it_would_refuse(presses, action):
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    for press in presses:
        do(hall, operate("loket-1", press))
    offered = action in at(hall).can
    try:
        do(hall, operate("loket-1", action))
    except Refused:
        assert not offered
    else:
        assert offered


def test_those_who_cannot_be_called_are_shown_with_the_reason():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "4K001", 3, service="npwp", at=MORNING + 1)
    do(hall, cmd.Amend("kiosk-1.1.2", "join", value="kiosk-1.1.1"))
    do(hall, operate("loket-2", "call_next"), MORNING + 2)
    do(
        hall,
        cmd.Issue("kiosk-1", c.TicketRequest(uid="kiosk-1.1.9", service="akta", token="x" * 22)),
        MORNING + 3,
    )
    first, second = at(hall).waiting
    assert (first.label, first.why, first.at) == ("A001", "elsewhere", 2)
    assert (second.why, second.at) == ("paper", None)
    assert "call_next" not in at(hall).can


def test_the_lines_of_its_services_are_counted_and_what_is_not_shown_too():
    hall = open_hall()
    for number in range(20):
        wait(hall, f"kiosk-1.1.{number}", f"A{number:03d}", 1 + 2 * number, at=MORNING + number)
    found = at(hall)
    assert found.lines == (("A", "KTP", 20),)
    assert (len(found.waiting), found.more) == (15, 5)


def test_the_parked_and_the_missed_can_be_called_back_the_counters_own_first():
    hall = open_hall()
    for number, action in enumerate(("no_show", "park", "finish"), start=1):
        wait(hall, f"kiosk-1.1.{number}", f"A00{number}", 2 * number)
        do(hall, operate("loket-1", "call_next"), MORNING + number)
        do(hall, operate("loket-1", action), MORNING + number)
    assert [(each.label, each.state, each.at) for each in at(hall).aside] == [
        ("A002", "parked", None),
        ("A001", "no_show", None),
    ]
    do(hall, cmd.Operate("loket-1", "call", uid="kiosk-1.1.1"))
    assert [each.label for each in at(hall).aside] == ["A002"]


def test_its_figures_are_those_of_its_own_visits_today():
    hall = open_hall()
    for number, (action, took) in enumerate(
        (("finish", 100.0), ("finish", 200.0), ("no_show", 10.0)), start=1
    ):
        wait(hall, f"kiosk-1.1.{number}", f"A00{number}", 2 * number)
        do(hall, operate("loket-1", "call_next"), MORNING + 1000 * number)
        do(hall, operate("loket-1", action), MORNING + 1000 * number + took)
    figures = at(hall).figures
    assert (figures.called, figures.finished, figures.no_show, figures.mean_s) == (3, 2, 1, 150.0)
    do(hall, cmd.BeginDay("2026-11-25"))
    assert at(hall).figures.called == 0


def test_what_it_has_seen_is_another_word_after_whatever_happens_there():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    words = [at(hall).standing]
    for action in ("call_next", "recall", "serve", "finish"):
        do(hall, operate("loket-1", action))
        words.append(at(hall).standing)
    assert len(set(words)) == 5


# --- the order ----------------------------------------------------------------------------------------------


def waiter(place: int, why: str = "") -> Waiter:
    return Waiter(uid=str(place), label=str(place), service="", name="", since=0.0, priority="", why=why)  # type: ignore[arg-type] - a test may say anything


def order(priority: list[Waiter], ordinary: list[Waiter], every: int, since: int = 0) -> list[str]:
    found = in_order(priority, ordinary, every=every, since=since, place=lambda each: int(each.uid))
    return [each.label for each in found]


def test_priority_goes_first_when_the_policy_is_strict():
    assert order([waiter(5), waiter(6)], [waiter(1), waiter(2)], every=1) == ["5", "6", "1", "2"]


def test_priority_is_one_in_so_many():
    line = [waiter(n) for n in range(1, 6)]
    assert order([waiter(8), waiter(9)], line, every=3) == ["1", "2", "8", "3", "4", "9", "5"]
    assert order([waiter(8)], line, every=3, since=2) == ["8", "1", "2", "3", "4", "5"]


def test_without_a_policy_the_place_alone_decides():
    assert order([waiter(2)], [waiter(1), waiter(3)], every=0) == ["1", "2", "3"]


def test_who_cannot_be_called_takes_nobodys_turn():
    assert order([waiter(1, "paper"), waiter(5)], [waiter(2)], every=1) == ["1", "5", "2"]
    assert order([waiter(1, "paper")], [waiter(2)], every=1) == ["2", "1"]


@settings(max_examples=150)
@given(st.sampled_from(sorted(POLICIES)), st.lists(steps, max_size=50))
def test_the_first_who_can_be_called_is_whom_the_hall_would_call(policy, taken):
    day = Day(policy)
    for number, step in enumerate(taken, start=1):
        for command in commands(day.hall, number, step):
            try:
                do(day.hall, command)
            except Refused:
                continue
    for name in day.hall.counters:
        active = day.hall.tickets.get(day.hall.active.get(name, ""))
        following = day.hall.pick_next(name, leaving=active.visitor if active else "")
        found = at(day.hall, name)
        first = next((each.label for each in found.waiting if not each.why), None)
        assert first == (following.label if following else None)
        assert len(found.waiting) + found.more == sum(count for _, _, count in found.lines)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["A012", "a12", " a 012 ", "A-012", "12"])
def test_a_number_is_found_however_it_is_typed(typed):
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A012", 1)
    assert [ticket.label for ticket in find_number(hall, typed)] == ["A012"]


@pytest.mark.parametrize(("typed", "label"), [("4k7", "4K007"), ("a-x17", "A-X017"), ("ax17", "A-X017")])
def test_prefixes_with_digits_and_the_kiosks_own_letters_are_understood(typed, label):
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", label, 1, service="npwp" if label[0] == "4" else "ktp")
    assert [ticket.label for ticket in find_number(hall, typed)] == [label]


def test_digits_alone_mean_every_service_or_those_that_are_asked_for():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "B001", 3, service="akta")
    assert [ticket.label for ticket in find_number(hall, "1")] == ["A001", "B001"]
    assert [ticket.label for ticket in find_number(hall, "1", ["akta"])] == ["B001"]


def test_a_number_of_yesterday_is_found_only_as_long_as_it_has_not_ended():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, cmd.BeginDay("2026-11-25"))
    assert find_number(hall, "A001") == []


@pytest.mark.parametrize("typed", ["", "???", "A", "0" * 40, "💥", "A000"])
def test_nonsense_is_no_number(typed):
    assert find_number(open_hall(), typed) == []
