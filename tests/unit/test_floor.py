"""The floor as those who run the mall see it, and a turn as its visitor does."""

from __future__ import annotations

import msgspec
import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from hub import commands
from hub.desk import Desk, Station
from hub.floor import ARRIVAL_S, LATE_S, PATIENCE_S, SLOW, Floor, floor, severity
from hub.hall import Hall
from hub.turn import Turn, turn
from tests.registers import always_open

MORNING = 1795398000.0  # 23 November 2026, 09.20 in Jakarta
MINUTE = 60.0


def service(name: str, agency: str, prefix: str) -> c.Service:
    return c.Service(id=name, agency=agency, name=name.title(), prefix=prefix, standard_minutes=5)


CATALOGUE = c.Catalogue(
    epoch=1,
    rev=0,
    mall=c.Mall(name="Mal Contoh", regency="Contoh", timezone="Asia/Jakarta"),
    zones=(c.Zone(id="utama", name="Utama"), c.Zone(id="timur", name="Timur")),
    agencies=(
        c.Agency(id="samsat", name="Samsat", short="Samsat"),
        c.Agency(id="dukcapil", name="Dinas Kependudukan", short="Dukcapil"),
        c.Agency(id="pajak", name="Pajak", short="Pajak"),
    ),
    services=(
        service("ktp", "dukcapil", "A"),
        service("akta", "dukcapil", "B"),
        service("stnk", "samsat", "S"),
    ),
    counters=(
        c.Counter(id="loket-2", number=2, zone="utama", agency="dukcapil", services=("ktp", "akta")),
        c.Counter(id="loket-1", number=1, zone="utama", agency="dukcapil", services=("ktp",)),
        c.Counter(id="loket-3", number=3, zone="timur", agency="samsat", services=("stnk",)),
    ),
)


def register():
    mall = CATALOGUE
    return always_open(mall.mall, mall.services, mall.counters, mall.agencies, mall.zones)


STATIONS = {
    "kiosk-1": Station("ticket_kiosk"),
    "pad-1": Station("counter_pad", counter="loket-1"),
    "pad-2": Station("counter_pad", counter="loket-2"),
    "display-1": Station("display", zone="timur"),
}


class Mall:
    """A desk on a clock that is set by hand; all its devices are there, unless `without` names them."""

    def __init__(self, *without: str) -> None:
        self.now = MORNING
        self.desk = Desk(Hall(register()), STATIONS)
        self.desk.tick(self.now, 0.0)
        self.presses = 0
        for device in set(STATIONS) - set(without):
            self.hear(device, c.DeviceAlive(nonce=1, boot=1))

    def hear(self, device: str, message: c.Message) -> None:
        self.desk.hear(Heard(device, message), self.now, 0.0)

    def take_ticket(self, service: str) -> str:
        """Gives the token on the paper."""
        self.presses += 1
        uid, token, seq = f"kiosk-1.1.{self.presses}", f"{self.presses:022d}", 2 * self.presses
        request = c.TicketRequest(uid=uid, service=service, token=token)
        self.desk.do(commands.Issue("kiosk-1", request), self.now, 0.0)
        label = self.desk.hall.tickets[uid].label
        bound = c.Bound(
            uid=uid, label=label, service=service, token=token, at=self.now, seq=seq - 1, prev=seq - 2
        )
        self.desk.do(commands.TakeBound("kiosk-1", bound, self.now), self.now, 0.0)
        printed = c.Printed(uid=uid, result="printed", seq=seq, prev=seq - 1)
        self.desk.do(commands.TakePrinted("kiosk-1", printed), self.now, 0.0)
        return token

    def press(self, counter: str, action: c.Action) -> None:
        self.presses += 1
        self.desk.do(commands.Operate(counter, action, "pad-1", f"press {self.presses}"), self.now, 0.0)

    def floor(self) -> Floor:
        return floor(self.desk, CATALOGUE, self.now, connected=True)

    def counter(self, name: str):
        return next(counter for counter in self.floor().counters if counter.id == name)

    def turn(self, token: str) -> Turn | None:
        return turn(self.desk.hall, CATALOGUE, token, self.now)

    def known_turn(self, token: str) -> Turn:
        found = self.turn(token)
        assert found is not None
        return found


def test_counters_come_in_the_order_of_their_numbers():
    assert [counter.number for counter in Mall().floor().counters] == [1, 2, 3]


