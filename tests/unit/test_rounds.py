"""Which parts of a box are looked after when."""

from __future__ import annotations

import math
from typing import Any

from kiosk.rounds import Rounds


class Part:
    """One that is due `every_s` seconds, and notes when it was polled."""

    def __init__(self, every_s: float) -> None:
        self.every_s = every_s
        self.polled: list[float] = []

    def poll(self, now: float) -> float:
        self.polled.append(now)
        return now + self.every_s


def rounds(**parts: Any) -> Rounds:
    return Rounds(parts, 1.0)


def test_a_part_is_polled_when_it_asked_for_it_and_not_with_every_turn():
    lamp = Part(0.25)
    turns = rounds(lamp=lamp)
    assert turns.go(10.0) == 10.25
    assert [turns.go(at) for at in (10.1, 10.2)] == [10.25, 10.25]
    assert turns.go(10.25) == 10.5
    assert lamp.polled == [10.0, 10.25]


def test_a_part_that_said_something_is_polled_in_the_next_turn():
    button, other = Part(math.inf), Part(math.inf)
    turns = rounds(button=button, other=other)
    turns.go(10.0)
    turns.soon("button")
    turns.go(10.1)
    turns.go(10.2)
    assert (button.polled, other.polled) == ([10.0, 10.1], [10.0])


def test_nobody_is_left_alone_for_longer_than_a_second_and_all_are_looked_after_together():
    reader, printer = Part(math.inf), Part(math.inf)
    turns = rounds(reader=reader, printer=printer)
    assert turns.go(10.3) == 11.0
    turns.soon("reader")
    assert turns.go(10.7) == 11.0
    assert turns.go(11.0) == 12.0
    assert (reader.polled, printer.polled) == ([10.3, 10.7, 11.0], [10.3, 11.0])


def test_in_a_hurry_everybody_is_looked_after_all_the_time():
    button = Part(math.inf)
    turns = rounds(button=button)
    turns.go(10.0)
    turns.hurry(0.25)
    assert turns.go(10.1) == 10.25
    assert turns.go(10.25) == 10.5
    assert button.polled == [10.0, 10.1, 10.25]


def test_a_box_without_parts_still_takes_its_turns():
    assert rounds().go(10.5) == 11.0
