"""A display that was away: what it shows is right, what is old says so, and nobody is called late or twice."""

from __future__ import annotations

import random
from datetime import date

import pytest

from display.board import CARD_S, EXPIRES_S, RECENT, STALE_S, HallBoard, Now, Place
from tests.unit.display_boards import NOON, board, call

START = Now(0.0, 0.0)
PLACE = Place("display-1", "utama", "localhost:8883", addresses=("192.168.1.40 (eth0)",))
TODAY = date(2026, 11, 23)


def at(seconds: float) -> Now:
    return Now(seconds, seconds)


def made(number: int, seconds: float):
    """A call that the hub made so many seconds after noon."""
    from msgspec.structs import replace  # noqa: PLC0415 - for this alone

    return replace(call(number), at=NOON + seconds)


def hall() -> HallBoard:
    """One that has heard the hub, at noon."""
    shown = HallBoard(PLACE, START)
    shown.link(START, up=True)
    shown.trust(NOON, START)
    shown.take(board(rev=1), START)
    return shown


def numbers(calls) -> list[int]:
    return [one.call for one in calls]


def recalled(at_utc: float | None = NOON, today=TODAY) -> HallBoard:
    shown = HallBoard(PLACE, START)
    shown.recall(board(call(1), call(2), rev=70), None, at_utc, today)
    return shown


# --- after a cut ------------------------------------------------------------------------------------------


def test_calls_made_while_the_line_was_cut_are_announced_if_they_are_news_and_listed_if_not():
    shown = hall()
    shown.link(at(1), up=False)
    old, young = made(1, 10), made(2, 50)
    shown.link(at(80), up=True)
    assert numbers(shown.take(board(old, young, rev=5), at(80))) == [2]
    shown.advance(at(80))
    view = shown.view(at(80))
    assert (view.card, view.recent) == (young, (old,))


def test_when_all_calls_of_the_cut_are_old_the_card_has_the_newest_in_silence():
    shown = hall()
    shown.link(at(1), up=False)
    shown.link(at(500), up=True)
    assert shown.take(board(made(1, 10), made(2, 20), rev=5), at(500)) == ()
    assert shown.advance(at(500)) is None
    assert shown.view(at(500)).card == made(2, 20)
    assert not shown.view(at(500)).pulse


def test_how_long_a_call_is_news_is_for_the_mall_to_say():
    shown = hall()
    shown.expires_s = 300.0
    assert numbers(shown.take(board(made(1, 10), rev=5), at(300))) == [1]


def test_on_a_faster_clock_a_call_is_news_for_as_many_real_seconds():
    shown = HallBoard(PLACE, START, 60.0)
    shown.trust(NOON, START)
    shown.take(board(rev=1), START)
    late = Now(60.0 * (EXPIRES_S - 1), EXPIRES_S - 1)
    assert numbers(shown.take(board(made(1, 0), rev=2), late)) == [1]


def test_without_a_time_whatever_came_after_a_cut_is_listed_in_silence():
    shown = HallBoard(PLACE, START)
    shown.link(START, up=True)
    shown.take(board(rev=1), START)
    assert numbers(shown.take(board(call(1), rev=2), at(1))) == [1]
    shown.advance(at(1))
    shown.link(at(2), up=False)
    shown.link(at(3), up=True)
    assert shown.take(board(call(1), call(2), rev=3), at(3)) == ()
    assert shown.view(at(3)).card == call(2)
    assert shown.view(at(3)).recent == (call(1),)


# --- after a power cut ------------------------------------------------------------------------------------


def test_the_last_state_is_shown_with_its_time_and_announces_nothing():
    shown = recalled()
    view = shown.view(at(1))
    assert view.known
    assert (view.card, view.recent) == (call(2), (call(1),))
    assert view.stale == "data terakhir pukul 11.00 – menunggu hub"  # noqa: RUF001 - KBBI writes it with this dash
    assert view.clock == ""
    assert shown.advance(at(1)) is None


def test_data_of_another_day_says_of_which():
    view = recalled(today=date(2026, 11, 24)).view(at(1))
    assert view.stale.startswith("data terakhir 23 November pukul 11.00 ")


def test_data_of_an_unknown_time_is_said_to_be_the_last():
    assert recalled(None).view(at(1)).stale.startswith("data terakhir ")
    assert "pukul" not in recalled(None).view(at(1)).stale


def test_the_first_snapshot_takes_the_place_of_what_was_recalled_however_low_its_revision():
    shown = recalled()
    shown.link(at(2), up=True)
    assert shown.take(board(call(1), call(2), call(3), rev=1), at(2)) == ()
    view = shown.view(at(2))
    assert (view.card, view.stale) == (call(3), "")
    assert numbers(shown.take(board(call(3), call(4), rev=2), at(3))) == [4]


