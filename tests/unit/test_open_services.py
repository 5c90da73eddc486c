"""What the kiosks are told of services that are not plainly open, and when it is worked out again."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config.contract import Offering
from hub import commands as cmd
from hub import events as e
from hub.evolution import evolve
from hub.hall import Hall
from hub.open_services import LONGEST_TEXT, MOST_LETTERS, OpenServices, fitted
from hub.register.rows import as_row
from tests.registers import DAYS, always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, do, request

HOUR = 3600.0
EIGHT = MORNING - HOUR
HOURS = {
    "week": dict.fromkeys(DAYS, "08:00-16:00"), "break": "12:00-13:00", "cutoff_minutes": 30,
    "issuing_opens": "07:30",
}  # fmt: skip


@pytest.fixture
def hall() -> Hall:
    """A mall with hours; the identity cards have two numbers a day."""
    register = always_open(MALL, SERVICES, COUNTERS)
    register.put("mall", "mall", {**as_row(register.mall), "hours": HOURS})
    register.put("service", "ktp", {**as_row(register.services["ktp"]), "quota": 2})
    made = Hall(register)
    evolve(made, e.DayBegan(at=EIGHT, day="2026-11-24"))
    return made


def told(found: tuple[Offering, ...] | None) -> dict[str, tuple[Any, ...]]:
    assert found is not None
    return {each.service: (each.state, each.left) for each in found}


def test_what_is_plainly_open_is_not_listed_and_a_quota_is(hall):
    assert told(OpenServices().look(hall, MORNING)) == {"ktp": ("open", 2)}


def test_before_the_first_number_everything_comes_later_and_says_when(hall):
    found = OpenServices().look(hall, MORNING - 2 * HOUR)
    assert told(found) == {"ktp": ("later", 2), "akta": ("later", None), "npwp": ("later", None)}
    assert found is not None
    assert {each.opens_at for each in found} == {MORNING - 1.5 * HOUR}
    assert found[0].text == "Pengambilan nomor dibuka pukul 07.30."
    assert found[0].english == "Numbers are given from 07:30."


def test_after_the_last_number_it_says_when_again(hall):
    found = OpenServices().look(hall, MORNING + 7 * HOUR)
    assert found is not None
    assert {each.state for each in found} == {"closed"}
    assert (
        found[1].text
        == "Pengambilan nomor ditutup pukul 15.30. Dibuka lagi Rabu, 25 November 2026, pukul 07.30."
    )


def test_a_break_does_not_stop_numbers(hall):
    assert told(OpenServices().look(hall, MORNING + 3.5 * HOUR)) == {"ktp": ("open", 2)}


def test_what_is_left_of_a_quota_is_told_until_it_is_full(hall):
    services = OpenServices()
    services.look(hall, MORNING)
    do(hall, request("kiosk-1.1.1"))
    assert told(services.look(hall, MORNING + 1)) == {"ktp": ("open", 1)}
    do(hall, request("kiosk-1.1.2"))
    found = services.look(hall, MORNING + 2)
    assert told(found) == {"ktp": ("full", 0)}
    assert found is not None
    assert found[0].text.startswith("Kuota hari ini, 2 nomor, sudah habis.")
    do(hall, cmd.Void("kiosk-1.1.2", "never bound"))
    assert told(services.look(hall, MORNING + 3)) == {"ktp": ("open", 1)}


def test_nothing_is_said_twice(hall):
    services = OpenServices()
    assert services.look(hall, MORNING) is not None
    assert services.look(hall, MORNING + 1) is None
    do(hall, request("kiosk-1.1.1", "akta"))  # it has no quota
    assert services.look(hall, MORNING + 2) is None


@pytest.mark.parametrize(("hour", "until"), [(-2.0, -1.5), (0.0, 6.5), (7.0, 15.0)])
def test_it_knows_when_hours_change_it_next(hall, hour, until):
    services = OpenServices()
    services.look(hall, MORNING + hour * HOUR)
    assert services.changes_at == MORNING + until * HOUR
    before = services.look(hall, services.changes_at - 0.1)
    assert before is None
    assert services.look(hall, services.changes_at) is not None


def test_a_clock_that_is_set_back_is_believed_at_once(hall):
    services, evening = OpenServices(), MORNING + 12 * HOUR
    assert told(services.look(hall, evening))["akta"] == ("closed", None)
    assert services.changes_at > evening
    assert services.outdated(MORNING)
    assert told(services.look(hall, MORNING)) == {"ktp": ("open", 2)}
    assert services.changes_at == MORNING + 6.5 * HOUR
    assert not services.outdated(MORNING + 1)
    assert services.look(hall, MORNING + 1) is None


def test_an_edit_is_looked_at_at_once(hall):
    services = OpenServices()
    services.look(hall, MORNING)
    closure = {
        "agency": "pajak", "start": EIGHT, "end": MORNING + 12 * HOUR, "reason": "pindah gedung",
        "status": "approved", "asked_by": "budi",
    }  # fmt: skip
    evolve(hall, e.Edited(at=MORNING, kind="closure", id="tutup-1", row=closure))
    assert told(services.look(hall, MORNING + 1)) == {"ktp": ("open", 2), "npwp": ("closed", None)}


def test_the_whole_of_a_huge_mall_still_is_one_message():
    text = "x" * LONGEST_TEXT
    every = tuple(
        Offering(service=f"layanan-{n}", state="closed", text=text if n % 2 else "Tutup.", english=text)
        for n in range(2000)
    )
    kept = fitted(every)
    assert {each.english for each in kept} == {""}
    assert {each.text for each in kept} == {"", "Tutup."}
    assert sum(len(each.text) + 100 for each in kept) <= MOST_LETTERS
    assert fitted(every[:20]) == every[:20]
