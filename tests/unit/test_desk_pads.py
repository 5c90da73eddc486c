"""What a pad's log brings to the desk: faces that were touched, staff cards; and what a kiosk shows or prints again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.localtime import service_day
from hub import boards
from hub import commands as cmd
from hub import events as e
from hub.accounts.private import Booking, Gone, StaffCard
from hub.boards import RATE_S
from hub.decisions.counter import REACH_S
from hub.shown import TOLD_S
from tests.unit.front_desk import FIRST, Counter
from tests.unit.small_hall import MALL, MORNING, TODAY, TOKEN, operate, wait

if TYPE_CHECKING:
    from hub.tickets import Ticket

CARD, OTHER_CARD = "ca" * 16, "cb" * 16
CODE = "0c" * 16
DAY_S = 86400.0


class Pad(Counter):
    """The desk as the pad of loket-1 speaks to it; each entry of its log follows on the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.born("pad-1", role="counter_pad")
        self.seq = 0
        self.happened: list[Any] = []
        for name in ("siti", "budi"):
            row = {"name": name.title(), "role": "officer", "counters": ["loket-1"]}
            self.do(cmd.Edit(by="", kind="user", id=name, row=row))
        self.desk.shown.know([StaffCard(card=CARD, user="siti", given_by="ani", given_at=MORNING)])

    def do(self, command: cmd.Command) -> list[Any]:
        events = self.desk.do(command, MORNING + self.now, self.now)
        self.desk.take()
        return events

    def log(self, kind: type[c.Durable], **told: Any) -> list[c.Message]:
        """Let an entry of the pad's log come; gives what was answered, and keeps what happened."""
        entry = kind(seq=max(FIRST, self.seq + 1), prev=self.seq, **told)
        self.seq = entry.seq
        self.desk.hear(Heard("pad-1", entry, device="pad-1"), MORNING + self.now, self.now)
        happened, out = self.desk.take()
        self.happened = [each.event for each in happened]
        return [each.message for each in out]

    def rate(self, uid: str, score: int = 4) -> list[Any]:
        self.log(c.Rated, ticket=uid, score=score, at=MORNING + self.now)
        return self.happened

    def show(self, card: str = CARD, at: float | None = MORNING) -> list[c.Message]:
        """Hold a card to the pad; gives what the pad is told of it."""
        return [
            each for each in self.log(c.CardShown, card=card, at=at) if isinstance(each, c.CommandOutcome)
        ]

    def serve(self, number: int, minutes: float = 5.0) -> str:
        """Somebody comes, is called, served, and gone."""
        uid = f"kiosk-1.1.{number}"
        wait(self.desk.hall, uid, f"A{number:03}", 2 * number, at=MORNING + self.now)
        for action in ("call_next", "serve", "finish"):
            self.do(operate("loket-1", action))
            self.now += minutes * 30.0
        self.now -= minutes * 30.0
        return uid

    def view(self) -> c.CounterView:
        return boards.view(self.desk.hall, "loket-1", 1, MORNING + self.now)

    def here(self, counter: str = "loket-1") -> list[str]:
        return self.desk.hall.officers.here(counter, MORNING + self.now, MALL.timezone)


@pytest.fixture
def pad() -> Pad:
    return Pad()


def ticket(pad: Pad, uid: str) -> Ticket:
    return pad.desk.hall.tickets[uid]


# --- faces --------------------------------------------------------------------------------------------------


def test_a_face_counts_for_the_ticket_that_was_finished_here(pad):
    uid = pad.serve(1)
    assert pad.view().rate == uid
    (rated,) = pad.rate(uid, 3)
    assert (rated.score, rated.counter, rated.device, rated.by) == (3, "loket-1", "pad-1", "")
    assert ticket(pad, uid).rating == 3
    assert pad.view().rate is None


def test_the_first_vote_counts_and_a_second_one_is_only_taken_from_the_log(pad):
    uid = pad.serve(1)
    pad.rate(uid, 1)
    (taken,) = pad.rate(uid, 4)
    assert isinstance(taken, e.LogTaken)
    assert ticket(pad, uid).rating == 1
    assert pad.desk.hall.device("pad-1").log_seq == pad.seq


