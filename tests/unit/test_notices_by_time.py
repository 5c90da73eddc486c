"""Notices that have a time: they stand while it holds, in their zones, and boards change with them by themselves."""

from __future__ import annotations

import pytest

from hub.signage.notices import changes_at, notices
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

HOUR = 3600.0
NOON = MORNING + 3 * HOUR


@pytest.fixture
def register():
    found = always_open(MALL, SERVICES, COUNTERS)
    found.put("mall", "mall", {**found.row("mall", "mall"), "notices": ["Selalu."]})
    return found


def test_those_of_the_mall_always_stand_and_english_comes_after_indonesian(register):
    register.put("notice", "air", {"text": "Air mati.", "english": "No water."})
    assert notices(register, "utama", MORNING) == ("Selalu.", "Air mati.", "No water.")


@pytest.mark.parametrize(
    ("row", "stands"),
    [
        ({"from": "2026-11-24", "to": "2026-11-24"}, True),
        ({"from": "2026-11-25"}, False),
        ({"to": "2026-11-23"}, False),
        ({"days": ["tuesday"]}, True),
        ({"days": ["monday"]}, False),
        ({"since": "09:00", "until": "09:01"}, True),
        ({"since": "09:01"}, False),
        ({"until": "09:00"}, False),
        ({"zones": ["utama", "timur"]}, True),
        ({"zones": ["timur"]}, False),
        ({"archived": True}, False),
    ],
)
def test_others_stand_in_their_zones_while_their_time_holds(register, row, stands):
    register.put("notice", "n", {"text": "Ada.", **row})
    assert ("Ada." in notices(register, "utama", MORNING)) is stands


def test_the_next_change_is_a_beginning_an_end_or_midnight(register):
    midnight = MORNING + 15 * HOUR
    assert changes_at(register, MORNING) == midnight
    register.put("notice", "n", {"text": "Ada.", "since": "12:00", "until": "13:00"})
    assert [changes_at(register, at) for at in (MORNING, NOON - 1, NOON, NOON + HOUR)] == [
        NOON, NOON, NOON + HOUR, midnight,
    ]  # fmt: skip
