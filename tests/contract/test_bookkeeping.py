"""The writer's books beside the queue: counters' minutes and alerts, live, after a kill, and judged again."""

from __future__ import annotations

import queue
import time
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Up
from hub import commands as cmd
from hub import service
from hub.bookkeeper import Bookkeeper
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.minutes.past import minutes_again
from hub.minutes.presence import Rules
from hub.minutes.thread import Judged, Minutes
from hub.register import Register
from hub.service import Asked, Service
from hub.storage import schema as s
from hub.storage.books import verify
from hub.storage.store import Store
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

MINUTE = 60.0
WEEK = {"week": dict.fromkeys(("monday", "tuesday", "wednesday"), "08:00-15:00"), "break": "12:00-13:00"}
STATIONS = {
    "kiosk-1": Station("ticket_kiosk"),
    "pad-1": Station("counter_pad", counter="loket-1"),
    "pad-2": Station("counter_pad", counter="loket-2"),
}
NINE = MORNING


class House:
    """A hub without a broker, on a clock that is set by hand; `kill` leaves only what the disk has."""

    def __init__(self, url: str) -> None:
        self.url, self.now, self.presses = url, NINE - 90 * MINUTE, 0
        self.open()
        rows = [
            (
                "mall",
                "mall",
                {"name": MALL.name, "regency": "x", "timezone": MALL.timezone, "site": "x", "hours": WEEK},
            ),
            ("zone", "utama", {"name": "Utama"}),
            ("user", "siti", {"name": "Siti", "role": "manager"}),
            *(("agency", name, {"name": name, "short": name}) for name in ("capil", "pajak")),
            *(("service", r.id, {"agency": r.agency, "name": r.name, "prefix": r.prefix}) for r in SERVICES),
            *(
                (
                    "counter",
                    r.id,
                    {"number": r.number, "zone": r.zone, "agency": r.agency, "services": list(r.services)},
                )
                for r in COUNTERS
            ),
        ]
        self.ask(cmd.EditMany("", tuple(rows)))
        for pad in ("pad-1", "pad-2"):
            self.hear(pad, c.HubProbe(nonce=1))

    def open(self) -> None:
        self.store = Store(self.url)
        hall = Hall(Register())
        self.store.load(hall)
        clock = SimpleNamespace(now=lambda: self.now, rate=1.0)
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self.minutes = Minutes(self.store, {"pad-1": "loket-1", "pad-2": "loket-2"}, clock, self.inbox.put)  # type: ignore[arg-type] - a stand-in
        self.service = Service(
            Desk(hall, STATIONS), self.store, clock, self.inbox, lambda _happened: None,  # type: ignore[arg-type] - a stand-in
            Bookkeeper(self.store, self.minutes),
        )  # fmt: skip
        self.service.begin(SimpleNamespace(send=lambda *_a, **_k: True, alive=True))  # type: ignore[arg-type] - a stand-in
        self.service._work([Up(1)])

    def kill(self) -> None:
        self.minutes.stop()
        self.store.close()

    def ask(self, command: cmd.Command) -> list:
        from concurrent.futures import Future  # noqa: PLC0415 - only here

        answer: Future = Future()
        self.service._work([Asked(command, answer)])
        return answer.result(0)

    def hear(self, sender: str, message: c.Message) -> None:
        self.service._work([Heard(sender, message, device=sender)])

    def press(self, pad: str, action: str) -> None:
        self.presses += 1
        self.hear(pad, c.CounterCommand(uid=f"{pad}.1.{self.presses}", action=action, at=self.now))  # type: ignore[arg-type] - a stand-in

    def take_ticket(self, service: str = "ktp") -> None:
        self.presses += 1
        uid = f"kiosk-1.1.{self.presses}"
        token = uid.ljust(22, "x").replace(".", "-")
        self.hear("kiosk-1", c.TicketRequest(uid=uid, service=service, token=token))
        self.service._work([Asked(cmd.Presume(uid, "silence"), _nobody())])

    def judge(self) -> None:
        """Let the minutes be judged as of now, and written down."""
        told = self.minutes.ask()
        deadline = time.monotonic() + 20
        while not told.is_set():
            item = self.inbox.get(timeout=deadline - time.monotonic())
            self.service._work([item])
            if isinstance(item, Judged) and item.whole is told:
                told.set()
        self.service.bookkeeper._flush(self.now, whole=True)  # type: ignore[union-attr] - there is one

    def intervals(self, counter: str, day: str = "2026-11-24") -> list[tuple[str, str, str]]:
        table = s.INTERVALS
        query = sa.select(table).where(table.c.counter == counter, table.c.day == day).order_by(table.c.start)
        with self.store.reader() as db:
            rows = db.execute(query).all()
        return [(clock_of(row.start), clock_of(row.end), row.state) for row in rows]


def _nobody():
    from concurrent.futures import Future  # noqa: PLC0415 - only here

    return Future()


