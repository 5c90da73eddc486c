"""Where windows, days and clocks meet, a counter's minutes still have one state each, and nobody is wronged."""

from __future__ import annotations

from counter_day import (
    ALIVE,
    MIDNIGHT,
    MORNING,
    WHOLE,
    alive,
    at,
    closed,
    day,
    dead,
    free,
    hourly,
    people,
    rest,
    seen,
    ticket,
    told,
    window,
)

from hub.minutes.evidence import Fact, Link, Queue
from hub.minutes.figures import figures, minutes, state_at
from hub.minutes.presence import TOO_SHORT, Interval

MINUTE = 60


def test_after_a_break_there_is_the_same_grace_as_in_the_morning():
    facts = [ALIVE, *hourly(8, 12), people("12:30")]
    assert told(day([*facts, seen("13:08")], WHOLE, "13:10"))[-1] == "13:00 open_idle"
    assert told(day([*facts, seen("13:20")], WHOLE, "13:25"))[-2:] == ["13:00 unattended", "13:20 open_idle"]


def test_who_is_seen_in_the_last_minutes_of_the_break_is_back():
    facts = [ALIVE, *hourly(8, 12), people("12:30")]
    assert told(day([*facts, seen("12:55")], WHOLE, "13:20"))[-2:] == ["13:00 open_idle", "13:10 unattended"]
    assert told(day([*facts, seen("12:20")], WHOLE, "13:20"))[-1] == "13:00 unattended"


def test_a_closure_of_five_minutes_gives_who_was_just_there_the_whole_grace_again():
    facts = [ALIVE, people("08:00"), seen("08:05"), seen("08:14"), seen("08:19")]
    assert told(day(facts, (window("08:00-12:00"), closed("08:20-08:25")), "08:40")) == [
        "08:00 open_idle", "08:20 closed_approved", "08:25 open_idle", "08:35 unattended",
    ]  # fmt: skip


def test_the_long_break_of_a_friday_is_a_break_to_its_last_minute():
    friday = (window("08:00-11:30"), rest("11:30-13:30"), window("13:30-16:00"))
    judged = day([ALIVE, *hourly(8, 11), seen("11:20"), people("12:00"), seen("13:38")], friday, "13:45")
    assert told(judged)[-2:] == ["11:30 break", "13:30 open_idle"]
    assert judged[-2].evidence == "istirahat"


def test_a_closure_approved_afterwards_takes_the_absence_back():
    facts = [ALIVE, *hourly(8, 10), people("10:00")]
    before = day(facts)
    assert minutes(before)["unattended"] == 110 * MINUTE
    after = day(facts, (*MORNING, closed("10:00-12:00", "server pusat mati")))
    assert "unattended" not in minutes(after)
    assert state_at(after, at("11:00")) == Interval(
        at("10:00"), at("12:00"), "closed_approved", "server pusat mati", "", scheduled=False
    )
    assert figures(after).presence == 100.0


def test_a_closure_wins_over_a_break_and_a_break_over_opening():
    windows = (closed("11:00-14:00"), window("08:00-16:00"), rest("12:00-13:00"), rest("13:30-14:30"))
    assert told(day([ALIVE, *hourly(8, 16)], windows)) == [
        "08:00 open_idle", "11:00 closed_approved", "14:00 break", "14:30 open_idle",
    ]  # fmt: skip


def test_windows_that_touch_are_one_window():
    facts = [ALIVE, seen("08:00"), seen("09:50", how="card")]
    assert told(day(facts, (window("08:00-09:30"), window("09:30-12:00", reason="Ramadan")), "10:00")) == [
        "08:00 open_idle", "09:00 unattended", "09:50 open_idle",
    ]  # fmt: skip


def test_an_agency_that_comes_two_days_a_week_is_not_absent_on_the_others():
    assert [i.state for i in day([ALIVE, people("09:00")], ())] == ["not_scheduled"]


def test_a_window_too_short_for_any_grace_proves_nothing():
    judged = day([ALIVE, people("08:00")], (window("08:00-08:09"),))
    assert judged[1] == Interval(at("08:00"), at("08:09"), "unknown", TOO_SHORT, "", scheduled=True)
    assert told(day([ALIVE, people("08:00")], (window("08:00-08:10"),))) == ["08:00 unattended"]


# --- midnight and the clock ---------------------------------------------------------------------------------


def test_a_ticket_that_is_open_at_midnight_is_served_on_until_it_is_no_longer_believed():
    judged = day([ticket("-01:00"), alive("-10:00")], until="06:00")
    assert [(i.state, i.end) for i in judged] == [
        ("serving", at("03:00")), ("not_scheduled", at("06:00")),
    ]  # fmt: skip


def test_a_window_over_midnight_is_cut_where_the_days_meet():
    judged = day([ALIVE], (window("-02:00-02:00"), window("22:00-26:00")))
    assert told(judged) == ["00:00 unattended", "22:00 unattended"]
    assert (judged[0].start, judged[-1].end) == (MIDNIGHT, at("24:00"))


def test_a_ticket_forgotten_yesterday_is_no_sign_of_anybody_today():
    assert told(day([ticket("-05:00"), alive("-10:00"), people("07:00")], until="08:20")) == [
        "08:00 unattended"
    ]


def test_links_and_queues_of_yesterday_still_stand():
    facts = [Link(at("-03:00"), alive=True), Queue(at("-02:00"), waiting=True)]
    assert told(day(facts, until="08:20")) == ["08:00 unattended"]


def test_a_clock_that_is_set_back_adds_no_minute_and_takes_none():
    facts: list[Fact] = [ALIVE, seen("08:00"), ticket("09:30"), *free("09:00"), seen("09:10"), seen("10:15")]
    judged = day(facts, until="11:00")
    assert told(judged) == ["08:00 open_idle", "09:00 unattended", "09:30 open_idle"]
    assert [i.end for i in judged[:-1]] == [i.start for i in judged[1:]]


def test_a_clock_that_is_set_forward_leaves_a_stretch_of_which_nothing_is_known():
    facts = [ALIVE, seen("08:30"), dead("08:40", "clock set"), alive("10:40"), seen("10:50")]
    assert told(day(facts, until="11:00")) == ["08:00 open_idle", "08:40 unknown", "10:40 open_idle"]
