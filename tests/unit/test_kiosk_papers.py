"""A kiosk's papers: what is owed, what is void, services that have gone, and words for whoever gets no paper."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from broker_config.outbox import Outbox
from kiosk.clerk import Clerk, Outlets, owed
from kiosk.hub_watch import HubWatch, LinkDown, LinkUp, Send
from kiosk.receipt_words import SLIPS
from kiosk.roles import (
    BindAndPrint,
    Owed,
    PaperCode,
    Pressed,
    PrintCopy,
    PrintEnded,
    PrinterIs,
    PrintSlip,
    Shown,
    Tell,
    TicketKiosk,
    Wanted,
)
from kiosk.roles.papers import COPIES
from kiosk.roles.ticket_kiosk import GIVE_UP_S, SLIP_AGAIN_S
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

WELCOME = c.Welcome(boot=3, epoch=1, acked=0, letter="X", at=MORNING)
CATALOGUE = c.Catalogue(
    epoch=1, rev=1, mall=MALL, zones=(), agencies=(), services=SERVICES, counters=COUNTERS
)
FEWER = c.Catalogue(
    epoch=1, rev=2, mall=MALL, zones=(), agencies=(), services=SERVICES[1:], counters=COUNTERS
)
FIRST, SECOND = "kiosk-1.3.1", "kiosk-1.3.2"
TORN, CARD = "f" * 32, "d" * 32
CODE = "0c" * 16


def of(kind: type, actions: list[object]) -> list[Any]:
    return [action for action in actions if isinstance(action, kind)]


def said(actions: list[object], kind: type = c.TicketRequest) -> list[Any]:
    return [each.message for each in of(Send, actions) if isinstance(each.message, kind)]


@pytest.fixture
def kiosk() -> TicketKiosk:
    """One without a panel, that knows the hub."""
    made = TicketKiosk("kiosk-1", 3, HubWatch(), letter="X", number=16, secret=b"s" * 32, slips=True)
    for event in (CATALOGUE, PrinterIs(ok=True, paper="ok"), LinkUp(), WELCOME):
        made.handle(event, 0.0)
    return made


def propose(kiosk: TicketKiosk, uid: str, label: str, at: float) -> list[object]:
    return kiosk.handle(c.Proposal(uid=uid, label=label, ahead=0, wait_s=0.0, at=MORNING), at)


def fail(kiosk: TicketKiosk, wanted: object = Pressed("ktp"), *, at: float = 1.0) -> None:
    """Let a paper fail whose code can be read."""
    kiosk.handle(wanted, 0.0)
    propose(kiosk, FIRST, "A001", 0.1)
    kiosk.handle(PaperCode(FIRST, TORN), 0.2)
    kiosk.handle(PrinterIs(ok=False, paper="out"), at)
    kiosk.handle(PrintEnded(FIRST, "failed", "paper out"), at)


# --- services that have gone --------------------------------------------------------------------------------


def test_a_number_that_was_asked_for_is_given_though_its_service_left_the_catalogue(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    kiosk.handle(FEWER, 0.1)
    assert [bind.label for bind in of(BindAndPrint, kiosk.tick(GIVE_UP_S))] == ["A-X017"]


def test_what_is_owed_for_a_service_that_has_gone_is_asked_for_and_the_visitor_told(kiosk):
    fail(kiosk)
    kiosk.handle(FEWER, 2.0)
    (request,) = said(kiosk.handle(PrinterIs(ok=True, paper="ok"), 3.0))
    assert (request.service, request.replaces) == ("ktp", FIRST)
    refusal = c.Refusal(uid=request.uid, reason="unknown_service", text="Tidak lagi tersedia.")
    assert of(PrintSlip, kiosk.handle(refusal, 3.1)) == [PrintSlip("ktp", "Tidak lagi tersedia.")]
    assert said(kiosk.tick(60.0)) == []


@pytest.mark.parametrize("gone", ["before it is asked", "while it is asked"])
def test_without_the_hub_what_is_owed_for_a_service_that_has_gone_waits_for_it(kiosk, gone):
    fail(kiosk)
    kiosk.handle(FEWER, 2.0)
    events = [LinkDown(), PrinterIs(ok=True, paper="ok")]
    for event in events if gone == "before it is asked" else reversed(events):
        assert of(BindAndPrint, kiosk.handle(event, 3.0)) == []
    actions = kiosk.handle(LinkUp(), 9.0) + kiosk.handle(WELCOME, 9.0)
    assert [request.replaces for request in said(actions)] == [FIRST]


def test_a_paper_that_is_owed_is_not_forgotten_before_the_catalogue_is_there():
    paper = (Owed("kiosk-1.2.9", "ktp", 0.0),)
    due = TicketKiosk("kiosk-1", 3, HubWatch(), letter="X", number=0, secret=b"s" * 32, owed=paper)
    due.handle(PrinterIs(ok=True, paper="ok"), 1.0)
    assert [bind.replaces for bind in of(BindAndPrint, due.handle(CATALOGUE, 2.0))] == ["kiosk-1.2.9"]


# --- a wish is remembered -----------------------------------------------------------------------------------


WISH = Wanted("ktp", priority="lansia", channel="booking", booking=CODE, language="en")


@pytest.mark.parametrize("alive", [True, False])
def test_the_second_paper_is_as_the_first_was_asked_for(kiosk, alive):
    fail(kiosk, WISH)
    if not alive:
        kiosk.handle(LinkDown(), 2.0)
    actions = kiosk.handle(PrinterIs(ok=True, paper="ok"), 3.0)
    actions += propose(kiosk, SECOND, "A002", 3.1)
    (bind,) = of(BindAndPrint, actions)
    assert (bind.priority, bind.channel, bind.booking, bind.language) == ("lansia", "booking", CODE, "en")


def test_it_is_remembered_over_a_restart(tmp_path):
    outbox = Outbox(tmp_path / "outbox.db")
    role = TicketKiosk("kiosk-1", 1, HubWatch(), letter="X", number=0, secret=b"s" * 32)
    hands = Outlets(
        send=lambda _m: False, print=lambda _b: None, light=lambda _p: None, reborn=lambda _b: None
    )
    clerk = Clerk(role, HubWatch(), outbox, hands)
    out = PrinterIs(ok=False, paper="out")
    for event in (CATALOGUE, PrinterIs(ok=True, paper="ok"), WISH, out, PrintEnded("kiosk-1.1.1", "failed")):
        clerk.take(event, 0.0)
    due = owed(outbox)
    outbox.close()
    assert [one.wanted for one in due] == [WISH]


# --- void papers --------------------------------------------------------------------------------------------


def show(kiosk: TicketKiosk, at: float, visitor: str = TORN) -> list[object]:
    return kiosk.handle(Shown("code", visitor, booking=CODE), at)


def test_a_torn_piece_gives_no_copy_of_a_void_number(kiosk):
    fail(kiosk)
    actions = show(kiosk, 2.0)
    assert of(PrintCopy, actions) == []
    assert of(Tell, actions) == [Tell("shut", FIRST)]


def test_a_torn_piece_gives_a_copy_of_the_number_that_has_its_place(kiosk):
    fail(kiosk)
    kiosk.handle(PrinterIs(ok=True, paper="ok"), 3.0)
    actions = show(kiosk, 3.05)
    assert (of(PrintCopy, actions), of(Tell, actions)) == ([], [Tell("copying", FIRST)])
    propose(kiosk, SECOND, "A002", 3.1)
    assert of(PrintCopy, show(kiosk, 3.2)) == []  # its own paper is just coming
    kiosk.handle(PrintEnded(SECOND, "printed"), 4.0)
    assert of(PrintCopy, show(kiosk, 5.0)) == [PrintCopy(SECOND)]


def test_after_a_restart_a_void_paper_gives_no_copy_until_it_is_replaced(kiosk):
    kiosk.handle(PaperCode("kiosk-1.2.7", TORN, failed=True), 1.0)
    actions = show(kiosk, 2.0)
    assert of(PrintCopy, actions) == []
    assert of(Tell, actions) == [Tell("unknown_code")]


# --- words instead of paper ---------------------------------------------------------------------------------


def slips(actions: list[object]) -> list[str]:
    return [slip.text for slip in of(PrintSlip, actions) if not slip.service]


def test_a_code_or_card_that_nobody_knows_is_answered_on_paper_but_not_again_at_once(kiosk):
    unknown = Shown("code", TORN)
    assert slips(kiosk.handle(unknown, 1.0)) == [SLIPS["unknown_code"]]
    assert slips(kiosk.handle(unknown, 1.0 + SLIP_AGAIN_S / 2)) == []
    assert slips(kiosk.handle(Shown("card", CARD), 2.0)) == [SLIPS["unknown_card"]]
    assert slips(kiosk.handle(unknown, 1.1 + SLIP_AGAIN_S)) == [SLIPS["unknown_code"]]


def test_a_booking_that_is_refused_is_answered_on_paper_in_the_hubs_words(kiosk):
    (asked,) = said(show(kiosk, 1.0), c.BookingAsked)
    refusal = c.Refusal(uid=asked.uid, reason="no_booking", text="Pemesanan ini sudah dipakai.")
    assert slips(kiosk.handle(refusal, 1.1)) == ["Pemesanan ini sudah dipakai."]


@pytest.mark.parametrize("alive", [True, False])
def test_a_booking_that_the_hub_does_not_answer_is_answered_on_paper(kiosk, alive):
    if not alive:
        kiosk.handle(LinkDown(), 0.5)
    assert slips(show(kiosk, 1.0) + kiosk.tick(1.0 + GIVE_UP_S)) == [SLIPS["no_answer"]]


def test_one_copy_too_many_is_answered_on_paper(kiosk):
    kiosk.handle(PaperCode(FIRST, TORN), 0.0)
    for number in range(COPIES):
        assert slips(show(kiosk, 1.0 + number)) == []
        kiosk._copying.clear()
    assert slips(show(kiosk, 9.0)) == [SLIPS["no_copy"]]


def test_where_there_is_a_panel_or_no_paper_nothing_is_printed(kiosk):
    kiosk.handle(PrinterIs(ok=False, paper="out"), 1.0)
    assert slips(kiosk.handle(Shown("card", CARD), 2.0)) == []
    panel = TicketKiosk("kiosk-1", 3, HubWatch(), letter="X", number=16, secret=b"s" * 32)
    panel.handle(PrinterIs(ok=True, paper="ok"), 1.0)
    assert slips(panel.handle(Shown("card", CARD), 2.0)) == []
