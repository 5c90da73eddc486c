"""A clip falls to a fifth before a voice is heard, in small steps, and rises half a second after the last word."""

from __future__ import annotations

import itertools

import pytest

from display.media.fit import fitted, room, row_pixels
from display.media.loudness import AFTER_S, SOFT, STEP_S, Loudness
from display.media.orders import HUSH_S


@pytest.fixture
def loudness():
    made = Loudness()
    made.set(0.8)
    assert made.step(100.0) == 0.8
    return made


def steps(loudness, since, seconds):
    """How loud it is, whenever it wants to be asked."""
    now, heard = since, []
    while now < since + seconds:
        heard.append(loudness.step(now))
        rest = loudness.rest(now)
        if rest is None:
            break
        now += rest
    return now - since, heard


def test_it_falls_to_a_fifth_in_a_tenth_of_a_second_and_stays_there(loudness):
    loudness.hush(200.0, on=True)
    took, heard = steps(loudness, 200.0, 10.0)
    assert took == pytest.approx(HUSH_S, abs=STEP_S)
    assert heard[-1] == pytest.approx(0.8 * SOFT)
    assert max(one - other for one, other in itertools.pairwise(heard)) < 0.2
    assert loudness.step(300.0) == heard[-1]


def test_it_is_asked_often_and_falls_no_faster(loudness):
    loudness.hush(200.0, on=True)
    heard = [loudness.step(200.0 + at / 1000) for at in range(1, 60)]
    assert heard[-1] > 1.5 * 0.8 * SOFT


def test_between_two_words_it_stays_soft_and_rises_after_the_last(loudness):
    loudness.hush(200.0, on=True)
    steps(loudness, 200.0, 1.0)
    loudness.hush(205.0, on=False)
    assert loudness.step(205.0 + AFTER_S / 2) == pytest.approx(0.8 * SOFT)
    loudness.hush(205.3, on=True)
    assert loudness.step(207.0) == pytest.approx(0.8 * SOFT)
    loudness.hush(208.0, on=False)
    took, heard = steps(loudness, 208.0, 10.0)
    assert took == pytest.approx(AFTER_S + HUSH_S, abs=2 * STEP_S)
    assert heard[-1] == 0.8
    assert loudness.rest(300.0) is None


@pytest.mark.parametrize("picture", [(1280, 720), (720, 1280), (1, 4000), (64, 64), (3840, 2160)])
@pytest.mark.parametrize("place", [(934, 625), (640, 1000), (3, 2)])
def test_a_clip_is_whole_in_its_place_and_as_large_as_can_be(picture, place):
    x, y, wide, high = fitted(place, picture)
    assert 0 <= x <= place[0] - wide
    assert 0 <= y <= place[1] - high
    assert wide == place[0] or high == place[1]
    assert min(wide / picture[0], high / picture[1]) <= place[0] / picture[0] + 0.5


def test_a_smaller_place_never_takes_more_memory_than_the_screen():
    assert all(room(wide, 7) <= room(1920, 7) for wide in range(1, 1921))
    assert all(row_pixels(wide) >= wide for wide in range(1, 200))
