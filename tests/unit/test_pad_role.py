"""A counter pad: an officer's buttons and card, a visitor's faces, lamps and words."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from kiosk.hub_watch import HubWatch, LinkDown, LinkUp, Send
from kiosk.roles import CounterPad, LogCard, LogRating, Pressed, RatingKept, Shown, Words
from kiosk.roles.counter_pad import (
    CARD_AGAIN_S,
    GIVE_UP_S,
    RATE_S,
    THANKS_S,
    TOLD_S,
    TOLD_VISITOR_S,
    TWICE_S,
    UNDERSTOOD_S,
)
from kiosk.roles.pad_words import NO_ANSWER, WIDTH, two_lines
from tests.unit.small_hall import MORNING

WELCOME = c.Welcome(boot=3, epoch=1, acked=0, letter="", at=MORNING)
CARD, OTHER = "ca" * 16, "cb" * 16
FINISHED = "kiosk-1.1.7"


def said(actions: list[object], kind: type = object) -> list[Any]:
    return [each.message for each in actions if isinstance(each, Send) and isinstance(each.message, kind)]


def of(kind: type, actions: list[object]) -> list[Any]:
    return [action for action in actions if isinstance(action, kind)]


def view(
    state: Any = "idle", label: str | None = None, waiting: int = 0, rev: int = 5, **more: Any
) -> c.CounterView:
    return c.CounterView(epoch=1, rev=rev, state=state, label=label, waiting=waiting, **more)


def done(uid: str, *, well: bool = True, text: str = "") -> c.CommandOutcome:
    return c.CommandOutcome(uid=uid, done=well, text=text)


# --- buttons ------------------------------------------------------------------------------------------------


@pytest.fixture
def pad():
    made = CounterPad("pad-1", 3, HubWatch())
    made.handle(LinkUp(), 0.0)
    made.handle(WELCOME, 0.0)
    return made


def test_a_command_is_asked_until_it_is_answered(pad):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    assert (first.uid, first.action, first.at) == ("pad-1.3.1", "call_next", MORNING)
    assert said(pad.tick(0.150)) == [first]
    pad.handle(c.CommandOutcome(uid=first.uid, done=True, label="A012"), 0.2)
    assert said(pad.tick(0.400)) == []


def test_one_press_at_a_time(pad):
    pad.handle(Pressed("call_next"), 0.0)
    assert said(pad.handle(Pressed("call_next"), 0.1)) == []


def test_a_quick_officer_is_not_ignored_the_next_command_follows_the_answer(pad):
    (first,) = said(pad.handle(Pressed("serve"), 0.0))
    assert said(pad.handle(Pressed("finish"), 0.01)) == []
    (second,) = said(pad.handle(c.CommandOutcome(uid=first.uid, done=True, label="A012"), 0.02))
    assert (second.uid, second.action) == ("pad-1.3.2", "finish")
    assert said(pad.handle(c.CommandOutcome(uid=second.uid, done=True, label="A012"), 0.03)) == []


def test_what_was_pressed_after_a_command_that_failed_is_not_done(pad):
    (first,) = said(pad.handle(Pressed("serve"), 0.0))
    pad.handle(Pressed("finish"), 0.01)
    assert said(pad.handle(c.CommandOutcome(uid=first.uid, done=False, text="…"), 0.02)) == []
    assert said(pad.tick(2.0)) == []


def test_a_command_that_was_refused_or_not_answered_shows_on_the_lamp(pad):
    pad.handle(Pressed("finish"), 0.0)
    pad.handle(c.CommandOutcome(uid="pad-1.3.1", done=False, text="…"), 0.1)
    assert pad.lamps()["link"] == "fast"
    pad.tick(0.1 + UNDERSTOOD_S)
    assert pad.lamps()["link"] == "on"
    pad.handle(Pressed("finish"), 5.0)
    pad.tick(5.0 + GIVE_UP_S)
    assert said(pad.tick(pad.deadline()), c.HubProbe)
    assert pad.lamps()["link"] == "fast"
    assert said(pad.handle(Pressed("finish"), 6.0)) == []  # no hub, no command


def test_lamps_show_the_newest_view_alone(pad):
    pad.handle(c.CounterView(epoch=1, rev=5, state="called", label="A012", waiting=3), 0.0)
    assert pad.lamps() == {"waiting": "on", "called": "slow", "link": "on", "thanks": "off"}
    pad.handle(c.CounterView(epoch=1, rev=4, state="idle", label=None, waiting=0), 0.0)
    assert pad.lamps()["called"] == "slow"
    pad.handle(c.CounterView(epoch=2, rev=1, state="serving", label="A012", waiting=0), 0.0)
    assert pad.lamps() == {"waiting": "off", "called": "on", "link": "on", "thanks": "off"}


def test_a_second_call_within_seconds_of_one_that_was_done_is_the_same_one_and_shows_that_it_was_understood(
    pad,
):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    pad.handle(done(first.uid), 0.1)
    assert said(pad.handle(Pressed("call_next"), TWICE_S)) == []
    assert pad.lamps()["called"] == "double"
    pad.tick(TWICE_S + UNDERSTOOD_S)
    assert pad.lamps()["called"] == "off"
    assert len(said(pad.handle(Pressed("call_next"), 0.1 + TWICE_S + UNDERSTOOD_S))) == 1


def test_a_call_after_one_that_was_refused_is_another_one(pad):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    pad.handle(done(first.uid, well=False, text="Tidak ada yang menunggu."), 0.1)
    assert len(said(pad.handle(Pressed("call_next"), 0.5))) == 1


def test_a_call_that_was_done_and_answered_late_is_not_asked_for_again(pad):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    pad.tick(GIVE_UP_S)
    assert pad.words() == NO_ANSWER
    pad.handle(done(first.uid), 0.95)
    assert "failed" not in pad._until
    assert pad.words() != NO_ANSWER
    (probe,) = said(pad.tick(pad.deadline()), c.HubProbe)
    pad.handle(c.HubAlive(nonce=probe.nonce, at=MORNING), 1.2)
    assert said(pad.handle(Pressed("call_next"), 1.5), c.CounterCommand) == []
    assert pad.lamps()["called"] == "double"
    assert len(said(pad.handle(Pressed("call_next"), 0.95 + TWICE_S), c.CounterCommand)) == 1


def test_a_refusal_that_comes_late_is_told_and_the_next_call_is_another_one(pad):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    pad.tick(GIVE_UP_S)
    (probe,) = said(pad.tick(pad.deadline()), c.HubProbe)
    pad.handle(c.HubAlive(nonce=probe.nonce, at=MORNING), 0.9)
    pad.handle(done(first.uid, well=False, text="Tidak ada yang menunggu."), 0.95)
    assert pad.words() == ("Tidak ada yang", "menunggu.")
    assert len(said(pad.handle(Pressed("call_next"), 1.5), c.CounterCommand)) == 1


def test_a_number_that_is_seen_to_be_called_is_not_passed_over_by_the_press_that_called_it(pad):
    pad.handle(view(), 0.0)
    pad.handle(Pressed("call_next"), 0.1)
    pad.handle(LinkDown(), 0.2)  # and with it the answer
    pad.handle(LinkUp(), 1.0)
    pad.handle(WELCOME, 1.0)
    pad.handle(view("called", "A012", rev=6), 1.1)
    assert said(pad.handle(Pressed("call_next"), 2.0), c.CounterCommand) == []
    assert len(said(pad.handle(Pressed("call_next"), 1.1 + TWICE_S), c.CounterCommand)) == 1


def test_what_is_pressed_right_after_a_call_is_done(pad):
    (first,) = said(pad.handle(Pressed("call_next"), 0.0))
    pad.handle(done(first.uid), 0.1)
    (second,) = said(pad.handle(Pressed("no_show"), 0.2))
    pad.handle(done(second.uid), 0.3)
    assert said(pad.handle(Pressed("call_next"), 0.4)) == []  # they are not that quick
    assert len(said(pad.handle(Pressed("call_next"), 3.2))) == 1


def test_in_a_rehearsal_that_runs_fast_people_press_fast():
    fast = CounterPad("pad-1", 3, HubWatch(rate=60.0))
    fast.handle(LinkUp(), 0.0)
    fast.handle(WELCOME, 0.0)
    (first,) = said(fast.handle(Pressed("call_next"), 0.0))
    fast.handle(done(first.uid), 0.1)
    assert said(fast.handle(Pressed("call_next"), 0.1 + 0.9 * TWICE_S / 60.0)) == []
    assert len(said(fast.handle(Pressed("call_next"), 0.2))) == 1


# --- faces --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("face", "score"), [("face-1", 1), ("face-2", 2), ("face-3", 3), ("face-4", 4)])
def test_a_face_is_a_vote_on_the_ticket_that_was_finished_last(pad, face, score):
    pad.handle(view(rate=FINISHED), 1.0)
    assert of(LogRating, pad.handle(Pressed(face), 2.0)) == [LogRating(FINISHED, score, MORNING + 2.0)]


def test_a_vote_is_thanked_for_when_it_is_on_the_disk_and_the_link_lamp_knows_nothing_of_it(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    pad.handle(Pressed("face-4"), 2.0)
    assert pad.lamps()["thanks"] == "off"
    pad.handle(RatingKept(FINISHED, new=True), 2.0)
    assert (pad.lamps()["thanks"], pad.lamps()["link"]) == ("on", "on")
    assert pad.words() == ("Terima kasih", "atas penilaian Anda")
    pad.tick(2.0 + THANKS_S)
    assert pad.lamps()["thanks"] == "off"


@pytest.mark.parametrize("seen", [None, view(), view("serving", "A012")])
def test_without_a_ticket_to_rate_a_face_does_nothing(pad, seen):
    if seen is not None:
        pad.handle(seen, 1.0)
    assert of(LogRating, pad.handle(Pressed("face-4"), 2.0)) == []
    assert pad.lamps()["thanks"] == "off"


def test_a_face_before_the_end_is_answered_for_a_moment(pad):
    pad.handle(view("serving", "A012"), 1.0)
    assert of(Words, pad.handle(Pressed("face-4"), 2.0)) == [Words("Mohon menilai", "setelah selesai")]
    assert pad.lamps()["link"] == "on"  # nothing failed
    pad.tick(2.0 + TOLD_VISITOR_S)
    assert pad.words() == ("Dilayani: A012", "Menunggu: 0")


def test_the_officers_word_for_a_hub_that_is_away_is_no_answer_to_a_face(pad):
    pad.handle(view("serving", "A012"), 1.0)
    pad.handle(LinkDown(), 2.0)
    assert of(Words, pad.handle(Pressed("face-4"), 3.0)) == [Words("Maaf, penilaian", "belum dapat dicatat")]
    pad.tick(3.0 + TOLD_VISITOR_S)
    assert pad.words() == ("Hub tidak terhubung", "Mohon tunggu")


def test_a_second_face_is_told_that_there_was_one(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    pad.handle(Pressed("face-4"), 2.0)
    pad.handle(RatingKept(FINISHED, new=True), 2.0)
    assert of(Words, pad.handle(Pressed("face-1"), 10.0)) == [Words("Sudah dinilai", "Terima kasih")]


def test_a_second_vote_on_a_ticket_does_nothing(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    pad.handle(Pressed("face-4"), 2.0)
    pad.handle(RatingKept(FINISHED, new=True), 2.0)
    pad.tick(10.0)
    assert of(LogRating, pad.handle(Pressed("face-1"), 10.0)) == []
    assert pad.lamps()["thanks"] == "off"
    pad.handle(view(rate="kiosk-1.1.8", rev=9), 20.0)
    assert len(of(LogRating, pad.handle(Pressed("face-1"), 21.0))) == 1


def test_without_the_hub_a_visitor_votes_on_what_the_hub_said_last_and_no_longer_than_one_stays(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    pad.handle(LinkDown(), 2.0)
    assert len(of(LogRating, pad.handle(Pressed("face-2"), 1.0 + RATE_S - 1))) == 1
    assert of(LogRating, pad.handle(Pressed("face-2"), 1.0 + RATE_S)) == []


def test_the_same_ticket_told_again_gives_no_longer_time(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    pad.handle(view(rate=FINISHED, waiting=3, rev=6), 100.0)
    assert of(LogRating, pad.handle(Pressed("face-2"), 1.0 + RATE_S)) == []


def test_a_face_is_no_command_and_stands_in_no_commands_way(pad):
    pad.handle(view(rate=FINISHED), 1.0)
    (first,) = said(pad.handle(Pressed("serve"), 2.0))
    assert len(of(LogRating, pad.handle(Pressed("face-3"), 2.1))) == 1
    (second,) = [Pressed("finish")]
    pad.handle(second, 2.2)
    assert said(pad.handle(done(first.uid), 2.3))[0].action == "finish"


@pytest.mark.parametrize("means", ["face-0", "face-5", "face-", "face-x"])
def test_there_are_four_faces(pad, means):
    pad.handle(view(rate=FINISHED), 1.0)
    assert of(LogRating, pad.handle(Pressed(means), 2.0)) == []


# --- cards --------------------------------------------------------------------------------------------------


def test_a_staff_card_is_written_down_with_or_without_the_hub(pad):
    (logged,) = of(LogCard, pad.handle(Shown("card", "v" * 32, staff=CARD), 1.0))
    assert logged == LogCard(CARD, MORNING + 1.0)
    assert pad.words() == ("Kartu terbaca", "Mohon tunggu")
    pad.handle(LinkDown(), 2.0)
    assert len(of(LogCard, pad.handle(Shown("card", "v" * 32, staff=OTHER), 3.0))) == 1
    assert pad.words() == ("Kartu dicatat", "Hub tidak terhubung")


def test_a_pad_that_was_never_told_the_time_says_that_it_does_not_know_it():
    alone = CounterPad("pad-1", 3, HubWatch())
    assert of(LogCard, alone.handle(Shown("card", "", staff=CARD), 1.0)) == [LogCard(CARD, None)]


def test_a_card_again_within_seconds_does_not_send_its_officer_away(pad):
    pad.handle(Shown("card", "", staff=CARD), 1.0)
    assert of(LogCard, pad.handle(Shown("card", "", staff=CARD), 2.0)) == []
    assert len(of(LogCard, pad.handle(Shown("card", "", staff=OTHER), 2.5))) == 1
    assert len(of(LogCard, pad.handle(Shown("card", "", staff=CARD), 3.0 + CARD_AGAIN_S))) == 1


def test_a_card_that_the_box_has_no_key_for_is_said_to_be_unknown_and_written_nowhere(pad):
    assert of(LogCard, pad.handle(Shown("card", "v" * 32), 1.0)) == []
    assert pad.words() == ("Kartu tidak dikenal", "alat ini")
    assert pad.lamps()["link"] == "fast"


def test_a_code_is_nothing_to_a_pad(pad):
    assert of(LogCard, pad.handle(Shown("code", "v" * 32, booking="b" * 32), 1.0)) == []


def test_what_the_hub_says_of_a_card_can_be_read(pad):
    pad.handle(Shown("card", "", staff=CARD), 1.0)
    pad.handle(done("pad-1.3.0", text="Selamat bekerja, Siti Rahayu"), 1.1)
    assert pad.words() == ("Selamat bekerja,", "Siti Rahayu")
    pad.handle(done("pad-1.3.0", well=False, text="Belum terdaftar. Hubungi manajer."), 2.0)
    assert pad.words() == ("Belum terdaftar.", "Hubungi manajer.")
    assert pad.lamps()["link"] == "fast"


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (view(), ("Tidak ada antrean", "")),
        (view(officer="Siti Nur Rahayuningsih"), ("Tidak ada antrean", "Siti Nur Rahayunings")),
        (view(waiting=12, officer="Siti"), ("Menunggu: 12", "Siti")),
        (view("called", "4KB-AX0123", 3), ("Dipanggil: 4KB-AX0123"[:20], "Menunggu: 3")),
        (view("serving", "A012"), ("Dilayani: A012", "Menunggu: 0")),
    ],
)
def test_words_say_how_the_counter_stands(pad, seen, words):
    pad.handle(seen, 1.0)
    assert pad.words() == words


def test_words_say_that_the_hub_is_away_and_that_a_pad_has_only_just_started(pad):
    assert CounterPad("pad-1", 3, HubWatch()).words() == ("Menghubungi hub", "Mohon tunggu")
    pad.handle(view(waiting=3), 1.0)
    assert of(Words, pad.handle(LinkDown(), 2.0)) == [Words("Hub tidak terhubung", "Mohon tunggu")]


def test_why_something_was_refused_stays_long_enough_to_be_read(pad):
    pad.handle(view(waiting=3), 0.0)
    (asked,) = said(pad.handle(Pressed("recall"), 1.0))
    pad.handle(done(asked.uid, well=False, text="Belum ada nomor yang dipanggil."), 1.1)
    assert pad.words() == ("Belum ada nomor yang", "dipanggil.")
    assert pad.deadline() is not None
    pad.tick(1.1 + TOLD_S)
    assert pad.words() == ("Menunggu: 3", "")


def test_what_was_wrong_is_gone_with_the_next_thing_that_is_done(pad):
    pad.handle(view(waiting=3), 0.0)
    (asked,) = said(pad.handle(Pressed("recall"), 1.0))
    pad.handle(done(asked.uid, well=False, text="Belum ada nomor."), 1.1)
    (asked,) = said(pad.handle(Pressed("call_next"), 1.5))
    pad.handle(done(asked.uid), 1.6)
    assert pad.words() == ("Menunggu: 3", "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tidak.",
        "Nomor A012 sedang dilayani.",
        "x" * 90,
        "kata " * 40,
        "Loket ini baru saja berubah. Periksa layar.",
    ],
)
def test_two_lines_are_never_wider_than_a_display(text):
    assert all(len(line) <= WIDTH and line.isascii() for line in two_lines(text))