def clock_of(at: float) -> str:
    minutes = round((at - NINE) / MINUTE) + 9 * 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@pytest.fixture
def house(database_url, monkeypatch):
    # The mall's clock was not set: as much real time has passed.
    monkeypatch.setattr(service, "time", SimpleNamespace(monotonic=lambda: found.now))
    found = House.__new__(House)
    found.__init__(database_url)
    yield found
    found.kill()


def audit(house: House) -> list[str]:
    counters = {name: station.counter for name, station in STATIONS.items() if station.counter}
    return [*verify(house.store, Hall(Register())), *minutes_again(house.store, counters, Rules())]


def at(house: House, clock: str) -> None:
    hour, minute = map(int, clock.split(":"))
    house.now = NINE + ((hour - 9) * 60 + minute) * MINUTE
    for pad in ("pad-1", "pad-2"):  # a sign of life
        house.hear(pad, c.Health(parts=()))


def morning(house: House) -> None:
    at(house, "08:05")
    house.take_ticket()
    house.press("pad-1", "call_next")
    at(house, "08:15")
    house.press("pad-1", "finish")


MORNING_OF_LOKET_1 = [
    ("00:00", "08:00", "not_scheduled"),
    ("08:00", "08:05", "open_idle"),
    ("08:05", "08:15", "serving"),
]


def test_what_happens_at_a_counter_is_on_its_record(house):
    morning(house)
    at(house, "08:30")
    house.judge()
    assert house.intervals("loket-1") == [*MORNING_OF_LOKET_1, ("08:15", "08:30", "open_idle")]
    assert house.service.bookkeeper.presence["loket-1"].state == "open_idle"
    assert house.intervals("loket-2")[-1][2] == "unknown"  # nobody was seen there, and the grace is not over
    assert audit(house) == []


def test_after_a_kill_the_day_is_judged_as_if_nothing_had_been(house):
    morning(house)
    house.kill()
    house.open()
    for pad in ("pad-1", "pad-2"):
        house.hear(pad, c.HubProbe(nonce=2))
    at(house, "08:30")
    house.judge()
    assert house.intervals("loket-1") == [*MORNING_OF_LOKET_1, ("08:15", "08:30", "open_idle")]
    assert audit(house) == []


def test_a_restart_days_later_leaves_the_past_as_it_was_judged(house):
    morning(house)
    for later in (10, 30, 40, 50):  # hours: evenings and mornings, with a kill on each
        house.now = NINE + later * 3600.0
        house.judge()
        house.kill()
        house.open()
    house.judge()
    assert house.intervals("loket-1")[:3] == MORNING_OF_LOKET_1
    assert audit(house) == []


def test_while_the_hub_is_down_nothing_is_held_against_anybody(house):
    morning(house)
    house.kill()
    house.now = NINE + 60 * MINUTE
    house.open()
    for pad in ("pad-1", "pad-2"):
        house.hear(pad, c.HubProbe(nonce=2))
    at(house, "10:01")
    house.judge()
    assert ("08:15", "10:00", "unknown") in house.intervals("loket-1")


def test_a_counter_that_nobody_came_to_was_unattended_from_the_beginning(house):
    at(house, "09:30")
    house.judge()
    assert house.intervals("loket-2") == [
        ("00:00", "08:00", "not_scheduled"),
        ("08:00", "09:30", "unattended"),
    ]


def test_a_closure_that_is_approved_days_later_is_judged_anew_with_the_facts_of_then(house):
    at(house, "09:30")
    house.judge()
    house.now += 86400.0 * 2
    house.judge()
    assert ("08:00", "12:00", "unattended") in house.intervals("loket-2")
    closure = {
        "counter": "loket-2",
        "start": NINE - 3600.0,
        "end": NINE + 3600.0,
        "reason": "Listrik padam",
        "status": "approved",
        "asked_by": "siti",
        "decided_by": "siti",
    }
    house.ask(cmd.Edit("", "closure", "padam", closure))
    house.judge()
    assert house.intervals("loket-2")[1:3] == [
        ("08:00", "10:00", "closed_approved"),
        ("10:00", "12:00", "unattended"),
    ]
    assert audit(house) == []


def test_people_who_wait_at_an_unattended_counter_raise_an_alert_until_somebody_calls(house):
    at(house, "09:30")
    house.take_ticket("npwp")
    at(house, "09:50")
    house.judge()
    house.judge()
    key = "unattended:loket-2"
    assert key in house.service.desk.hall.alerts
    house.ask(cmd.Acknowledge(key, "siti"))
    house.press("pad-2", "call_next")
    at(house, "09:55")
    house.judge()
    assert key not in house.service.desk.hall.alerts
    with house.store.reader() as db:
        rows = db.execute(sa.select(s.ALERTS).where(s.ALERTS.c.key == key)).all()
    assert [(row.acknowledged_by, row.closed_at) for row in rows] == [("siti", house.now)]
