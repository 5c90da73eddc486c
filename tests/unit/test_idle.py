"""What is shown while nobody is being called: in turn, at its time, never in a call's way, and on where it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config.contract import Announcements, Programme, ScreenPlan
from broker_config.signage import ALWAYS, Announcement, Clip, Page, Row, When
from display.board import CARD_S, QUIET_S, STALE_S, HallBoard, Now, Place
from display.idle import LATE_S, SEEN_S, Known, Rotation
from tests.unit.display_boards import NOON, board, call

AFTER_S, PAGE_S = 30.0, 12.0
MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
USUAL = Known(MONDAY, fresh=True)


def clip(name: str, kind: Any = "picture", seconds=10.0, when=ALWAYS, zones=()) -> Clip:
    return Clip(id=name, kind=kind, sha256=sha(name), size=9, seconds=seconds, when=when, zones=zones)


def sha(name: str) -> str:
    return f"{ord(name[0]):02x}" * 32


def page(title: str, kind: Any = "services", rows=("KTP-el",), zones=()) -> Page:
    return Page(kind=kind, title=title, rows=tuple(Row(left=row) for row in rows), zones=zones)


def programme(*what: Clip | Page, rev: int = 1) -> Programme:
    clips = tuple(one for one in what if isinstance(one, Clip))
    pages = tuple(one for one in what if isinstance(one, Page))
    return Programme(epoch=1, rev=rev, clips=clips, pages=pages, after_s=AFTER_S, page_s=PAGE_S)


def rotation(*what: Clip | Page, parts: int = 1) -> Rotation:
    made = Rotation("utama")
    made.take(programme(*what))
    made.ready = frozenset(one.sha256 for one in what if isinstance(one, Clip))
    made.parts = lambda _page: parts
    return made


def name(showing) -> str:
    if showing is None:
        return "-"
    what = showing.what
    called = what.id if isinstance(what, Clip) else what.title
    return called if showing.parts == 1 else f"{called} {showing.part + 1}/{showing.parts}"


def seen(made: Rotation, times: int, now: float = AFTER_S, since: float = 0.0, known=USUAL) -> list[str]:
    """What is shown one after the other."""
    found = []
    for _ in range(times):
        made.step(now, since, known)
        found.append(name(made.showing))
        now += made.rest(now, since)
    return found


def test_it_begins_when_nobody_was_called_for_so_long():
    made = rotation(page("A"))
    made.step(AFTER_S - 0.1, 0.0, USUAL)
    assert made.showing is None
    assert made.rest(AFTER_S - 0.1, 0.0) == pytest.approx(0.1)
    made.step(AFTER_S, 0.0, USUAL)
    assert name(made.showing) == "A"


def test_clips_and_pages_take_turns_each_in_their_order():
    made = rotation(clip("a"), clip("b"), page("X"), page("Y"), page("Z"))
    assert seen(made, 8) == ["a", "X", "b", "Y", "a", "Z", "b", "X"]


@pytest.mark.parametrize(
    ("what", "order"), [((clip("a"), clip("b")), "aba"), ((page("X"), page("Y")), "XYX")]
)
def test_one_kind_alone_goes_round(what, order):
    assert seen(rotation(*what), 3) == list(order)


@pytest.mark.parametrize(
    ("what", "stands"),
    [(page("X"), PAGE_S), (clip("a", seconds=7), 7.0), (clip("a", "video", 40), 40 + LATE_S)],
)
def test_each_stands_as_long_as_it_is_meant_to(what, stands):
    made = rotation(what, page("end"))
    made.step(100.0, 0.0, USUAL)
    assert made.rest(100.0, 0.0) == stands


def test_a_video_that_has_ended_makes_room_at_once():
    made = rotation(clip("a", "video", 40), page("X"))
    made.step(100.0, 0.0, USUAL)
    made.over(sha("b"), 110.0)
    assert made.rest(110.0, 0.0) > 0
    made.over(sha("a"), 120.0)
    assert made.rest(120.0, 0.0) == 0
    made.step(120.0, 0.0, USUAL)
    assert name(made.showing) == "X"


def test_all_parts_of_a_long_page_come_one_after_the_other():
    assert seen(rotation(clip("a"), page("X"), parts=3), 5) == ["a", "X 1/3", "X 2/3", "X 3/3", "a"]


def test_of_a_page_with_many_parts_the_others_come_when_its_turn_comes_again():
    made = rotation(clip("a"), page("X"), parts=6)
    assert seen(made, 9) == [
        *("a", "X 1/6", "X 2/6", "X 3/6", "X 4/6", "a", "X 5/6", "X 6/6", "a"),
    ]
    made = rotation(page("X"), page("Y"), parts=9)
    found = seen(made, 18)
    assert found[:8] == [*(f"X {part}/9" for part in range(1, 5)), *(f"Y {part}/9" for part in range(1, 5))]
    assert sorted(set(found)) == sorted(found)


def test_a_page_that_has_become_shorter_begins_anew():
    made = rotation(page("X"), page("Y"), parts=6)
    assert seen(made, 5)[-1] == "Y 1/6"
    made.parts = lambda _page: 2
    made.step(100.0, None, USUAL)
    assert seen(made, 3, now=200.0, since=110.0) == ["Y 2/2", "X 1/2", "X 2/2"]


def test_a_file_that_is_not_on_the_disk_is_not_shown_and_comes_when_it_is():
    made = rotation(clip("a"), page("X"))
    made.ready = frozenset()
    assert seen(made, 2) == ["X", "X"]
    made.ready = frozenset({sha("a")})
    assert seen(made, 2, now=100.0) == ["a", "X"]


def test_a_file_that_is_gone_while_it_is_shown_is_left():
    made = rotation(clip("a"), page("X"))
    made.step(100.0, 0.0, USUAL)
    made.ready = frozenset()
    made.step(101.0, 0.0, USUAL)
    assert name(made.showing) == "X"


SUNDAYS = When(days=("sunday",))
MORNINGS = When(until="11:01")
OVER = When(last=date(2026, 11, 22))


@pytest.mark.parametrize(("when", "shown"), [(SUNDAYS, "X"), (OVER, "X"), (MORNINGS, "a"), (ALWAYS, "a")])
def test_what_has_its_days_and_hours_is_shown_in_them(when, shown):
    assert seen(rotation(clip("a", when=when), page("X")), 1) == [shown]


def test_what_has_its_hours_is_left_when_they_end():
    made = rotation(clip("a", seconds=3600, when=MORNINGS), page("X"))
    made.step(100.0, 0.0, USUAL)
    made.step(160.0, 0.0, Known(MONDAY.replace(minute=1), fresh=True))
    assert name(made.showing) == "X"


def test_while_no_time_is_trusted_only_what_is_always_shown_is():
    made = rotation(clip("a", when=MORNINGS), clip("b"))
    assert seen(made, 2, known=Known(None, fresh=True)) == ["b", "b"]


def test_what_was_of_today_is_not_shown_while_nobody_knows_whether_it_still_is():
    made = rotation(page("H", "hours"), page("N", "today"), page("S"))
    assert seen(made, 3, known=Known(MONDAY, fresh=False)) == ["S", "S", "S"]
    assert seen(made, 3, now=200.0) == ["H", "N", "S"]


def test_another_zones_programme_is_not_shown():
    made = rotation(clip("a", zones=("lantai-2",)), page("X", zones=("utama", "lantai-2")))
    assert seen(made, 2) == ["X", "X"]


def test_a_page_without_rows_is_not_shown():
    assert seen(rotation(page("X", rows=()), page("Y")), 2) == ["Y", "Y"]


def test_nothing_to_show_is_nothing_and_wakes_nobody():
    made = rotation(page("X", zones=("lantai-2",)))
    made.step(100.0, 0.0, USUAL)
    assert made.showing is None
    assert made.rest(100.0, 0.0) >= 3600


def test_after_a_call_it_goes_on_where_it_was():
    made = rotation(page("X"), page("Y"), page("Z"), parts=2)
    assert seen(made, 3) == ["X 1/2", "X 2/2", "Y 1/2"]
    made.step(60.0, None, USUAL)
    assert made.showing is None
    assert seen(made, 3, now=100.0, since=65.0) == ["Y 2/2", "Z 1/2", "Z 2/2"]


def test_what_a_call_ended_before_anybody_could_read_it_comes_again():
    made = rotation(page("X"), page("Y"))
    made.step(100.0, 0.0, USUAL)
    made.step(100.0 + SEEN_S - 0.1, None, USUAL)
    assert seen(made, 2, now=200.0, since=110.0) == ["X", "Y"]


def test_a_new_programme_changes_the_words_of_what_is_shown_and_not_its_turn():
    made = rotation(page("W"), page("X", rows=("1", "9")))
    assert seen(made, 2) == ["W", "X"]
    before, newer = made.showing, page("X", rows=("1", "10"))
    assert made.take(programme(page("V"), page("W"), newer, page("Y"), rev=2))
    assert before
    assert made.showing == before._replace(index=2, what=newer)
    assert seen(made, 3, now=before.until) == ["Y", "V", "W"]


def test_what_a_new_programme_leaves_out_makes_room_for_what_was_next():
    made = rotation(page("X"), page("Y"), page("Z"))
    assert seen(made, 2) == ["X", "Y"]
    made.take(programme(page("X"), page("Z"), rev=2))
    assert made.showing is None
    assert seen(made, 2, now=60.0) == ["Z", "X"]


def test_pages_that_look_the_same_do_not_hold_up_the_others():
    made = rotation(page("X"), page("X"), page("Y"))
    assert seen(made, 4) == ["X", "X", "Y", "X"]


def test_an_older_programme_is_ignored_but_what_was_recalled_yields_to_any():
    made = Rotation("utama")
    made.recall(programme(page("old"), rev=9))
    assert seen(made, 1) == ["old"]
    assert made.take(programme(page("X"), rev=3))
    assert not made.take(programme(page("Y"), rev=3))
    assert seen(made, 1, now=60.0) == ["X"]


@given(
    st.lists(st.sampled_from("abc"), unique=True), st.lists(st.sampled_from("XYZ"), unique=True, min_size=1),
    st.lists(st.floats(6.0, 60.0), min_size=4, max_size=12), st.integers(1, 6),
)  # fmt: skip
def test_a_busy_hall_sees_all_of_it_and_nothing_more_often_than_its_turn(clips, pages, calls, parts):
    made = rotation(*map(clip, clips), *map(page, pages), parts=parts)
    now, found = 0.0, []
    for quiet in calls:  # each call ends what is shown after a while
        found += seen(made, 1, now + AFTER_S, since=now)
        now += AFTER_S + quiet
        made.step(now, None, USUAL)
    order = seen(rotation(*map(clip, clips), *map(page, pages), parts=parts), len(found))
    assert found == order


# --- on the board ------------------------------------------------------------------------------------------


X = (page("X"),)


def hall(*calls, plan=None, rate=1.0, what=X):
    shown = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0), rate)
    if plan:
        shown.arrange(plan)
    shown.link(Now(0, 0), up=True)
    shown.take(board(*calls, rev=1))
    shown.trust(NOON, Now(0, 0))
    shown.rotation.take(programme(*what))
    shown.advance(Now(0, 0))
    return shown


def at(seconds: float, rate: float = 1.0) -> Now:
    return Now(seconds * rate, seconds)


def look(shown: HallBoard, seconds: float, rate: float = 1.0):
    shown.advance(at(seconds, rate))
    return shown.view(at(seconds, rate))


@pytest.mark.parametrize("rate", [1.0, 60.0])
def test_the_board_begins_after_the_last_card_had_its_turn(rate):
    shown = hall(call(1), rate=rate)
    shown.take(board(call(1), call(2), rev=2))
    assert look(shown, 10, rate).card == call(2)
    begins = 10 + CARD_S / rate + AFTER_S
    assert look(shown, begins - 0.1, rate).idle is None
    assert look(shown, begins, rate).idle == page("X")


def test_a_call_is_on_the_card_in_the_frame_that_ends_the_idle_page():
    shown = hall(call(1))
    assert look(shown, 100).idle
    shown.take(board(call(1), call(2), rev=2))
    view = look(shown, 100.001)
    assert (view.idle, view.card) == (None, call(2))


def test_a_call_that_was_made_while_nobody_told_us_ends_it_too():
    shown = hall(call(1))
    assert look(shown, 100).idle
    shown.link(at(101), up=False)
    shown.link(at(300), up=True)
    shown.take(board(call(1), call(2), rev=2), at(300))
    assert look(shown, 300).idle is None
    assert look(shown, 300 + AFTER_S).idle


@pytest.mark.parametrize("layout", ["counter", "overview"])
def test_a_sign_and_an_overview_show_nothing_else(layout):
    plan = ScreenPlan(device="display-1", layout=layout, shows="5")
    assert look(hall(call(1), plan=plan), 100).idle is None


def test_a_screen_that_is_to_show_calls_alone_does():
    assert look(hall(call(1), plan=ScreenPlan(device="display-1", media=False)), 100).idle is None


def test_nothing_is_shown_in_the_dark_or_during_an_emergency():
    shown = hall(call(1))
    assert look(shown, 100).idle
    shown.dark = True
    assert look(shown, 101).idle is None
    shown.dark = False
    fire = Announcement(number=1, kind="emergency", text="Keluar!", at=NOON + 102, until=NOON + 120)
    shown.tell(Announcements(epoch=1, rev=1, items=(fire,)), at(102))
    assert look(shown, 103).idle is None
    assert look(shown, 121).idle


def test_the_board_wakes_for_what_comes_next():
    shown = hall(call(1), what=(page("X"), page("Y")))
    now, found = 0.0, []
    while now < 80:
        found.append(name(shown.rotation.showing) if look(shown, now).idle else "-")
        now += shown.rest(at(now)) + 1e-6
    assert [one for one, before in zip(found, ["-", *found], strict=False) if one != before] == [
        "X",
        "Y",
        "X",
        "Y",
        "X",
    ]


def test_what_is_of_today_waits_until_the_hub_has_said_what_day_it_is():
    shown = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0))
    shown.link(at(0), up=True)
    shown.take(board(call(1)))
    shown.rotation.take(programme(page("N", "today"), page("S")))
    look(shown, 0)
    assert look(shown, 100).idle == page("S")
    shown.trust(NOON, at(101))
    assert look(shown, 100 + PAGE_S).idle == page("N", "today")


def test_what_is_of_today_is_left_when_the_data_grows_old():
    shown = hall(call(1), what=(page("N", "today"),))
    assert look(shown, 100).idle
    shown.link(at(101), up=False)
    assert look(shown, 101 + STALE_S).idle is None


# --- an old call ---------------------------------------------------------------------------------------------


def test_a_call_is_quiet_when_its_turn_is_long_over():
    shown = hall(call(1))
    shown.take(board(call(1), call(2), rev=2))
    assert not look(shown, 10).quiet
    assert not look(shown, 10 + QUIET_S - 0.1).quiet
    assert shown.rest(at(10 + QUIET_S - 0.1)) == pytest.approx(0.1)
    assert look(shown, 10 + QUIET_S).quiet


def test_a_call_of_before_the_start_is_as_old_as_the_hub_says():
    shown = hall(call(1))  # made at noon
    assert not look(shown, 0).quiet
    shown.trust(NOON + QUIET_S, at(0))
    assert look(shown, 0).quiet


def test_a_call_that_is_only_remembered_is_quiet_and_no_call_is_not():
    shown = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0))
    shown.recall(board(call(1)), None, NOON, None)
    assert look(shown, 0).quiet
    assert not look(hall(), 1000).quiet