def test_a_vote_that_comes_hours_later_counts_and_says_when_it_was(pad):
    uid = pad.serve(1)
    pad.now += 3 * 3600.0
    pad.log(c.Rated, ticket=uid, score=2, at=MORNING + 400.0)
    (rated,) = pad.happened
    assert (rated.touched_at, rated.at) == (MORNING + 400.0, MORNING + pad.now)


def test_a_vote_on_what_was_not_finished_here_changes_nothing(pad):
    unheard_of, elsewhere, waiting = "kiosk-1.1.99", "kiosk-1.1.7", "kiosk-1.1.8"
    wait(pad.desk.hall, elsewhere, "4K001", 2, service="npwp")
    pad.do(operate("loket-2", "call_next"))
    pad.do(operate("loket-2", "finish"))
    wait(pad.desk.hall, waiting, "A008", 4)
    for uid in (unheard_of, elsewhere, waiting):
        assert [type(event) for event in pad.rate(uid)] == [e.LogTaken]
    assert not any(each.rating for each in pad.desk.hall.tickets.values())


def test_a_face_is_no_sign_of_an_officer(pad):
    uid = pad.serve(1)
    before = pad.desk.hall.acted["loket-1"]
    pad.now += 60.0
    pad.rate(uid)
    assert pad.desk.hall.acted["loket-1"] == before


def test_the_faces_are_asked_until_the_next_visitor_can_have_come(pad):
    uid = pad.serve(1)
    wait(pad.desk.hall, "kiosk-1.1.2", "A002", 5, at=MORNING + pad.now)
    pad.do(operate("loket-1", "call_next"))
    assert pad.view().rate == uid
    pad.now += REACH_S
    assert pad.view().rate is None


def test_the_faces_are_asked_no_longer_than_a_visitor_stays(pad):
    uid = pad.serve(1)
    pad.now += RATE_S - 1
    assert pad.view().rate == uid
    pad.now += 2
    assert pad.view().rate is None


def test_nobody_is_asked_how_it_was_who_did_not_come(pad):
    wait(pad.desk.hall, "kiosk-1.1.1", "A001", 2)
    pad.do(operate("loket-1", "call_next"))
    pad.do(operate("loket-1", "no_show"))
    assert pad.view().rate is None


# --- staff cards --------------------------------------------------------------------------------------------


def test_a_card_brings_its_officer_to_the_counter_and_away_again(pad):
    (told,) = pad.show()
    assert (told.done, told.text, told.uid) == (True, "Selamat bekerja, Siti", "pad-1.1.0")
    assert (pad.here(), pad.view().officer) == (["siti"], "Siti")
    (came,) = pad.happened
    assert (came.how, came.by, came.device) == ("card", "siti", "pad-1")
    pad.now += 3600.0
    (told,) = pad.show(at=MORNING + pad.now)
    assert told.text == "Sampai jumpa, Siti"
    assert (pad.here(), pad.view().officer) == ([], "")


def test_nothing_of_a_card_is_in_an_event(pad):
    pad.show()
    pad.show(OTHER_CARD)
    assert CARD not in "".join(e.dump(event) for event in pad.happened)
    assert OTHER_CARD not in "".join(e.dump(event) for event in pad.happened)


def test_a_card_of_nobody_is_remembered_for_the_manager_and_is_no_evidence(pad):
    (told,) = pad.show(OTHER_CARD)
    assert (told.done, told.text) == (False, "Belum terdaftar. Hubungi manajer.")
    assert [type(event) for event in pad.happened] == [e.LogTaken]
    assert pad.desk.shown.strangers["pad-1"] == (OTHER_CARD, MORNING)
    pad.desk.shown.know([StaffCard(card=OTHER_CARD, user="budi", given_by="ani", given_at=MORNING)])
    assert pad.desk.shown.strangers == {}
    pad.show(OTHER_CARD)
    assert pad.here() == ["budi"]


def test_a_card_that_was_taken_away_is_nobodys(pad):
    pad.desk.shown.know([Gone(StaffCard, CARD)])
    assert not pad.show()[0].done


