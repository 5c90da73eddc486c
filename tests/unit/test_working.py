"""How long work takes at counters with hours: breaks and closures are waited for, and everybody is served."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.schedule import Window, WindowKind
from hub.schedule.working import worked_off

HOUR = 3600.0


def hours(*spans: tuple[float, float], kind: WindowKind = "open") -> list[Window]:
    return [Window(start * HOUR, end * HOUR, kind, "") for start, end in spans]


MORNING_AND_AFTERNOON = hours((8, 12), (13, 15))


@pytest.mark.parametrize(
    ("at", "work", "wait"),
    [
        (9.0, 0.5, 0.5),  # at once
        (7.0, 0.0, 1.0),  # the first in line waits until somebody opens
        (7.0, 0.5, 1.5),
        (11.5, 1.0, 2.0),  # half of it before the break and half after
        (11.5, 0.5, 0.5),  # just done
        (12.5, 0.0, 0.5),
        (14.5, 1.0, 1.0),  # whoever waits at closing time is served
        (16.0, 1.0, 1.0),
    ],
)
def test_one_counter_works_in_its_hours(at, work, wait):
    assert worked_off(work * HOUR, [MORNING_AND_AFTERNOON], at * HOUR) == pytest.approx(wait * HOUR)


def test_as_many_work_as_are_open():
    second = hours((9, 12), (13, 15))
    assert worked_off(2 * HOUR, [MORNING_AND_AFTERNOON, second], 8 * HOUR) == pytest.approx(1.5 * HOUR)


def test_a_closure_is_waited_for_like_a_break():
    rows = [*hours((8, 9)), *hours((9, 11), kind="closed_approved"), *hours((11, 15))]
    assert worked_off(HOUR, [rows], 8.5 * HOUR) == pytest.approx(3 * HOUR)


def test_counters_without_hours_today_are_taken_to_work():
    assert worked_off(HOUR, [(), ()], 8 * HOUR) == pytest.approx(0.5 * HOUR)


@given(
    st.lists(st.lists(st.tuples(st.floats(0, 24), st.floats(0, 4)), max_size=3), min_size=1, max_size=4),
    st.floats(0, 24),
    st.lists(st.floats(0, 50), min_size=2, max_size=2).map(sorted),
)
def test_more_work_never_ends_sooner_and_none_ends_sooner_than_all_counters_could(rows, at, works):
    counters = [hours(*((start, start + length) for start, length in spans)) for spans in rows]
    less, more = (worked_off(work * HOUR, counters, at * HOUR) for work in works)
    assert 0 <= less <= more + 1e-6
    assert more >= works[1] * HOUR / len(counters) - 1e-6
