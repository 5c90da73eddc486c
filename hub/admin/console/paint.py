"""A counter to the pieces of its officer's page: the first paint and every later change, from the same templates."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from flask.templating import Environment

    from broker_config.contract import Catalogue
    from hub.admin.watch import Sight
    from hub.admin.words import Words


class ConsolePainter:
    """Paints one language, and keeps the last picture of every counter: all who look at it share it."""

    def __init__(self, environment: Environment, words: Words) -> None:
        self._macros: Any = environment.get_template("console_pieces.html").module
        self._words = words
        self._kept: dict[str, tuple[object, dict[str, str]]] = {}
        self._lock = threading.Lock()

    def paint(self, seen: Sight) -> dict[str, str]:
        """A counter as markup by element id."""
        with self._lock:
            kept = self._kept.get(seen.view.counter)
            if kept is None or kept[0] != seen.view:
                pieces = {
                    name: str(getattr(self._macros, name)(self._words, seen.view, seen.at))
                    for name in ("now", "line", "aside", "figures")
                }
                kept = self._kept[seen.view.counter] = seen.view, pieces
            return kept[1]


class Target(NamedTuple):
    """Where a ticket can be transferred to: a service, or one counter (`to`) if it serves the ticket's service."""

    service: str
    to: str
    name: str
    detail: str
    serves: str
    near: bool


def targets(catalogue: Catalogue, counter: str) -> list[Target]:
    """Where tickets of a counter may go on, what is near first: its agency's services, its agency's counters."""
    row = next((each for each in catalogue.counters if each.id == counter), None)
    agency = row.agency if row else ""
    shorts = {each.id: each.short for each in catalogue.agencies}
    served = {name for each in catalogue.counters for name in each.services}
    services = [
        Target(each.id, "", each.name, f"{each.prefix} · {shorts[each.agency]}", "", each.agency == agency)
        for each in catalogue.services
        if each.id in served
    ]
    counters = [
        Target(
            "", each.id, str(each.number), shorts[each.agency], " ".join(each.services), each.agency == agency
        )
        for each in sorted(catalogue.counters, key=lambda each: each.number)
        if each.id != counter
    ]
    return sorted([*counters, *services], key=lambda target: (not target.near, target.to == ""))
