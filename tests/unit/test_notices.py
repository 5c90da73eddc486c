"""What the hall is told: what is shown, what is said, and that nothing is said twice or late."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from broker_config.contract import Announcement, Announcements
from display.board import HallBoard, Now, Place
from display.notices import Notices
from tests.unit.display_boards import NOON, board


def item(number, kind: Any = "text", *, at=NOON, minutes=10.0, zones=(), spoken=True):
    return Announcement(
        number=number, kind=kind, text=f"siaran {number}", zones=zones, spoken=spoken,
        at=at, until=NOON + minutes * 60,
    )  # fmt: skip


def told(*items, rev=1, epoch=1):
    return Announcements(epoch=epoch, rev=rev, items=items)


def numbers(items):
    return [one.number for one in items]


def take(notices, message, hub_now: float | None = NOON, *, news=True):
    return numbers(notices.take(message, hub_now, lambda _at: news))


def current(notices, hub_now: float | None = NOON):
    found = notices.current(hub_now)
    return found.number if found else None


def test_what_was_announced_before_the_start_is_shown_and_not_said():
    notices = Notices("utama")
    assert take(notices, told(item(4), item(5))) == []
    assert current(notices) == 5


def test_an_emergency_that_still_holds_is_said_at_every_start():
    notices = Notices("utama")
    assert take(notices, told(item(4, "emergency"), item(5))) == [4]


def test_each_number_is_said_once():
    notices = Notices("utama")
    take(notices, told(item(1), rev=1))
    assert take(notices, told(item(1), item(2), rev=2)) == [2]
    assert take(notices, told(item(1), item(2), rev=3)) == []


def test_a_snapshot_that_is_not_newer_is_ignored():
    notices = Notices("utama")
    take(notices, told(rev=7))
    assert take(notices, told(item(1), rev=7)) == []
    assert current(notices) is None


def test_the_emergency_goes_before_what_is_newer_and_then_the_newest():
    notices = Notices("utama")
    take(notices, told(item(1), item(2, "emergency", minutes=5), item(3)))
    assert current(notices) == 2
    assert current(notices, NOON + 301) == 3


def test_what_is_over_leaves_the_screen_by_itself():
    notices = Notices("utama")
    take(notices, told(item(1, minutes=1)))
    assert notices.next_end(NOON) == 60.0
    assert current(notices, NOON + 60) is None
    assert notices.next_end(NOON + 60) is None


def test_while_no_time_is_known_the_hub_is_believed():
    notices = Notices("utama")
    take(notices, told(item(1, minutes=-1)), None)
    assert current(notices, None) == 1


def test_another_zones_announcement_is_neither_shown_nor_said():
    notices = Notices("utama")
    take(notices, told())
    assert take(notices, told(item(1, zones=("atas",)), item(2, zones=("atas", "utama")), rev=2)) == [2]
    assert current(notices) == 2


def test_what_is_only_to_be_shown_is_not_said():
    notices = Notices("utama")
    take(notices, told())
    assert take(notices, told(item(1, spoken=False), rev=2)) == []
    assert current(notices) == 1


def test_what_was_told_while_the_line_was_cut_is_not_said_late_but_an_emergency_is():
    hall = HallBoard(Place("display-1", "utama", "x"), Now(0, 0))
    hall.take(board())
    hall.trust(NOON, Now(0, 0))
    hall.tell(told(), Now(0, 0))
    late = told(item(1), item(2, "emergency"), item(3, at=NOON + 90), rev=2)
    assert numbers(hall.tell(late, Now(100, 100))) == [2, 3]


def test_what_was_recalled_is_shown_until_the_hub_says_otherwise_however_low_its_revision():
    notices = Notices("utama")
    notices.recall(told(item(9), rev=99))
    assert current(notices) == 9
    assert take(notices, told(item(3), rev=1)) == []
    assert current(notices) == 3


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_whatever_comes_nothing_is_said_twice(arrivals):
    notices = Notices("utama")
    items: tuple = ()
    said: list = []
    for rev, (count, again) in enumerate(arrivals, start=1):
        items += tuple(item(len(items) + step + 1) for step in range(count))
        said += take(notices, told(*items, rev=rev))
        if again:
            said += take(notices, told(*items, rev=rev))
    assert len(said) == len(set(said))
    assert said == sorted(said)