def test_while_nobody_comes_a_technician_is_told_before_the_notices():
    shown = recalled()
    shown.place = PLACE._replace(trouble=("broker tidak dapat dihubungi", "the broker cannot be reached"))
    assert shown.view(at(STALE_S - 0.1)).notices == ()
    assert shown.view(at(STALE_S)).notices == (
        "display-1 · zona utama · 192.168.1.40 (eth0) · localhost:8883: broker tidak dapat dihubungi",
    )


def test_what_is_remembered_is_as_old_as_the_last_news():
    shown = hall()
    assert shown.right_at(at(30)) == NOON + 30
    shown.link(at(40), up=False)
    assert shown.right_at(at(400)) == NOON + 40
    assert recalled().right_at(at(5)) == NOON


# --- which display is this? -------------------------------------------------------------------------------


def test_it_says_which_it_is_for_as_long_as_was_asked_and_the_calls_go_on():
    shown = hall()
    shown.identify(at(1), 30.0)
    shown.take(board(made(1, 1), rev=2), at(1))
    shown.advance(at(1))
    view = shown.view(at(30.9))
    assert view.identify
    assert view.card == made(1, 1)
    assert not shown.view(at(31)).identify
    assert shown.rest(at(29)) <= 2.0


# --- anything, in any order -------------------------------------------------------------------------------


class Mall:
    """A hub that calls, a line that fails, and a display that is started again; for one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now, self.rev, self.made = 0.0, 1, [made(1, 0)]
        self.hub_up = self.line_up = True
        self.said: list[tuple[int, float]] = []
        self.told = None  # what the display heard last, in this life
        self.start()

    def start(self) -> None:
        before = getattr(self, "display", None)
        self.display = HallBoard(PLACE, at(self.now))
        if before and before.snapshot:
            self.display.recall(before.snapshot, before.told, before.right_at(at(self.now)), TODAY)
        self.told = None
        self.connect()

    def connect(self) -> None:
        self.display.link(at(self.now), up=self.line_up)
        if self.line_up:
            self.display.hub(at(self.now), online=False)
            self.hear()

    def hear(self) -> None:
        """The broker's memory, or the hub itself."""
        if not self.line_up:
            return
        if self.hub_up:
            self.display.trust(NOON + self.now, at(self.now))
            self.display.hub(at(self.now), online=True)
        self.told = board(*self.made[-RECENT:], rev=self.rev)
        self.said += [
            (one.call, self.now - (one.at - NOON)) for one in self.display.take(self.told, at(self.now))
        ]

    def step(self) -> None:
        self.now += self.dice.choice((0.2, 1.0, 3.0, 20.0, 90.0))
        match self.dice.choice(("call", "call", "call", "line", "hub", "broker", "display", "again")):
            case "call" if self.hub_up:
                self.rev += 1
                self.made.append(made(self.made[-1].call + 1, self.now))
                self.hear()
            case "line":
                self.line_up = not self.line_up
                self.connect()
            case "hub":
                self.hub_up = not self.hub_up
                if self.line_up:
                    self.display.hub(at(self.now), online=False)
                    self.hear()
            case "broker":
                self.display.link(at(self.now), up=False)
                self.connect()
            case "display":
                self.start()
            case _:
                self.hear()
        self.display.advance(at(self.now))

    def check(self) -> None:
        view = self.display.view(at(self.now + 3))
        if self.line_up:
            shown = [*([view.card] if view.card else []), *view.recent]
            assert sorted(numbers(shown)) == numbers(self.made[-RECENT:])[-len(shown) :]
            assert self.made[-1] in shown
            assert not view.stale.startswith("data terakhir")
        later = self.display.view(at(self.now + STALE_S + 0.1))
        if later.known:
            assert bool(later.stale) == (not (self.line_up and self.hub_up))


@pytest.mark.parametrize("seed", range(60))
def test_whatever_fails_in_whatever_order_the_screen_is_right_and_nothing_old_or_twice_is_announced(seed):
    mall = Mall(seed)
    for _ in range(40):
        mall.step()
        mall.check()
    calls = [number for number, _ in mall.said]
    assert calls == sorted(set(calls))
    assert all(age <= EXPIRES_S for _, age in mall.said)


def test_the_seeds_do_announce_something():
    malls = [Mall(seed) for seed in range(10)]
    for mall in malls:
        for _ in range(40):
            mall.step()
    assert sum(len(mall.said) for mall in malls) > 50


def test_a_call_has_its_seconds_on_the_card_though_the_line_is_cut_meanwhile():
    shown = hall()
    shown.take(board(made(1, 1), made(2, 1), rev=2), at(1))
    shown.advance(at(1))
    shown.link(at(2), up=False)
    shown.link(at(3), up=True)
    assert shown.advance(at(1 + CARD_S)) == made(2, 1)
