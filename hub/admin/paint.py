"""A floor to pieces of page, by element id: the first paint and every later change, from the same templates.

A piece whose data did not change is not painted again: an open page costs what happens, not what is there.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.floor import severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.templating import Environment

    from hub.admin.words import Words
    from hub.alert_list import AlertNow
    from hub.floor import AgencyNow, CounterNow, DeviceNow, Floor


class Painted(NamedTuple):
    """Markup by element id; and for the one list whose order changes, the ids in order."""

    pieces: dict[str, str]
    lines: tuple[str, ...]


class Urgent(NamedTuple):
    """All that needs a hand, each kind by itself, the worst first.

    `alerts` by kind, `unseen` how many of them nobody has acknowledged; the others are what no alert tells, or not yet.
    """

    alerts: dict[str, list[AlertNow]]
    unseen: int
    gone: tuple[DeviceNow, ...]
    broken: tuple[DeviceNow, ...]
    not_calling: tuple[CounterNow, ...]
    long: tuple[AgencyNow, ...]
    dark: tuple[CounterNow, ...]
    slow: tuple[CounterNow, ...]
    not_coming: tuple[CounterNow, ...]


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


def urgent(floor: Floor) -> Urgent:
    """What needs a hand; what an alert tells is not told twice, and a pad that is gone is told as its counter."""
    alerts: dict[str, list[AlertNow]] = {}
    for alert in floor.alerts:
        alerts.setdefault(alert.kind, []).append(alert)
    told = {(alert.place, alert.subject) for alert in floor.alerts}
    troubled: dict[str, list[CounterNow]] = {}
    for counter in floor.counters:
        troubled.setdefault(counter.trouble, []).append(counter)
    devices = [device for device in floor.devices if ("device", device.id) not in told]
    boxes = [device for device in devices if device.role != "counter_pad" or device.online]
    late = (a for a in floor.agencies if a.late and not any(("service", s.id) in told for s in a.services))
    return Urgent(
        alerts=alerts,
        unseen=sum(not alert.seen_by for alert in floor.alerts),
        gone=tuple(device for device in boxes if severity(device) == 0),
        broken=tuple(device for device in boxes if severity(device) in (1, 2)),
        not_calling=_longest_first(troubled.get("not_calling", [])),
        long=tuple(sorted(late, key=lambda a: a.first_at or 0.0)),
        dark=tuple(troubled.get("dark", ())),
        slow=_longest_first(troubled.get("slow", [])),
        not_coming=_longest_first(troubled.get("not_coming", [])),
    )


def _longest_first(counters: list[CounterNow]) -> tuple[CounterNow, ...]:
    return tuple(sorted(counters, key=lambda counter: counter.since or 0.0))