def test_the_card_of_somebody_who_has_left_the_mall_is_nobodys(pad):
    row = {"name": "Siti", "role": "officer", "counters": ["loket-1"], "archived": True}
    pad.do(cmd.Edit(by="", kind="user", id="siti", row=row))
    assert not pad.show()[0].done


def test_nobody_sits_at_two_counters(pad):
    pad.do(cmd.Attend("loket-2", "sign_in", by="siti"))
    pad.show()
    assert [(event.counter, event.how) for event in pad.happened] == [
        ("loket-2", "sign_out"),
        ("loket-1", "card"),
    ]
    assert (pad.here("loket-2"), pad.here()) == ([], ["siti"])


def test_who_signed_in_at_the_console_goes_with_a_card(pad):
    pad.do(cmd.Attend("loket-1", "sign_in", by="siti"))
    pad.show()
    assert pad.happened[0].how == "sign_out"


def test_who_forgot_to_go_comes_again_the_next_morning(pad):
    pad.show()
    pad.now += DAY_S
    assert (pad.here(), pad.view().officer) == ([], "")
    pad.show(at=MORNING + pad.now)
    assert pad.happened[-1].how == "card"


def test_who_goes_after_the_service_day_has_ended_goes(pad):
    pad.show()
    pad.now += 10 * 3600.0  # 19.00; the service day ended at 18.00
    assert service_day(MORNING + pad.now, MALL.timezone, MALL.day_ends).isoformat() > TODAY
    pad.show(at=MORNING + pad.now)
    assert pad.happened[-1].how == "sign_out"


def test_a_card_that_was_shown_while_the_pad_was_alone_says_when_and_tells_nobody(pad):
    pad.now += 1800.0
    assert pad.show(at=MORNING + 60.0) == []
    assert pad.happened[-1].shown_at == MORNING + 60.0
    assert pad.happened[-1].at == MORNING + 1800.0


def acted(pad: Pad) -> float | None:
    at = pad.desk.hall.acted.get("loket-1")
    return None if at is None else at - MORNING


def test_a_late_card_is_a_sign_of_somebody_when_it_was_shown(pad):
    pad.now += 1800.0
    pad.show(at=MORNING + 60.0)
    assert acted(pad) == 60.0


def test_a_late_card_takes_nothing_back_that_was_done_since(pad):
    pad.now += 600.0
    pad.serve(1)
    done = acted(pad)
    assert done is not None
    pad.now += 1800.0
    pad.show(at=MORNING + 60.0)
    assert (pad.happened[-1].how, acted(pad)) == ("card", done)
    pad.show(at=MORNING + 120.0)
    assert (pad.happened[-1].how, acted(pad)) == ("sign_out", done)
    pad.show(at=MORNING + 180.0)
    pad.show(at=MORNING + pad.now)
    assert (pad.happened[-1].how, acted(pad)) == ("sign_out", None)


def test_what_was_done_under_a_clock_that_was_ahead_does_not_stand_for_ever(pad):
    pad.now += 12 * 3600.0
    pad.serve(1)
    pad.now = 60.0
    pad.show(at=MORNING + 60.0)
    assert acted(pad) == 60.0


def test_the_same_entry_again_is_not_another_card(pad):
    pad.show()
    again = c.CardShown(seq=pad.seq, prev=0, card=CARD, at=MORNING)
    pad.hear(again, "pad-1")
    assert pad.here() == ["siti"]


def test_a_card_is_answered_as_long_as_somebody_stands_there(pad):
    pad.now += TOLD_S
    assert len(pad.show(at=MORNING)) == 1
    pad.now += 1.0
    assert pad.show(at=MORNING) == []


# --- copies, and how a number was asked for -----------------------------------------------------------------


def test_a_copy_is_on_record_and_the_place_is_the_same(pad):
    wait(pad.desk.hall, "kiosk-1.1.1", "A001", FIRST)
    pad.born()
    before = ticket(pad, "kiosk-1.1.1")
    entry = c.Reprinted(seq=FIRST + 9, prev=0, uid="kiosk-1.1.1", result="printed")
    pad.desk.hear(Heard("kiosk-1", entry, device="kiosk-1"), MORNING, 0.0)
    copies = [each.event for each in pad.desk.take()[0] if isinstance(each.event, e.Reprinted)]
    assert [(event.label, event.device, event.result) for event in copies] == [("A001", "kiosk-1", "printed")]
    assert ticket(pad, "kiosk-1.1.1") == before
    assert pad.desk.hall.device("kiosk-1").log_seq == entry.seq


