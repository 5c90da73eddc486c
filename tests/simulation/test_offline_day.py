"""A whole day without the hub: what visitors hold, and in which order they are called once it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub import events as e
from tests.simulation.scene import events, labels, settle
from tests.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKETS = 500
HOURS_S = 8 * 3600.0
REBOOT_S = 90.0  # how long the kiosk that loses its power is away
CALL_EVERY_S = 6.0
SERVICES = ("ktp", "akta", "npwp")


class Day(World):
    """A mall whose hub's machine, and the broker on it, stay dark from the first visitor to the last."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.pressed: dict[str, tuple[float, str]] = {}  # label -> when its button was pressed, and where
        self.switch_on()
        self.run(5.0)
        self.broker.die()
        self.hub.die(back=1e9)
        self.run(15.0)
        begins = self.time
        rebooting = begins + HOURS_S / 2
        for _ in range(TICKETS):
            at = begins + self.dice.random() * HOURS_S
            kiosk = self.dice.choice(self.kiosks)
            if kiosk is self.kiosks[0] and rebooting - 2.0 <= at < rebooting + REBOOT_S + 2.0:
                at += REBOOT_S + 4.0  # its lamps are off
            self.at(at, self._visit, kiosk, self.dice.choice(SERVICES))
        self.rebooted = rebooting
        self.at(rebooting, lambda: self.kiosks[0].die(power=True, back=REBOOT_S))
        self.run(HOURS_S + 2 * REBOOT_S)
        self.alone = labels(self)
        self.broker.up = True
        self.hub.start()
        settle(self)

    def _visit(self, kiosk, service: str) -> None:
        before = len(kiosk.printer.jobs)
        kiosk.press(service)
        (job,) = kiosk.printer.jobs[before:]
        self.pressed[job.label] = self.time, kiosk.id


@pytest.fixture(scope="module")
def day() -> Iterator[Day]:
    made = Day(seed=500)
    yield made
    made.close()


def test_everybody_gets_paper_and_no_two_the_same_number(day: Day):
    assert len(day.alone) == len(set(day.alone)) == TICKETS
    assert all("-" in label for label in day.alone)  # each kiosk's own series
    assert day.kiosks[0].outbox.boot == 2


def test_all_of_them_merge_when_the_hub_is_back_under_the_numbers_on_the_papers(day: Day):
    rows = day.hub.desk.hall.tickets.values()
    assert sorted(row.label for row in rows) == sorted(day.alone)
    assert {row.state for row in rows} == {"waiting"}
    assert len(events(day, e.Bound)) == TICKETS
    assert all(kiosk.outbox.acked == kiosk.outbox.newest for kiosk in day.kiosks)


def test_they_are_called_in_the_order_in_which_they_came(day: Day):
    for _ in range(TICKETS):
        for pad in day.pads:
            pad.press("call_next")
        day.run(CALL_EVERY_S)
        if not any(row.state == "waiting" for row in day.hub.desk.hall.tickets.values()):
            break
    called = [event.label for event in events(day, e.Called)]
    assert sorted(called) == sorted(day.alone)
    # A kiosk that lost its power without the hub knows only that it is later than its last ticket was.
    before = max(at for at, kiosk in day.pressed.values() if kiosk == "kiosk-1" and at < day.rebooted)
    slip = day.rebooted + REBOOT_S + 1.0 - before
    service = {row.label: row.service for row in day.hub.desk.hall.tickets.values()}
    for one in SERVICES:
        line = [day.pressed[label] for label in called if service[label] == one]
        unfair = [
            (later, earlier)
            for at, later in enumerate(line)
            for earlier in line[at + 1 :]
            if earlier[0] < later[0] and not _excused(later, earlier, day.rebooted, slip)
        ]
        assert unfair == []


def _excused(first: tuple[float, str], second: tuple[float, str], rebooted: float, slip: float) -> bool:
    """Whether `first` was called before somebody who came earlier, and at another kiosk that knew the time."""
    return (
        first[1] == "kiosk-1"
        and first[0] > rebooted
        and second[1] != "kiosk-1"
        and first[0] - second[0] <= slip
    )
