"""What the hall counts for its screens: how long today's visitors waited, and what they said of it."""

from __future__ import annotations

from hub import events as e
from hub.evolution import evolve
from hub.storage.durations import bucket
from tests.unit.small_hall import MORNING, TODAY, TOMORROW, do, open_hall, operate, wait


def test_a_wait_is_counted_at_the_first_call_and_stays_whatever_happens_then():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    assert not +hall.waits
    do(hall, operate("loket-1", "call_next"), MORNING + 60)
    assert +hall.waits == {bucket(60.0): 1}
    do(hall, operate("loket-1", "recall"), MORNING + 90)
    do(hall, operate("loket-1", "no_show"), MORNING + 200)
    assert +hall.waits == {bucket(60.0): 1}


def test_a_new_day_begins_with_no_waits_and_remembers_what_was_asked_for():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    do(hall, operate("loket-1", "call_next"), MORNING + 60)
    evolve(hall, e.DayBegan(at=MORNING + 36_000, day=TOMORROW))
    assert not +hall.waits
    assert hall.lately.asked == {"ktp": 1}


def test_a_touch_of_a_face_is_a_vote_of_the_tickets_month():
    hall = open_hall()
    wait(hall, "kiosk-1.1.1", "A001", 1)
    for action in ("call_next", "serve", "finish"):
        do(hall, operate("loket-1", action), MORNING + 60)
    evolve(hall, e.Rated(at=MORNING + 90, uid="kiosk-1.1.1", label="A001", counter="loket-1", score=4))
    assert hall.lately.votes == {TODAY[:7]: {4: 1}}
