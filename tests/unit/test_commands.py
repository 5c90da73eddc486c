"""What may be asked of the hall, and what follows: issue, bind, print, call, end of day."""

from __future__ import annotations

import pytest

from hub import commands as cmd
from hub import events as e
from hub.decisions import decide
from hub.decisions.counter import REACH_S, TWICE_S
from hub.evolution import evolve
from hub.refused import Refused
from tests.unit.small_hall import (
    MORNING,
    TODAY,
    TOMORROW,
    bound,
    do,
    open_hall,
    operate,
    printed,
    request,
    wait,
)

HOUR = 3600.0


@pytest.fixture
def hall():
    return open_hall()


def state(hall, uid):
    return hall.tickets[uid].state


# --- press to paper -----------------------------------------------------------------------------------------


def test_the_same_uid_again_is_the_same_ticket(hall):
    assert [event.label for event in do(hall, request("kiosk-1.1.1"))] == ["A001"]
    assert do(hall, request("kiosk-1.1.1")) == []
    assert len(hall.tickets) == 1


def test_every_service_has_a_series_of_its_own(hall):
    labels = [
        do(hall, request(f"kiosk-1.1.{n}", service))[0].label
        for n, service in enumerate(("ktp", "akta", "ktp"))
    ]
    assert labels == ["A001", "B001", "A002"]


def test_a_service_that_is_not_there_is_refused_and_nothing_happens(hall):
    with pytest.raises(Refused, match="tidak lagi tersedia") as refused:
        decide(hall, request("kiosk-1.1.1", "paspor"), MORNING)
    assert refused.value.reason == "unknown_service"
    assert hall.tickets == {}


def test_the_proposal_that_is_bound_stands(hall):
    do(hall, request("kiosk-1.1.1"))
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    assert hall.tickets["kiosk-1.1.1"].bound
    assert state(hall, "kiosk-1.1.1") == "printing"


def test_another_label_than_the_proposal_relabels_the_row_and_burns_the_proposal(hall):
    do(hall, request("kiosk-1.1.1"))
    do(hall, bound("kiosk-1.1.1", "A-X001", 1))
    assert hall.tickets["kiosk-1.1.1"].label == "A-X001"
    assert do(hall, request("kiosk-1.1.2"))[0].label == "A002"


def test_the_first_bind_wins(hall):
    do(hall, bound("kiosk-1.1.1", "A-X001", 1))
    (alarm, taken) = do(hall, bound("kiosk-1.1.1", "A-X002", 2))
    assert (alarm.kind, taken.log_seq) == ("conflicting_bind", 2)
    assert hall.tickets["kiosk-1.1.1"].label == "A-X001"


def test_a_log_that_is_sent_again_changes_nothing_but_how_far_it_is_held(hall):
    do(hall, bound("kiosk-1.1.1", "A-X001", 1))
    before = hall.tickets["kiosk-1.1.1"]
    assert [type(event) for event in do(hall, bound("kiosk-1.1.1", "A-X001", 1))] == [e.LogTaken]
    assert hall.tickets["kiosk-1.1.1"] == before


def test_two_papers_with_one_label_raise_the_alarm(hall):
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    assert do(hall, bound("kiosk-2.1.1", "A001", 1))[0].kind == "duplicate_label"


def test_the_alarm_is_raised_also_if_the_second_was_only_proposed_when_the_first_was_told(hall):
    do(hall, request("kiosk-2.1.1"))  # A001, from a hub that came back from a backup
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    do(hall, cmd.Presume("kiosk-2.1.1", "silence"))
    assert do(hall, bound("kiosk-2.1.1", "A001", 1))[0].kind == "duplicate_label"


def test_a_label_that_a_kiosk_has_told_of_is_not_proposed_again(hall):
    do(hall, bound("kiosk-1.1.1", "A001", 1))  # bound before this hub came from a backup
    assert do(hall, request("kiosk-2.1.1"))[0].label == "A002"


def test_a_failed_paper_burns_its_label_and_its_place_is_taken_over(hall):
    do(hall, request("kiosk-1.1.1"))
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    wait(hall, "kiosk-2.1.1", "A002", 1, at=MORNING + 60)
    do(hall, printed("kiosk-1.1.1", 2, "failed"), MORNING + 90)
    do(hall, request("kiosk-1.1.2", replaces="kiosk-1.1.1"), MORNING + 90)
    do(hall, bound("kiosk-1.1.2", "A003", 3, replaces="kiosk-1.1.1", at=MORNING + 90), MORNING + 90)
    do(hall, printed("kiosk-1.1.2", 4), MORNING + 90)
    assert state(hall, "kiosk-1.1.1") == "void"
    assert hall.tickets["kiosk-1.1.1"].replaced_by == "kiosk-1.1.2"
    assert do(hall, operate("loket-1", "call_next"))[0].label == "A003"


