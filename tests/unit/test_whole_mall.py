"""The board of the whole mall: what the hub makes of its zones, and what a screen shows of it beside its own zone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from broker_config.contract import EVERYWHERE, Board, Call, Counter, ScreenPlan, Tile, Zone
from display.board import CARD_S, HallBoard, Now, Place
from hub import boards
from tests.registers import always_open
from tests.unit.display_boards import board, call
from tests.unit.small_hall import MALL, SERVICES

ZONES = (Zone(id="utama", name="Lantai 1"), Zone(id="atas", name="Lantai 2"))
COUNTERS = (
    Counter(id="loket-1", number=1, zone="utama", agency="capil", services=("ktp", "akta")),
    Counter(id="loket-2", number=2, zone="atas", agency="capil", services=("ktp",)),
    Counter(id="loket-3", number=3, zone="atas", agency="pajak", services=("npwp",)),
)
CATALOGUE = always_open(MALL, SERVICES, COUNTERS, zones=ZONES).wire(1, 1)
PLANS = {name: ScreenPlan(device="display-1", layout=name) for name in ("hall", "zone", "overview")}


def of(agency: str, *calls: Call) -> tuple[Call, ...]:
    return tuple(replace(one, agency=agency) for one in calls)


def tile(agency: str, label: str | None = None, waiting: int = 0) -> Tile:
    return Tile(agency=agency, label=label, counter=1 if label else None, waiting=waiting)


def zone(name: str, *calls: Call, tiles: tuple[Tile, ...] = (), rev: int = 1, epoch: int = 1) -> Board:
    return replace(board(*calls, rev=rev, epoch=epoch), zone=name, tiles=tiles)


def numbers(calls: Any) -> list[int]:
    return [one.call for one in calls]


# --- at the hub -------------------------------------------------------------------------------------------


def test_the_calls_of_all_zones_stand_in_their_order_with_the_name_of_their_zone():
    made = boards.whole([zone("utama", call(1), call(4)), zone("atas", call(2), call(3))], CATALOGUE)
    assert made.zone == EVERYWHERE
    assert [(one.call, one.zone) for one in made.calls] == [
        *((1, "Lantai 1"), (2, "Lantai 2"), (3, "Lantai 2"), (4, "Lantai 1"))
    ]


def test_it_has_no_more_calls_than_any_board():
    made = boards.whole(
        [zone("utama", *map(call, range(1, 13))), zone("atas", *map(call, range(13, 21)))], CATALOGUE
    )
    assert numbers(made.calls) == list(range(9, 21))


def test_an_agency_in_two_zones_has_one_tile_with_its_last_call():
    above, below = tile("capil", "A001"), tile("capil", "A002")
    made = boards.whole(
        [
            zone("utama", *of("capil", call(7)), tiles=(below,)),
            zone("atas", *of("capil", call(3)), tiles=(above, tile("pajak"))),
        ],
        CATALOGUE,
    )
    assert made.tiles == (below, tile("pajak"))


def test_the_board_of_a_mall_with_one_zone_is_that_of_the_zone():
    only = zone("utama", call(1), call(2), tiles=(tile("capil", "A002"),), rev=9)
    assert boards.whole([only], CATALOGUE) == replace(only, zone=EVERYWHERE)


# --- on a screen ------------------------------------------------------------------------------------------


class Wall:
    """A display of the zone `utama` in a mall of two zones, with the hub's two boards for it."""

    def __init__(self, plan: ScreenPlan = PLANS["hall"]) -> None:
        self.calls: list[Call] = []
        self.rev = 0
        self.start(plan)
        self.tell()

    def start(self, plan: ScreenPlan) -> None:
        self.hall = HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0.0, 0.0))
        self.hall.arrange(plan)
        self.seconds, self.said = 0.0, list[int]()

    @property
    def own(self) -> Board:
        here = [one for one in self.calls if not one.zone]
        return zone("utama", *here[-12:], tiles=(tile("capil"),), rev=self.rev)

    @property
    def whole(self) -> Board:
        calls = [replace(one, zone=one.zone or "Lantai 1") for one in self.calls[-12:]]
        return zone(EVERYWHERE, *calls, tiles=(tile("capil"), tile("pajak")), rev=self.rev)

    def called(self, *zones: str) -> None:
        """Somebody is called in each of these zones (empty: the own)."""
        for name in zones:
            number = len(self.calls) + 1
            self.calls.append(replace(call(number, counter=number % 9 + 1), zone=name))

    def tell(self, *, own: bool = True, whole: bool = True) -> None:
        self.rev += 1
        for said in (self.own,) * own + (self.whole,) * whole:
            self.said += numbers(self.hall.take(said))

    def cards(self) -> list[tuple[int, str]]:
        """All that have the card from now on, one after the other."""
        found = []
        while shown := self.hall.advance(Now(self.seconds, self.seconds)):
            found.append((shown.call, shown.zone))
            self.seconds += CARD_S
        return found

    def view(self):
        return self.hall.view(Now(self.seconds, self.seconds))


def test_a_screen_of_the_hall_shows_the_calls_of_all_zones_and_says_its_own():
    wall = Wall()
    wall.called("", "Lantai 2", "")
    wall.tell()
    assert wall.cards() == [(1, ""), (3, ""), (2, "Lantai 2")]  # the own board comes first
    assert wall.said == [1, 3]
    assert [one.agency for one in wall.view().tiles] == ["capil", "pajak"]


