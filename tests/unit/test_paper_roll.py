"""Metres of paper are reckoned from what was printed, and corrected by what the sensors see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.paper_roll import Roll

TICKET_MM = 100.0


def after(tickets: int, roll: Roll | None = None) -> Roll:
    roll = roll or Roll()
    for _ in range(tickets):
        roll = roll.after_print(TICKET_MM)
    return roll


def test_a_roll_grows_shorter_by_what_is_printed():
    assert after(100).left_m(70.0) == pytest.approx(60.0)
    assert after(1000).left_m(70.0) == 0.0, "and never less than nothing"


def test_paper_that_was_out_and_is_there_again_is_a_new_roll():
    worn = after(500).seen(low=False, out=True, opened=False)
    assert worn.left_m(70.0) == 0.0
    assert worn.seen(low=False, out=False, opened=False).left_m(70.0) == 70.0


def test_paper_near_its_end_and_plenty_after_the_cover_was_open_is_a_new_roll():
    worn = after(670).seen(low=True, out=False, opened=False)
    assert worn.seen(low=False, out=False, opened=True).left_m(70.0) == 70.0


def test_a_sensor_that_flickers_at_the_edge_of_a_roll_is_no_new_roll():
    worn = after(670).seen(low=True, out=False, opened=False)
    assert worn.seen(low=False, out=False, opened=False).left_m(70.0) == pytest.approx(3.0)
    assert after(10, worn.seen(low=False, out=False, opened=False)).left_m(70.0) == pytest.approx(2.0)


def test_a_cover_that_was_opened_on_a_good_roll_changes_nothing():
    assert after(100).seen(low=False, out=False, opened=True) == after(100)


def test_the_sensor_knows_better_than_the_reckoning():
    shorter_than_thought = after(300).seen(low=True, out=False, opened=False)
    assert shorter_than_thought.left_m(70.0) == pytest.approx(3.0)
    assert after(10, shorter_than_thought).left_m(70.0) == pytest.approx(2.0)


def test_what_was_left_when_the_sensor_spoke_is_learnt_when_the_roll_ends():
    worn = after(650).seen(low=True, out=False, opened=False)
    done = after(50, worn).seen(low=True, out=True, opened=False)
    fresh = done.seen(low=False, out=False, opened=True)
    assert after(600, fresh).seen(low=True, out=False, opened=False).left_m(70.0) == pytest.approx(5.0)


def test_a_worn_roll_that_was_put_in_teaches_nothing():
    worn = Roll().seen(low=True, out=False, opened=True)
    assert worn.left_m(70.0) == pytest.approx(3.0)
    assert after(1, worn).seen(low=True, out=True, opened=False).rest == Roll().rest


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans(), st.booleans())))
def test_whatever_is_seen_there_is_never_less_than_nothing_nor_more_than_a_roll(steps):
    roll = Roll()
    for tickets, low, out, opened in steps:
        roll = after(tickets, roll).seen(low=low, out=out, opened=opened)
        assert 0.0 <= roll.left_m(70.0) <= 70.0
        assert not out or roll.left_m(70.0) == 0.0
