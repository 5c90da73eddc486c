"""A floor to pieces of page, by element id: the first paint and every later change, from the same templates.

A piece whose data did not change is not painted again: an open page costs what happens, not what is there.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.urgent import urgent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.templating import Environment

    from hub.admin.words import Words
    from hub.floor import AgencyNow, Floor


class Painted(NamedTuple):
    """Markup by element id; and for the one list whose order changes, the ids in order."""

    pieces: dict[str, str]
    lines: tuple[str, ...]


class Painter:
    """Paints one language, and keeps the last picture: all who watch share it, from any thread."""

    def __init__(self, environment: Environment, words: Words) -> None:
        self._macros: Any = environment.get_template("pieces.html").module
        self._words = words
        self._kept: dict[str, tuple[object, str]] = {}
        self._floor: Floor | None = None
        self._painted = Painted({}, ())
        self._lock = threading.Lock()

    def paint(self, floor: Floor) -> Painted:
        """The floor as markup; a piece that is the same as before is the very same object."""
        with self._lock:
            if floor is not self._floor:
                waiting = sorted((a for a in floor.agencies if a.waiting), key=lambda a: a.first_at or 0.0)
                lines = tuple(f"line-{agency.id}" for agency in waiting)
                self._painted = Painted(dict(self._pieces(floor, waiting)), lines)
                self._floor = floor
            return self._painted

    def _pieces(self, floor: Floor, waiting: list[AgencyNow]) -> Iterator[tuple[str, str]]:
        yield self._piece("broker", "broker", floor.connected, floor.at)
        yield self._piece("totals", "totals", floor.totals, floor.at)
        yield self._piece("urgent", "urgent", urgent(floor), floor.at)
        for counter in floor.counters:
            yield self._piece("counter", f"counter-{counter.id}", counter, floor.at)
        for agency in waiting:
            yield self._piece("line", f"line-{agency.id}", agency, floor.at)
        yield self._piece("quiet", "quiet", len(floor.agencies) - len(waiting), floor.at)
        yield self._piece("devices", "devices", floor.devices, floor.at)

    def _piece(self, macro: str, name: str, row: object, at: float) -> tuple[str, str]:
        kept = self._kept.get(name)
        if kept is None or kept[0] != row:
            kept = row, getattr(self._macros, macro)(self._words, name, row, at)
            self._kept[name] = kept
        return name, kept[1]
