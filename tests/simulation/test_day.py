"""A Friday of the full example mall: every minute of every counter is on record as it was lived."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from provisioning.apply import read_site
from provisioning.rehearsal.day import minutes
from provisioning.rehearsal.day.compare import differences
from provisioning.rehearsal.day.minutes import Grace
from tests.simulation.day_play import Played, play

ROOT = Path(__file__).parents[2]
TICKETS = 1500
OPEN = 300  # minutes of this Friday in which a counter is to be open, without the break
BREAK = 120
SLACK_S = 1.0  # both clocks are the same here; a second is where its middle lies


@pytest.fixture(scope="module")
def fleet():
    return read_site(ROOT / "provisioning/examples/full.toml")


@pytest.fixture(scope="module")
def friday(fleet, tmp_path_factory) -> Played:
    return play(fleet, TICKETS, 1, f"sqlite:///{tmp_path_factory.mktemp('friday')}/hub.db")


def test_every_minute_of_every_counter_is_recorded_as_it_was_lived(fleet, friday):
    assert len(friday.recorded) == len(fleet.counters) == 40
    assert differences(friday.expected, friday.recorded, SLACK_S) == []


def test_every_second_of_the_day_has_a_state(friday):
    assert all(set(states) <= {*minutes.STATES} for states in friday.recorded.values())


def test_each_number_is_on_one_paper_has_one_ticket_and_every_ticket_has_ended(friday):
    papers = friday.stage.papers
    assert len(papers) == len(set(papers)) == TICKETS
    assert friday.states["void"] == 1  # whose paper ended, and whose place a new number took
    assert sum(friday.states.values()) == TICKETS + 1
    assert not {*friday.states} - {"finished", "no_show", "cancelled", "void"}
    assert friday.states["finished"] > 0.95 * TICKETS


def test_the_books_balance(friday):
    assert friday.faults == []


def test_the_day_had_everything_that_a_bad_day_has(friday):
    stories = Counter(visitor.story for visitor in friday.day.visitors)
    done = Counter(type(event).__name__ for event in journal_of(friday))
    assert {"no_show", "returns", "parks", "moves", "turned_away"} <= stories.keys()
    assert done["Transferred"] > 5
    assert done["Parked"] > 5
    assert done["Missed"] > 20
    assert done["Restored"] >= stories["returns"] - 2
    assert done["Prioritised"] > 20
    assert done["Replaced"] == 1
    assert {
        "absent",
        "late",
        "late_a_little",
        "walks_off",
        "signs_out",
        "idles",
        "dead_pad",
    } <= friday.day.cast.keys()
    assert {"closed", "closed_afterwards", "closure_refused"} <= friday.day.cast.keys()


def journal_of(friday: Played):
    return friday.stage.hub.journal


def test_whoever_came_for_an_agency_that_was_not_there_or_after_the_last_number_got_none(friday):
    wanted = [visitor for visitor in friday.day.visitors if visitor.story == "turned_away"]
    assert {visitor.number for visitor in friday.stage.turned_away} == {visitor.number for visitor in wanted}
    assert len(wanted) == 20


def test_an_agency_that_does_not_come_on_fridays_owes_no_minute(friday):
    off = [counter for counter, hours in friday.day.hours.items() if hours is None]
    assert len(off) == 9
    assert all(set(friday.recorded[counter]) == {"not_scheduled"} for counter in off)


def test_the_friday_break_is_a_break_wherever_nobody_was_still_being_served(friday):
    start, end = (int(at) for at in friday.day.hours["loket-1"].rest)  # type: ignore[union-attr] - it is open
    here = {
        counter: states
        for counter, states in friday.recorded.items()
        if friday.day.hours[counter] is not None
    }
    assert all(set(states[start:end]) <= {"break", "serving"} for states in here.values())
    assert all(states[start + 1800 : end] == ["break"] * (end - start - 1800) for states in here.values())


def test_where_the_officer_never_came_every_minute_of_the_hours_is_unattended(friday):
    assert friday.minutes("absent")["unattended"] == OPEN
    assert friday.minutes("absent")["break"] == BREAK


def test_late_by_more_than_the_grace_is_absence_from_the_first_minute_and_late_by_less_is_none(friday):
    assert friday.minutes("late")["unattended"] == 20
    assert friday.minutes("late_a_little")["unattended"] == 0


def test_who_walks_off_while_people_wait_is_missed_after_ten_minutes(friday):
    counter = friday.day.cast["walks_off"]
    here, back = next(officer.stints for officer in friday.day.officers if officer.counter == counter)[:2]
    away = friday.recorded[counter][int(here.ends) : int(back.comes)]
    missed = away.index("unattended")
    assert missed >= 600
    assert set(away[missed:]) == {"unattended"}  # until the officer is back
    assert friday.recorded[counter].count("unattended") == len(away) - missed


def test_who_signs_out_is_gone_at_once(friday):
    assert friday.minutes("signs_out")["unattended"] == 40


def test_a_dead_pad_makes_its_minutes_unknown_and_never_unattended(friday):
    assert friday.minutes("dead_pad")["unknown"] == 60
    assert friday.minutes("dead_pad")["unattended"] == 0


def test_a_dead_pad_beside_a_console_makes_no_minute_unknown(friday):
    assert friday.minutes("dead_pad_at_console")["unknown"] == 0


def test_a_closure_excuses_its_minutes_also_when_it_was_approved_afterwards_and_not_when_it_was_refused(
    friday,
):
    assert friday.minutes("closed")["closed_approved"] in range(70, 76)
    assert friday.minutes("closed_afterwards")["closed_approved"] == 90
    assert friday.minutes("closure_refused")["closed_approved"] == 0
    assert friday.minutes("closure_refused")["unattended"] > 0


def test_an_officer_who_is_there_and_does_nothing_is_missed_after_an_hour(friday):
    here = friday.minutes("idles")
    assert here["unattended"] > 60
    assert here["open_idle"] >= 60


def test_the_stopwatch_is_no_yes_man_with_another_grace_it_finds_other_minutes(fleet, friday):
    serves = {counter.id: counter.services for counter in fleet.counters}
    hasty = minutes.expected(friday.day, friday.stage.company.acts, serves, Grace(waited_s=300.0))
    assert differences(hasty, friday.recorded, SLACK_S)


def test_another_day_is_recorded_as_it_was_lived_on_either_database(fleet, database_url):
    day = play(fleet, 150, 11, database_url)
    assert differences(day.expected, day.recorded, SLACK_S) == []
    assert day.faults == []
