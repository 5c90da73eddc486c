"""Bringing a log to the hub: in order, a window at a time, again when nothing is heard."""

from __future__ import annotations

import pytest

from broker_config import contract as c
from broker_config.delivery import AGAIN_S, WINDOW, Delivery
from broker_config.outbox import Outbox


class Road:
    """What was sent, and whether there is a session."""

    def __init__(self) -> None:
        self.up = True
        self.sent: list[int] = []

    def send(self, entry: c.Durable) -> bool:
        if self.up:
            self.sent.append(entry.seq)
        return self.up

    def taken(self) -> list[int]:
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def road():
    return Road()


@pytest.fixture
def outbox(tmp_path):
    made = Outbox(tmp_path / "outbox.db")
    yield made
    made.close()


def write(outbox, count):
    with outbox.transaction(sync=False):
        for _ in range(count):
            uid = f"kiosk-1.1.{outbox.newest % 1000 + 1}"
            outbox.append(c.Printed, f"{outbox.newest}", uid=uid, result="printed")
    return [entry.seq for entry in outbox.pending(limit=1000)]


def test_nothing_is_sent_before_a_welcome_nor_after_the_session(outbox, road):
    write(outbox, 2)
    delivery = Delivery(outbox)
    delivery.pump(0.0, road.send)
    delivery.begin(0)
    delivery.end()
    delivery.pump(1.0, road.send)
    assert road.taken() == []


def test_everything_is_sent_once_in_order(outbox, road):
    seqs = write(outbox, 3)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    delivery.pump(0.1, road.send)
    assert road.taken() == seqs


def test_no_more_than_a_window_is_out_at_once(outbox, road):
    seqs = write(outbox, WINDOW + 5)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    assert road.taken() == seqs[:WINDOW]
    delivery.acknowledged(seqs[9])
    delivery.pump(0.1, road.send)
    assert road.taken() == seqs[WINDOW:]


def test_silence_sends_all_of_it_again(outbox, road):
    seqs = write(outbox, 3)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    road.taken()
    assert delivery.deadline() == AGAIN_S
    delivery.pump(AGAIN_S, road.send)
    assert road.taken() == seqs


def test_what_an_acknowledgement_leaves_open_is_sent_again_too(outbox, road):
    seqs = write(outbox, 3)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    road.taken()
    delivery.acknowledged(seqs[0])
    delivery.pump(0.5, road.send)
    assert delivery.deadline() == 0.5 + AGAIN_S
    delivery.pump(0.5 + AGAIN_S, road.send)
    assert road.taken() == seqs[1:]


def test_when_all_is_acknowledged_nothing_is_due(outbox, road):
    seqs = write(outbox, 3)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    delivery.acknowledged(seqs[-1])
    delivery.pump(0.1, road.send)
    assert delivery.deadline() is None
    assert outbox.acked == seqs[-1]


def test_only_a_welcome_takes_back_what_was_acknowledged(outbox, road):
    seqs = write(outbox, 3)
    delivery = Delivery(outbox)
    delivery.begin(seqs[-1])
    delivery.acknowledged(seqs[0])
    assert outbox.acked == seqs[-1]
    delivery.begin(seqs[0])
    delivery.pump(0.0, road.send)
    assert road.taken() == seqs[1:]


def test_a_session_that_breaks_in_the_middle_is_gone_on_with_where_it_broke(outbox, road):
    seqs = write(outbox, 2)
    delivery = Delivery(outbox)
    delivery.begin(0)
    road.up = False
    delivery.pump(0.0, road.send)
    assert delivery.deadline() is None
    road.up = True
    delivery.pump(0.1, road.send)
    assert road.taken() == seqs


def test_a_long_log_is_read_once_however_often_it_is_acknowledged(outbox, road, monkeypatch):
    seqs = write(outbox, 5 * WINDOW)
    read: list[int] = []
    pending = outbox.pending

    def count(**asked):
        entries = pending(**asked)
        read.extend(entry.seq for entry in entries)
        return entries

    monkeypatch.setattr(outbox, "pending", count)
    delivery = Delivery(outbox)
    delivery.begin(0)
    delivery.pump(0.0, road.send)
    for done in seqs[6::7]:
        delivery.acknowledged(done)
        delivery.pump(0.1, road.send)
    assert road.taken() == read == seqs
