"""Whether an agency is open, on a break or closed, as its tile says it, and when the boards have to say it anew."""

from __future__ import annotations

import pytest

from hub import boards
from hub import commands as cmd
from hub import events as e
from hub.evolution import evolve
from hub.hall import Hall
from hub.register.rows import as_row
from hub.schedule.standing import standing
from tests.registers import DAYS, always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, do, request

HOUR = 3600.0
MIDNIGHT = MORNING - 9 * HOUR
HOURS = {"week": dict.fromkeys(DAYS, "08:00-16:00"), "break": "12:00-13:00", "cutoff_minutes": 30}
AGENCY = COUNTERS[0].agency


@pytest.fixture
def hall() -> Hall:
    register = always_open(MALL, SERVICES, COUNTERS)
    register.put("mall", "mall", {**as_row(register.mall), "hours": HOURS})
    made = Hall(register)
    evolve(made, e.DayBegan(at=MIDNIGHT, day="2026-11-24"))
    return made


def at(hall: Hall, hour: float) -> tuple[str, float | None]:
    """The state at an hour of the day, and the hour at which it serves again."""
    found = standing(hall.register, AGENCY, MIDNIGHT + hour * HOUR)
    return found.state, None if found.until is None else (found.until - MIDNIGHT) / HOUR


def close(hall: Hall, since: float, until: float, **which: str) -> None:
    row = {"start": MIDNIGHT + since * HOUR, "end": MIDNIGHT + until * HOUR, "reason": "Rapat", **which}
    hall.register.put("closure", f"tutup-{len(hall.register.closures)}", {**row, "status": "approved"})


@pytest.mark.parametrize(
    ("hour", "told"),
    [
        (0.0, ("closed", 8.0)),
        (7.99, ("closed", 8.0)),
        (8.0, ("open", None)),
        (11.99, ("open", None)),
        (12.0, ("break", 13.0)),
        (13.0, ("open", None)),
        (16.0, ("closed", None)),
        (23.99, ("closed", None)),
    ],
)
def test_an_agency_stands_as_its_hours_say(hall, hour: float, told: tuple[str, float | None]):
    assert at(hall, hour) == told


def test_a_closure_of_all_its_counters_closes_it_until_one_of_them_is_back(hall):
    close(hall, 9, 11, agency=AGENCY)
    assert at(hall, 10) == ("closed", 11.0)
    close(hall, 13, 16, agency=AGENCY)
    assert at(hall, 12.5) == ("closed", None), "a break that nothing follows"


def test_an_agency_with_one_counter_open_is_open(hall):
    hall.register.put("counter", "loket-3", {**as_row(COUNTERS[0]), "number": 3})
    close(hall, 9, 11, counter="loket-3")
    assert at(hall, 10) == ("open", None)
    close(hall, 9, 10.5, counter=COUNTERS[0].id)
    assert at(hall, 10) == ("closed", 10.5)


def test_stretches_tell_when_it_changes_next(hall):
    edges, now = [], MIDNIGHT
    while now < MIDNIGHT + 24 * HOUR:
        now = boards.changes_at(hall, hall.register.wire(1, 1), now)
        edges.append((now - MIDNIGHT) / HOUR)
    assert edges == [8.0, 12.0, 13.0, 16.0, 24.0]


def tile(hall: Hall, hour: float) -> tuple[str, float | None]:
    catalogue = hall.register.wire(1, 1)
    board = boards.board(hall, catalogue, COUNTERS[0].zone, 1, MIDNIGHT + hour * HOUR)
    short = next(agency.short for agency in catalogue.agencies if agency.id == AGENCY)
    return next((each.state, each.until) for each in board.tiles if each.agency == short)


def test_the_tile_says_so(hall):
    assert tile(hall, 12.5) == ("break", MIDNIGHT + 13 * HOUR)
    assert tile(hall, 17) == ("closed", None)


def test_whoever_is_served_after_the_hours_does_not_read_that_it_is_over(hall):
    service = next(service for service in SERVICES if service.agency == AGENCY)
    counter = next(counter.id for counter in COUNTERS if service.id in counter.services)
    do(hall, request("kiosk-1.1.1", service=service.id))
    do(hall, cmd.Presume("kiosk-1.1.1", "silence"))
    do(hall, cmd.Operate(counter, "call_next"))
    assert tile(hall, 16.5) == ("open", None)
