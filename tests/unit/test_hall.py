"""The hall: who is next, who is before whom, what is remembered; and random days that keep its promises."""

from __future__ import annotations

import msgspec

from hub import events as e
from hub.evolution import evolve
from tests.unit.small_hall import (
    MORNING,
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
    assert [hall.outlook(hall.tickets[f"kiosk-1.1.{number}"], MORNING).ahead for number in (1, 2, 3)] == [
        0,
        1,
        2,
    ]


def test_the_expected_wait_is_never_negative_whatever_the_clock_did():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"), MORNING)
    do(hall, operate("loket-1", "finish"), MORNING - 86400.0)
    wait(hall, "kiosk-1.1.2", "A002", 3)
    do(hall, request("kiosk-1.1.3"))
    expected = hall.outlook(hall.tickets["kiosk-1.1.3"], MORNING).wait_s
    assert expected is not None
    assert 0 < expected < 3600


def test_who_takes_a_number_before_the_break_is_told_a_time_after_it():
    hall = open_hall()
    mall = msgspec.to_builtins(hall.register.mall) | {
        "hours": {"week": {"tuesday": "08:00-15:00"}, "break": "12:00-13:00"}
    }
    evolve(hall, e.Edited(at=MORNING, kind="mall", id="mall", row=mall))
    wait(hall, "kiosk-1.1.1", "A001", 1)
    noon = MORNING + 3 * 3600.0
    assert hall.outlook(hall.tickets["kiosk-1.1.1"], noon).wait_s == 3600.0
    assert hall.outlook(hall.tickets["kiosk-1.1.1"], noon + 1800.0).wait_s == 1800.0


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
    assert hall.latest["loket-1"].ended_at is not None