def test_how_a_number_was_asked_for_stays_with_whatever_takes_its_place(pad):
    pad.born()
    asked = c.TicketRequest(uid="kiosk-1.1.1", service="ktp", token=TOKEN, channel="panel")
    pad.hear(asked)
    assert ticket(pad, "kiosk-1.1.1").channel == "panel"
    pad.hear(msgspec.structs.replace(asked, uid="kiosk-1.1.2", replaces="kiosk-1.1.1", channel="button"))
    assert ticket(pad, "kiosk-1.1.2").channel == "panel"


# --- bookings -----------------------------------------------------------------------------------------------


@pytest.fixture
def booked(pad):
    pad.born()
    pad.wait(0.0)  # the day begins
    pad.desk.shown.know([Booking(code=CODE, day=TODAY, service="akta", at=MORNING + 600.0)])
    return pad


def use(pad: Pad, uid: str) -> c.Message:
    (answer,) = pad.hear(
        c.TicketRequest(uid=uid, service="akta", token=TOKEN, channel="booking", booking=CODE),
        uid.split(".", maxsplit=1)[0],
    )
    return answer


def test_a_booking_of_today_is_found_and_its_number_is_a_number_like_any_other(booked):
    (found,) = booked.hear(c.BookingAsked(uid="kiosk-1.1.1", code=CODE))
    assert found == c.BookingFound(uid="kiosk-1.1.1", service="akta", at=MORNING)
    assert isinstance(use(booked, "kiosk-1.1.2"), c.Proposal)
    taken = ticket(booked, "kiosk-1.1.2")
    assert (taken.channel, taken.booking, taken.priority, taken.queue_time) == ("booking", CODE, "", MORNING)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-25", ""])
def test_a_code_that_is_no_booking_of_today_is_refused_in_both_languages(booked, day):
    booked.desk.shown.know([Gone(Booking, CODE)])
    if day:
        booked.desk.shown.know([Booking(code=CODE, day=day, service="akta")])
    (refused,) = booked.hear(c.BookingAsked(uid="kiosk-1.1.1", code=CODE))
    assert (refused.reason, refused.text.split(".")[0]) == (
        "no_booking",
        "Kode ini bukan pemesanan untuk hari ini",
    )
    assert refused.english.startswith("This code is no booking for today.")


def test_a_booking_gives_one_number_to_one_press(booked):
    assert use(booked, "kiosk-1.1.1") == use(booked, "kiosk-1.1.1")  # the same uid again is the same ticket
    booked.born("kiosk-2")
    refused = use(booked, "kiosk-2.1.1")
    assert isinstance(refused, c.Refusal)
    assert refused.reason == "no_booking"
    assert refused.text == "Pemesanan ini sudah dipakai untuk nomor B001. Silakan ke meja informasi."
    (refused,) = booked.hear(c.BookingAsked(uid="kiosk-2.1.2", code=CODE), "kiosk-2")
    assert refused.english == (
        "This booking was used already, for number B001. Please ask at the information desk."
    )


def test_a_booking_whose_number_never_reached_paper_can_be_used_again(booked):
    use(booked, "kiosk-1.1.1")
    booked.do(cmd.Void("kiosk-1.1.1", "never bound"))
    assert isinstance(use(booked, "kiosk-1.1.2"), c.Proposal)


def test_bookings_of_days_gone_by_are_to_be_forgotten(booked):
    assert booked.desk.shown.past(TODAY) == []
    assert booked.desk.shown.past("2026-11-25") == [Gone(Booking, CODE)]
    booked.desk.shown.know(booked.desk.shown.past("2026-11-25"))
    assert booked.desk.shown.bookings == {}


def test_why_there_is_no_number_is_told_in_both_languages(pad):
    pad.born()
    (refused,) = pad.hear(c.TicketRequest(uid="kiosk-1.1.1", service="paspor", token=TOKEN))
    assert refused.english == "This service is no longer offered here. Please ask at the information desk."