def test_a_counter_shows_whom_it_calls_then_serves_and_since_when():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    called = mall.counter("loket-1")
    assert (called.state, called.label, called.since) == ("called", "A001", MORNING)
    mall.now += MINUTE
    mall.press("loket-1", "serve")
    serving = mall.counter("loket-1")
    assert (serving.state, serving.label, serving.since) == ("serving", "A001", MORNING + MINUTE)
    mall.now += MINUTE
    mall.press("loket-1", "finish")
    free = mall.counter("loket-1")
    assert (free.state, free.label, free.since) == ("idle", "", MORNING + 2 * MINUTE)


def test_a_counter_that_called_nobody_today_is_free_since_no_time():
    assert Mall().counter("loket-2").since is None


def test_a_counter_counts_everybody_it_could_call():
    mall = Mall()
    for name in ("ktp", "akta", "akta", "stnk"):
        mall.take_ticket(name)
    waiting = {counter.id: counter.waiting for counter in mall.floor().counters}
    assert waiting == {"loket-1": 1, "loket-2": 3, "loket-3": 1}


def test_a_free_counter_is_in_trouble_when_people_wait_past_its_patience():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.now += PATIENCE_S
    assert mall.counter("loket-1").trouble == ""
    mall.now += 1
    assert mall.counter("loket-1").trouble == "not_calling"


def test_a_counter_that_has_just_finished_has_its_patience_again():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.take_ticket("ktp")
    mall.now += 10 * MINUTE
    mall.press("loket-1", "finish")
    mall.now += PATIENCE_S
    assert mall.counter("loket-1").trouble == ""


def test_a_counter_without_a_pad_is_never_blamed_for_not_calling():
    mall = Mall()
    mall.take_ticket("stnk")
    mall.now += LATE_S
    counter = mall.counter("loket-3")
    assert (counter.equipped, counter.trouble) == (False, "")


def test_somebody_who_was_called_long_ago_is_told():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.now += ARRIVAL_S
    assert mall.counter("loket-1").trouble == ""
    mall.now += 1
    assert mall.counter("loket-1").trouble == "not_coming"


def test_a_service_past_twice_its_standard_is_told():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.press("loket-1", "serve")
    mall.now += SLOW * 5 * MINUTE
    assert mall.counter("loket-1").trouble == ""
    mall.now += 1
    assert mall.counter("loket-1").trouble == "slow"


def test_a_counter_whose_pad_is_gone_is_dark_and_keeps_what_it_showed():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.hear("pad-1", c.DeviceState(status="offline", boot=1))
    counter = mall.counter("loket-1")
    assert (counter.trouble, counter.label) == ("dark", "A001")


def test_an_agency_gathers_its_lines_the_longest_wait_first():
    mall = Mall()
    mall.take_ticket("akta")
    mall.now += MINUTE
    mall.take_ticket("ktp")
    mall.take_ticket("ktp")
    samsat, dukcapil, pajak = mall.floor().agencies
    assert (samsat.waiting, samsat.first_at, samsat.services) == (0, None, ())
    assert (dukcapil.waiting, dukcapil.first_at, dukcapil.counters) == (3, MORNING, 2)
    assert [(s.prefix, s.waiting, s.first_at) for s in dukcapil.services] == [
        ("B", 1, MORNING),
        ("A", 2, MORNING + MINUTE),
    ]
    assert (pajak.counters, pajak.busy) == (0, 0)


def test_an_agency_is_late_once_somebody_waits_long():
    mall = Mall()
    mall.take_ticket("stnk")
    mall.now += LATE_S
    assert not mall.floor().agencies[0].late
    mall.now += 1
    assert mall.floor().agencies[0].late


def test_the_totals_of_the_day_add_up():
    mall = Mall()
    for _ in range(5):
        mall.take_ticket("ktp")
    for ending in ("finish", "no_show"):
        mall.press("loket-1", "call_next")
        mall.press("loket-1", ending)
    mall.press("loket-1", "call_next")
    totals = mall.floor().totals
    assert totals.issued == 5
    assert (totals.finished, totals.no_show, totals.at_counter, totals.waiting) == (1, 1, 1, 2)


def test_what_never_reached_paper_was_not_issued():
    mall = Mall()
    request = c.TicketRequest(uid="kiosk-1.1.99", service="ktp", token="t" * 22)
    mall.desk.do(commands.Issue("kiosk-1", request), mall.now, 0.0)
    mall.desk.do(commands.Void("kiosk-1.1.99", "never bound"), mall.now, 0.0)
    assert mall.floor().totals.issued == 0


