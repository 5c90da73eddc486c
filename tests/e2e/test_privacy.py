"""No NIK, card number or code is anywhere but in the driver that reads it, in a mall where they are shown all the time.

Real broker, hub, kiosk, pad and display; readers of every type at the far ends of their ports. What was shown is looked
for in everything that was said, logged and written, and in the memory of every process.
"""

from __future__ import annotations

import ssl
import threading
import time
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import codec
from broker_config import contract as c
from broker_config.identity import booking_token, card, staff_token
from broker_config.localtime import service_day
from broker_config.settings import read_identity_key
from broker_config.tail import tail
from provisioning import fleet as sites
from provisioning.apply import part_types
from provisioning.rehearsal.mall import Mall
from tests.e2e.hub_rig import MONDAY_MORNING, ROOT, wait_for
from tests.e2e.raw_values import (
    files_below,
    forms_of_text,
    forms_of_uid,
    found_in,
    memory_of,
    plain_text,
    plain_uid,
)
from tests.reader_frames import rdm6300

if TYPE_CHECKING:
    from collections.abc import Callable

NIK = "3204115708900003"
IKD = "IKD1.eyJ2IjoxLCJ0IjoiMjAyNi0xMS0yMyJ9.kQ3xZ7vB9mW2"
BOOKING = "MPP-JANJI-7F3K29QX"
STAFF_EM = bytes.fromhex("0a5f83c6d1")
VISITOR_EM = bytes.fromhex("1b74e92da6")
STAFF_A = bytes.fromhex("049b3f7a556c80")
VISITOR_B = bytes.fromhex("d73a915e")
CUT_EM = bytes.fromhex("2c6fb9417d")
TEXTS = {"NIK": NIK, "IKD": IKD, "booking": BOOKING}
UIDS = {
    "staff card, 125 kHz": STAFF_EM,
    "visitor's card, 125 kHz": VISITOR_EM,
    "staff card, type A": STAFF_A,
    "visitor's card, type B": VISITOR_B,
    "card whose frame is cut": CUT_EM,
}
VALUES = {name: forms_of_text(text) for name, text in TEXTS.items()}
VALUES |= {name: forms_of_uid(uid) for name, uid in UIDS.items()}
PLAIN = {name: plain_text(text) for name, text in TEXTS.items()}
PLAIN |= {name: plain_uid(uid) for name, uid in UIDS.items()}
READERS = """
[devices.kiosk-1.parts.pemindai]
type = "gm65"
port = "/dev/ttyUSB1"
mode = "trigger"
[devices.kiosk-1.parts.kartu]
type = "rdm6300"
port = "/dev/ttyUSB2"
[devices.kiosk-1.parts.ktp]
type = "pn532"
port = "/dev/ttyUSB3"
[devices.pad-1]
role = "counter_pad"
counter = "loket-1"
reader = { port = "/dev/ttyUSB0", type = "rdm6300" }
[devices.pad-1.parts.ktp]
type = "pn532"
port = "/dev/ttyUSB1"
"""
KIOSK, PAD = "kiosk-1", "pad-1"
AWAY_S = 0.7  # more than it takes for a card to count again


