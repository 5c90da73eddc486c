"""What a finger means: short, long, double; and what cannot be a finger."""

from __future__ import annotations

import pytest

from kiosk.chatter import QUIET_S, Chatter
from kiosk.gestures import Gestures


def meant(button: Gestures, *moves: tuple[float, str]) -> list[tuple[float, str]]:
    """When which meaning came, if `tick` is called just when it was asked for."""
    found = []
    for at, move in (*moves, (moves[-1][0] + 10.0, "end")):
        while (due := button.due()) is not None and due <= at:
            found += [(round(due, 3), one) for one in button.tick(due)]
        if move != "end":
            found += [(at, one) for one in (button.press(at) if move == "down" else button.release(at))]
    assert button.due() is None, "something is left to be told"
    return found


def every_meaning() -> Gestures:
    return Gestures("short", long="long", double="double")


def test_a_short_press_counts_when_it_can_be_no_half_of_a_double_one():
    assert meant(every_meaning(), (1.0, "down"), (1.1, "up")) == [(1.45, "short")]


def test_a_short_press_of_a_button_without_double_counts_when_the_finger_leaves():
    assert meant(Gestures("short", long="long"), (1.0, "down"), (1.1, "up")) == [(1.1, "short")]


def test_a_long_press_counts_while_the_finger_is_still_down_and_once():
    assert meant(every_meaning(), (1.0, "down"), (9.0, "up")) == [(1.8, "long")]


def test_a_double_press_counts_as_the_second_begins_however_long_that_lasts():
    moves = ((1.0, "down"), (1.1, "up"), (1.3, "down"), (8.0, "up"))
    assert meant(every_meaning(), *moves) == [(1.3, "double")]


def test_two_presses_far_apart_are_two_short_ones():
    moves = ((1.0, "down"), (1.1, "up"), (1.5, "down"), (1.6, "up"))
    assert meant(every_meaning(), *moves) == [(1.45, "short"), (1.95, "short")]


def test_three_presses_are_a_double_and_a_short_one():
    moves = ((1.0, "down"), (1.1, "up"), (1.3, "down"), (1.4, "up"), (1.6, "down"), (1.7, "up"))
    assert meant(every_meaning(), *moves) == [(1.3, "double"), (2.05, "short")]


def test_a_button_without_long_takes_a_long_press_for_a_short_one():
    assert meant(Gestures("short", double="double"), (1.0, "down"), (4.0, "up")) == [(4.35, "short")]


@pytest.mark.parametrize(("up", "expected"), [(1.79, "short"), (1.81, "long")])
def test_what_is_asked_for_too_late_is_judged_by_the_times_of_the_edges(up, expected):
    button = every_meaning()
    button.press(1.0)
    assert button.release(up) + button.tick(60.0) == [expected]
    assert button.press(61.0) == []


def test_a_release_without_a_press_means_nothing():
    assert meant(every_meaning(), (1.0, "up"), (1.2, "down"), (1.3, "up")) == [(1.65, "short")]


def test_a_gesture_that_is_forgotten_means_nothing():
    button = every_meaning()
    button.press(1.0)
    button.forget()
    assert (button.due(), button.tick(5.0), button.release(5.0)) == (None, [], [])


# --- chatter ----------------------------------------------------------------------------------------------


def finger(contact: Chatter, at: float, held_s: float = 0.05) -> None:
    """A press with a switch that bounces for a whole while, and badly."""
    for bounce in range(9):
        contact.edge(at + bounce * 0.002)
    contact.press(at)
    for bounce in range(9):
        contact.edge(at + held_s + bounce * 0.002)
    contact.release(at + held_s, held_s)


def test_a_child_that_presses_eight_times_a_second_for_a_minute_is_no_chatter():
    contact = Chatter()
    for press in range(8 * 60):
        finger(contact, press / 8)
        assert not contact.muted
    assert (contact.presses, contact.edges) == (480, 480 * 18)


def test_mains_hum_on_a_long_cable_is_chatter_within_a_second():
    contact = Chatter()
    for edge in range(100):
        contact.edge(edge * 0.010)
    assert contact.muted


def test_a_loose_wire_is_chatter_after_five_touches_that_no_finger_could_make():
    contact = Chatter()
    for touch in range(5):
        assert not contact.muted
        contact.edge(touch * 1.5)
        contact.press(touch * 1.5)
        contact.release(touch * 1.5 + 0.004, 0.004)
    assert contact.muted


def test_presses_faster_than_a_finger_are_chatter():
    contact = Chatter()
    for press in range(25):
        contact.edge(press * 0.07)
        contact.press(press * 0.07)
    assert contact.muted


def test_a_muted_button_is_heard_again_when_it_was_quiet_for_a_while_and_muted_again_when_it_was_not():
    contact = Chatter()
    for edge in range(100):
        contact.edge(edge * 0.010)
    contact.tick(0.99 + QUIET_S - 0.1)
    assert contact.muted
    contact.tick(0.99 + QUIET_S)
    assert not contact.muted
    finger(contact, 20.0)
    assert not contact.muted