def test_a_new_day_begins_with_nothing():
    mall = Mall()
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.press("loket-1", "finish")
    mall.take_ticket("ktp")
    mall.now += 24 * 60 * MINUTE
    mall.desk.tick(mall.now, 0.0)
    found = mall.floor()
    assert (found.totals.issued, found.totals.waiting, found.totals.finished) == (0, 0, 0)
    assert found.counters[0].since is None


def test_devices_that_need_a_hand_come_first():
    mall = Mall("display-1")
    mall.hear("pad-2", c.Health(parts=(c.Part(name="lampu", kind="lamp", state="warning"),)))
    mall.hear("kiosk-1", c.Health(parts=(c.Part(name="printer", kind="printer", state="fault"),)))
    devices = mall.floor().devices
    assert [(device.id, severity(device)) for device in devices] == [
        ("display-1", 0),
        ("kiosk-1", 1),
        ("pad-2", 2),
        ("pad-1", 3),
    ]


def test_a_device_says_where_it_stands_and_when_it_was_last_heard():
    mall = Mall("pad-2")
    mall.now += MINUTE
    mall.hear("display-1", c.DeviceState(status="offline", boot=1))
    devices = {device.id: device for device in mall.floor().devices}
    assert (devices["display-1"].place, devices["display-1"].seen_at) == ("Timur", MORNING)
    assert (devices["pad-1"].place, devices["pad-1"].seen_at) == ("1", None)
    assert (devices["pad-2"].online, devices["pad-2"].seen_at) == (False, None)


def test_only_parts_that_are_not_well_are_told_the_failed_ones_first():
    mall = Mall()
    parts = (
        c.Part(name="tombol", kind="button", state="ok"),
        c.Part(name="pembaca", kind="reader", state="warning"),
        c.Part(name="printer", kind="printer", state="fault", detail="paper out"),
    )
    mall.hear("kiosk-1", c.Health(parts=parts))
    assert [part.name for part in mall.floor().devices[0].faults] == ["printer", "pembaca"]


def test_a_floor_can_be_written_and_read_back():
    mall = Mall("display-1")
    mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    found = mall.floor()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Floor) == found


def test_a_floor_is_the_same_while_nothing_happens():
    mall = Mall()
    mall.take_ticket("ktp")
    before = mall.floor()
    mall.now += 1
    assert msgspec.structs.replace(mall.floor(), at=before.at) == before


def test_a_visitor_is_told_how_many_are_ahead_and_how_long_it_takes():
    mall = Mall()
    mall.take_ticket("akta")
    mine = mall.known_turn(mall.take_ticket("akta"))
    assert (mine.stage, mine.label, mine.ahead, mine.wait_minutes) == ("waiting", "B002", 1, 5)
    assert (mine.service, mine.agency) == ("Akta", "Dukcapil")


def test_a_visitor_who_was_called_is_told_where_to_go():
    mall = Mall()
    token = mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.press("loket-1", "recall")
    mine = mall.known_turn(token)
    assert (mine.stage, mine.counter, mine.zone, mine.calls) == ("called", 1, "Utama", 2)


@pytest.mark.parametrize(
    ("action", "stage"), [("serve", "serving"), ("finish", "finished"), ("no_show", "no_show")]
)
def test_a_visitor_is_told_how_the_visit_goes_on(action: c.Action, stage: str):
    mall = Mall()
    token = mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.press("loket-1", action)
    assert mall.known_turn(token).stage == stage


def test_a_token_that_was_never_given_tells_nothing():
    assert Mall().turn("x" * 22) is None


def test_a_token_ends_with_its_day():
    mall = Mall()
    token = mall.take_ticket("ktp")
    mall.now += 24 * 60 * MINUTE
    mall.desk.tick(mall.now, 0.0)
    assert mall.turn(token) is None


def test_whoever_is_still_served_after_closing_keeps_the_token_until_the_end():
    mall = Mall()
    token = mall.take_ticket("ktp")
    mall.press("loket-1", "call_next")
    mall.now += 24 * 60 * MINUTE
    mall.desk.tick(mall.now, 0.0)
    assert mall.known_turn(token).stage == "called"
    mall.press("loket-1", "finish")
    assert mall.turn(token) is None
