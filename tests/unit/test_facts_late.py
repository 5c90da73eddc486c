"""A card that was shown while its pad was alone counts for the minute in which it was shown, and for no other."""

from __future__ import annotations

from counter_day import MIDNIGHT, MORNING, WHOLE, at, told
from counter_hall import Hall

from hub.minutes.evidence import Left, Link, Seen
from hub.minutes.presence import intervals


def judged(hall: Hall, until: str, windows: tuple = MORNING) -> list[str]:
    return told(intervals(hall.of(), windows, MIDNIGHT, at(until)))


def test_it_stands_where_it_would_have_stood():
    hall = Hall()
    hall.up("07:00")
    hall.down("08:06", since="08:05")
    hall.up("08:40")
    hall.attend("08:41", "card", "ani", shown="08:10")
    assert hall.of() == [
        Link(at("07:00"), alive=True), Link(at("08:05"), alive=False, what="pad-1 gone"),
        Seen(at("08:10"), "card", "ani"), Link(at("08:40"), alive=True),
    ]  # fmt: skip


def test_who_came_while_the_pad_was_alone_was_there_from_then_and_the_dark_minutes_stay_unknown():
    hall = Hall()
    hall.up("07:00")
    hall.down("08:06", since="08:05")
    hall.up("08:40")
    undecided = ["08:00 unknown", "08:05 unknown", "08:40 unknown"]  # nobody was seen, or could be
    assert judged(hall, "08:41") == undecided
    hall.attend("08:41", "card", "ani", shown="08:10")
    assert judged(hall, "08:50") == ["08:00 open_idle", "08:05 unknown", "08:40 open_idle"]


def test_who_came_in_the_morning_is_not_seen_in_the_afternoon_when_the_pad_comes_back():
    hall = Hall()
    hall.up("07:00")
    hall.down("08:31", since="08:30")
    hall.up("13:05")
    hall.attend("13:05", "card", "ani", shown="08:40")
    day = intervals(hall.of(), WHOLE, MIDNIGHT, at("14:30"))
    assert day[-1].state == "unattended"
    assert day[-1].evidence == "not seen"


def test_who_went_while_the_pad_was_alone_is_gone_when_it_comes_back():
    hall = Hall()
    hall.up("07:00")
    hall.attend("07:55", "card", "ani")
    hall.down("09:01", since="09:00")
    hall.up("09:30")
    hall.attend("09:30", "sign_out", "ani", shown="09:10")
    assert hall.of()[-2] == Left(at("09:10"), "ani")
    assert judged(hall, "09:50") == ["08:00 open_idle", "09:00 unknown", "09:30 unattended"]


def test_minutes_of_today_that_were_called_unattended_are_judged_again():
    hall = Hall()
    hall.up("07:00", "console:loket-1")  # so somebody could have been heard
    hall.wait("08:00", "a1")
    assert judged(hall, "08:30") == ["08:00 unattended"]
    hall.attend("08:31", "card", "ani", shown="08:09")
    assert judged(hall, "08:31")[0] == "08:00 open_idle"


def test_a_card_of_a_day_that_is_over_is_no_evidence_of_today():
    hall = Hall()
    hall.up("07:00")
    hall.attend("08:00", "card", "ani", shown="-08:00")
    assert judged(hall, "08:05") == ["08:00 unknown"]


def test_a_card_without_a_time_counts_from_when_it_was_told():
    hall = Hall()
    hall.up("07:00")
    hall.attend("08:05", "card", "ani")
    assert judged(hall, "08:10") == ["08:00 open_idle"]
