"""When there is light on a screen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broker_config.settings import ConfigError, convert
from broker_config.signage import Light
from display.lights import WAKE_S, Lights

HOURS = Light(on="07:15", off="16:30", days=("monday", "tuesday", "friday"))
LATER = 1e6  # monotonic seconds, long after the start


def at(day, hour, minute):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # the 23rd is a Monday


@pytest.mark.parametrize(
    ("moment", "lit"),
    [
        (at(23, 7, 14), False),
        (at(23, 7, 15), True),
        (at(23, 16, 29), True),
        (at(23, 16, 30), False),
        (at(25, 12, 0), False),  # a Wednesday
        (at(27, 12, 0), True),
        (None, True),  # nobody knows the time: rather light than none
    ],
)
def test_there_is_light_within_the_hours_of_the_days(moment, lit):
    assert Lights(HOURS).lit(moment, LATER) == lit


def test_without_hours_there_is_always_light():
    assert Lights(None).lit(at(23, 3, 0), LATER)


def test_a_call_brings_the_light_back_for_a_while():
    lights = Lights(HOURS)
    lights.wake(LATER)
    assert lights.lit(at(23, 20, 0), LATER + WAKE_S - 1)
    assert not lights.lit(at(23, 20, 0), LATER + WAKE_S)


@pytest.mark.parametrize(
    "raw", [{"on": "07:15"}, {"off": "16:00"}, {"on": "16:00", "off": "07:00"}, {"on": "7:15"}]
)
def test_hours_that_are_none_are_refused(raw):
    with pytest.raises(ConfigError, match="light"):
        convert(raw, Light, "light")
