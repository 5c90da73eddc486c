"""The same ticket once more: two copies that came out, and none is used up by one that did not."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from broker_config.outbox import Outbox
from kiosk.clerk import Clerk, Outlets
from kiosk.hub_watch import HubWatch
from kiosk.roles import CopyEnded, PaperCode, PrinterIs, Shown, TicketKiosk

UID, CODE = "kiosk-1.1.1", "co" * 16


class Kiosk:
    """A kiosk that has printed one ticket; `copies` are those it was told to print, `stages` what it told of them."""

    def __init__(self, path: Any) -> None:
        self.outbox = Outbox(path)
        self.copies: list[str] = []
        self.stages: list[str] = []
        watch = HubWatch()
        role = TicketKiosk("kiosk-1", 1, watch, letter="X", number=1, secret=b"s" * 32)
        outlets = Outlets(
            send=lambda _message: False, print=lambda _bind: None, light=lambda _patterns: None,
            reborn=lambda _boot: None, copy=lambda bound: self.copies.append(bound.uid),
            tell=lambda told: self.stages.append(told.stage),
        )  # fmt: skip
        self.clerk = Clerk(role, watch, self.outbox, outlets)
        self.clerk.take(PrinterIs(ok=True, paper="ok"), 0.0)
        self.clerk.take(PaperCode(UID, CODE), 0.0)

    def bind(self) -> None:
        with self.outbox.transaction(sync=False):
            self.outbox.append(c.Bound, UID, uid=UID, label="A012", service="ktp", token="t" * 22, at=None)

    def show(self) -> str:
        """Hold the ticket to the reader; gives what was told last."""
        self.clerk.take(Shown("code", CODE), 1.0)
        return self.stages[-1]

    def ended(self, result: str) -> None:
        self.clerk.take(CopyEnded(UID, result), 2.0)


@pytest.fixture
def kiosk(tmp_path):
    made = Kiosk(tmp_path / "outbox.db")
    yield made
    made.outbox.close()


def test_a_ticket_has_two_copies_and_no_third(kiosk):
    kiosk.bind()
    for _ in range(2):
        assert kiosk.show() == "copying"
        kiosk.ended("printed")
    assert kiosk.show() == "no_copy"


def test_a_copy_that_failed_uses_up_none_and_every_try_is_on_record(kiosk):
    kiosk.bind()
    results = ["failed", "printed", "failed", "failed", "unconfirmed"]
    for result in results:
        assert kiosk.show() == "copying"
        kiosk.ended(result)
    assert kiosk.show() == "no_copy"
    assert [entry.result for entry in kiosk.outbox.latest(c.Reprinted)] == results


def test_a_ticket_that_was_tidied_away_fails_at_once_and_can_be_shown_again(kiosk):
    assert kiosk.show() == "failed"
    assert kiosk.stages == ["copying", "failed"]
    assert kiosk.show() == "failed", "nothing waits for a copy that nobody prints"
    kiosk.bind()
    assert kiosk.show() == "copying"
    assert kiosk.copies == [UID]