def test_a_place_at_the_counter_cannot_be_taken_over(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"))
    with pytest.raises(Refused, match="tidak berlaku"):
        do(hall, request("kiosk-1.1.2", replaces="kiosk-1.1.1"))


def test_whoever_has_paper_keeps_the_ticket(hall):
    do(hall, request("kiosk-1.1.1"))
    do(hall, bound("kiosk-1.1.1", "A001", 1))
    assert do(hall, cmd.Void("kiosk-1.1.1", "never bound")) == []
    assert [type(event) for event in do(hall, cmd.Presume("kiosk-1.1.1", "silence"))] == [e.Presumed]
    assert hall.tickets["kiosk-1.1.1"].flag == "presumed"


def test_an_untrusted_time_is_no_earlier_than_the_kiosk_was_last_heard(hall):
    command = bound("kiosk-1.1.1", "A-X001", 1, at=MORNING - HOUR, trusted=False, not_before=MORNING - 60)
    do(hall, command)
    assert hall.tickets["kiosk-1.1.1"].queue_time == MORNING - 60


def test_no_time_at_all_is_now_and_no_time_is_in_the_future(hall):
    do(hall, bound("kiosk-1.1.1", "A-X001", 1, at=None, trusted=False))
    do(hall, bound("kiosk-1.1.2", "A-X002", 2, at=MORNING + HOUR))
    assert {ticket.queue_time for ticket in hall.tickets.values()} == {MORNING}


# --- the counter --------------------------------------------------------------------------------------------


def test_a_visitor_is_called_recalled_served_and_finished(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    for action, becomes in (
        ("call_next", "called"), ("recall", "called"), ("serve", "serving"), ("finish", "finished"),
    ):  # fmt: skip
        do(hall, operate("loket-1", action))
        assert state(hall, "kiosk-1.1.1") == becomes
    assert hall.calls == 2
    assert hall.active == {}


def test_calling_the_next_one_ends_the_visitor_before(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3, at=MORNING + 1)
    do(hall, operate("loket-1", "call_next"))
    do(hall, operate("loket-1", "call_next"), MORNING + 60)
    assert (state(hall, "kiosk-1.1.1"), state(hall, "kiosk-1.1.2")) == ("finished", "called")
    do(hall, operate("loket-1", "call_next"), MORNING + 120)
    assert state(hall, "kiosk-1.1.2") == "finished"
    with pytest.raises(Refused, match="Tidak ada yang menunggu"):
        do(hall, operate("loket-1", "call_next"))


@pytest.mark.parametrize(
    ("presses", "ended"),
    [
        ([("call_next", REACH_S - 0.1)], "no_show"),
        ([("call_next", REACH_S)], "finished"),
        ([("recall", 90.0), ("call_next", 95.0)], "no_show"),  # called again, because nobody came
        ([("recall", 30.0), ("call_next", 90.0)], "finished"),
        ([("serve", 5.0), ("call_next", 9.0)], "finished"),
        ([("finish", 5.0), ("call_next", 6.0)], "finished"),
    ],
)
def test_whoever_is_called_on_before_anybody_can_have_come_was_not_there(hall, presses, ended):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3, at=MORNING + 1)
    do(hall, operate("loket-1", "call_next"))
    for action, after in presses:
        do(hall, operate("loket-1", action), MORNING + after)
    assert (state(hall, "kiosk-1.1.1"), state(hall, "kiosk-1.1.2")) == (ended, "called")


def test_a_console_that_calls_a_number_ends_the_one_before_alike(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3, at=MORNING + 1)
    do(hall, operate("loket-1", "call_next"))
    do(hall, cmd.Operate("loket-1", "call", by="budi", uid="kiosk-1.1.2"), MORNING + 4)
    assert (state(hall, "kiosk-1.1.1"), state(hall, "kiosk-1.1.2")) == ("no_show", "called")


@pytest.mark.parametrize("action", ["recall", "serve", "finish", "no_show"])
def test_without_a_called_number_a_counter_can_only_call(hall, action):
    with pytest.raises(Refused, match="Belum ada nomor"):
        do(hall, operate("loket-1", action))


@pytest.mark.parametrize("action", ["recall", "serve", "no_show"])
def test_who_is_being_served_is_neither_recalled_nor_missing(hall, action):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"))
    do(hall, operate("loket-1", "serve"))
    with pytest.raises(Refused, match="sedang dilayani"):
        do(hall, operate("loket-1", action))
    assert state(hall, "kiosk-1.1.1") == "serving"


def test_the_same_press_twice_calls_one_visitor(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    do(hall, operate("loket-1", "call_next", "pad-1.1.1"))
    assert do(hall, operate("loket-1", "call_next", "pad-1.1.1")) == []
    assert state(hall, "kiosk-1.1.2") == "waiting"


def test_a_pad_that_was_told_nothing_of_its_call_and_is_pressed_again_passes_over_nobody(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    do(hall, operate("loket-1", "call_next", "pad-1.1.1"), MORNING + 2.0)
    again = operate("loket-1", "call_next", "pad-1.1.2")._replace(at=MORNING + 1.0)
    for at in (2.1, 4.9, 6.0):  # the hub was slow, and hears each copy of the press at another time
        assert do(hall, again, MORNING + at) == []
    assert state(hall, "kiosk-1.1.1") == "called"
    do(hall, operate("loket-1", "call_next", "pad-1.1.3"), MORNING + 2.0 + TWICE_S)
    assert (state(hall, "kiosk-1.1.1"), state(hall, "kiosk-1.1.2")) == ("no_show", "called")


@pytest.mark.parametrize("between", ["serve", "no_show", "finish"])
def test_what_an_officer_does_right_after_a_call_is_done_and_so_is_the_next_call(hall, between):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    for number, action in enumerate(("call_next", between, "call_next"), 1):
        do(hall, operate("loket-1", action, f"pad-1.1.{number}"), MORNING + 0.5 * number)
    assert state(hall, "kiosk-1.1.2") == "called"


def test_a_press_that_was_overtaken_by_a_later_one_does_nothing(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    do(hall, operate("loket-1", "call_next", "pad-1.1.9"))
    do(hall, operate("loket-1", "recall", "pad-1.1.10"))
    with pytest.raises(Refused, match="terlambat"):
        do(hall, operate("loket-1", "call_next", "pad-1.1.9"))
    assert state(hall, "kiosk-1.1.2") == "waiting"
    do(hall, operate("loket-1", "call_next", "pad-1.2.1"), MORNING + 60)  # the pad has started again
    assert state(hall, "kiosk-1.1.2") == "called"


def test_a_counter_that_is_not_there_is_refused(hall):
    with pytest.raises(Refused, match="tidak dikenal"):
        do(hall, operate("loket-9", "call_next"))


# --- days ---------------------------------------------------------------------------------------------------


def test_a_new_day_ends_who_was_not_called_and_numbers_begin_again(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, cmd.BeginDay(TOMORROW), MORNING + 10 * HOUR)
    assert state(hall, "kiosk-1.1.1") == "cancelled"
    assert do(hall, request("kiosk-1.1.2"), MORNING + 10 * HOUR)[0].label == "A001"


def test_a_day_does_not_begin_twice_nor_come_back(hall):
    assert do(hall, cmd.BeginDay(TODAY)) == []
    assert do(hall, cmd.BeginDay("2026-11-23")) == []


def test_what_is_at_a_counter_at_closing_time_is_served_to_its_end(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"))
    do(hall, cmd.BeginDay(TOMORROW), MORNING + 10 * HOUR)
    do(hall, operate("loket-1", "finish"), MORNING + 10 * HOUR)
    assert state(hall, "kiosk-1.1.1") == "finished"


def test_a_ticket_of_yesterday_that_is_told_of_today_is_yesterdays(hall):
    do(hall, cmd.BeginDay(TOMORROW), MORNING + 10 * HOUR)
    do(hall, bound("kiosk-1.1.1", "A-X001", 1, at=MORNING), MORNING + 24 * HOUR)
    assert (hall.tickets["kiosk-1.1.1"].day, state(hall, "kiosk-1.1.1")) == (TODAY, "cancelled")


def test_after_a_clock_was_ahead_what_is_taken_today_is_not_of_a_day_that_is_over(hall):
    do(hall, cmd.BeginDay(TOMORROW), MORNING + 24 * HOUR)  # the clock was wrong, and is right again
    do(hall, bound("kiosk-1.1.1", "A-X001", 1, at=MORNING), MORNING + 60)
    assert (hall.tickets["kiosk-1.1.1"].day, state(hall, "kiosk-1.1.1")) == (TOMORROW, "printing")


def test_a_late_request_of_yesterday_finds_its_row(hall):
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, cmd.BeginDay(TOMORROW), MORNING + 10 * HOUR)
    assert do(hall, request("kiosk-1.1.1"), MORNING + 10 * HOUR) == []


def test_a_restored_hub_writes_its_own_letter_until_the_next_day(hall):
    evolve(hall, e.EpochBegan(at=MORNING, epoch=2, device="kiosk-1"))
    assert do(hall, request("kiosk-1.1.1"))[0].label == "A-Z001"
    events = do(hall, cmd.BeginDay(TOMORROW), MORNING + 10 * HOUR)
    assert any(isinstance(event, e.Reconciled) for event in events)
    assert do(hall, request("kiosk-1.1.2"), MORNING + 10 * HOUR)[0].label == "A001"
