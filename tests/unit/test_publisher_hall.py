"""What the publisher says to displays: at once when it changed, again now and then, each change as a new one."""

from __future__ import annotations

from typing import Any

import pytest

from broker_config import contract as c
from hub import commands as cmd
from hub import events as e
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.publisher import CLOCK_EVERY_S, PROGRAMME_EVERY_S, Publisher
from hub.register.rows import as_row
from tests.registers import DAYS, always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

HOUR = 3600.0
HOURS = {"week": dict.fromkeys(DAYS, "08:00-16:00"), "break": "12:00-13:00", "cutoff_minutes": 30}
NOON = MORNING + 3 * HOUR


class Wire:
    """A publisher whose words are caught, with a journal that is only counted and a clock that is set."""

    def __init__(self) -> None:
        register = always_open(MALL, SERVICES, COUNTERS)
        off = dict.fromkeys(("opening", "break", "closing", "last_tickets"), False)
        register.put("mall", "mall", {**as_row(register.mall), "hours": HOURS, "announcements": off})
        self.desk = Desk(Hall(register), {"layar-1": Station("display", zone=COUNTERS[0].zone)})
        self.desk.happen([e.DayBegan(at=MORNING, day="2026-11-24")], 0.0)
        self.desk.take()
        self.at, self.mono, self.seq, self.said = MORNING, 0.0, 7, list[Any]()
        clock: Any = type("Clock", (), {"now": lambda _self: self.at})()
        link: Any = type(
            "Link", (), {"send": lambda _self, message, **_to: self.said.append(message) is None}
        )()
        self.publisher = Publisher(self.desk, clock, 1, self.seq)
        self.publisher.speak_through(link)
        self.publisher.introduce(self.seq, self.mono)
        self.show()
        self.show()  # the snapshots that come with the clock

    def show(self, *commands: cmd.Command) -> list[Any]:
        """Let something happen, as the writer does, and tell what was said of boards, signage and announcements."""
        self.said.clear()
        self.mono += 1.0
        for command in commands:
            self.desk.do(command, self.at, self.mono)
        events = [each.event for each in self.desk.take()[0]]
        self.seq += len(events)
        self.publisher.show(events, self.seq, self.mono)
        return [said for said in self.said if isinstance(said, c.Board | c.Signage | c.Announcements)]


@pytest.fixture
def wire() -> Wire:
    return Wire()


def announce(wire: Wire, key: str = "x", seconds: float = 60.0) -> cmd.Announce:
    return cmd.Announce(kind="text", text="Halo.", until=wire.at + seconds, by="ani", key=key)


def test_a_change_of_the_look_is_said_at_once(wire):
    (signage,) = (
        said
        for said in wire.show(cmd.Edit("ani", "screen", "layar-1", {"layout": "hall", "inches": 55.0}))
        if isinstance(said, c.Signage)
    )
    assert [(plan.device, plan.layout, plan.inches) for plan in signage.screens] == [
        ("layar-1", "hall", 55.0)
    ]
    (archived,) = (
        said
        for said in wire.show(cmd.Edit("ani", "screen", "layar-1", {"archived": True}))
        if isinstance(said, c.Signage)
    )
    assert archived.screens == ()
    assert archived.rev > signage.rev


def test_a_speaker_is_named_at_once(wire):
    (signage,) = wire.show(cmd.ChooseSpeaker("utama", "layar-1"))
    assert [(row.zone, row.device) for row in signage.speakers] == [("utama", "layar-1")]
    (signage,) = wire.show(cmd.ChooseSpeaker("utama", ""))
    assert signage.speakers == ()


def test_a_speaker_that_is_heard_in_another_zone_takes_turns(wire):
    wire.show(cmd.ChooseSpeaker("utama", "layar-1"), cmd.Edit("ani", "zone", "atas", {"name": "Atas"}))
    hears = cmd.Edit("ani", "zone", "atas", {"name": "Atas", "hears": ["utama"]})
    turns = [said.speakers[0].turns for said in wire.show(hears) if isinstance(said, c.Signage)]
    assert turns == [True]
    alone = cmd.Edit("ani", "zone", "atas", {"name": "Atas", "hears": ["utama"], "archived": True})
    turns = [said.speakers[0].turns for said in wire.show(alone) if isinstance(said, c.Signage)]
    assert turns == [False]


def test_an_announcement_is_said_at_once_and_leaves_when_its_time_is_over_with_a_new_revision(wire):
    (on,) = wire.show(announce(wire))
    assert [item.text for item in on.items] == ["Halo."]
    assert wire.show() == []
    wire.at += 61.0
    (over,) = wire.show()
    assert over.items == ()
    assert over.rev > on.rev


