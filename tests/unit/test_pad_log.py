"""What a pad's clerk writes down: votes and cards, on the disk before anybody is thanked, sent when the hub is back."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from broker_config.outbox import Outbox
from kiosk.clerk import Clerk, Outlets
from kiosk.hub_watch import HubWatch, LinkDown, LinkUp
from kiosk.roles import CounterPad, Pressed, Shown, Words
from tests.unit.small_hall import MORNING

CARD, FINISHED = "ca" * 16, "kiosk-1.1.7"


def view(state: Any = "idle", label: str | None = None, waiting: int = 0, **more: Any) -> c.CounterView:
    return c.CounterView(epoch=1, rev=5, state=state, label=label, waiting=waiting, **more)


class Desk:
    """A pad's clerk on a card of its own; `sent` has what it said, `lamps` what was lit last."""

    def __init__(self, path: Any) -> None:
        self.path, self.sent, self.lamps, self.words = path, [], {}, None
        self.start()

    def start(self) -> None:
        self.outbox = Outbox(self.path)
        watch = HubWatch()
        role = CounterPad("pad-1", self.outbox.boot, watch)
        outlets = Outlets(
            send=lambda message: self.sent.append(message) or True, print=lambda _bind: None,
            light=self.light, reborn=lambda _boot: None, words=self.write,
        )  # fmt: skip
        self.clerk = Clerk(role, watch, self.outbox, outlets)

    def light(self, patterns: Any) -> None:
        self.lamps = patterns

    def write(self, words: Words) -> None:
        self.words = words

    def welcome(self, now: float) -> None:
        self.clerk.take(LinkUp(), now)
        boot = self.outbox.boot
        self.clerk.take(c.Welcome(boot=boot, epoch=1, acked=self.outbox.acked, letter="", at=MORNING), now)

    def told(self, kind: type) -> list[Any]:
        return [message for message in self.sent if isinstance(message, kind)]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "outbox.db")
    yield made
    made.outbox.close()


def test_a_vote_is_on_the_disk_sent_and_thanked_for(desk):
    desk.welcome(0.0)
    desk.clerk.take(view(rate=FINISHED), 1.0)
    desk.clerk.take(Pressed("face-3"), 2.0)
    (rated,) = desk.told(c.Rated)
    assert (rated.ticket, rated.score, rated.at) == (FINISHED, 3, MORNING + 2.0)
    assert desk.lamps["thanks"] == "on"
    assert desk.words == Words("Terima kasih", "atas penilaian Anda")


def test_a_vote_without_the_hub_comes_when_it_is_back_also_after_a_restart(desk):
    desk.welcome(0.0)
    desk.clerk.take(view(rate=FINISHED), 1.0)
    desk.clerk.take(LinkDown(), 1.5)
    desk.clerk.take(Pressed("face-3"), 2.0)
    assert (desk.told(c.Rated), desk.lamps["thanks"]) == ([], "on")
    desk.outbox.close()
    desk.start()
    desk.welcome(100.0)
    assert [rated.ticket for rated in desk.told(c.Rated)] == [FINISHED]


def test_one_vote_a_ticket_also_after_a_restart(desk):
    desk.welcome(0.0)
    desk.clerk.take(view(rate=FINISHED), 1.0)
    desk.clerk.take(Pressed("face-3"), 2.0)
    desk.outbox.close()
    desk.start()
    desk.welcome(100.0)
    desk.clerk.take(view(rate=FINISHED), 101.0)
    desk.clerk.take(Pressed("face-1"), 102.0)
    assert {rated.score for rated in desk.told(c.Rated)} == {3}
    assert desk.lamps["thanks"] == "off"


def test_every_card_that_is_shown_is_an_entry_and_nothing_of_it_is_logged(desk, caplog):
    caplog.set_level("DEBUG")
    desk.welcome(0.0)
    for number in range(3):
        desk.clerk.take(Shown("card", "", staff=CARD), 10.0 * number)
    cards = [
        *{entry.seq: entry for entry in desk.told(c.CardShown)}.values()
    ]  # nobody acknowledged: sent again
    assert [(entry.card, entry.at) for entry in cards] == [(CARD, MORNING + 10.0 * n) for n in range(3)]
    assert [entry.prev for entry in cards][1:] == [entry.seq for entry in cards][:-1]
    assert CARD not in caplog.text


def test_lamps_and_words_are_handed_on_with_whatever_happens(desk):
    desk.welcome(0.0)
    desk.clerk.take(view("called", "A012", 4), 1.0)
    assert desk.lamps == {"waiting": "on", "called": "slow", "link": "on", "thanks": "off"}
    assert desk.words == Words("Dipanggil: A012", "Menunggu: 4")
