"""The floor beside the judged minutes and the alerts: who is where, what is the matter, and who has seen it."""

from __future__ import annotations

import pytest

from broker_config import contract as c
from hub import commands
from hub import events as e
from hub.floor import LATE_S, PATIENCE_S, CounterNow, Floor, floor
from hub.minutes.presence import Interval
from hub.urgent import urgent
from tests.unit.test_floor import CATALOGUE, MINUTE, MORNING, Mall


def seen(mall: Mall, **states: str) -> Floor:
    """The floor when counters are in these states since the morning, with Siti as the last one seen there."""
    presence = {
        f"loket-{name[-1]}": Interval(MORNING, mall.now, state, by="siti")  # type: ignore[arg-type] - a test's words
        for name, state in states.items()
    }
    return floor(mall.desk, CATALOGUE, mall.now, connected=True, presence=presence)


def first(mall: Mall, **states: str) -> CounterNow:
    return seen(mall, **states).counters[0]


def know_siti(mall: Mall) -> None:
    mall.desk.do(commands.Edit("", "user", "siti", {"name": "Siti Aminah", "role": "officer"}), mall.now, 0.0)


def open_alert(mall: Mall, kind: str, subject: str, **detail: object) -> None:
    event = e.AlertOpened(at=mall.now, key=f"{kind}:{subject}", kind=kind, subject=subject, detail=detail)
    mall.desk.happen([event], 0.0)


def test_the_officer_who_was_seen_last_is_named():
    mall = Mall()
    know_siti(mall)
    assert first(mall, l1="open_idle").officer == "Siti Aminah"
    assert first(mall).officer == ""


def test_without_a_judged_minute_nothing_is_said_of_presence():
    assert Mall().counter("loket-1").presence == ""


def test_a_counter_where_nobody_was_seen_is_in_trouble_as_soon_as_somebody_waits():
    mall = Mall()
    assert first(mall, l1="unattended").trouble == ""
    mall.take_ticket("ktp")
    assert first(mall, l1="unattended").trouble == "unattended"


@pytest.mark.parametrize("state", ["break", "closed_approved", "not_scheduled", "unattended"])
def test_a_counter_that_need_not_call_is_not_blamed_for_not_calling(state: str):
    mall = Mall()
    mall.take_ticket("ktp")
    mall.now += 2 * PATIENCE_S
    assert first(mall, l1=state).trouble != "not_calling"
    assert first(mall, l1="open_idle").trouble == "not_calling"


def test_a_counter_without_a_pad_is_asked_to_call_once_somebody_was_seen_there():
    mall = Mall()
    mall.take_ticket("stnk")
    mall.now += 2 * PATIENCE_S
    assert seen(mall, l3="open_idle").counters[2].trouble == "not_calling"
    assert seen(mall, l3="unknown").counters[2].trouble == ""


def test_since_when_is_that_of_the_stretch_but_a_present_officer_is_free_since_the_last_visitor():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.now += MINUTE
    mall.press("loket-1", "finish")
    assert first(mall, l1="open_idle").since == MORNING + MINUTE
    assert first(mall, l1="break").since == MORNING


def test_a_ticket_at_the_counter_is_shown_whatever_its_minutes_are_judged_to_be():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    counter = first(mall, l1="break")
    assert (counter.state, counter.label) == ("called", "A001")


@pytest.mark.parametrize(
    ("kind", "subject", "detail", "told"),
    [
        ("unattended", "loket-1", {"waiting": 3, "since": MORNING}, ("counter", "loket-1", "1 Dukcapil", 3)),
        ("long_wait", "akta", {"waiting": 2, "since": MORNING}, ("service", "akta", "Akta", 2)),
        ("crowded", "timur", {"waiting": 9}, ("zone", "timur", "Timur", 9)),
        ("silent", "timur", {"since": MORNING - 90}, ("zone", "timur", "Timur", None)),
        ("device_sick", "kiosk-1", {"faults": {"printer": "cutter"}}, ("device", "kiosk-1", "kiosk-1", None)),
        ("paper_low", "kiosk-1", {"parts": ["printer"]}, ("device", "kiosk-1", "kiosk-1", None)),
        ("empty_days", "agency:samsat", {"days": 7}, ("agency", "samsat", "Samsat", 7)),
        ("empty_days", "counter:loket-9", {"days": 7}, ("counter", "loket-9", "loket-9", 7)),
    ],
)
def test_an_alert_says_what_it_is_about_in_words_of_the_hall(kind, subject, detail, told):
    mall = Mall()
    open_alert(mall, kind, subject, **detail)
    (alert,) = mall.floor().alerts
    assert (alert.place, alert.subject, alert.what, alert.count) == told
    assert alert.since == detail.get("since", MORNING)


def test_alerts_that_nobody_has_seen_come_first():
    mall = Mall()
    know_siti(mall)
    open_alert(mall, "unattended", "loket-1", waiting=1, since=MORNING)
    open_alert(mall, "crowded", "timur", waiting=5)
    mall.desk.do(commands.Acknowledge("unattended:loket-1", "siti"), mall.now, 0.0)
    crowded, unattended = mall.floor().alerts
    assert (crowded.kind, crowded.seen_by) == ("crowded", "")
    assert (unattended.kind, unattended.seen_by) == ("unattended", "Siti Aminah")
    assert urgent(mall.floor()).unseen == 1


def test_what_an_alert_tells_is_not_told_twice():
    mall = Mall()
    mall.take_ticket("stnk")
    mall.now += LATE_S + 1
    mall.hear("kiosk-1", c.DeviceState(status="offline", boot=1))
    before = urgent(mall.floor())
    assert [device.id for device in before.gone] == ["kiosk-1"]
    assert [agency.id for agency in before.long] == ["samsat"]
    open_alert(mall, "device_sick", "kiosk-1", seen_at=MORNING)
    open_alert(mall, "long_wait", "stnk", waiting=1, since=MORNING)
    after = urgent(mall.floor())
    assert (after.gone, after.long, after.unseen) == ((), (), 2)
