"""An alert opens when something needs a person, closes by itself when it no longer does, and never flaps."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config import contract as c
from broker_config.codec import Heard
from hub import events as e
from hub.alerts import (
    LEAST_PAST,
    LOW_PAPER_M,
    THRESHOLDS,
    CounterNow,
    DeviceNow,
    ServiceNow,
    Situation,
    UnitPast,
    alerts,
    changes,
    days_beyond_chance,
)
from hub.alerts.situation import situation
from hub.desk import Desk, Station
from hub.events import AlertClosed, AlertOpened
from hub.hall import Hall
from hub.minutes.presence import WAITED_FOR, Interval, State
from hub.records import Alert
from tests.registers import always_open

NOW = 1795485600.0  # Tuesday, 24 November 2026, 09.00 in Jakarta
MINUTE = 60.0


class Board:
    """The alerts of a mall over a morning."""

    def __init__(self) -> None:
        self.now = NOW
        self.open: dict[str, Alert] = {}

    def look(self, after_s: float = 0.0, **parts: Any) -> list[str]:
        """What happens when the mall is looked at: `+crowded:utama`, `-crowded:utama`."""
        self.now += after_s
        told = []
        for event in changes(self.open, alerts(self.now, Situation(**parts)), self.now):
            if isinstance(event, AlertOpened):
                self.open[event.key] = Alert(
                    key=event.key,
                    kind=event.kind,
                    subject=event.subject,
                    detail=event.detail,
                    opened_at=event.at,
                )
                told.append(f"+{event.key}")
            else:
                del self.open[event.key]
                told.append(f"-{event.key}")
        return told


def counter(state: State, waiting: int, name: str = "loket-1") -> CounterNow:
    return CounterNow(name, Interval(NOW - 900, NOW, state, WAITED_FOR, "", scheduled=True), waiting)


def device(
    seen_ago_s: float | None = None, *parts: c.Part, name: str = "pad-1", now: float = NOW
) -> DeviceNow:
    return DeviceNow(name, seen_ago_s is None, now - (seen_ago_s or 0.0), parts)


def part(
    state: Any, detail: str = "", kind: str = "printer", name: str = "", facts: dict[str, float] | None = None
) -> c.Part:
    return c.Part(name=name or kind, kind=kind, state=state, detail=detail, facts=facts or {})


# --- kinds --------------------------------------------------------------------------------------------------


def test_a_counter_that_is_unattended_while_people_wait_for_it_is_an_alert_until_somebody_comes():
    board = Board()
    assert board.look(counters=(counter("unattended", 2),)) == ["+unattended:loket-1"]
    alert = board.open["unattended:loket-1"]
    assert alert.detail == {"waiting": 2, "since": NOW - 900, "evidence": WAITED_FOR}
    assert board.look(61, counters=(counter("open_idle", 2),)) == ["-unattended:loket-1"]


@pytest.mark.parametrize(
    "state", ["open_idle", "break", "closed_approved", "not_scheduled", "unknown", "serving"]
)
def test_a_counter_that_is_not_known_to_be_unattended_is_no_alert(state):
    assert alerts(NOW, Situation(counters=(counter(state, 9),))) == {}


def test_a_counter_that_nobody_waits_for_is_no_alert():
    assert alerts(NOW, Situation(counters=(counter("unattended", 0),))) == {}


def test_half_of_all_days_are_empty_by_chance_where_two_come_in_three_days():
    assert days_beyond_chance((1, 0, 1, 1, 0, 1, 0, 1, 1, 0, *[0] * 5)) == (6, 7)
    assert days_beyond_chance((1, 0, 1, 1, 0, 1, 0, 1, 1, *[0] * 7)) == (7, 7)


@given(st.lists(st.integers(0, 30), min_size=LEAST_PAST, max_size=60), st.integers(0, 20))
def test_days_that_stay_empty_are_beyond_chance_when_they_would_happen_once_in_a_hundred_times(past, empty):
    past = (*past, 1)  # the run begins behind it
    found, limit = days_beyond_chance((*past, *[0] * empty))
    assert found == empty
    assert limit is not None
    mean = sum(past) / len(past)
    assert math.exp(-mean * limit) < 0.01
    assert limit == 1 or math.exp(-mean * (limit - 1)) > 0.0099


def test_empty_days_beyond_chance_are_an_alert_until_somebody_comes():
    board = Board()
    past = (2, 3, 1, 2, 2)  # two a day: three empty days are beyond chance
    assert board.look(units=(UnitPast("counter", "loket-9", (*past, 0, 0)),)) == []
    assert board.look(units=(UnitPast("counter", "loket-9", (*past, 0, 0, 0)),)) == [
        "+empty_days:counter:loket-9"
    ]
    assert board.open["empty_days:counter:loket-9"].detail == {"days": 3, "beyond_chance": 3}
    assert board.look(units=(UnitPast("counter", "loket-9", (*past, 0, 0, 0, 0)),)) == []
    assert board.look(units=(UnitPast("counter", "loket-9", (*past, 0, 0, 0, 0, 1)),)) == [
        "-empty_days:counter:loket-9"
    ]


def test_an_agency_that_comes_two_days_a_week_is_judged_by_those_days():
    month = (4, 3, 5, 4, 2, 3, 4, 5)  # eight service days of four weeks
    assert alerts(NOW, Situation(units=(UnitPast("agency", "pajak", month),))) == {}
    found = alerts(NOW, Situation(units=(UnitPast("agency", "pajak", (*month, 0, 0)),)))
    assert found["empty_days:agency:pajak"].opens


def test_a_unit_with_too_short_a_past_is_not_judged():
    assert alerts(NOW, Situation(units=(UnitPast("service", "ktp", (9, 9, 9, 9)),))) == {}
    found = alerts(NOW, Situation(units=(UnitPast("service", "ktp", (9, 9, 9, 9, 0, 0, 0)),)))
    assert not any(cause.opens for cause in found.values())


def test_a_unit_that_is_empty_for_longer_than_anybody_remembers_keeps_its_alert():
    board = Board()
    board.look(units=(UnitPast("service", "ktp", (2, 2, 2, 2, 2, 0, 0, 0)),))
    assert board.look(86400, units=(UnitPast("service", "ktp", (0,) * 60),)) == []
    assert list(board.open) == ["empty_days:service:ktp"]


@pytest.mark.parametrize(
    ("zones", "crowded"),
    [
        ({"a": 3, "b": 0}, ["a"]),
        ({"a": 2, "b": 0}, []),  # two are no crowd
        ({"a": 30}, []),  # there is nowhere else
        ({"a": 9, "b": 3}, []),  # exactly one and a half times the mean
        ({"a": 10, "b": 3, "c": 5}, ["a"]),
        ({"a": 0, "b": 0}, []),
        ({}, []),
    ],
)
def test_a_zone_is_crowded_where_three_wait_and_half_as_many_again_as_in_the_mean(zones, crowded):
    found = alerts(NOW, Situation(zones=zones))
    assert [cause.subject for cause in found.values() if cause.opens] == crowded


def test_a_crowd_stays_one_until_it_is_clearly_gone():
    board = Board()
    assert board.look(zones={"a": 16, "b": 4}) == ["+crowded:a"]
    assert board.look(400, zones={"a": 13, "b": 7}) == []  # 1.3 times the mean
    assert board.look(10, zones={"a": 11, "b": 9}) == ["-crowded:a"]
    assert board.look(10, zones={"a": 13, "b": 7}) == []  # and is none again at once


@pytest.mark.parametrize(
    ("standard", "waited", "opens"),
    [(5, 14, False), (5, 16, True), (30, 29, False), (30, 31, True), (0, 31, True)],
)
def test_a_wait_is_long_beyond_three_times_the_standard_or_half_an_hour(standard, waited, opens):
    service = ServiceNow("ktp", 4, NOW - waited * MINUTE, float(standard))
    found = alerts(NOW, Situation(services=(service,)))
    assert [cause.opens for cause in found.values() if cause.opens] == ([True] if opens else [])


def test_a_long_wait_stays_while_the_next_in_line_has_waited_nearly_as_long():
    board = Board()

    def line(waited: float) -> tuple[ServiceNow, ...]:
        return (ServiceNow("ktp", 4, board.now - waited * MINUTE, 10.0),)

    assert board.look(services=line(31)) == ["+long_wait:ktp"]
    board.now += 300
    assert board.look(services=line(25)) == []
    assert board.look(services=line(15)) == ["-long_wait:ktp"]
    assert board.look(services=(ServiceNow("ktp", 0, None, 10.0),)) == []


def test_a_device_is_sick_when_a_part_of_it_has_failed_or_it_is_silent_for_a_minute():
    board = Board()
    assert board.look(devices=(device(None, part("fault", "paper out")),)) == ["+device_sick:pad-1"]
    assert board.open["device_sick:pad-1"].detail == {"faults": {"printer": "paper out"}}
    assert board.look(61, devices=(device(None, part("ok")),)) == ["-device_sick:pad-1"]
    assert board.look(devices=(device(59.0, now=board.now),)) == []  # it starts again
    assert board.look(devices=(device(61.0, now=board.now),)) == ["+device_sick:pad-1"]
    assert board.look(61, devices=(device(),)) == ["-device_sick:pad-1"]


@pytest.mark.parametrize(
    ("kind", "detail"), [("printer", "looking for it"), ("reader", "sees paper, no card")]
)
def test_a_warning_of_something_else_is_no_sickness_and_no_want_of_paper(kind, detail):
    assert alerts(NOW, Situation(devices=(device(None, part("warning", detail, kind)),))) == {}


@pytest.mark.parametrize("detail", ["hot", "power supply too weak", "disk nearly full", "clock wrong; hot"])
def test_a_box_that_is_about_to_be_sick_is_called_so(detail):
    board = Board()
    kiosk = device(None, part("ok"), part("warning", detail, "box", "kotak"), name="kiosk-1")
    assert board.look(devices=(kiosk,)) == ["+device_sick:kiosk-1"]
    assert board.open["device_sick:kiosk-1"].detail == {"faults": {"kotak": detail}}
    assert board.look(61, devices=(device(None, part("ok", "", "box"), name="kiosk-1"),)) == [
        "-device_sick:kiosk-1"
    ]


def test_the_metres_that_are_left_are_an_alert_before_the_roll_says_so_itself():
    def roll(metres):
        return (device(None, part("ok", facts={"paper_m": metres}), name="kiosk-1"),)

    board = Board()
    assert board.look(devices=roll(LOW_PAPER_M)) == []
    assert board.look(devices=roll(LOW_PAPER_M - 0.1)) == ["+paper_low:kiosk-1"]
    assert board.look(700, devices=roll(3.0)) == []
    assert board.look(1, devices=roll(68.0)) == ["-paper_low:kiosk-1"]


def test_paper_near_its_end_is_an_alert_until_there_is_more():
    board = Board()
    low = (device(None, part("warning", "paper near its end"), name="kiosk-1"),)
    assert board.look(devices=low) == ["+paper_low:kiosk-1"]
    assert (
        board.look(700, devices=(device(30.0, name="kiosk-1", now=board.now + 700),)) == []
    )  # it starts again
    assert board.look(30, devices=low) == []
    assert board.look(30, devices=(device(None, part("ok"), name="kiosk-1"),)) == ["-paper_low:kiosk-1"]


def test_a_hub_that_hears_nobody_calls_its_broker_sick_and_none_of_the_devices():
    board = Board()
    low = device(None, part("warning", "paper near its end"), name="kiosk-1")
    board.look(devices=(device(120.0), low))
    silent = (device(700.0), device(600.0, name="kiosk-1"))
    assert board.look(700, devices=silent, connected=False) == ["+device_sick:broker"]
    assert sorted(board.open) == ["device_sick:broker", "device_sick:pad-1", "paper_low:kiosk-1"]
    # The broker is back before the devices have been heard again; what was last heard of them is not news.
    assert board.look(1, devices=(device(), device(None, name="kiosk-1")), connected=False) == []
    assert board.look(100, devices=(device(), low)) == ["-device_sick:pad-1", "-device_sick:broker"]


# --- opening and closing ------------------------------------------------------------------------------------


def test_an_alert_stays_for_a_while_however_short_its_cause_was():
    board = Board()
    board.look(counters=(counter("unattended", 1),))
    assert board.look(59, counters=(counter("unattended", 0),)) == []
    assert board.look(2, counters=(counter("unattended", 0),)) == ["-unattended:loket-1"]


def test_a_clock_that_was_set_back_keeps_no_alert_open():
    board = Board()
    board.look(counters=(counter("unattended", 1),))
    assert board.look(-3600) == ["-unattended:loket-1"]


def test_an_alert_of_a_kind_that_is_no_longer_known_closes():
    old = Alert(key="flood:1", kind="flood", subject="1", detail={}, opened_at=NOW)
    assert changes({"flood:1": old}, {}, NOW) == [AlertClosed(at=NOW, key="flood:1")]


def test_the_events_can_be_written_to_the_journal():
    parts = Situation(
        counters=(counter("unattended", 2),), zones={"a": 9.5, "b": 0.5}, silent={"a": NOW - 90}, connected=False,
        services=(ServiceNow("ktp", 1, NOW - 9999, 5.0),), units=(UnitPast("agency", "pajak", (9,) * 9 + (0,)),),
        devices=(device(None, part("fault", "jam"), part("warning", "paper near its end")),),
    )  # fmt: skip
    opened = changes({}, alerts(NOW, parts), NOW)
    opened += changes({}, alerts(NOW, parts._replace(connected=True)), NOW)
    assert {event.kind for event in opened if isinstance(event, AlertOpened)} == set(THRESHOLDS)
    for event in opened:
        assert e.parse(e.dump(event)) == event


def test_it_is_easier_to_stay_open_than_to_open():
    assert all(row.closes <= row.opens and row.stays_s >= 0.0 for row in THRESHOLDS.values())


ZONES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 40), min_size=1)


@given(ZONES, st.lists(st.integers(-1, 1), min_size=20, max_size=60))
def test_one_person_more_or_less_never_makes_an_alert_flap(zones, steps):
    board = Board()
    opened: dict[str, float] = {}
    for step in steps:
        zones = {zone: max(0, waiting + step) for zone, waiting in zones.items()}
        for told in board.look(20, zones=zones):
            if told[0] == "+":
                assert board.now - opened.get(told[1:], -math.inf) >= THRESHOLDS["crowded"].stays_s
                opened[told[1:]] = board.now


# --- the situation ------------------------------------------------------------------------------------------

STATIONS = {
    "pad-1": Station("counter_pad", counter="loket-1"),
    "kiosk-1": Station("ticket_kiosk", zone="timur"),
}


def a_desk() -> Desk:
    services = (
        c.Service(id="ktp", agency="capil", name="KTP", prefix="A", standard_minutes=5),
        c.Service(id="akta", agency="capil", name="Akta", prefix="B"),
    )
    counters = (
        c.Counter(id="loket-1", number=1, zone="utama", agency="capil", services=("ktp", "akta")),
        c.Counter(id="loket-2", number=2, zone="timur", agency="capil", services=("akta",)),
    )
    mall = c.Mall(name="Mal", regency="Contoh", timezone="Asia/Jakarta")
    agencies = (c.Agency(id="capil", name="Capil", short="Capil"),)
    zones = (c.Zone(id="utama", name="Utama"), c.Zone(id="timur", name="Timur"))
    desk = Desk(Hall(always_open(mall, services, counters, agencies, zones)), STATIONS)
    desk.tick(NOW - 3600, 0.0)
    for number, service in enumerate(("ktp", "akta", "akta"), start=1):
        told = {"uid": f"kiosk-1.1.{number}", "label": f"A00{number}", "at": NOW - 600 + number}
        bound = e.Bound(
            **told, service=service, day=desk.hall.day, token=f"{number:022d}", queue_time=told["at"]
        )
        desk.happen([bound, e.Printed(**told, confirmed=True)], 0.0)
    return desk


def test_the_situation_tells_who_waits_where_and_since_when():
    standing = {"loket-1": Interval(NOW - 60, NOW, "unattended", WAITED_FOR)}
    found = situation(a_desk(), NOW, standing, (), connected=True, started_at=NOW - 7200)
    assert found.counters == (CounterNow("loket-1", standing["loket-1"], 3),)
    assert set(found.services) == {
        ServiceNow("ktp", 1, NOW - 599, 5.0), ServiceNow("akta", 2, NOW - 598, 10.0),
    }  # fmt: skip
    assert found.zones == {"utama": 2.0, "timur": 1.0}  # half of those for both


def test_the_situation_tells_which_devices_were_heard_and_when():
    desk = a_desk()
    unheard = situation(desk, NOW, {}, (), connected=True, started_at=NOW - 30)
    assert unheard.devices == (
        DeviceNow("pad-1", online=False, seen_at=NOW - 30, parts=()),
        DeviceNow("kiosk-1", online=False, seen_at=NOW - 30, parts=()),
    )
    assert alerts(NOW, unheard._replace(services=(), zones={})).values()
    assert not any(cause.opens for cause in alerts(NOW, unheard._replace(zones={})).values())
    worn = part("warning", "paper near its end")
    desk.hear(Heard("kiosk-1", c.DeviceAlive(nonce=1, boot=1)), NOW, 0.0)
    desk.hear(Heard("kiosk-1", c.Health(parts=(worn,))), NOW, 0.0)
    kiosk = situation(desk, NOW, {}, (), connected=True, started_at=NOW - 30).devices[1]
    assert kiosk == DeviceNow("kiosk-1", online=True, seen_at=NOW, parts=(worn,))
    desk.lose("kiosk-1", NOW, 0.0, since=NOW)
    kiosk = situation(desk, NOW, {}, (), connected=True, started_at=NOW - 30).devices[1]
    assert kiosk == DeviceNow("kiosk-1", online=False, seen_at=NOW, parts=())
