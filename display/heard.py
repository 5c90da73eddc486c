"""The boards that a screen is made of: its own zone's, and the whole mall's. Pure.

The layouts `hall`, `overview` and `counter` show the whole mall, for a sign may hang far from its counter; `zone` shows
the zone that the box stands in, and so does `agency`, unless the agency has no counter there. Where both boards tell of
the same call, the own zone's counts: only there an arrow points the right way, so a call of the own zone has no `zone`.
The own board comes first and alone decides what is said; the other one may be a moment older, never wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.nouns import EVERYWHERE
from display.hanging import calls_here, tile_here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.contract import Board, Call, ScreenPlan, Tile


class News(NamedTuple):
    """What a snapshot has that was not known, oldest first.

    `silent`: it is the first since the start, or of its epoch, and tells only how things stand.
    """

    calls: tuple[Call, ...]
    silent: bool


class Boards:
    """The newest two.

    Attributes:
        own: of the zone that the display stands in.
        whole: of all zones.
        recalled: they are from before the start, and the hub has not said yet how things stand.
    """

    def __init__(self) -> None:
        self.own: Board | None = None
        self.whole: Board | None = None
        self.recalled = False
        self._heard: dict[bool, Board] = {}  # whether it is of the whole mall -> the newest since the start
        self._newest: dict[bool, int] = {}  # likewise, the highest call ever taken in this epoch

    def recall(self, own: Board, whole: Board | None) -> None:
        """Go by what was known before the start."""
        self.own, self.whole, self.recalled = own, whole, True

    def take(self, board: Board) -> News | None:
        """Believe a snapshot; None if it is not newer."""
        is_whole = board.zone == EVERYWHERE
        before = self._heard.get(is_whole)
        if before and (board.epoch, board.rev) <= (before.epoch, before.rev):
            return None
        self._heard[is_whole] = board
        if is_whole:
            self.whole = board
        else:
            self.own, self.recalled = board, False
            self.whole = self._heard.get(True)  # not what was recalled: the hub is there, and it is old
        silent = before is None or board.epoch != before.epoch
        known = 0 if silent else self._newest[is_whole]
        calls = sorted(board.calls, key=_number)
        self._newest[is_whole] = max(known, calls[-1].call if calls else 0)
        return News(() if silent else tuple(call for call in calls if call.call > known), silent)

    @property
    def settled(self) -> int:
        """Calls up to this one are no news any more on either board."""
        return min(self._newest.get(is_whole, 0) for is_whole in (False, True))

    def calls(self, plan: ScreenPlan) -> dict[int, Call]:
        """What a screen with this plan shows as called, oldest first, by the number of the call."""
        found = {call.call: call for board in self._shown(plan) for call in board.calls}
        return {call.call: call for call in sorted(found.values(), key=_number) if calls_here(plan, call)}

    def tiles(self, plan: ScreenPlan) -> tuple[Tile, ...]:
        """The agencies that it shows, in the hub's order; of one that both boards have, what is newer."""
        first, *rest = self._shown(plan) or (None,)
        found = {tile.agency: tile for tile in first.tiles} if first else {}
        for own in rest:
            if first and own.rev > first.rev:
                found |= {tile.agency: tile for tile in own.tiles if tile.agency in found}
        return tuple(tile for tile in found.values() if tile_here(plan, tile))

    def _shown(self, plan: ScreenPlan) -> tuple[Board, ...]:
        """The boards that a screen is made of, those that count more behind the others."""
        own, whole = self.own, self.whole
        if own is None or whole is None or not _is_everywhere(plan, own.tiles):
            return (own,) if own else ()
        if own.epoch != whole.epoch:  # numbers of calls mean something within an epoch
            return (max(own, whole, key=lambda board: board.epoch),)
        return whole, own


def _is_everywhere(plan: ScreenPlan, tiles: Iterable[Tile]) -> bool:
    """Whether a screen shows the whole mall; `tiles` are those of its own zone."""
    if plan.layout == "agency":
        return not any(tile_here(plan, tile) for tile in tiles)
    return plan.layout != "zone"


def _number(call: Call) -> int:
    return call.call
