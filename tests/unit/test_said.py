"""What displays are told of themselves: whose screen each is, whether it shows media, and when it is lit."""

from __future__ import annotations

import pytest

from broker_config import contract as c
from broker_config.signage import Light
from hub.hall import Hall
from hub.register.rows import as_row
from hub.signage.said import signage
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, SERVICES

LONG = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kabupaten Contoh"


@pytest.fixture
def hall() -> Hall:
    agencies = (c.Agency(id="capil", name=LONG, short="DPMPTSP", hotline="0800 1"),)
    return Hall(always_open(MALL, SERVICES, COUNTERS, agencies))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"layout": "agency", "shows": "capil"}, (LONG, "0800 1")),
        ({"layout": "counter", "shows": "loket-1"}, (LONG, "0800 1")),
        ({"layout": "counter", "shows": "loket-2"}, ("pajak", "")),
        ({"layout": "agency", "shows": "gone"}, ("", "")),
        ({"layout": "counter", "shows": "gone"}, ("", "")),
        ({"layout": "hall", "shows": "capil"}, ("", "")),
    ],
)
def test_a_screen_of_one_agency_has_its_whole_name_and_how_to_reach_it(hall, row, told):
    hall.register.put("screen", "layar-1", row)
    (plan,) = signage(hall, {"layar-1"}, 1).screens
    assert (plan.title, plan.contact) == told


def test_a_screen_shows_media_unless_it_is_told_not_to(hall):
    hall.register.put("screen", "layar-1", {})
    hall.register.put("screen", "layar-2", {"media": False})
    assert [plan.media for plan in signage(hall, {"layar-1", "layar-2"}, 1).screens] == [True, False]


def test_the_malls_hours_of_light_are_told(hall):
    assert signage(hall, (), 1).light is None
    light = {"on": "07:15", "off": "16:30", "days": ["monday"]}
    hall.register.put("mall", "mall", {**as_row(hall.register.mall), "light": light})
    assert signage(hall, (), 1).light == Light(on="07:15", off="16:30", days=("monday",))
