"""A rehearsal finds the mall open, whenever it is started."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from broker_config.localtime import local
from provisioning.apply import read_site
from provisioning.rehearsal.when import opening, practice

FLEET = read_site(Path("provisioning/examples/small.toml"))
WIB = timezone(timedelta(hours=7))


def shown(at: float) -> str:
    return f"{local(at, FLEET.mall.timezone):%a %d %b %H:%M}"


def at(*moment: int) -> float:
    return datetime(*moment, tzinfo=WIB).timestamp()


def test_in_opening_hours_the_clock_is_that_of_the_wall():
    assert practice(FLEET, at(2026, 11, 24, 9, 15)) == at(2026, 11, 24, 9, 15)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((2026, 11, 24, 22, 0), "Wed 25 Nov 09:00"),
        ((2026, 11, 24, 11, 45), "Wed 25 Nov 09:00"),  # the break is near
        ((2026, 11, 24, 14, 50), "Wed 25 Nov 09:00"),
        ((2026, 11, 22, 10, 0), "Mon 23 Nov 09:00"),  # a Sunday
        ((2026, 12, 24, 20, 0), "Mon 28 Dec 09:00"),  # Christmas, and a weekend
    ],
)
def test_at_night_and_on_holidays_it_is_a_morning_to_come(now, then):
    assert shown(practice(FLEET, at(*now))) == then


def test_an_unattended_run_begins_at_the_next_opening():
    assert shown(opening(FLEET, at(2026, 11, 22, 10, 0))) == "Mon 23 Nov 08:00"
