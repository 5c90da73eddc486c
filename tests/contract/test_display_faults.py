"""Take away what you like, in any order: the screen is right again at once, and nothing old is announced, or twice."""

from __future__ import annotations

import os
import random
import time

import pytest

from tests.contract.display_box import eventually
from tests.contract.display_faults import mall

RETURN_S = 3.0
LONG_AGO_S = 90.0  # beyond what a call is news

# paho leaves the socket of a handshake that was cut to the garbage collector, which complains.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def slowness() -> float:
    """How much longer everything takes on a machine that does more than it has cores for."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture
def floor(tmp_path):
    with mall(tmp_path) as made:
        yield made


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_fails_in_whatever_order_the_screen_is_right_within_three_seconds(seed, floor):
    dice = random.Random(seed)
    news = []
    for _ in range(2):
        faults = ["hub", "broker", "line", "display"]
        dice.shuffle(faults)
        down = []
        for fault in faults:
            floor.take(fault)
            down.append(fault)
            if dice.random() < 0.5:
                floor.call(LONG_AGO_S)
            if dice.random() < 0.3 and fault != faults[-1]:
                continue  # the next one fails, too, before this one is back
            dice.shuffle(down)
            while down:
                floor.give(down.pop())
            began = time.monotonic()
            floor.wait_until_right()
            assert time.monotonic() - began < RETURN_S * slowness(), fault
            news.append(floor.call().call)
            floor.box.line(rf"shows call {news[-1]} ")
            floor.wait_until_right()
    floor.box.line(rf"voice said call {news[-1]}$")
    floor.note()
    assert floor.shown == news
    assert floor.said == sorted(set(floor.said))
    assert set(floor.said) <= set(news)


def test_after_a_power_cut_the_last_state_is_there_before_the_hub_and_says_that_it_is_old(floor):
    floor.take("broker")
    floor.take("display")
    floor.give("display")
    eventually(floor.shows_old_data, "the last state, and that it is old")
    assert floor.card_is_right(quiet=(True,))
    floor.give("broker")
    floor.wait_until_right()
    floor.note()
    assert (floor.shown, floor.said) == ([], [])


def test_without_a_sound_device_calls_are_shown_and_when_it_is_back_each_is_said_once_at_most(floor):
    sound, away = floor.box.folder / "sound", floor.box.folder / "sound.away"
    sound.rename(away)
    sound.mkdir()
    floor.box.line(rf"shows call {floor.call().call} ")
    floor.box.line("no sound device")
    sound.rmdir()
    away.rename(sound)
    newest = floor.call().call
    floor.box.line(rf"voice said call {newest}$")
    floor.note()
    assert floor.shown == [2, 3]
    assert floor.said in ([3], [2, 3])
