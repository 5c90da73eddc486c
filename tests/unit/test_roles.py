"""A kiosk: when it asks again, when it stops waiting, what it does without the hub, and how it comes back."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from kiosk.hub_watch import (
    BIRTH_AGAIN_S,
    PROBE_EVERY_S,
    Admitted,
    HubWatch,
    Introduce,
    LinkDown,
    LinkUp,
    NobodyHeard,
    Send,
)
from kiosk.roles import (
    GIVE_UP_S,
    OWED_S,
    BindAndPrint,
    LogPrint,
    Owed,
    Pressed,
    PrintEnded,
    PrinterIs,
    TicketKiosk,
    Wanted,
)
from kiosk.roles.ticket_kiosk import TAKE_S
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

WELCOME = c.Welcome(boot=3, epoch=1, acked=0, letter="X", at=MORNING)
CATALOGUE = c.Catalogue(
    epoch=1, rev=1, mall=MALL, zones=(), agencies=(), services=SERVICES, counters=COUNTERS
)


def said(actions, kind=object) -> list[Any]:
    return [
        action.message for action in actions if isinstance(action, Send) and isinstance(action.message, kind)
    ]


def binds(actions):
    return [action for action in actions if isinstance(action, BindAndPrint)]


def offline_kiosk(letter="X", number=16, **told):
    kiosk = TicketKiosk("kiosk-1", 3, HubWatch(**told), letter=letter, number=number, secret=b"s" * 32)
    kiosk.handle(CATALOGUE, 0.0)
    kiosk.handle(PrinterIs(ok=True, paper="ok"), 0.0)
    return kiosk


@pytest.fixture
def kiosk():
    made = offline_kiosk()
    made.handle(LinkUp(), 0.0)
    made.handle(WELCOME, 0.0)
    return made


def proposal(uid="kiosk-1.3.1", label="A012"):
    return c.Proposal(uid=uid, label=label, ahead=4, wait_s=600.0, at=MORNING)


# --- the hub answers ----------------------------------------------------------------------------------------


def test_a_press_asks_at_once_and_again_at_150_and_400_milliseconds(kiosk):
    asked = [(0.0, said(kiosk.handle(Pressed("ktp"), 0.0)))]
    while (due := kiosk.deadline()) is not None and due < GIVE_UP_S:
        asked.append((due, said(kiosk.tick(due))))
    assert [at for at, _ in asked] == [0.0, 0.150, 0.400]
    assert len({message for _, messages in asked for message in messages}) == 1  # the same uid each time


def test_the_proposed_label_is_bound_and_printed_once(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    (bind,) = binds(kiosk.handle(proposal(), 0.1))
    assert (bind.label, bind.ahead, bind.number, bind.trusted) == ("A012", 4, 0, True)
    assert binds(kiosk.handle(proposal(), 0.2)) == []
    assert binds(kiosk.handle(proposal(label="A013"), 0.3)) == []


def test_two_presses_are_two_uids(kiosk):
    uids = [said(kiosk.handle(Pressed(service), 0.0))[0].uid for service in ("ktp", "ktp", "akta")]
    assert uids == ["kiosk-1.3.1", "kiosk-1.3.2", "kiosk-1.3.3"]


def test_a_service_that_is_refused_is_not_printed(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    kiosk.handle(c.Refusal(uid="kiosk-1.3.1", reason="unknown_service", text="…"), 0.1)
    assert binds(kiosk.tick(GIVE_UP_S)) == []


# --- the hub does not answer --------------------------------------------------------------------------------


def test_without_an_answer_by_800_milliseconds_it_gives_a_number_of_its_own(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    assert binds(kiosk.tick(0.799)) == []
    (bind,) = binds(kiosk.tick(0.800))
    assert (bind.label, bind.number, bind.ahead) == ("A-X017", 17, None)


def test_a_late_reply_changes_nothing(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    kiosk.tick(GIVE_UP_S)
    assert binds(kiosk.handle(proposal(), 0.9)) == []


@pytest.mark.parametrize("event", [LinkDown(), c.HubState(status="offline", epoch=1, boot=1)])
def test_it_does_not_wait_for_a_hub_that_is_known_to_be_gone(kiosk, event):
    kiosk.handle(Pressed("ktp"), 0.0)
    assert [bind.label for bind in binds(kiosk.handle(event, 0.01))] == ["A-X017"]
    assert [bind.label for bind in binds(kiosk.handle(Pressed("akta"), 0.02))] == ["B-X018"]


def test_nobody_heard_is_an_answer_too(kiosk):
    (request,) = said(kiosk.handle(Pressed("ktp"), 0.0))
    assert [bind.label for bind in binds(kiosk.handle(NobodyHeard(request), 0.01))] == ["A-X017"]


def test_after_one_time_out_it_stays_offline_until_a_probe_is_answered(kiosk):
    kiosk.handle(Pressed("ktp"), 0.0)
    kiosk.tick(GIVE_UP_S)
    (probe,) = said(kiosk.tick(kiosk.deadline()), c.HubProbe)
    assert binds(kiosk.handle(Pressed("ktp"), 1.0))
    assert said(kiosk.tick(GIVE_UP_S + PROBE_EVERY_S), c.HubProbe)[0].nonce == probe.nonce + 1
    kiosk.handle(c.HubAlive(nonce=probe.nonce, at=MORNING), 3.0)  # the answer to an older one
    assert binds(kiosk.handle(Pressed("ktp"), 3.0))
    kiosk.handle(c.HubAlive(nonce=probe.nonce + 1, at=MORNING), 3.1)
    assert said(kiosk.handle(Pressed("ktp"), 3.2), c.TicketRequest)


def test_before_it_was_ever_admitted_it_has_no_safe_number_and_its_lamps_are_off():
    kiosk = offline_kiosk(letter="")
    assert binds(kiosk.handle(Pressed("ktp"), 0.0)) == []
    assert kiosk.lamps()["ktp"] == "off"


def test_a_retained_online_proves_nothing():
    kiosk = offline_kiosk()
    kiosk.handle(LinkUp(), 0.0)
    kiosk.handle(c.HubState(status="online", epoch=1, boot=1), 0.0)
    assert binds(kiosk.handle(Pressed("ktp"), 0.1))


# --- time ---------------------------------------------------------------------------------------------------


def test_a_time_that_was_carried_over_a_start_is_a_lower_bound_and_not_trusted():
    kiosk = offline_kiosk(remembered=MORNING)
    (bind,) = binds(kiosk.handle(Pressed("ktp"), 60.0))
    assert (bind.at, bind.trusted) == (MORNING + 60.0, False)


def test_a_retained_clock_counts_only_from_a_hub_that_lives():
    kiosk = offline_kiosk()
    kiosk.handle(c.Clock(epoch=1, at=MORNING), 0.0)
    (bind,) = binds(kiosk.handle(Pressed("ktp"), 1.0))
    assert (bind.at, bind.trusted) == (None, False)


def test_the_hub_time_goes_on_while_it_is_away(kiosk):
    kiosk.handle(LinkDown(), 10.0)
    (bind,) = binds(kiosk.handle(Pressed("ktp"), 100.0))
    assert (bind.at, bind.trusted) == (MORNING + 100.0, True)


# --- paper --------------------------------------------------------------------------------------------------


def fail(kiosk, at=1.0):
    kiosk.handle(Pressed("ktp"), 0.0)
    kiosk.handle(proposal(), 0.1)
    kiosk.handle(PrinterIs(ok=False, paper="out"), at)
    return kiosk.handle(PrintEnded("kiosk-1.3.1", "failed", "paper out"), at)


def test_without_paper_it_is_closed_and_a_press_does_nothing(kiosk):
    assert fail(kiosk)[0] == LogPrint("kiosk-1.3.1", "failed", "paper out")
    assert kiosk.lamps() == {"ktp": "off", "akta": "off", "npwp": "off", "paper": "fast"}
    actions = kiosk.handle(Pressed("ktp"), 2.0)
    assert said(actions) == []
    assert binds(actions) == []


def test_a_failed_paper_is_asked_for_anew_when_the_printer_is_well_again(kiosk):
    fail(kiosk)
    (request,) = said(kiosk.handle(PrinterIs(ok=True, paper="ok"), 60.0), c.TicketRequest)
    assert (request.uid, request.replaces) == ("kiosk-1.3.2", "kiosk-1.3.1")


def test_it_knows_how_many_stand_here_and_wait_for_a_paper(kiosk):
    assert kiosk.owed(0.0) == 0
    fail(kiosk)
    assert [kiosk.owed(at) for at in (2.0, OWED_S - 1, OWED_S + 1)] == [1, 1, 0]
    kiosk.handle(PrinterIs(ok=True, paper="ok"), 60.0)
    assert kiosk.owed(60.0) == 0


def test_the_paper_in_place_of_one_that_failed_is_still_of_the_priority_lane(kiosk):
    kiosk.handle(Wanted("ktp", "lansia"), 0.0)
    kiosk.handle(proposal(), 0.1)
    kiosk.handle(PrintEnded("kiosk-1.3.1", "failed", "paper out"), 1.0)
    (bind,) = binds(kiosk.handle(proposal("kiosk-1.3.2"), 1.1))
    assert (bind.replaces, bind.priority) == ("kiosk-1.3.1", "lansia")


def test_nobody_waits_for_a_paper_for_ever_even_if_every_try_fails(kiosk):
    fail(kiosk)
    now, tries = 1.0, 0
    while now < 3 * OWED_S:
        now += 30.0
        for request in said(kiosk.handle(PrinterIs(ok=True, paper="ok"), now), c.TicketRequest):
            tries += 1
            kiosk.handle(proposal(request.uid), now)
            kiosk.handle(PrinterIs(ok=False, paper="out"), now)
            kiosk.handle(PrintEnded(request.uid, "failed"), now)
    assert tries == pytest.approx(OWED_S / 30.0, abs=1)


def test_a_paper_owed_from_before_the_start_is_replaced():
    owed = (Owed("kiosk-1.2.9", "ktp", 0.0),)
    kiosk = TicketKiosk("kiosk-1", 3, HubWatch(), letter="X", number=0, secret=b"s" * 32, owed=owed)
    kiosk.handle(CATALOGUE, 0.0)
    (bind,) = binds(kiosk.handle(PrinterIs(ok=True, paper="ok"), 5.0))
    assert (bind.label, bind.replaces) == ("A-X001", "kiosk-1.2.9")


def test_lamps_tell_what_a_finger_may_do(kiosk):
    assert kiosk.lamps() == {"ktp": "on", "akta": "on", "npwp": "on", "paper": "off"}
    kiosk.handle(Pressed("ktp"), 0.0)
    assert kiosk.lamps()["ktp"] == "fast"
    kiosk.handle(proposal(), 0.1)
    kiosk.handle(PrintEnded("kiosk-1.3.1", "printed"), 1.0)
    kiosk.handle(PrinterIs(ok=True, paper="near_end"), 1.0)
    assert kiosk.lamps() == {"ktp": "slow", "akta": "on", "npwp": "on", "paper": "slow"}  # take it
    kiosk.tick(1.0 + TAKE_S)
    assert kiosk.lamps()["ktp"] == "on"


def test_a_token_cannot_be_guessed_from_the_uid_and_is_the_same_for_the_same_press(kiosk):
    (request,) = said(kiosk.handle(Pressed("ktp"), 0.0))
    other = TicketKiosk("kiosk-1", 3, HubWatch(), letter="X", number=0, secret=b"t" * 32)
    assert other._token(request.uid) != request.token == kiosk._token(request.uid)


# --- introductions ------------------------------------------------------------------------------------------


def introductions(actions):
    return [action for action in actions if isinstance(action, Introduce)]


def test_it_introduces_itself_at_every_session_until_it_is_welcomed():
    watch = HubWatch()
    assert introductions(watch.handle(LinkUp(), 0.0)) == [Introduce(0)]
    assert introductions(watch.tick(BIRTH_AGAIN_S)) == [Introduce(0)]
    assert watch.handle(WELCOME, 1.1) == [Admitted(WELCOME)]
    assert watch.deadline() is None
    assert introductions(watch.handle(LinkUp(), 9.0)) == [Introduce(1)]


@pytest.mark.parametrize("boot", [7, 8], ids=["after an offline one", "another process"])
def test_a_hub_that_came_back_is_told_again_who_we_are(boot):
    watch = HubWatch()
    watch.handle(c.HubState(status="online", epoch=1, boot=7), 0.0)
    watch.handle(LinkUp(), 0.0)
    watch.handle(WELCOME, 0.0)
    assert watch.handle(c.HubState(status="online", epoch=1, boot=0x7), 0.5) == [
        Introduce(1)
    ]  # heard now first
    watch.handle(WELCOME, 0.6)
    if boot == 7:
        watch.handle(c.HubState(status="offline", epoch=1, boot=7), 1.0)
    assert introductions(watch.handle(c.HubState(status="online", epoch=1, boot=boot), 2.0)) == [Introduce(1)]


def test_a_hub_that_holds_less_than_it_said_is_told_again_who_we_are():
    watch = HubWatch()
    watch.handle(LinkUp(), 0.0)
    watch.handle(WELCOME, 0.0)
    watch.forgotten(1.0)
    assert introductions(watch.tick(1.0)) == [Introduce(1)]


def test_a_welcome_that_was_overtaken_takes_no_boot_back(kiosk):
    kiosk.handle(c.Welcome(boot=9, epoch=1, acked=0, letter="Y", at=MORNING), 0.0)
    kiosk.handle(WELCOME, 0.1)
    assert said(kiosk.handle(Pressed("ktp"), 0.2))[0].uid == "kiosk-1.9.1"
