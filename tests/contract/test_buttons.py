"""Buttons and lamps: one finger is one press, whatever its contact does; what a lamp shows can be told apart."""

from __future__ import annotations

import math
import queue
import time
from types import SimpleNamespace
from typing import Any

import pytest
from virtual_hardware import heard, tap

from kiosk import devices
from kiosk.devices import Meant, Pressed, Released, open_parts
from kiosk.devices.button import CHATTERS, SETTLE_S, Debounce
from kiosk.devices.lamp import STEP_S, STEPS, lit

# --- buttons ----------------------------------------------------------------------------------------------


def test_a_press_counts_at_its_first_edge_and_a_release_when_the_contact_stays_open():
    contact = Debounce(0.0, closed=False)
    assert contact.edge(1.0, closed=True) == [Pressed(1.0)]
    assert contact.edge(3.0, closed=False) == []
    assert contact.reading(3.0 + SETTLE_S, closed=False) == [Released(2.0)]


def test_bounces_on_the_way_down_and_up_are_one_press():
    contact = Debounce(0.0, closed=False)
    events = []
    for at, closed in ((1.0, 1), (1.001, 0), (1.002, 1), (1.25, 0), (1.251, 1), (1.5, 0)):
        events += contact.edge(at, closed=bool(closed))
    events += contact.reading(1.6, closed=False)
    assert events == [Pressed(1.0), Released(0.5)]


def test_a_bounce_that_is_told_after_the_pin_was_read_is_no_second_press():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.5, closed=False)
    assert contact.reading(1.6, closed=False) == [Released(0.5)]
    assert contact.edge(1.502, closed=True) == []
    assert contact.edge(1.503, closed=False) == []
    assert contact.edge(1.7, closed=True) == [Pressed(1.7)]


def test_a_pin_that_is_read_in_the_middle_of_a_bounce_makes_no_second_press_of_the_finger_that_is_still_down():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.0004, closed=False)
    assert [type(event) for event in contact.reading(1.06, closed=False)] == [Released]
    assert contact.edge(1.0011, closed=True) == []  # told late
    assert contact.reading(1.07, closed=True) == []
    assert contact.edge(1.1, closed=False) == []
    assert contact.reading(1.2, closed=False) == []  # the end was told already
    assert contact.edge(1.3, closed=True) == [Pressed(1.3)]


def test_a_second_press_needs_no_reading_in_between():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.5, closed=False)
    assert contact.edge(1.6, closed=True) == [Released(0.5), Pressed(1.6)]


def test_a_release_whose_edge_got_lost_is_found_by_reading_the_pin():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    assert contact.reading(2.0, closed=False) == []
    assert contact.reading(3.0, closed=False) == [Released(1.0)]
    assert contact.edge(4.0, closed=True) == [Pressed(4.0)]


def test_a_press_whose_edge_got_lost_is_found_by_reading_the_pin():
    assert Debounce(0.0, closed=False).reading(1.0, closed=True) == [Pressed(1.0)]


def test_a_reading_never_makes_a_second_press_of_one_that_lasts():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.001, closed=False)  # a bounce whose other edge got lost
    assert contact.reading(2.0, closed=True) == []
    assert contact.edge(2.5, closed=False) == []
    assert contact.reading(2.6, closed=False) == [Released(1.5)]


def test_a_button_that_is_held_at_start_is_no_press():
    contact = Debounce(0.0, closed=True)
    assert contact.reading(1.0, closed=True) == []
    assert contact.edge(2.0, closed=False) == []
    assert contact.reading(3.0, closed=False) == [Released(2.0)]


def test_a_button_that_is_held_for_very_long_is_a_warning(header, inbox, monkeypatch):
    button = open_parts({"b": {"type": "button", "pin": 5, "means": "ktp"}}, inbox, "x")["b"]
    header.pin(5).drive_low()
    assert button.health().state == "ok"
    monkeypatch.setattr("kiosk.devices.button.STUCK_S", 0.0)
    assert button.health().state == "warning"
    header.pin(5).drive_high()
    button.close()


def a_box_with(inbox: queue.SimpleQueue, **options: Any) -> Any:
    """A button on pin 5."""
    table = {"type": "button", "pin": 5, "means": "call_next", **options}
    return open_parts({"b": table}, inbox, "x")["b"]


def test_a_button_with_one_meaning_says_it_at_the_first_edge_before_anything_else(header, inbox):
    button = a_box_with(inbox)
    header.pin(5).drive_low()
    assert isinstance(inbox.get_nowait().what, Meant)
    assert isinstance(inbox.get_nowait().what, Pressed)
    assert button.poll(100.25) == 101.0, "all buttons are read in the same moment"
    button.close()


def meanings(inbox: queue.SimpleQueue) -> list[str]:
    return [what.means for what in heard(inbox, []) if isinstance(what, Meant)]


