"""Every minute of a counter has one state, and the evidence for it; nobody is called absent without proof."""

from __future__ import annotations

import time

import pytest
from counter_day import (
    ALIVE,
    MIDNIGHT,
    WHOLE,
    alive,
    at,
    day,
    dead,
    free,
    hourly,
    left,
    nobody,
    people,
    seen,
    ticket,
    told,
    window,
)

from hub.minutes.evidence import Fact, Queue, Seen, Ticket
from hub.minutes.figures import Figures, figures, minutes, state_at
from hub.minutes.presence import (
    NO_DEVICE,
    NOT_SEEN,
    SIGNED_OUT,
    TOO_SHORT,
    UNDECIDED,
    WAITED_FOR,
    Interval,
    Rules,
    intervals,
)

MINUTE = 60


# --- who is there -------------------------------------------------------------------------------------------


def test_an_officer_who_comes_on_time_and_works_is_there_from_opening_to_closing():
    judged = day([ALIVE, seen("08:00", "ani"), ticket("08:30"), *free("08:40"), seen("09:30"),
                  seen("10:20"), seen("11:15")])  # fmt: skip
    assert told(judged) == [
        "08:00 open_idle", "08:30 serving", "08:40 open_idle", "09:30 open_idle",
    ]  # fmt: skip
    assert {i.by for i in judged if i.state != "not_scheduled"} == {"ani"}
    assert [i.evidence for i in judged if i.scheduled] == ["button", "A001", "finished", "button"]


def test_late_by_less_than_the_grace_is_not_absence():
    judged = day([ALIVE, people("07:45"), seen("08:09:59"), ticket("08:12")], until="08:30")
    assert told(judged) == ["08:00 open_idle", "08:12 serving"]


def test_late_while_people_wait_is_absence_from_the_minute_the_window_began():
    judged = day([ALIVE, people("07:45"), seen("08:25"), nobody("08:26")], until="09:00")
    assert told(judged) == ["08:00 unattended", "08:25 open_idle"]
    assert state_at(judged, at("08:10")) == Interval(
        at("08:00"), at("08:25"), "unattended", WAITED_FOR, "", scheduled=True
    )


def test_while_nobody_waits_an_officer_may_go_unseen_for_longer():
    assert told(day([ALIVE, seen("08:59")], until="09:30")) == ["08:00 open_idle"]
    assert told(day([ALIVE, seen("09:01")], until="09:30")) == ["08:00 unattended", "09:01 open_idle"]


def test_the_short_grace_begins_when_people_begin_to_wait():
    facts = [ALIVE, seen("08:00"), people("08:40")]
    assert told(day(facts, until="09:00")) == ["08:00 open_idle", "08:50 unattended"]


def test_people_who_go_again_take_the_short_grace_with_them():
    facts = [ALIVE, seen("08:00"), people("08:20"), nobody("08:29"), people("08:35"), nobody("08:44")]
    assert told(day(facts, until="08:59")) == ["08:00 open_idle"]


def test_more_people_do_not_begin_the_short_grace_anew():
    facts = [ALIVE, seen("08:00"), people("08:20"), people("08:27")]
    assert told(day(facts, until="08:45")) == ["08:00 open_idle", "08:30 unattended"]


def test_absence_begins_when_it_is_decided_and_ends_with_the_next_act():
    judged = day([ALIVE, seen("08:00"), seen("10:30", "ani", "card")], until="11:00")
    assert told(judged) == ["08:00 open_idle", "09:00 unattended", "10:30 open_idle"]
    assert [i.evidence for i in judged if i.scheduled] == ["button", NOT_SEEN, "card"]


def test_evidence_at_the_very_moment_the_grace_ends_still_counts():
    assert told(day([ALIVE, seen("08:00"), seen("09:00", how="card")], until="09:30")) == [
        "08:00 open_idle", "09:00 open_idle",
    ]  # fmt: skip


def test_absent_all_day_is_absent_from_the_first_minute_to_the_last_but_for_the_break():
    judged = day([ALIVE], WHOLE)
    assert told(judged) == ["08:00 unattended", "12:00 break", "13:00 unattended"]
    assert minutes(judged) == {
        "not_scheduled": 16 * 3600, "unattended": 7 * 3600, "break": 3600,
    }  # fmt: skip
    assert figures(judged).presence == 0.0


def test_who_signs_in_before_the_doors_open_is_there_when_they_open():
    judged = day([ALIVE, seen("07:10", "ani", "sign_in")], until="08:45")
    assert told(judged) == ["08:00 open_idle"]
    assert judged[-1].evidence == "sign_in"
    assert told(day([ALIVE, seen("07:10")], until="09:30"))[-1] == "09:00 unattended"


def test_what_was_seen_yesterday_says_nothing_about_today():
    assert told(day([seen("-00:10"), alive("-05:00")], until="09:30")) == ["08:00 unattended"]


# --- who leaves ---------------------------------------------------------------------------------------------


