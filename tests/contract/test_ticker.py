"""The ticker moves evenly, touches nothing but its own line, and has every notice in it."""

from __future__ import annotations

import itertools

import pygame
import pytest

from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import Text
from broker_config.signage import ScreenPlan
from display.furniture import NOTICE
from display.gallery import TOLD, board
from display.hanging import hang
from display.layout import compose, ticker_line
from display.still import seen
from display.ticker import BETWEEN, FRAME_S, Ticker

HUNG = hang(640, 360, ScreenPlan(device="display-1", ticker=True))


@pytest.fixture
def view():
    return seen(board(), HUNG)


@pytest.fixture
def brush():
    return Brush()


@pytest.fixture
def ticker(view, brush):
    made = Ticker()
    made.lay(ticker_line(view, HUNG, brush.measure), view.notices, HUNG)
    return made


def run(ticker, seconds, rate=1000):
    """Every step of so many seconds, asked for much too often."""
    steps = ((at / rate, ticker.step(at / rate)) for at in range(round(seconds * rate)))
    return [(at, step) for at, step in steps if step]


def test_it_moves_thirty_times_a_second_by_the_same_whole_pixels(ticker):
    steps = run(ticker, 3)
    assert len(steps) == pytest.approx(3 / FRAME_S, abs=2)
    moved = {later[1][2].x - first[1][2].x for first, later in itertools.pairwise(steps)}
    assert len(moved) == 1
    assert moved.pop() >= 1


def test_after_a_pause_it_goes_on_and_does_not_run_to_catch_up(ticker):
    (_, (_, _, first)), (_, (_, _, last)) = run(ticker, 1)[-2:]
    after = [step[2].x - last.x for at in range(40) if (step := ticker.step(60 + at / 1000))]
    pixels = last.x - first.x
    assert after == [pixels, 2 * pixels]


def test_it_says_when_it_wants_to_move_next(ticker):
    ticker.step(5.0)
    assert ticker.rest(5.0) == pytest.approx(FRAME_S)
    assert ticker.rest(5.0 + 2 * FRAME_S) == 0
    assert Ticker().rest(5.0) == Ticker.STILL


def test_the_end_runs_into_the_beginning_without_a_seam(ticker, view, brush):
    [(_, (line, strip, part))] = run(ticker, 0.001)
    length = brush.measure(BETWEEN.join(view.notices) + BETWEEN, HUNG.px(NOTICE), "medium")
    here, later = (strip.subsurface((at, 0, part.w, part.h)) for at in (0, length))
    assert pygame.image.tobytes(here, "RGB") == pygame.image.tobytes(later, "RGB")
    assert (line.w, line.h) == (part.w, part.h)
    assert strip.get_width() == length + line.w


def test_where_it_runs_nothing_else_is_written_and_no_page_is_turned(view, brush):
    line = ticker_line(view, HUNG, brush.measure)
    assert line is not None
    foot = compose(view, HUNG, brush.measure)[-1]
    assert not [text for text in foot.strokes if isinstance(text, Text)]
    assert foot == compose(view._replace(turn=5), HUNG, brush.measure)[-1]
    assert foot.rect.y <= line.y
    assert line.bottom <= foot.rect.bottom


def test_it_makes_room_for_the_word_that_the_data_is_old(view, brush):
    lost = view._replace(stale="sambungan terputus")
    chip = next(text for text in compose(lost, HUNG, brush.measure)[-1].strokes if isinstance(text, Text))
    line = ticker_line(lost, HUNG, brush.measure)
    assert line is not None
    assert line.right <= chip.x


def test_it_stops_for_what_the_hall_is_told(view, brush, ticker):
    assert ticker_line(view._replace(notice=TOLD), HUNG, brush.measure) is None
    ticker.lay(None, view.notices, HUNG)
    assert run(ticker, 1) == []


def test_more_notices_than_a_strip_can_hold_are_left_out_whole(brush):
    notices = tuple(f"Pengumuman nomor {number} " + "panjang " * 40 for number in range(40))
    ticker = Ticker()
    ticker.lay(ticker_line(seen(board(), HUNG), HUNG, brush.measure), notices, HUNG)
    [(_, (line, strip, _part))] = run(ticker, 0.001)
    length = strip.get_width() - line.w
    whole = [BETWEEN.join(notices[:count]) + BETWEEN for count in range(1, 41)]
    assert length in [brush.measure(words, HUNG.px(NOTICE), "medium") for words in whole]


def test_a_screen_without_a_ticker_sleeps_until_a_page_is_turned(brush):
    still = hang(640, 360)
    view = seen(board(), still)
    assert ticker_line(view, still, brush.measure) is None
    assert compose(view, still, brush.measure)[-1] != compose(view._replace(turn=1), still, brush.measure)[-1]