def test_a_board_says_by_itself_that_the_break_began_with_a_new_revision(wire):
    before = wire.publisher.catalogue
    wire.at = NOON - 1.0
    assert not [said for said in wire.show() if isinstance(said, c.Board) and _states(said) != {"open"}]
    wire.at = NOON
    boards = [said for said in wire.show() if isinstance(said, c.Board)]
    assert boards
    assert all(_states(board) == {"break"} for board in boards)
    assert wire.publisher.catalogue is before
    wire.at = NOON + HOUR
    after = [said for said in wire.show() if isinstance(said, c.Board)]
    assert all(_states(board) == {"open"} for board in after)
    assert min(board.rev for board in after) > max(board.rev for board in boards)


def test_a_board_says_by_itself_that_a_notice_begins_and_ends_with_a_new_revision(wire):
    row = {"text": "Vaksinasi di halaman.", "since": "12:00", "until": "12:01"}
    board, _whole = (
        said for said in wire.show(cmd.Edit("ani", "notice", "n", row)) if isinstance(said, c.Board)
    )
    assert board.notices == ()
    revs = [board.rev]
    for at, notices in ((NOON, ("Vaksinasi di halaman.",)), (NOON + 60.0, ())):
        wire.at = at
        board, whole = (said for said in wire.show() if isinstance(said, c.Board))
        assert board.notices == whole.notices == notices
        revs.append(board.rev)
    assert revs == sorted(set(revs))


def test_the_board_of_the_whole_mall_comes_behind_that_of_its_zone(wire):
    said = wire.show(cmd.Edit("ani", "zone", COUNTERS[0].zone, {"name": "Lantai 1"}))
    assert [one.zone for one in said if isinstance(one, c.Board)] == [COUNTERS[0].zone, c.EVERYWHERE]


def test_what_the_broker_dropped_is_said_again_before_anybody_wonders(wire):
    wire.show(announce(wire, seconds=HOUR))
    wire.mono += CLOCK_EVERY_S
    wire.show()
    again = wire.show()
    assert {type(said) for said in again} >= {c.Signage, c.Announcements}


def _states(board: c.Board) -> set[str]:
    return {tile.state for tile in board.tiles}


# --- the programme ------------------------------------------------------------------------------------------


def programmes(wire: Wire, *commands: cmd.Command) -> list[c.Programme]:
    wire.show(*commands)
    return [said for said in wire.said if isinstance(said, c.Programme)]


def test_the_programme_is_said_at_once_when_it_changed_and_else_only_now_and_then(wire: Wire):
    picture = {"name": "Poster", "kind": "picture", "sha256": "ab" * 32, "size": 70}
    [first] = programmes(wire, cmd.Edit("ani", "clip", "poster", picture))
    assert [one.id for one in first.clips] == ["poster"]
    assert programmes(wire) == []
    assert programmes(wire, cmd.Edit("ani", "screen", "layar-1", {"inches": 55.0})) == []
    wire.mono += PROGRAMME_EVERY_S
    [again] = programmes(wire)
    assert again.clips == first.clips
    [gone] = programmes(wire, cmd.Edit("ani", "clip", "poster", {**picture, "archived": True}))
    assert gone.clips == ()
    assert first.rev < again.rev < gone.rev


def test_a_page_that_changes_without_any_news_is_a_new_programme(wire: Wire, monkeypatch):
    from hub.signage import programme  # noqa: PLC0415 - to turn a page in it

    monkeypatch.setattr(
        programme, "pages", lambda _hall, now: (c.Page(kind="today", title=f"{now:.0f}", rows=()),)
    )
    wire.mono += PROGRAMME_EVERY_S
    [first] = programmes(wire)
    wire.at += HOUR
    wire.mono += PROGRAMME_EVERY_S
    [second] = programmes(wire)
    assert (second.pages[0].title, second.rev > first.rev) == (f"{wire.at:.0f}", True)


def test_at_midnight_the_pages_are_of_another_day(wire: Wire):
    programmes(wire)
    wire.at = MORNING + 15 * HOUR - 1.0
    assert programmes(wire) == []
    wire.at += 1.0
    [found] = programmes(wire)
    assert [page.rows[0].left for page in found.pages if page.kind == "hours"] == ["Hari ini, 25 November"]


def test_whoever_connects_anew_is_told_the_programme(wire: Wire):
    wire.publisher.introduce(wire.seq, wire.mono)
    assert len(programmes(wire)) == 1
