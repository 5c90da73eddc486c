"""What is said of a box: when something is the matter, how long it is said, and what nobody has to hear at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broker_config.box import HOUR_S, LATCH_S, LIMITS, LOW_POWER, READ_ONLY, Judge, Reading, alike

if TYPE_CHECKING:
    from broker_config.contract import Part

NOON = 1795410000.0
WELL = Reading(
    celsius=52.0, under_voltage=False, disk_free_percent=61.0, memory_free_percent=70.0, clock_offset_s=0.2
)


def said(judge: Judge, seen: Reading, now: float = 0.0, starts: tuple[float, ...] = (NOON,)) -> Part:
    return judge.part(seen, starts, NOON, now)


def test_a_box_that_is_well_says_so_with_its_figures():
    part = said(Judge(), WELL)
    assert (part.name, part.kind, part.state, part.detail) == ("kotak", "box", "ok", "")
    assert part.facts == {
        "celsius": 52.0, "disk_free_percent": 61.0, "memory_free_percent": 70.0, "clock_offset_s": 0.2,
        "under_voltage": 0.0, "restarts": 0.0,
    }  # fmt: skip


def test_what_a_box_has_no_instrument_for_is_left_out_and_is_no_complaint():
    part = Judge().part(Reading(), (), None, 0.0)
    assert (part.state, part.detail, part.facts) == ("ok", "", {})


@pytest.mark.parametrize(
    ("seen", "state", "detail"),
    [
        (WELL._replace(celsius=76.0), "warning", "hot"),
        (WELL._replace(celsius=86.0), "fault", "too hot"),
        (WELL._replace(disk_free_percent=4.0), "warning", "disk nearly full"),
        (WELL._replace(disk_free_percent=0.5), "fault", "disk full"),
        (WELL._replace(disk_read_only=True), "fault", READ_ONLY),
        (WELL._replace(memory_free_percent=7.0), "warning", "little memory left"),
        (WELL._replace(memory_free_percent=2.0), "fault", "no memory left"),
        (WELL._replace(clock_offset_s=-3600.0), "warning", "clock wrong"),
        (WELL._replace(celsius=80.0, disk_free_percent=0.1), "fault", "hot; disk full"),
    ],
)
def test_each_trouble_has_its_words(seen, state, detail):
    part = said(Judge(), seen)
    assert (part.state, part.detail) == (state, detail)


def test_a_figure_that_hovers_about_its_limit_makes_no_alert_of_every_minute():
    judge = Judge()
    states = [
        said(judge, WELL._replace(celsius=value)).state for value in (74.9, 75.1, 74.9, 70.5, 69.9, 74.9)
    ]
    assert states == ["ok", "warning", "warning", "warning", "ok", "ok"]


def test_every_limit_ends_on_its_better_side():
    for limit in LIMITS:
        better = limit.ends - (limit.begins - limit.ends)
        assert limit.passed(limit.begins + (limit.begins - limit.ends), before=False)
        assert not limit.passed(better, before=True)


def test_a_short_dip_of_the_voltage_is_told_for_an_hour():
    judge = Judge()
    judge.voltage(10.0, low=True)
    judge.voltage(15.0, low=False)
    assert said(judge, WELL, now=20.0).detail == LOW_POWER
    assert said(judge, WELL, now=20.0).facts["under_voltage"] == 1.0
    assert said(judge, WELL, now=10.0 + LATCH_S).state == "ok"


def test_one_start_in_the_morning_is_none_too_many_and_four_in_an_hour_are():
    assert said(Judge(), WELL, starts=(NOON - 30.0,)).facts["restarts"] == 0.0
    often = tuple(NOON - 60.0 * minutes for minutes in (50, 30, 20, 1))
    part = said(Judge(), WELL, starts=often)
    assert (part.state, part.detail, part.facts["restarts"]) == ("warning", "starts again and again", 3.0)
    spread = tuple(NOON - HOUR_S * hours for hours in (20, 15, 2, 1))
    assert said(Judge(), WELL, starts=spread).state == "ok"
    assert said(Judge(), WELL, starts=spread).facts["restarts"] == 3.0


def test_a_figure_that_moves_is_not_told_at_once_and_a_state_is():
    before = (said(Judge(), WELL),)
    assert alike(before, (said(Judge(), WELL._replace(celsius=53.0)),))
    assert not alike(before, (said(Judge(), WELL._replace(celsius=76.0)),))
    assert not alike(before, ())