def test_who_signs_out_is_gone_at_once():
    judged = day([ALIVE, seen("08:00", "ani"), left("08:20", "ani")], until="08:40")
    assert told(judged) == ["08:00 open_idle", "08:20 unattended"]
    assert (judged[-1].evidence, judged[-1].by) == (SIGNED_OUT, "ani")


def test_who_leaves_without_signing_out_is_gone_when_the_grace_is_over():
    facts = [ALIVE, seen("08:00"), ticket("09:30"), *free("09:40"), people("09:45")]
    assert told(day(facts))[2:] == ["09:30 serving", "09:40 open_idle", "09:55 unattended"]


def test_a_shift_that_hands_over_leaves_no_gap():
    facts = [ALIVE, seen("08:00", "ani"), seen("08:50", "ani"), seen("09:40", "budi", "sign_in"),
             left("09:41", "ani"), seen("10:30"), left("11:00", "budi")]  # fmt: skip
    judged = day(facts, until="11:30")
    assert told(judged) == ["08:00 open_idle", "09:40 open_idle", "10:30 open_idle", "11:00 unattended"]
    assert [i.by for i in judged if i.scheduled] == ["ani", "budi", "budi", "budi"]  # 10:30: a button


def test_a_shift_that_does_not_meet_leaves_the_gap_that_there_was():
    facts = [ALIVE, seen("08:00", "ani"), left("08:30", "ani"), seen("08:34", "budi")]
    assert told(day(facts, until="09:00")) == ["08:00 open_idle", "08:30 unattended", "08:34 open_idle"]


def test_an_officer_who_was_relieved_and_never_signed_out_does_not_hold_the_counter_for_the_next_one():
    facts = [ALIVE, seen("08:00", "ani"), seen("08:50", "budi"), seen("09:40", "budi"), left("10:00", "budi")]
    assert told(day(facts, until="10:30"))[-1] == "10:00 unattended"


def test_the_time_in_which_a_colleague_serves_passes_for_whoever_was_there_before():
    facts = [
        ALIVE,
        seen("08:00", "ani"),
        seen("08:05", "budi"),
        ticket("08:05"),
        *free("09:30"),
        left("09:35", "budi"),
    ]
    assert told(day(facts, until="10:00"))[-1] == "09:35 unattended"


def test_a_stale_session_that_is_signed_out_before_anybody_came_decides_nothing():
    facts = [ALIVE, left("08:03", "ani"), seen("08:05", "budi")]
    assert told(day(facts, until="08:30")) == ["08:00 open_idle"]


def test_an_officer_may_come_back_after_signing_out_in_the_break():
    facts = [ALIVE, *hourly(8, 12), left("12:01"), seen("13:05")]
    assert told(day(facts, WHOLE, "13:30"))[-2:] == ["12:00 break", "13:00 open_idle"]


# --- tickets ------------------------------------------------------------------------------------------------


def test_an_open_ticket_is_evidence_as_long_as_it_lasts():
    facts = [ALIVE, people("08:00"), ticket("08:01"), *free("10:59")]
    judged = day(facts, until="11:05")
    assert told(judged) == ["08:00 open_idle", "08:01 serving", "10:59 open_idle"]


def test_a_ticket_is_served_to_its_end_in_the_break_and_after_closing():
    facts = [ALIVE, *hourly(8, 12), ticket("11:50"), *free("12:10"), seen("13:00"), seen("13:50"),
             seen("14:40"), ticket("15:30", "A002"), *free("16:25")]  # fmt: skip
    judged = day(facts, WHOLE)
    assert "12:10 break" in told(judged)
    assert [(i.start, i.end) for i in judged if i.state == "serving" and not i.scheduled] == [
        (at("12:00"), at("12:10")), (at("16:00"), at("16:25")),
    ]  # fmt: skip
    assert judged[-1] == Interval(at("16:25"), at("24:00"), "not_scheduled")
    assert figures(judged) == Figures(7 * 3600, 7 * 3600, 7 * 3600)  # the overtime was not owed


def test_a_forgotten_ticket_is_believed_for_four_hours_after_its_last_word():
    facts = [ALIVE, ticket("08:10"), ticket("08:20")]
    judged = day(facts, (window("08:00-16:00"),))
    assert told(judged) == ["08:00 open_idle", "08:10 serving", "12:20 open_idle", "13:20 unattended"]


def test_calling_the_next_one_leaves_no_gap_between_two_tickets():
    facts = [ALIVE, ticket("08:00"), ticket("08:10", ""), seen("08:10"), ticket("08:10", "A002")]
    judged = day(facts, until="08:30")
    assert told(judged) == ["08:00 serving", "08:10 serving"]


def test_an_officer_who_signs_out_with_a_ticket_open_is_gone_when_the_ticket_is():
    facts = [ALIVE, seen("08:00", "ani"), ticket("08:10"), left("08:20", "ani"), ticket("08:30", "")]
    judged = day(facts, until="09:00")
    assert minutes(judged)["serving"] == 20 * MINUTE
    assert told(judged)[-1] == "08:30 unattended"
    assert judged[-1].evidence == SIGNED_OUT


# --- devices ------------------------------------------------------------------------------------------------