def test_a_screen_of_a_zone_shows_that_zone_alone():
    wall = Wall(PLANS["zone"])
    wall.called("", "Lantai 2")
    wall.tell()
    assert wall.cards() == [(1, "")]
    assert [one.agency for one in wall.view().tiles] == ["capil"]
    assert wall.view().recent == ()


def test_in_a_mall_with_one_zone_the_other_board_changes_nothing_to_see():
    shown, now = HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0.0, 0.0)), Now(1.0, 1.0)
    shown.arrange(PLANS["hall"])
    for rev, made in enumerate(([call(1)], [call(1), call(2)]), start=1):
        only = zone("utama", *made, tiles=(tile("capil", made[-1].label),), rev=rev)
        shown.take(only)
        shown.advance(now)
        before = shown.view(now)
        assert shown.take(boards.whole([only], CATALOGUE)) == ()
        assert shown.advance(now) is None
        assert shown.view(now) == before
    assert before.card == call(2)


def test_what_the_own_zone_has_called_is_on_the_screen_before_the_other_board_comes():
    wall = Wall()
    wall.called("")
    wall.rev += 1
    newer = replace(wall.own, tiles=(tile("capil", "A001", waiting=3),))
    assert numbers(wall.hall.take(newer)) == [1]
    assert wall.cards() == [(1, "")]
    assert wall.view().tiles == (tile("capil", "A001", waiting=3), tile("pajak"))


def test_a_change_of_the_layout_shows_the_other_board_at_once_and_announces_nothing_again():
    wall = Wall(PLANS["zone"])
    wall.called("", "Lantai 2")
    wall.tell()
    wall.cards()
    wall.hall.arrange(PLANS["hall"])
    view = wall.view()
    assert view.card
    assert ((view.card.call, view.card.zone), numbers(view.recent)) == ((2, "Lantai 2"), [1])
    assert wall.cards() == []
    wall.hall.arrange(PLANS["zone"])
    assert (wall.view().card, wall.view().recent) == (wall.calls[0], ())
    wall.tell()
    assert wall.cards() == []
    assert wall.said == [1]


@pytest.mark.parametrize(
    ("plan", "agencies"),
    [
        (ScreenPlan(device="display-1", layout="agency", shows="pajak"), ["pajak"]),
        (ScreenPlan(device="display-1", layout="agency", shows="capil"), ["capil"]),
    ],
)
def test_a_screen_of_an_agency_that_is_not_in_its_zone_shows_it_all_the_same(plan, agencies):
    wall = Wall(plan)
    wall.calls = [replace(call(1), zone="Lantai 2", agency="pajak"), replace(call(2), agency="capil")]
    wall.tell()
    assert [one.agency for one in wall.view().tiles] == agencies
    assert [wall.calls[number - 1].agency for number, _ in wall.cards()] == agencies


def test_the_sign_of_a_counter_shows_its_calls_wherever_it_hangs():
    wall = Wall(ScreenPlan(device="display-1", layout="counter", shows="3"))
    wall.called("", "Lantai 2", "")  # counters 2, 3, 4
    wall.tell()
    assert wall.cards() == [(2, "Lantai 2")]


def test_after_a_start_both_boards_are_remembered_and_neither_announces_anything():
    wall = Wall()
    wall.called("", "Lantai 2")
    wall.tell()
    own, whole = wall.own, wall.whole
    wall.start(PLANS["hall"])
    wall.hall.recall(own, None, None, None, whole)
    view = wall.view()
    assert (view.card, numbers(view.recent)) == (wall.calls[1], [1])
    assert "menunggu hub" in view.stale
    wall.tell()
    assert (wall.view().stale, wall.cards(), wall.said) == ("", [], [])
    assert wall.view().card == wall.calls[1]


def test_a_board_of_an_epoch_that_is_over_is_not_mixed_with_a_new_one():
    wall = Wall()
    wall.called("", "Lantai 2", "")
    wall.tell()
    wall.cards()
    assert wall.hall.take(zone("utama", call(1), epoch=2)) == ()
    view = wall.view()
    assert view.card
    assert (view.card.call, view.recent) == (1, ())


LOST = st.tuples(st.booleans(), st.booleans())
STEPS = st.lists(st.tuples(st.lists(st.sampled_from(["", "Lantai 2"]), max_size=3), LOST), max_size=12)


@example(
    [
        (["", ""], (False, False)), (["", ""], (False, False)), (["", "", ""], (False, True)),
        (["", "", "Lantai 2"], (False, False)), (["", "", ""], (False, True)),
    ]
)  # fmt: skip
@given(STEPS)
def test_whatever_is_lost_each_call_has_the_card_once_and_those_of_the_zone_are_said_once_in_order(steps):
    wall, shown = Wall(), []
    for zones, (own, whole) in steps:
        wall.called(*zones)
        wall.tell(own=own, whole=whole)
        shown += wall.cards()
    wall.tell()
    shown += wall.cards()
    if len(wall.calls) <= 12:  # what a board forgot while the line was cut, nobody can show
        assert sorted(number for number, _ in shown) == numbers(wall.calls)
        assert wall.said == numbers(one for one in wall.calls if not one.zone)
    assert len({number for number, _ in shown}) == len(shown)
    view = wall.view()
    on_screen = {one.call for one in view.recent} | ({view.card.call} if view.card else set())
    assert on_screen >= set(numbers(wall.calls[-12:]))