class Witness:
    """Someone who sees a mall from outside: papers, logs, and everything that is said."""

    def __init__(self, mall: Mall) -> None:
        self.mall = mall
        self.papers: list[Any] = []
        self.said: list[tuple[str, bytes]] = []
        mall.news.listen(self._hear)
        context = ssl.create_default_context(cafile=str(mall.directory / "ca.pem"))
        context.load_cert_chain(mall.directory / "teknisi.pem", mall.directory / "teknisi.key")
        arguments = (context, "teknisi", "localhost", mall.broker_port, mall.fleet.site)
        listening = threading.Thread(
            target=tail, args=(*arguments, lambda *told: self.said.append(told)), daemon=True
        )
        listening.start()
        wait_for("the observer", lambda: self.said)

    def reader(self, device: str, part: str) -> Any:
        return self.mall.boxes[device].readers[part]

    def log(self, device: str) -> str:
        return (self.mall.directory / "log" / f"{device}.log").read_text()

    def shown(self, device: str) -> int:
        return self.log(device).count("was shown")

    def show(self, device: str, part: str, what: str) -> None:
        """Hold something to a reader, until the box says that it was shown something."""
        before = self.shown(device)
        assert self.reader(device, part).scan(what)
        wait_for(f"{part} of {device}", lambda: self.shown(device) > before)

    def next_paper(self, do: Callable[[], object]) -> Any:
        before = len(self.papers)
        do()
        wait_for("a paper", lambda: len(self.papers) > before)
        return self.papers[before]

    def messages(self, kind: type) -> list[Any]:
        heard = (codec.decode(topic, payload).message for topic, payload in list(self.said) if payload)
        return [message for message in heard if isinstance(message, kind)]

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind in ("paper", "slip"):  # a copy is no ticket of its own
            self.papers.append(what["ticket"])


@pytest.fixture(scope="module")
def witness(tmp_path_factory):
    site = tomllib.loads((ROOT / "provisioning/examples/small.toml").read_text())
    extra = tomllib.loads(READERS)["devices"]
    kiosk = {**site["devices"][KIOSK], **extra[KIOSK]}
    site["devices"] = {KIOSK: kiosk, PAD: extra[PAD], "display-1": site["devices"]["display-1"]}
    fleet = sites.read(site, "site.toml", part_types())
    mall = Mall(fleet, tmp_path_factory.mktemp("privacy"), start_at=MONDAY_MORNING, watched=False)
    try:
        mall.open()
        wait_for("the kiosk", lambda: mall.boxes[KIOSK].lamp("ktp-baru") == "on")
        wait_for("the pad", lambda: mall.boxes[PAD].lamp("link") == "on")
        yield Witness(mall)
    finally:
        mall.close()


@pytest.fixture(scope="module")
def everything_shown(witness):
    """A visitor takes a ticket, has it printed again by code and by card; others show all they have, also badly."""
    ticket = witness.next_paper(lambda: witness.mall.boxes[KIOSK].press("ktp-baru"))
    assert ticket.qr
    witness.show(KIOSK, "kartu", VISITOR_EM.hex())  # belongs to the ticket from now on
    copy = witness.next_paper(lambda: witness.show(KIOSK, "pemindai", ticket.qr))
    assert "CETAK ULANG" in copy.text
    assert copy.label == ticket.label
    lifted = time.monotonic()
    wait_for("the card to have been away", lambda: time.monotonic() > lifted + AWAY_S)
    by_card = witness.next_paper(lambda: witness.show(KIOSK, "kartu", VISITOR_EM.hex()))
    assert by_card.label == ticket.label
    witness.show(KIOSK, "pembaca", NIK)
    witness.show(KIOSK, "pemindai", IKD)
    witness.show(KIOSK, "ktp", f"a:{STAFF_A.hex()}")
    witness.show(KIOSK, "ktp", f"b:{VISITOR_B.hex()}")
    witness.show(KIOSK, "pemindai", BOOKING)
    witness.show(PAD, "pembaca", STAFF_EM.hex())
    witness.show(PAD, "ktp", f"a:{STAFF_A.hex()}")
    witness.show(PAD, "ktp", f"b:{VISITOR_B.hex()}")
    frame = rdm6300(CUT_EM)
    for device, part in ((KIOSK, "kartu"), (PAD, "pembaca")):
        witness.reader(device, part).noise(b"\xff\x02" + frame[:11])
        witness.reader(device, part).noise(b"\x02" + frame[1:12] + b"\x00\x03")
    for part in ("pembaca", "pemindai"):
        witness.reader(KIOSK, part).noise(b"\x02\x00\xff" + NIK.encode() + b"\x80")  # ended by silence
    witness.reader(KIOSK, "kartu").unplug()
    wait_for("the reader to be missed", lambda: "kartu: missing" in witness.log(KIOSK))
    return ticket


