"""What the front desk remembers of a device beside its presence: its program's version, and its last fault."""

from __future__ import annotations

from broker_config import contract as c
from tests.unit.small_hall import MORNING
from tests.unit.test_desk import Counter

OUT = c.Part(name="printer", kind="printer", state="fault", detail="paper out")
WELL = c.Part(name="printer", kind="printer", state="ok")


def test_a_device_tells_its_version_when_it_introduces_itself():
    counter = Counter()
    counter.born(version="0.2.0")
    assert counter.desk.versions == {"kiosk-1": "0.2.0"}


def test_the_last_fault_stays_known_after_it_is_mended_with_the_time_it_began():
    counter = Counter()
    counter.born()
    for now, part in ((10.0, OUT), (70.0, OUT), (90.0, WELL)):
        counter.now = now
        counter.hear(c.Health(parts=(part,)))
    assert counter.desk.faults == {"kiosk-1": (MORNING + 10.0, OUT)}
    assert counter.desk.health == {"kiosk-1": (WELL,)}
