"""The figures of a day, and durations that can be added up."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from hub import events as e
from hub.storage.durations import bucket, merged, middle_s, quantile_s
from hub.storage.rollups import USUAL_MINUTES, DayCounter, DayService, Rollups, plus, told, total
from hub.tickets import evolve
from tests.random_day import COUNTERS, RandomDays

DAY = "2026-11-23"
NINE = 1_795_399_200.0


class Booth:
    """One service and its tickets; each act is an event of the journal."""

    def __init__(self, row: dict | None = None) -> None:
        self.rollups = Rollups()
        self.tickets = {}
        if row is not None:
            self.rollups.evolve(e.Edited(at=NINE, kind="service", id="ktp", row=row))

    def happens(self, kind, uid: str, at: float, **told) -> Booth:
        event = kind(uid=uid, label="A001", at=NINE + at, **told)
        before = self.tickets.get(uid)
        self.tickets[uid] = evolve(before, event)
        self.rollups.evolve(event, before, self.tickets[uid])
        return self

    def takes(self, uid: str, at: float) -> Booth:
        self.happens(e.Reserved, uid, at, number=1, service="ktp", day=DAY, token="t", queue_time=NINE + at)
        self.happens(e.Bound, uid, at, service="ktp", day=DAY, token="t", queue_time=NINE + at)
        return self.happens(e.Printed, uid, at, confirmed=True)

    def row(self, service: str = "ktp") -> DayService:
        return self.rollups.services[DAY, service]

    def counter(self, name: str = "loket-1") -> DayCounter:
        return self.rollups.counters[DAY, name]


def served(booth: Booth, uid: str, begun: float, minutes: float) -> None:
    booth.takes(uid, begun).happens(e.Called, uid, begun + 60.0, call=1, counter="loket-1")
    booth.happens(e.Served, uid, begun + 70.0, counter="loket-1")
    booth.happens(e.Finished, uid, begun + 70.0 + minutes * 60.0, counter="loket-1")


def test_a_ticket_is_counted_from_its_press_to_its_end():
    booth = Booth()
    served(booth, "k.1.1", 0.0, minutes=5.0)
    row = booth.row()
    assert (row.issued, row.visitors, row.printed, row.called, row.calls, row.finished) == (1, 1, 1, 1, 1, 1)
    assert row.waits == {bucket(60.0): 1}
    assert row.services == {bucket(300.0): 1}
    assert booth.counter() == DayCounter(day=DAY, counter="loket-1", calls=1, served=1)


def test_a_service_keeps_its_standard_or_not():
    booth = Booth({"standard_minutes": 10})
    for number, minutes in enumerate((5.0, 10.0, 15.0)):
        served(booth, f"k.1.{number}", 0.0, minutes)
    assert (booth.row().with_target, booth.row().within_target) == (3, 2)


def test_a_row_without_the_minutes_means_the_usual_ones():
    booth = Booth({"name": "KTP"})
    served(booth, "k.1.1", 0.0, USUAL_MINUTES)
    served(booth, "k.1.2", 0.0, USUAL_MINUTES + 1.0)
    assert (booth.row().with_target, booth.row().within_target) == (2, 1)


def test_before_the_register_knew_a_service_it_had_no_standard_to_keep():
    booth = Booth()
    served(booth, "k.1.1", 0.0, minutes=5.0)
    assert (booth.row().finished, booth.row().with_target) == (1, 0)


def test_who_did_not_come_and_is_restored_is_no_longer_counted_as_absent():
    booth = Booth().takes("k.1.1", 0.0).happens(e.Called, "k.1.1", 60.0, call=1, counter="loket-1")
    booth.happens(e.Missed, "k.1.1", 90.0, counter="loket-1")
    assert (booth.row().no_show, booth.counter().no_show) == (1, 1)
    booth.happens(e.Restored, "k.1.1", 120.0)
    assert (booth.row().no_show, booth.counter().no_show, booth.row().restored) == (0, 0, 1)


def test_a_wait_ends_with_the_first_call_whatever_happens_later():
    booth = Booth().takes("k.1.1", 0.0).happens(e.Called, "k.1.1", 60.0, call=1, counter="loket-1")
    booth.happens(e.Parked, "k.1.1", 90.0, counter="loket-1").happens(e.Resumed, "k.1.1", 500.0)
    booth.happens(e.Called, "k.1.1", 600.0, call=2, counter="loket-1")
    row = booth.row()
    assert (row.called, row.calls, row.parked, row.waits) == (1, 2, 1, {bucket(60.0): 1})


def test_a_transfer_leaves_one_service_and_comes_to_another():
    booth = Booth().takes("k.1.1", 0.0).happens(e.Called, "k.1.1", 60.0, call=1, counter="loket-1")
    booth.happens(e.Transferred, "k.1.1", 90.0, service="kk", counter="loket-1")
    assert (booth.row("ktp").transfers_out, booth.row("kk").transfers_in, booth.row("kk").issued) == (1, 1, 0)
    booth.happens(
        e.Transferred, "k.1.1", 95.0, service="kk", only="loket-2"
    )  # to another counter of the same one
    assert (booth.row("kk").transfers_out, booth.row("kk").transfers_in) == (0, 1)


def test_two_tickets_of_one_visitor_are_one_visitor():
    booth = Booth().takes("k.1.1", 0.0).takes("k.1.2", 10.0)
    booth.happens(e.Joined, "k.1.2", 20.0, visit="k.1.1")
    assert (booth.row().issued, booth.row().visitors) == (2, 1)


def test_a_wait_over_a_clock_that_was_set_is_not_measured():
    booth = Booth().takes("k.1.1", 0.0).happens(e.Called, "k.1.1", -50.0, call=1, counter="loket-1")
    assert (booth.row().called, booth.row().waits) == (1, {})


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_of_any_days_are_those_of_the_tickets_as_they_stand(seed):
    days, rollups, last = RandomDays(seed), Rollups(), {}
    for event, before, after in days.events(4000):
        rollups.evolve(event, before, after)
        if after is not None:
            last[after.uid] = after
    for state in ("finished", "no_show", "cancelled", "void"):
        counted = {key: getattr(row, state) for key, row in rollups.services.items() if getattr(row, state)}
        assert counted == Counter((t.day, t.service) for t in last.values() if t.state == state)
    assert sum(row.issued for row in rollups.services.values()) == len(last)
    called = [ticket for ticket in last.values() if ticket.first_called_at is not None]
    assert len(called) > 100
    assert sum(row.called for row in rollups.services.values()) == len(called)
    assert {counter for _day, counter in told(rollups.counters)} == {*COUNTERS}


def test_the_figures_of_two_halves_add_up_to_those_of_the_whole():
    days, whole, halves = RandomDays(7), Rollups(), (Rollups(), Rollups())
    for number, (event, before, after) in enumerate(days.events(4000)):
        whole.evolve(event, before, after)
        for half in halves:
            half.standards = whole.standards
        halves[number >= 2000].evolve(event, before, after)
    for name in ("services", "counters"):
        first, second = getattr(halves[0], name), getattr(halves[1], name)
        summed: dict[Any, Any] = {
            key: total([half[key] for half in (first, second) if key in half]) for key in {*first, *second}
        }
        assert told(summed) == told(getattr(whole, name))


def test_seconds_of_presence_add_up_by_state():
    first = DayCounter(day=DAY, counter="loket-1", calls=2, seconds={"serving": 60.0})
    second = DayCounter(day="2026-11-24", counter="loket-1", calls=1, seconds={"serving": 30.0, "break": 5.0})
    summed = plus(first, second)
    assert (summed.calls, summed.seconds) == (3, {"break": 5.0, "serving": 90.0})


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.0])
def test_a_quantile_of_added_days_is_within_two_per_cent_of_the_true_one(share):
    dice = random.Random(share)
    days = [[dice.lognormvariate(6.0, 1.2) for _ in range(300)] for _ in range(20)]
    found = quantile_s(merged([Counter(bucket(seconds) for seconds in day) for day in days]), share)
    every = sorted(seconds for day in days for seconds in day)
    assert found == pytest.approx(every[round(share * len(every)) - 1], rel=0.02)


def test_nothing_has_no_quantile():
    assert quantile_s({}, 0.5) is None


def test_every_duration_lies_near_the_middle_of_its_bucket():
    for ms in [*range(200), *range(200, 50_000_000, 9973)]:
        assert middle_s(bucket(ms / 1000)) == pytest.approx(ms / 1000, rel=1 / 64 + 1e-9)


def test_longer_durations_never_fall_into_an_earlier_bucket():
    numbers = [bucket(ms / 1000) for ms in range(5000)]
    assert numbers == sorted(numbers)
    assert numbers[0] == 0
