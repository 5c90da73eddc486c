"""The panel's conversation: every step of it, what it never does, and that it always ends where it began."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from broker_config import contract as c
from kiosk.panel.events import KEYS, Chose, Condition, Number, Pushed, Reading, Wish
from kiosk.panel.layout import compose
from kiosk.panel.scene import due, view_of
from kiosk.panel.scenes import UID, WELL
from kiosk.panel.state import BACK, BROWSING, COUNTDOWN_S, MOVES, PATIENCE_S, TAKE_S, TURN_S
from kiosk.panel.view import Style
from kiosk.roles.actions import Stage, Tell
from tests.unit.panel_play import NOON, OFFERS, SIZES, catalogue, frame, measure, play

AGENCY, SERVICE = "agency:instansi-1", "service:layanan-1-1"
STAGES: tuple[Stage, ...] = (
    "asked", "bound", "printed", "unconfirmed", "failed", "refused", "shut", "copying", "copied", "no_copy",
    "linked", "unknown_code", "no_answer",
)  # fmt: skip


def page(one):
    return one.state.page


def test_a_number_in_four_touches():
    one = play().begun()
    wishes = [one.take(Chose(option), 1.0) for option in ("start", AGENCY, SERVICE, "take")]
    assert wishes == [[], [], [], [Wish("layanan-1-1", "", "id")]]
    assert page(one) == "waiting"
    one.take(Tell("asked", UID, "layanan-1-1"), 1.0)
    one.take(Number(UID, "A012", "layanan-1-1", 3, 15), 1.1)
    assert (page(one), one.state.out) == ("number", False)
    one.take(Tell("printed", UID, "layanan-1-1"), 2.5)
    assert (page(one), one.state.out) == ("number", True)
    one.tick(2.5 + TAKE_S - 0.1)
    assert page(one) == "number"
    one.tick(2.5 + TAKE_S)
    assert page(one) == "idle"


def test_the_same_with_a_keypad_alone():
    one = play().begun()
    wishes = [one.take(Pushed(key), 1.0) for key in "5111"]  # the first key only wakes it up
    assert wishes == [[], [], [], [Wish("layanan-1-1", "", "id")]]


def test_the_same_with_three_buttons_alone():
    one = play().begun()
    wishes = []
    for key in ("ok", "down", "ok", "ok", "ok"):  # the frame stays, and begins each page at its first option
        wishes += one.take(Pushed(key), 1.0)
    assert wishes == [Wish("layanan-1-1", "", "id")]


def test_up_goes_the_other_way_and_round():
    one = play().walked()
    one.take(Pushed("up"), 0.0)
    assert one.state.framed == len(one.frames()) - 1
    one.take(Pushed("down"), 0.0)
    assert one.state.framed == 0


def test_ok_without_a_frame_takes_the_main_thing_of_a_page_or_shows_the_frame():
    one = play().walked(AGENCY)
    assert one.take(Pushed("ok"), 0.0) == []
    assert (page(one), one.state.framed) == ("services", 0)
    one = play().walked(AGENCY, SERVICE)
    assert one.take(Pushed("ok"), 0.0) == [Wish("layanan-1-1", "", "id")]


def test_a_group_is_offered_and_never_needed():
    one = play().walked(AGENCY, SERVICE)
    one.take(Chose("priority"), 0.0)
    assert page(one) == "groups"
    one.take(Chose("group:lansia"), 0.0)
    assert (page(one), one.state.priority) == ("details", "lansia")
    assert one.take(Chose("take"), 0.0) == [Wish("layanan-1-1", "lansia", "id")]


def test_a_group_can_be_taken_back():
    one = play().walked(AGENCY, SERVICE, "priority", "group:lansia", "priority", "group:-")
    assert one.take(Chose("take"), 0.0) == [Wish("layanan-1-1", "", "id")]


def test_a_group_that_the_mall_has_given_up_is_not_asked_for():
    one = play().walked(AGENCY, SERVICE, "priority", "group:lansia")
    one.take(catalogue(groups=0, rev=2), 0.0)
    assert one.take(Chose("take"), 0.0) == [Wish("layanan-1-1", "", "id")]


@pytest.mark.parametrize("closed", ["layanan-1-2", "layanan-1-3", "layanan-1-4"])
def test_a_closed_service_explains_and_does_not_ask(closed):
    one = play().walked(AGENCY, f"service:{closed}")
    assert page(one) == "details"
    assert one.take(Chose("take"), 0.0) == one.take(Pushed("1"), 0.0) == one.take(Pushed("ok"), 0.0) == []
    assert view_of(one, play().room, 0.0, NOON).label


def test_without_the_hub_every_service_gives_numbers():
    one = play().begun(Condition(alive=False, open=True))
    for option in ("start", AGENCY, "service:layanan-1-3"):
        one.take(Chose(option), 0.0)
    assert one.take(Chose("take"), 0.0) == [Wish("layanan-1-3", "", "id")]


def test_an_agency_with_one_service_is_one_step_and_back_leads_over_it():
    one = play().walked("agency:instansi-6")
    assert (page(one), one.state.service) == ("details", "layanan-6-1")
    one.take(Pushed("back"), 0.0)
    assert page(one) == "agencies"


def test_a_mall_with_one_agency_begins_with_its_services():
    script = play(mall=catalogue(agencies=1, services=1))
    one = script.begun()
    one.take(Chose("start"), 0.0)
    assert page(one) == "details"
    one.take(Chose("back"), 0.0)
    assert page(one) == "idle"


@pytest.mark.parametrize(
    ("steps", "to"),
    [
        ((), "idle"),
        ((AGENCY,), "agencies"),
        ((AGENCY, SERVICE), "services"),
        ((AGENCY, SERVICE, "priority"), "details"),
    ],
)
@pytest.mark.parametrize("how", [Chose("back"), Pushed("back"), Pushed("0")])
def test_back_leads_one_step_back(steps, to, how):
    one = play().walked(*steps)
    one.take(how, 0.0)
    assert page(one) == to


def test_whoever_walks_away_is_forgotten_after_a_countdown():
    one = play().walked(AGENCY)
    one.take(Pushed("language"), 0.0)
    room = play().room
    assert view_of(one, room, PATIENCE_S - COUNTDOWN_S - 0.1, NOON).countdown is None
    assert view_of(one, room, PATIENCE_S - COUNTDOWN_S, NOON).countdown == 10
    assert view_of(one, room, PATIENCE_S - 0.4, NOON).countdown == 1
    one.tick(PATIENCE_S)
    assert (page(one), one.state.language, one.state.style) == ("idle", "id", Style())


def test_a_touch_beside_everything_shows_that_somebody_is_there():
    one = play().walked(AGENCY)
    one.take(Chose(""), 25.0)
    one.tick(PATIENCE_S + 10)
    assert page(one) == "services"


@pytest.mark.parametrize("key", ["larger", "help"])
def test_large_print_and_the_voice_give_more_time(key):
    one = play().walked(AGENCY)
    one.take(Pushed(key), 0.0)
    one.tick(PATIENCE_S * 1.9)
    assert page(one) == "services"
    one.tick(PATIENCE_S * 2)
    assert page(one) == "idle"


def test_a_voice_that_has_not_finished_keeps_the_page():
    one = play().walked(AGENCY)
    one.stay(29.0)
    one.tick(50.0)
    assert page(one) == "services"


@pytest.mark.parametrize("key", ["language", "larger", "lower", "help"])
def test_a_wish_on_how_to_be_served_begins_and_a_second_one_takes_it_back(key):
    one = play().begun()
    one.take(Pushed(key), 0.0)
    changed = one.state
    assert page(one) == "agencies"
    one.take(Pushed(key), 0.0)
    assert one.state != changed
    plain = play().walked().state
    assert one.state == plain


def test_larger_print_keeps_what_was_on_the_sheet():
    script = play(mall=catalogue(50))
    one = script.walked()
    for _ in range(3):
        one.take(Pushed("next"), 0.0)
    first = one.shown()[0].id
    one.take(Pushed("larger"), 0.0)
    assert first in {option.id for option in one.shown()}


@pytest.mark.parametrize("stage", ["copying", "copied", "no_copy", "linked", "unknown_code", "shut"])
@pytest.mark.parametrize("steps", [None, (), (AGENCY, SERVICE)])
def test_what_the_reader_found_is_said_wherever_the_visitor_is(stage, steps):
    one = play().begun() if steps is None else play().walked(*steps)
    one.take(Tell(stage, UID), 0.0)
    assert (page(one), one.state.notice) == ("notice", stage)
    one.take(Chose("ok"), 0.0)
    assert page(one) == "idle"


def test_a_copy_that_does_not_come_out_is_said():
    one = play().begun()
    one.take(Tell("copying", UID), 0.0)
    one.take(Tell("failed", UID), 1.0)
    assert one.state.notice == "no_copy"


@pytest.mark.parametrize("stage", ["refused", "no_answer", "failed", "shut"])
def test_why_there_is_no_number_is_said_and_goes_by_itself(stage):
    one = play().asked(Tell(stage, UID, "layanan-1-1", text="Tutup.", english="Closed."))
    assert (page(one), one.state.notice) == ("notice", stage)
    one.tick(12.0)
    assert page(one) == "idle"


def test_a_refusal_is_read_in_the_visitors_language():
    script = play(language="en")
    one = script.asked(Tell("refused", UID, "layanan-1-1", text="Tutup.", english="Closed."))
    assert [block.text for block in view_of(one, script.room, 0.0, NOON).blocks] == ["Closed."]


def test_an_answer_that_never_comes_is_said():
    one = play().walked(AGENCY, SERVICE, "take")
    one.tick(12.0)
    assert one.state.notice == "no_answer"


@pytest.mark.parametrize(
    "stage", ["bound", "printed", "unconfirmed", "failed", "refused", "no_answer", "asked"]
)
def test_the_ticket_of_somebody_who_left_does_not_disturb_the_next_one(stage):
    one = play().walked(AGENCY)
    before = one.state
    one.take(Tell(stage, "kiosk-1.1.99", "layanan-2-1"), 0.0)
    one.take(Number("kiosk-1.1.99", "B001", "layanan-2-1"), 0.0)
    assert one.state == before


def test_a_button_beside_the_screen_shows_its_number_too():
    one = play().begun()
    one.take(Tell("asked", UID, "layanan-2-1"), 0.0)
    one.take(Number(UID, "B001", "layanan-2-1"), 0.0)
    assert page(one) == "number"


def test_the_next_visitor_need_not_wait_for_the_ticket_to_be_taken():
    one = play().asked(Number(UID, "A012", "layanan-1-1"), Tell("printed", UID, "layanan-1-1"))
    one.take(Chose("ok"), 1.0)
    assert page(one) == "idle"


def test_no_number_is_left_before_its_paper_is_there():
    one = play().asked(Number(UID, "A012", "layanan-1-1"))
    one.take(Chose("ok"), 1.0)
    one.take(Pushed("1"), 1.0)
    assert page(one) == "number"


def test_a_code_that_is_looked_up_says_so():
    one = play().begun()
    one.take(Reading(), 0.0)
    assert (page(one), one.state.notice) == ("waiting", "reading")
    one.take(Tell("asked", UID, "layanan-1-1"), 0.2)
    one.take(Number(UID, "A012", "layanan-1-1"), 0.3)
    assert page(one) == "number"


def test_a_kiosk_that_cannot_give_numbers_says_so_and_comes_back():
    one = play().walked(AGENCY)
    one.take(Condition(alive=True, open=False, paper="out"), 0.0)
    assert page(one) == "shut"
    assert one.take(Chose("start"), 0.0) == one.take(Pushed("1"), 0.0) == []
    assert page(one) == "shut"
    one.take(WELL, 0.0)
    assert page(one) == "idle"


def test_paper_that_runs_out_does_not_take_the_number_off_the_screen():
    one = play().asked(Number(UID, "A012", "layanan-1-1"))
    one.take(Condition(alive=True, open=False, paper="out"), 0.0)
    assert page(one) == "number"
    one.take(Tell("failed", UID, "layanan-1-1"), 0.0)
    assert one.state.notice == "failed"


def test_a_service_that_is_gone_from_the_mall_is_not_shown_any_longer():
    one = play().walked(AGENCY, SERVICE)
    mall = catalogue(rev=2)
    kept = tuple(service for service in mall.services if service.id != "layanan-1-1")
    one.take(replace(mall, services=kept), 0.0)
    assert page(one) == "idle"


def test_old_offers_change_nothing():
    one = play().begun()
    one.take(c.Offers(epoch=1, rev=7, services=()), 0.0)
    one.take(OFFERS, 0.0)
    assert one.shelf.gives("layanan-1-3")


def test_the_idle_page_turns_and_comes_back():
    script = play()
    one = script.begun()
    turns = [view_of(one, script.room, turn * TURN_S, NOON).title for turn in range(10)]
    sheets = view_of(one, script.room, 0.0, NOON).sheets
    assert sheets < 10
    assert turns[0] == turns[sheets] == "Selamat datang"
    assert len(set(turns)) >= 3


def test_time_alone_changes_the_picture_only_when_it_is_due():
    script = play()
    for one, until in ((script.begun(), 100), (script.walked(AGENCY), 31)):
        now = 0.0
        while now < until:
            at = due(one, now, NOON + now)
            before = view_of(one, script.room, now, NOON + now)
            just_before = now + (at - now) * 0.999
            assert view_of(one, script.room, just_before, NOON + just_before) == before
            one.tick(at)
            now = at
            if page(one) == "idle" and until == 31:
                break


def test_the_tables_name_pages_that_there_are():
    pages = {"idle", "agencies", "services", "details", "groups", "waiting", "number", "notice", "shut"}
    assert {name for name, _ in MOVES} | set(BACK) | set(BACK.values()) | set(BROWSING) <= pages


EVENTS = st.one_of(
    st.sampled_from(["", "start", AGENCY, "agency:instansi-6", SERVICE, "service:layanan-1-3", "service:layanan-9-9",
                     "take", "priority", "group:lansia", "group:-", "ok", "back", "next", "previous", "language",
                     "larger", "lower", "help", "take:", ":", "no such"]).map(Chose),
    st.sampled_from(KEYS).map(Pushed),
    st.builds(Tell, st.sampled_from(STAGES), st.sampled_from(["", UID, "kiosk-1.1.2"]), st.just("layanan-1-1"),
              text=st.sampled_from(["", "Tutup."])),
    st.builds(Number, st.sampled_from([UID, "kiosk-1.1.2"]), st.just("A012"), st.just("layanan-1-1"),
              st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.integers(0, 90))),
    st.builds(Condition, st.booleans(), st.booleans(), st.sampled_from(["ok", "near_end", "out", "unknown"]),
              st.integers(0, 2)),
    st.just(Reading()), st.just(WELL),
    st.sampled_from([catalogue(), catalogue(1, 1, 0), catalogue(50, 2)]), st.just(OFFERS),
    st.just("nothing that anybody knows"),
)  # fmt: skip


@settings(max_examples=150)
@given(
    events=st.lists(st.tuples(EVENTS, st.floats(0, 20)), max_size=30),
    size=st.sampled_from(["7 inches", "standing"]),
)
def test_whatever_happens_the_panel_draws_it_asks_once_a_wish_and_finds_its_way_home(events, size):
    script = play(size)
    screen = frame(*SIZES[size])
    one, now = script.begun(), 0.0
    for event, passes in events:
        now += passes
        before = page(one)
        one.tick(now)
        wishes = one.take(event, now)
        assert len(wishes) <= 1
        if wishes:
            assert page(one) == "waiting" != before
            assert one.shelf.gives(wishes[0].service)
        view = view_of(one, script.room, now, NOON + now)
        picture = compose(view, screen, measure)
        assert {hit.option for hit in picture.hits} == {option.id for option in (*view.options, *view.bar)}
        assert due(one, now, NOON + now) > now
    one.take(catalogue(), now)
    one.take(WELL, now)
    for _ in range(3):  # what is said last, and then nobody comes any more
        now += 2 * PATIENCE_S
        one.tick(now)
    assert page(one) == "idle"
    assert one.state.style == Style()