def test_nothing_that_was_shown_is_in_a_message(witness, everything_shown):
    asked = c.BookingAsked
    wait_for("the booking to be asked for", lambda: witness.messages(asked))
    assert len(witness.said) > 20
    assert [(topic, found) for topic, payload in witness.said if (found := found_in(payload, VALUES))] == []


def test_a_booking_is_asked_for_by_what_the_hub_can_reckon_itself(witness, everything_shown):
    mall = witness.mall
    key = read_identity_key(mall.directory / "identity.key")
    day = service_day(mall.now(), mall.fleet.mall.timezone, mall.fleet.mall.day_ends).isoformat()
    wait_for("the booking to be asked for", lambda: witness.messages(c.BookingAsked))
    assert booking_token(key, day, BOOKING.encode()) in {one.code for one in witness.messages(c.BookingAsked)}


def test_a_staff_card_has_one_token_by_which_the_hub_may_know_it_for_ever(witness, everything_shown):
    key = read_identity_key(witness.mall.directory / "identity.key")
    tokens = {staff_token(key, card("em4100", STAFF_EM)), staff_token(key, card("iso14443a", STAFF_A))}
    wait_for("the cards to be told", lambda: tokens <= {one.card for one in witness.messages(c.CardShown)})


def test_nothing_that_was_shown_is_in_a_file(witness, everything_shown):
    looked_at = {}
    for path in files_below((witness.mall.directory, witness.mall._ports, witness.mall._frames)):
        looked_at[path.name] = found_in(path.read_bytes(), VALUES)
    assert {"hub.db", "outbox.db", f"{KIOSK}.log", f"{PAD}.log", "hub.log", "broker.log"} <= looked_at.keys()
    assert {name: found for name, found in looked_at.items() if found} == {}


@pytest.mark.parametrize("name", ["broker", "hub", "display-1", KIOSK, PAD])
def test_nothing_that_was_shown_is_in_the_memory_of_a_process(witness, everything_shown, name):
    """A core dump of the drivers' own processes holds nothing either, once they have read it."""
    pid = witness.mall.warden.pid(name)
    areas = list(memory_of(pid))
    assert sum(map(len, areas)) > 100_000
    if (
        name == KIOSK
    ):  # the search finds what is there: the ticket's own address, which is no secret of the kiosk's
        assert any(everything_shown.qr.rpartition("/")[2].encode() in area for area in areas)
    assert [found for area in areas if (found := found_in(area, PLAIN))] == []


def test_every_form_of_a_value_would_be_found(everything_shown):
    number = int.from_bytes(STAFF_EM[-4:], "big")
    for told in (
        NIK,
        NIK[::-1],
        NIK.encode().hex(),
        STAFF_EM.hex().upper(),
        STAFF_EM[::-1].hex(),
        str(number),
    ):
        assert found_in(f"… {told} …".encode(), VALUES)
    assert found_in(b"\x00" + STAFF_A + b"\x00", VALUES)


def test_a_kiosk_that_was_started_again_knows_the_papers_of_today(witness, everything_shown):
    mall, starts = witness.mall, witness.mall.warden.starts(KIOSK)
    mall.warden.kill(KIOSK)
    wait_for("the kiosk to be there again", lambda: mall.warden.starts(KIOSK) > starts)
    wait_for("its scanner", lambda: witness.log(KIOSK).count("pemindai: ready") > 1)
    wait_for("the kiosk to give numbers", lambda: mall.boxes[KIOSK].lamp("ktp-baru") == "on")
    copy = witness.next_paper(lambda: witness.show(KIOSK, "pemindai", everything_shown.qr))
    assert copy.label == everything_shown.label
    assert "CETAK ULANG" in copy.text
