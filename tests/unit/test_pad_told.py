"""What the hub tells a pad fits the two lines of twenty letters of its text display: nobody reads half a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from broker_config import contract as c
from hub import commands as cmd
from hub.desk import STALE_S
from hub.refused import Refused
from kiosk.roles.pad_words import two_lines
from tests.unit.small_hall import MORNING, operate, wait
from tests.unit.test_desk_pads import OTHER_CARD, Pad


@pytest.fixture
def pad():
    return Pad()


def whole(text: str) -> bool:
    """Whether all of it can be read on the text display."""
    return " ".join(two_lines(text)).split() == text.split()


@pytest.mark.parametrize("before", [(), ("call_next",), ("call_next", "serve")])
@pytest.mark.parametrize("action", get_args(c.Action))
def test_why_a_press_was_refused_is_read_to_its_end(pad, before, action):
    if before:
        wait(pad.desk.hall, "kiosk-1.1.1", "4KB-AX0123", 1)
    for each in before:
        pad.do(operate("loket-1", each))
    for at in (MORNING, MORNING - STALE_S - 1):
        (told,) = pad.hear(c.CounterCommand(uid="pad-1.1.1", action=action, at=at), "pad-1")
        assert told.done or whole(told.text), told.text


def test_that_a_pads_counter_is_not_known_is_read_to_its_end():
    assert whole(str(Refused("unknown_counter")))


@pytest.mark.parametrize("name", ["Siti Nur Rahayuningsih", "Dr. Raden Ajeng Kartini Sosroningrat", "X" * 60])
def test_whose_card_it_is_is_read_without_dots_however_long_the_name(pad, name):
    pad.do(
        cmd.Edit(
            by="", kind="user", id="siti", row={"name": name, "role": "officer", "counters": ["loket-1"]}
        )
    )
    for word in ("Selamat bekerja, ", "Sampai jumpa, "):
        (told,) = pad.show(at=MORNING + pad.now)
        assert told.text.startswith(word + name[:8])
        assert whole(told.text)
        pad.now += 3600.0
    (told,) = pad.show(OTHER_CARD, at=MORNING + pad.now)
    assert whole(told.text)