def test_while_no_device_can_be_heard_nothing_is_known_and_the_grace_stands_still():
    facts = [ALIVE, seen("08:30"), dead("08:45"), alive("09:45")]
    judged = day(facts, until="11:00")
    assert told(judged) == ["08:00 open_idle", "08:45 unknown", "09:45 open_idle", "10:30 unattended"]
    assert judged[2].evidence == "pad-1 gone"


def test_a_device_dead_for_an_hour_while_people_wait_makes_nobody_absent():
    facts = [ALIVE, seen("08:30"), people("08:40"), dead("08:45"), alive("09:45"), seen("09:49")]
    assert told(day(facts, until="09:55")) == [
        "08:00 open_idle", "08:45 unknown", "09:45 open_idle",
    ]  # fmt: skip
    assert told(day(facts[:-1], until="09:55"))[-1] == "09:50 unattended"  # five minutes before, five after


def test_a_device_dead_for_an_hour_while_a_ticket_is_open_leaves_it_open():
    facts = [ALIVE, ticket("08:30"), dead("08:45"), alive("09:45"), *free("09:50")]
    assert told(day(facts, until="10:00")) == ["08:00 open_idle", "08:30 serving", "09:50 open_idle"]


def test_a_counter_without_a_device_is_unknown_and_never_absent():
    judged = day([people("08:00")])
    assert told(judged) == ["08:00 unknown"]
    assert judged[1].evidence == NO_DEVICE
    assert figures(judged) == Figures(4 * 3600, 0, 0)
    assert figures(judged).presence is None
    assert figures(judged).coverage == 0.0


def test_absence_that_was_decided_goes_on_behind_an_unknown_stretch():
    facts = [ALIVE, seen("08:00"), dead("09:30"), alive("10:00")]
    assert told(day(facts, until="10:30")) == [
        "08:00 open_idle", "09:00 unattended", "09:30 unknown", "10:00 unattended",
    ]  # fmt: skip


def test_a_morning_of_which_little_was_heard_is_judged_by_what_was_heard():
    facts = [people("08:00"), alive("09:00"), dead("09:05"), alive("11:00")]
    assert told(day(facts)) == ["08:00 unknown", "09:00 unattended", "09:05 unknown", "11:00 unattended"]
    assert "unattended" not in minutes(day(facts[:3]))  # five minutes prove nothing
    assert [i.evidence for i in day(facts[:3])[1:-1]] == [NO_DEVICE, TOO_SHORT, "pad-1 gone"]


def test_evidence_that_came_while_the_link_was_down_counts_when_it_is_back():
    facts = [ALIVE, dead("08:00"), seen("08:30"), alive("09:00")]
    assert told(day(facts, until="09:40")) == ["08:00 unknown", "09:00 open_idle"]


# --- what is not decided yet --------------------------------------------------------------------------------


def test_what_is_not_decided_yet_says_so():
    judged = day([ALIVE, people("08:00")], until="08:07")
    assert judged[-1] == Interval(at("08:00"), at("08:07"), "unknown", UNDECIDED, "", scheduled=True)
    assert told(day([ALIVE, people("08:00")], until="08:10")) == ["08:00 unattended"]


def test_what_was_known_later_is_not_looked_at():
    facts = [ALIVE, seen("08:30"), ticket("09:00")]
    assert day(facts, until="08:40") == day(facts[:2], until="08:40")


def test_a_day_that_has_not_begun_has_no_intervals():
    assert day([ALIVE], until="00:00") == ()
    assert state_at((), at("08:00")) is None


def test_the_state_at_a_time_is_that_of_the_interval_around_it():
    judged = day([ALIVE, seen("08:00")], until="09:30")
    found = [state_at(judged, at(clock)) for clock in ("08:00", "08:59", "09:00", "09:30")]
    assert [i.state for i in found if i] == ["open_idle", "open_idle", "unattended", "unattended"]
    assert state_at(judged, at("09:31")) is None
    assert state_at(judged, MIDNIGHT - 1) is None


def test_seconds_are_whole_and_add_up_to_the_day():
    facts = [ALIVE, Seen(at("08:00") + 0.4, "card"), Ticket(at("08:10") + 0.5, "A001")]
    assert sum(minutes(day(facts)).values()) == 86400


@pytest.mark.parametrize("longest_s", [600.0, 7200.0])
def test_how_long_a_ticket_is_believed_is_a_setting(longest_s):
    judged = day([ALIVE, ticket("08:00")], until="11:00", rules=Rules(longest_serving_s=longest_s))
    assert minutes(judged)["serving"] == longest_s


def test_a_busy_day_is_judged_in_two_milliseconds():
    facts: list[Fact] = [ALIVE]
    for index in range(75):
        begun = at("08:00") + index * 330
        facts += [Queue(begun, waiting=True), Seen(begun + 1, "called", "ani"), Ticket(begun + 2, "A001")]
        facts += [Ticket(begun + 300, "")]
    took = []
    for _ in range(20):
        begun = time.thread_time()
        intervals(facts, WHOLE, MIDNIGHT, at("24:00"))
        took.append(time.thread_time() - begun)
    assert len(facts) == 301
    assert min(took) < 0.002
