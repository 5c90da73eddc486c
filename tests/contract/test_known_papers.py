"""A ticket that is shown to the kiosk that printed it is known, today, also after the kiosk was started again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from broker_config import contract as c
from broker_config.outbox import Outbox
from broker_config.settings import DeviceSettings
from kiosk import known_papers
from kiosk.hub_watch import HubWatch, LinkUp
from kiosk.identity import Identity
from kiosk.known_papers import KnownPapers, give_key
from kiosk.receipt import qr_text
from kiosk.roles import PaperCode

MONDAY = 1795396200.0  # 8.10 in Jakarta
DAY_S = 86_400.0
MALL = c.Mall(name="MPP", regency="", timezone="Asia/Jakarta", ticket_url="https://mpp.example/t")


@pytest.fixture
def identity(monkeypatch):
    identity = Identity()
    monkeypatch.setattr(known_papers, "IDENTITY", identity)
    return identity


@pytest.fixture
def outbox(tmp_path):
    outbox = Outbox(tmp_path / "outbox.db")
    yield outbox
    outbox.close()


def bind(outbox: Outbox, uid: str, at: float, replaces: str | None = None) -> str:
    token = uid.replace(".", "-").ljust(22, "x")
    with outbox.transaction(sync=False):
        outbox.append(
            c.Bound, uid, uid=uid, label="A012", service="ktp", token=token, at=at, replaces=replaces
        )
    return token


def told(at: float) -> HubWatch:
    """What is known of the time by a kiosk that a hub has welcomed."""
    watch = HubWatch()
    watch.handle(LinkUp(), 0.0)
    watch.handle(c.Welcome(boot=1, epoch=1, acked=0, letter="X", at=at), 0.0)
    return watch


def catalogue(**more: Any) -> Any:
    return SimpleNamespace(mall=MALL, **more)


def test_the_papers_of_today_are_known_after_a_start_and_older_ones_are_not(identity, outbox):
    bind(outbox, "kiosk-1.1.1", MONDAY - DAY_S)
    token = bind(outbox, "kiosk-1.1.2", MONDAY)
    codes: list[PaperCode] = []
    papers = KnownPapers(told(MONDAY + 60), outbox, codes.append)
    papers.turn(catalogue(), 1.0)
    papers.turn(catalogue(), 2.0)
    assert codes == [PaperCode("kiosk-1.1.2", identity.paper(qr_text(MALL, token)))]


def test_after_a_start_a_paper_that_failed_stands_for_what_was_printed_instead(identity, outbox):
    tokens = [
        bind(outbox, "kiosk-1.1.1", MONDAY),
        bind(outbox, "kiosk-1.1.2", MONDAY, replaces="kiosk-1.1.1"),
        bind(outbox, "kiosk-1.1.3", MONDAY),
    ]
    with outbox.transaction(sync=False):
        for uid in ("kiosk-1.1.1", "kiosk-1.1.3"):
            outbox.append(c.Printed, uid, uid=uid, result="failed", reason="paper out")
    codes: list[PaperCode] = []
    KnownPapers(told(MONDAY + 60), outbox, codes.append).turn(catalogue(), 1.0)
    assert [(code.uid, code.failed) for code in codes] == [
        ("kiosk-1.1.2", False), ("kiosk-1.1.2", False), ("kiosk-1.1.3", True),
    ]  # fmt: skip
    assert [code.visitor for code in codes] == [identity.paper(qr_text(MALL, token)) for token in tokens]


def test_a_ticket_that_comes_out_is_known_when_nobody_waits_any_more(identity, outbox):
    codes: list[PaperCode] = []
    papers = KnownPapers(told(MONDAY), outbox, codes.append)
    papers.turn(catalogue(), 1.0)
    token = bind(outbox, "kiosk-1.1.1", MONDAY)
    papers.printed("kiosk-1.1.1")
    assert codes == []
    papers.turn(catalogue(), 2.0)
    assert codes == [PaperCode("kiosk-1.1.1", identity.paper(qr_text(MALL, token)))]


def test_when_the_service_day_ends_the_papers_of_the_day_are_forgotten(identity, outbox):
    token = bind(outbox, "kiosk-1.1.1", MONDAY)
    codes: list[PaperCode] = []
    papers = KnownPapers(told(MONDAY), outbox, codes.append)
    papers.turn(catalogue(), 0.0)
    assert len(codes) == 1
    papers.turn(catalogue(), 11 * 3600.0)  # past 18.00
    assert len(codes) == 1
    assert identity.paper(qr_text(MALL, token)) != codes[0].visitor


def test_a_kiosk_without_a_reader_of_codes_tells_nothing_but_keeps_the_day(identity):
    codes: list[PaperCode] = []
    papers = KnownPapers(told(MONDAY), None, codes.append)
    papers.printed("kiosk-1.1.1")
    papers.turn(catalogue(), 1.0)
    assert codes == []
    assert identity._booking_day == "2026-11-23"


def test_a_day_that_was_only_carried_over_a_restart_is_good_for_papers_but_not_for_bookings(identity, outbox):
    bind(outbox, "kiosk-1.1.1", MONDAY)
    codes: list[PaperCode] = []
    KnownPapers(HubWatch(remembered=MONDAY), outbox, codes.append).turn(catalogue(), 1.0)
    assert len(codes) == 1
    assert identity._booking_day == ""


def test_an_identity_key_that_is_named_and_not_there_is_told_and_stops_nothing(identity, tmp_path):
    device = DeviceSettings(id="kiosk-1", role="ticket_kiosk", site="contoh", identity="identity.key")
    give_key(device, tmp_path)
    assert identity.problem == "identity.key is missing or damaged"
    tmp_path.joinpath("identity.key").write_text("ab" * 32 + "\n")
    give_key(device, tmp_path)
    assert identity.problem == ""
    assert identity._mall_key == b"\xab" * 32