@pytest.fixture
def finger(header, monkeypatch):
    """Moves the finger on pin 5 at times of its own, and polls the button just when it asked for it."""
    clock = [1000.0]
    monkeypatch.setattr("gpiozero.pins.mock.monotonic", lambda: clock[0])
    monkeypatch.setattr("kiosk.devices.button.time", SimpleNamespace(monotonic=lambda: clock[0]))

    def move(button: Any, *moves: tuple[float, str]) -> None:
        for after, way in (*moves, (2.0, "")):
            end = clock[0] + after
            while (due := button.poll(clock[0])) < end:
                clock[0] = due
            clock[0] = end
            if way:
                (header.pin(5).drive_low if way == "down" else header.pin(5).drive_high)()

    return move


SHORT, LONG = ((1.0, "down"), (0.1, "up")), ((1.0, "down"), (1.5, "up"))
DOUBLE = (*SHORT, (0.15, "down"), (0.1, "up"))


@pytest.mark.parametrize(
    ("options", "moves", "expected"),
    [
        ({"long": "no_show", "double": "recall"}, SHORT, ["call_next"]),
        ({"long": "no_show", "double": "recall"}, LONG, ["no_show"]),
        ({"long": "no_show", "double": "recall"}, DOUBLE, ["recall"]),
        ({"long": "no_show"}, DOUBLE, ["call_next", "call_next"]),
        ({"double": "recall"}, LONG, ["call_next"]),
        ({}, (*DOUBLE, *LONG), ["call_next"] * 3),
    ],
)
def test_a_button_says_what_was_meant_by_a_short_a_long_and_a_double_press(
    header, inbox, finger, options, moves, expected
):
    button = a_box_with(inbox, **options)
    finger(button, *moves)
    assert meanings(inbox) == expected
    button.close()


def test_a_long_press_is_said_while_the_finger_is_still_down(header, inbox, finger):
    button = a_box_with(inbox, long="no_show")
    finger(button, (1.0, "down"), (0.79, ""))
    assert meanings(inbox) == ["no_show"]
    assert button.health().state == "ok"
    button.close()


def test_a_chattering_button_is_muted_says_what_to_do_and_is_heard_again_when_it_was_quiet(
    header, inbox, finger
):
    button = a_box_with(inbox)
    finger(button, *((0.25, "down"), (0.004, "up")) * 40)
    said = len(meanings(inbox))
    assert 1 <= said <= 5, "a wire that swings would empty the roll"
    health = button.health()
    assert (health.state, health.detail) == ("warning", CHATTERS)
    assert health.facts == {"presses": 40.0, "edges": 80.0}
    finger(button, (8.5, ""), *SHORT)
    assert button.health().state == "ok"
    assert meanings(inbox) == ["call_next"]
    button.close()


def test_a_release_wakes_the_loop_only_where_a_gesture_hangs_on_it(header, inbox):
    plain, telling = a_box_with(inbox), queue.SimpleQueue()
    tap(header, 5)
    assert [type(what) for what in heard(inbox, [])] == [Meant, Pressed]
    plain.close()
    button = a_box_with(telling, double="recall")
    tap(header, 5)
    assert [type(what) for what in heard(telling, [])] == [Pressed, devices.Stirred]
    button.close()


# --- lamps ------------------------------------------------------------------------------------------------


def test_a_lamp_that_does_not_blink_never_has_to_be_polled(header, inbox):
    lamp: Any = open_parts({"l": {"type": "lamp", "pin": 6, "shows": "paper"}}, inbox, "x")["l"]
    for pattern, state in (("on", 1), ("off", 0)):
        lamp.set(pattern)
        assert header.pin(6).state == state
        assert lamp.poll(time.monotonic()) == math.inf
    lamp.close()


@pytest.mark.parametrize(("pattern", "changes"), [("slow", 2), ("fast", 8), ("double", 4)])
def test_a_lamp_blinks_by_being_polled_when_it_asks_for_it_and_no_more_often(header, inbox, pattern, changes):
    lamp: Any = open_parts({"l": {"type": "lamp", "pin": 6, "shows": "paper"}}, inbox, "x")["l"]
    lamp.set(pattern)
    now, seen = 1000.0, []
    while now < 1010.0:
        due = lamp.poll(now)
        assert header.pin(6).state == lit(pattern, now)
        assert lit(pattern, due) != lit(pattern, now), "woken for nothing"
        seen.append(due - now)
        now = due
    assert len(seen) == 10 * changes
    assert lit(pattern, 8.0) == lit(pattern, 8.0 + len(STEPS[pattern]) * STEP_S), (
        "lamps would not blink in step"
    )
    lamp.close()
    assert header.pin(6).state == 0, "left burning"


def test_the_patterns_of_a_lamp_can_be_told_apart_within_a_second():
    shown = {
        pattern: "".join(".#"[lit(pattern, 100 + step * STEP_S)] for step in range(8)) for pattern in STEPS
    }
    assert shown == {
        "off": "........", "on": "########", "slow": "####....", "fast": "#.#.#.#.", "double": "#.#.....",
    }  # fmt: skip


def test_a_lamp_on_a_relay_board_is_lit_by_a_low_pin(header, inbox):
    table = {"type": "lamp", "pin": 6, "shows": "paper", "active_low": True}
    lamp: Any = open_parts({"l": table}, inbox, "x")["l"]
    assert header.pin(6).state == 1
    lamp.set("on")
    assert header.pin(6).state == 0
    lamp.close()
