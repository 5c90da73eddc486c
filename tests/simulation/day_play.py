"""A whole day of a mall, played and judged: for the tests, and for `python -m tests.simulation.day`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from provisioning.rehearsal.day import compare as minutes_compare
from provisioning.rehearsal.day import minutes
from provisioning.rehearsal.day.compare import Stretch, second_by_second
from provisioning.rehearsal.day.draw import draw
from tests.simulation.day_hub import DayHub
from tests.simulation.day_stage import FastStage

if TYPE_CHECKING:
    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day import Day

END = 86_399.0  # the last second of the day: after it there would be another one


class Played(NamedTuple):
    """A day that is over.

    `expected` and `recorded` are per counter the states of its seconds; `states` counts the tickets by theirs;
    `faults` is what the auditor says of the books.
    """

    day: Day
    stage: FastStage
    expected: dict[str, list[str]]
    recorded: dict[str, list[str]]
    states: Counter[str]
    faults: list[str]

    def minutes(self, part: str) -> Counter[str]:
        """How many minutes the counter in a part was in each state, as recorded."""
        return Counter(minutes_compare.by_minute(self.recorded[self.day.cast[part]]))


def play(fleet: Fleet, tickets: int, seed: int, url: str) -> Played:
    """Play a day on an empty database."""
    day = draw(fleet, tickets, seed)
    hub = DayHub(fleet, url, day.midnight)
    try:
        stage = FastStage(fleet, day, hub)
        stage.play(END)
        hub.close_day()
        serves = {counter.id: counter.services for counter in fleet.counters}
        return Played(
            day=day,
            stage=stage,
            expected=minutes.expected(day, stage.company.acts, serves),
            recorded={
                counter: second_by_second(Stretch(*row) for row in rows)
                for counter, rows in hub.intervals().items()
            },
            states=Counter(ticket.state for ticket in hub.desk.hall.tickets.values()),
            faults=hub.faults(),
        )
    finally:
        hub.close()
