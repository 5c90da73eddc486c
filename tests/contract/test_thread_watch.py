"""The threads in which a GPIO library hears for us: which they are, and that the death of one is noticed."""

from __future__ import annotations

import threading

import pytest

from kiosk import thread_watch

STOP = ValueError("a callback that raises")


class Hearing(threading.Thread):
    """A library's thread: it ends when it is told to, in order or with an exception."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.told = threading.Event()
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        self.told.wait()
        if self.error is not None:
            raise self.error

    def end(self, error: Exception | None = None) -> None:
        self.error = error
        self.told.set()
        self.join()


@pytest.fixture(autouse=True)
def nothing_watched(monkeypatch):
    for name in ("_watched", "_early", "_failed"):
        monkeypatch.setattr(thread_watch, name, [])


def test_a_thread_that_began_while_pins_were_claimed_is_missed_when_it_ends():
    other = Hearing("another")
    with thread_watch.watching() as begun:
        notify = Hearing("notify")
    assert begun == [notify]
    assert thread_watch.ended() == ""
    other.end()
    assert thread_watch.ended() == "", "that was none of the library's"
    notify.end()
    assert thread_watch.ended() == "notify"


def test_a_thread_whose_pins_were_given_back_may_end():
    with thread_watch.watching() as begun:
        notify = Hearing("notify")
    thread_watch.let_go(begun)
    notify.end()
    assert thread_watch.ended() == ""


def test_a_library_that_was_loaded_before_there_were_pins_is_watched_when_they_come():
    with pytest.raises(OSError, match="no chip"), thread_watch.watching():  # noqa: PT012 - it fails in the middle
        notify = Hearing("notify")
        raise OSError("no chip")
    with thread_watch.watching() as begun:
        pass
    assert begun == [notify]
    notify.end()
    assert thread_watch.ended() == "notify"


def test_an_exception_is_told_in_the_moment_in_which_it_ends_the_thread(monkeypatch):
    usual, told = [], threading.Event()
    monkeypatch.setattr(threading, "excepthook", usual.append)
    thread_watch.tell_at_once(told.set)
    stranger = Hearing("stranger")
    with thread_watch.watching():
        notify = Hearing("notify")
    stranger.end(STOP)
    assert not told.is_set()
    notify.end(STOP)
    assert told.is_set()
    assert thread_watch.ended() == "notify"
    assert [what.exc_value for what in usual] == [STOP, STOP], "it is logged as ever"


def test_when_a_thread_has_ended_the_pins_are_read_in_a_hurry_and_the_process_ends_a_second_later():
    hurried: list[float] = []
    watch = thread_watch.Watch(hurried.append, busy=lambda: False)
    with thread_watch.watching():
        notify = Hearing("notify")
    watch.look(100.0)
    assert hurried == []
    notify.end()
    for now in (101.0, 101.5, 101.9):
        watch.look(now)
    assert hurried == [thread_watch.LOOK_S]
    with pytest.raises(RuntimeError, match="notify"):
        watch.look(102.0)


@pytest.mark.parametrize(("busy_until", "ends_at"), [(104.0, 104.0), (1000.0, 111.0)])
def test_whoever_waits_for_a_paper_gets_it_before_the_process_ends_if_it_is_soon(busy_until, ends_at):
    now = 100.0
    watch = thread_watch.Watch(lambda _every_s: None, busy=lambda: now < busy_until)
    with thread_watch.watching():
        notify = Hearing("notify")
    notify.end()
    for now in (101.0, 102.0, 103.9, ends_at - 0.1):
        watch.look(now)
    now = ends_at
    with pytest.raises(RuntimeError, match="notify"):
        watch.look(now)
