"""Another system gives the hub its bookings: for a day, by codes that are nowhere afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.identity import booking_token
from hub.accounts import WRITES
from hub.desk import Station
from tests.contract.house import IDENTITY, NOON, House, house

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY, TOMORROW, YESTERDAY = "2026-11-24", "2026-11-25", "2026-11-23"
CODE = "MPP-7F3K2-rahasia"
BOOKING = {"code": CODE, "service": "ktp-baru", "at": f"{TODAY}T14:00:00+07:00"}


class Portal:
    """A booking system with a token of its own, beside a kiosk."""

    def __init__(self, mall: House, scope: str = WRITES) -> None:
        self.mall = mall
        self.client = mall.app.test_client()
        self.headers = {"Authorization": f"Bearer {mall.gate.tokens.make('Portal', (scope,), 'ani')}"}

    def put(self, given: Any, day: str = TODAY, **more: Any) -> Any:
        body = more or {"json": given}
        return self.client.put(f"/api/v1/bookings/{day}", headers=self.headers, **body)

    def get(self, day: str = TODAY) -> Any:
        return self.client.get(f"/api/v1/bookings/{day}", headers=self.headers)

    def hear(self, message: c.Message) -> c.Message:
        """What the hub answers the kiosk."""

        def ask(desk: Any, now: float) -> c.Message:
            desk.hear(Heard("kiosk-1", message, device="kiosk-1"), now, 0.0)
            return desk.take()[1][-1].message

        return self.mall.service.look(ask).result(5)


@pytest.fixture(scope="module")
def mall(tmp_path_factory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(made.service.clock, "now", lambda: NOON)
        made.service.look(
            lambda desk, _now: desk.stations.update({"kiosk-1": Station("ticket_kiosk")})
        ).result(5)
        yield made


@pytest.fixture
def portal(mall: House) -> Portal:
    made = Portal(mall)
    for day in (TODAY, TOMORROW):
        made.put([], day)
    return made


def test_a_booking_that_was_given_is_known_to_the_kiosk_that_is_shown_its_code(portal: Portal):
    answer = portal.put([BOOKING])
    assert (answer.status_code, answer.json) == (200, {"date": TODAY, "bookings": 1, "used": 0})
    token = booking_token(IDENTITY, TODAY, CODE.encode())
    found = portal.hear(c.BookingAsked(uid="kiosk-1.1.1", code=token))
    assert isinstance(found, c.BookingFound)
    assert found.service == "ktp-baru"
    portal.hear(
        c.TicketRequest(
            uid="kiosk-1.1.2", service="ktp-baru", token="t" * 22, channel="booking", booking=token
        )
    )
    assert portal.get().json == {"date": TODAY, "bookings": 1, "used": 1}


def test_a_list_takes_the_place_of_the_one_before_and_of_no_other_day(portal: Portal):
    portal.put([BOOKING, {**BOOKING, "code": "KODE-B"}])
    portal.put([{"code": "KODE-C", "service": "ktp-baru"}], TOMORROW)
    assert portal.put([{**BOOKING, "code": " KODE-B\r\n"}, {**BOOKING, "code": "KODE"}]).json["bookings"] == 2
    assert portal.get(TOMORROW).json["bookings"] == 1
    gone = portal.hear(c.BookingAsked(uid="kiosk-1.1.1", code=booking_token(IDENTITY, TODAY, CODE.encode())))
    assert isinstance(gone, c.Refusal)
    kept = portal.hear(c.BookingAsked(uid="kiosk-1.1.2", code=booking_token(IDENTITY, TODAY, b"KODE-B")))
    assert isinstance(kept, c.BookingFound)


def test_the_code_is_nowhere_afterwards(portal: Portal, mall: House, caplog):
    caplog.set_level("DEBUG")
    portal.put([BOOKING])
    refused = portal.put([BOOKING, BOOKING])
    assert refused.status_code == 409
    assert CODE not in refused.text + caplog.text
    database = mall.store._engine.url.database
    assert database
    for file in filter(Path.is_file, Path(database).parent.rglob("*")):
        assert CODE.encode() not in file.read_bytes(), file.name
    assert mall.store.load_shown()[0].service == "ktp-baru"  # type: ignore[union-attr] - it is a booking


@pytest.mark.parametrize(
    ("given", "day", "code", "text"),
    [
        ([BOOKING], YESTERDAY, 409, "`date`: this day is over."),
        ([BOOKING, {**BOOKING, "service": "paspor"}], TODAY, 409, "`[1].service`: there is no such service"),
        ([BOOKING], TOMORROW, 409, "`[0].at`: it lies on another service day."),
        ([{**BOOKING, "code": "  "}], TODAY, 409, "`[0].code`: it is empty."),
        ([BOOKING, {**BOOKING, "code": "MPP-é123"}], TODAY, 409, "`[1].code`: no reader gives"),
        ([{**BOOKING, "code": "MPP\t7F3K2"}], TODAY, 409, "`[0].code`: no reader gives"),
        ([BOOKING, {**BOOKING, "code": "  B12 "}], TODAY, 409, "`[1].code`: a reader gives 4 to 512"),
        ([BOOKING, BOOKING], TODAY, 409, "`[1].code`: it is in the list already."),
        ([{**BOOKING, "code": ""}], TODAY, 400, "`[0].code`: Expected `str` of length >= 1."),
        ([{**BOOKING, "name": "Siti"}], TODAY, 400, "`[0]`: Object contains unknown field `name`."),
        (
            [{**BOOKING, "at": "2026-11-24T14:00:00"}],
            TODAY,
            400,
            "`[0].at`: Expected `datetime` with a timezone",
        ),
        ({"code": CODE}, TODAY, 400, "It is not what it has to be."),
        ([BOOKING], "kemarin", 400, "`date`: Invalid RFC3339 encoded date."),
    ],
)
def test_what_does_not_fit_is_named_by_its_place_and_nothing_is_taken(portal: Portal, given, day, code, text):
    answer = portal.put(given, day)
    assert (answer.status_code, answer.json["detail"][: len(text)]) == (code, text)
    assert portal.get().json["bookings"] == 0


@pytest.mark.parametrize("body", [b"", b"[", b"\xff\xfe", b"code=1"])
def test_what_is_no_json_is_told_so(portal: Portal, body):
    answer = portal.put(None, data=body)
    assert (answer.status_code, answer.json["detail"]) == (400, "This is no JSON.")


def test_a_list_for_the_largest_mall_is_taken_and_what_is_too_much_is_not(portal: Portal):
    many = [{"code": f"kode-{n:06d}-{'x' * 60}", "service": "ktp-baru"} for n in range(4000)]
    assert portal.put(many).json["bookings"] == 4000
    assert portal.put(None, data=b"[" + b" " * 3_000_000 + b"]").status_code == 413


def test_a_mall_without_an_identity_key_says_what_is_missing(mall: House):
    from hub.admin.app import create_app  # noqa: PLC0415 - a second application over the same hub

    portal = Portal(mall)
    portal.client = create_app(mall.service, mall.watch, mall.gate, mall.shelf).test_client()
    for answer in (portal.put([BOOKING]), portal.get()):
        assert (answer.status_code, answer.json["error"]) == (503, "unable")
        assert answer.json["detail"].startswith("This mall has no identity key")


def test_only_the_scope_opens_it_and_a_manager_without_the_forms_key_does_not(mall: House):
    reader = Portal(mall, "floor:read")
    assert (reader.put([BOOKING]).status_code, reader.get().status_code) == (403, 403)
    mall.move_in()
    assert mall.client("ani").put(f"/api/v1/bookings/{TODAY}", json=[BOOKING]).status_code == 400
    assert mall.client("citra").put(f"/api/v1/bookings/{TODAY}", json=[BOOKING]).status_code == 403


def test_bookings_of_a_day_that_is_over_are_deleted_when_the_next_one_begins(
    portal: Portal, mall: House, monkeypatch
):
    portal.put([BOOKING])
    portal.put([{"code": "KODE-C", "service": "ktp-baru"}], TOMORROW)
    monkeypatch.setattr(mall.service.clock, "now", lambda: NOON + 8 * 3600.0)  # 21.00
    mall.service.keep([]).result(5)
    mall.service.keep([]).result(5)
    assert [row.day for row in mall.store.load_shown()] == [TOMORROW]  # type: ignore[union-attr] - bookings
    assert portal.get().json["bookings"] == 0
