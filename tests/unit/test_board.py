"""What the hall is shown: which calls are new, whose the card is, how old the data is, what time it is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.board import CARD_S, PULSE_S, STALE_S, TURN_S, HallBoard, Now, Place
from tests.unit.display_boards import NOON, board, call

START = Now(0.0, 0.0)


def hall(rate: float = 1.0) -> HallBoard:
    return HallBoard(Place("display-1", "utama", "localhost:8883"), START, rate)


def at(seconds: float, rate: float = 1.0) -> Now:
    return Now(seconds * rate, seconds)


def numbers(calls) -> list[int]:
    return [one.call for one in calls]


def cards(shown: HallBoard, moments) -> list[int]:
    """Which call has the card at each moment, the board being advanced and drawn at each."""
    found = []
    for now in moments:
        shown.advance(now)
        card = shown.view(now).card
        found.append(card.call if card else 0)
    return found


def test_before_the_first_snapshot_the_screen_says_who_it_is():
    view = hall().view(START)
    assert not view.known
    assert view.place.device == "display-1"


def test_calls_made_before_the_start_are_shown_but_stay_silent():
    shown = hall()
    assert shown.take(board(call(1), call(2))) == ()
    assert cards(shown, [at(1)]) == [2]
    assert shown.advance(at(100)) is None


def test_each_new_call_is_announced_exactly_once_and_in_order():
    shown = hall()
    shown.take(board(call(1), rev=1))
    assert numbers(shown.take(board(call(1), call(2), call(3), rev=2))) == [2, 3]
    assert numbers(shown.take(board(call(2), call(3), call(4), rev=3))) == [4]
    assert shown.take(board(call(2), call(3), call(4), rev=4)) == ()


def test_a_snapshot_that_is_not_newer_is_ignored():
    shown = hall()
    shown.take(board(call(1), rev=7))
    assert shown.take(board(call(1), call(2), rev=7)) == ()
    assert shown.take(board(call(1), call(2), rev=6)) == ()
    assert numbers(shown.take(board(call(1), call(2), rev=8))) == [2]


def test_an_older_epoch_is_ignored_however_high_its_revision():
    shown = hall()
    shown.take(board(call(1), epoch=2))
    assert shown.take(board(call(9), epoch=1, rev=99)) == ()
    assert cards(shown, [at(1)]) == [1]


def test_a_new_epoch_announces_nothing_by_itself():
    shown = hall()
    shown.take(board(call(50), rev=90))
    assert shown.take(board(call(1), call(2), epoch=2, rev=1)) == ()
    assert cards(shown, [at(1)]) == [2]
    assert numbers(shown.take(board(call(2), call(3), epoch=2, rev=2))) == [3]


def test_a_recall_is_announced_again_and_said_to_be_one():
    shown = hall()
    shown.take(board(rev=1))
    shown.take(board(call(1, "A012", uid="kiosk-1.1.12"), rev=2))
    shown.advance(at(1))
    again = call(2, "A012", uid="kiosk-1.1.12", recall=True)
    assert numbers(shown.take(board(call(1, "A012", uid="kiosk-1.1.12"), again, rev=3))) == [2]
    shown.advance(at(10))
    view = shown.view(at(10))
    assert view.card == again
    assert view.recent == ()  # the same ticket is not listed beside its own card


def test_a_call_is_on_the_card_at_once_when_the_card_is_free():
    shown = hall()
    shown.take(board(call(1), rev=1))
    shown.take(board(call(1), call(2), rev=2))
    assert cards(shown, [at(0.001)]) == [2]


def test_simultaneous_calls_have_the_card_one_after_the_other():
    shown = hall()
    shown.take(board(rev=1))
    shown.take(board(call(1), call(2), call(3), rev=2))
    moments = [at(0), at(CARD_S - 0.1), at(CARD_S), at(2 * CARD_S - 0.1), at(2 * CARD_S), at(9 * CARD_S)]
    assert cards(shown, moments) == [1, 1, 2, 2, 3, 3]


def test_the_list_is_right_at_once_while_calls_wait_for_the_card():
    shown = hall()
    shown.take(board(rev=1))
    shown.take(board(call(1), call(2), call(3), rev=2))
    shown.advance(at(0))
    assert numbers(shown.view(at(0)).recent) == [3, 2]


@pytest.mark.parametrize("rate", [1.0, 60.0, 3600.0])
def test_every_call_has_a_frame_of_its_own_even_if_frames_come_late(rate):
    shown = hall(rate)
    shown.take(board(rev=1))
    many = [call(number) for number in range(1, 13)]
    shown.take(board(*many, rev=2))
    frames = cards(shown, [at(0.5 * step, rate) for step in range(200)])
    assert [number for number, _ in itertools.groupby(frames)] == list(range(1, 13))


def test_the_card_is_held_by_the_malls_clock():
    shown = hall(60.0)
    shown.take(board(rev=1))
    shown.take(board(call(1), call(2), rev=2))
    assert cards(shown, [at(0, 60), at(CARD_S / 60, 60)]) == [1, 2]


def test_a_new_day_clears_the_card():
    shown = hall()
    shown.take(board(call(1), rev=1))
    shown.take(board(rev=2))
    assert shown.view(at(1)).card is None


def test_the_border_changes_no_more_than_three_times_a_second_and_comes_to_rest():
    shown = hall()
    shown.take(board(rev=1))
    shown.take(board(call(1), rev=2))
    shown.advance(at(0))
    lit = [shown.view(at(step / 100)).pulse for step in range(1000)]
    changes = [step / 100 for step in range(1, 1000) if lit[step] != lit[step - 1]]
    assert len(changes) == 5
    assert all(later - earlier >= 1 / 3 for earlier, later in itertools.pairwise(changes))
    assert not lit[-1]


def test_on_a_clock_too_fast_for_it_the_border_is_still():
    shown = hall(60.0)
    shown.take(board(rev=1))
    shown.take(board(call(1), rev=2))
    shown.advance(at(0, 60))
    assert not any(shown.view(at(step / 100, 60)).pulse for step in range(300))


def test_old_data_is_said_to_be_old_with_its_time():
    shown = hall()
    shown.link(at(1), up=True)
    shown.take(board(call(1)))
    shown.trust(NOON, at(1))
    shown.link(at(61), up=False)
    assert shown.view(at(61 + STALE_S - 0.1)).stale == ""
    assert shown.view(at(61 + STALE_S)).stale == "sambungan terputus, data pukul 11.01"
    shown.link(at(90), up=True)
    assert shown.view(at(90)).stale == ""


def test_data_is_old_too_when_only_the_hub_is_gone():
    shown = hall()
    shown.link(at(1), up=True)
    shown.take(board(call(1)))
    shown.hub(at(2), online=False)
    assert shown.view(at(2 + STALE_S)).stale == "sambungan terputus"
    shown.hub(at(20), online=True)
    assert shown.view(at(20)).stale == ""


def test_ten_seconds_without_the_link_are_real_seconds():
    shown = hall(60.0)
    shown.link(at(0, 60), up=True)
    shown.take(board())
    shown.link(at(1, 60), up=False)
    assert shown.view(at(5, 60)).stale == ""
    assert shown.view(at(11, 60)).stale != ""


def test_no_time_is_shown_until_a_trusted_one_came():
    shown = hall()
    shown.take(board())
    assert shown.view(at(1)).clock == ""
    shown.trust(NOON, at(1))
    view = shown.view(at(62))
    assert (view.clock, view.date) == ("11.01", "Senin, 23 November 2026")


def test_the_clock_runs_at_the_malls_rate():
    shown = hall(60.0)
    shown.take(board())
    shown.trust(NOON, at(0, 60))
    assert shown.view(at(30, 60)).clock == "11.30"


def test_pages_are_turned_in_real_time():
    shown = hall(60.0)
    shown.take(board(notices=("a", "b")))
    assert [shown.view(at(step * TURN_S + 0.1, 60)).turn for step in range(3)] == [0, 1, 2]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.sampled_from([1.0, 60.0]))
def test_nothing_changes_before_the_board_said_it_would(arrivals, rate):
    shown = hall(rate)
    shown.link(START, up=True)
    shown.trust(NOON, START)
    shown.take(board(rev=1))
    known, number = (), 0
    now = START
    for rev, count in enumerate(arrivals, start=2):
        known += tuple(call(number + step + 1) for step in range(count))
        number += count
        shown.take(board(*known[-12:], rev=rev))
        for _ in range(4):
            shown.advance(now)
            before, rest = shown.view(now), shown.rest(now)
            nearly = Now(now.mall + rest * rate * 0.999, now.real + rest * 0.999)
            assert shown.view(nearly) == before
            now = Now(now.mall + (rest + 1e-6) * rate, now.real + rest + 1e-6)


@given(st.lists(st.integers(0, 5), max_size=10))
def test_whatever_comes_each_call_is_announced_once(arrivals):
    shown = hall()
    shown.take(board(rev=1))
    known: tuple = ()
    said = []
    for rev, count in enumerate(arrivals, start=2):
        known += tuple(call(len(known) + step + 1) for step in range(count))
        said += numbers(shown.take(board(*known[-12:], rev=rev)))
    assert said == list(range(1, len(known) + 1))


def test_the_board_wakes_for_a_pulse():
    shown = hall()
    shown.take(board(rev=1))
    shown.take(board(call(1), rev=2))
    shown.advance(at(0))
    assert shown.rest(at(0)) == pytest.approx(PULSE_S)
