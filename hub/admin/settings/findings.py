"""What is not right with the register though no rule forbids it: what a manager would want to hear of. Pure.

Nothing here hinders anybody: a mall that is being set up is full of findings. Must never guess at a cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hub.register.rows import in_order, offered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from typing import Any

    from hub.desk import Station
    from hub.register import Register

HOLIDAYS_AHEAD_DAYS = 120


class Finding(NamedTuple):
    """One thing: its text is `finding_<name>`; the rows (kind, id) that it is about, of which there may be none."""

    name: str
    rows: tuple[tuple[str, str], ...] = ()
    grave: bool = False


def findings(register: Register, stations: Mapping[str, Station], today: date) -> list[Finding]:
    """Everything, what hinders visitors first."""
    found = [*_grave(register, stations), *_light(register, today)]
    return [one for one in found if one is not None]


def _grave(register: Register, stations: Mapping[str, Station]) -> Iterator[Finding | None]:
    agencies = {row.id for row in _live(register.agencies) if offered(row)}
    counters = [row for row in _live(register.counters) if row.agency in agencies]
    served = {name for row in counters for name in row.services}
    services = [row for row in _live(register.services) if row.agency in agencies and row.place == "here"]
    yield _of("service_unserved", "service", (row for row in services if row.id not in served), grave=True)
    known = register.counters
    pads = {name: row for name, row in stations.items() if row.counter and (row.counter not in known)}
    yield (
        Finding("device_nowhere", tuple(("device", name) for name in sorted(pads)), grave=True)
        if pads
        else None
    )
    busy = {row.agency for row in counters}
    idle = (row for row in in_order(register.agencies.values()) if row.id in agencies - busy)
    yield _of("agency_no_counter", "agency", idle, grave=True)
    yield _of("counter_no_service", "counter", (row for row in counters if not row.services), grave=True)


def _light(register: Register, today: date) -> Iterator[Finding | None]:
    agencies = list(_live(register.agencies))
    for status in ("not_signed", "signed", "preparing", "paused"):
        yield _of(f"agency_{status}", "agency", (row for row in agencies if row.status == status))
    services = [row for row in _live(register.services) if row.place == "here"]
    yield _of("service_no_standard", "service", (row for row in services if not row.requirements))
    officers = {name for row in _live(register.users) if row.role == "officer" for name in row.counters}
    active = {row.id for row in agencies if offered(row)}
    yield _of(
        "counter_no_officer",
        "counter",
        (row for row in _live(register.counters) if row.id not in officers and row.agency in active),
    )
    ahead = [row for row in _live(register.overrides) if row.closed and not row.agency and row.first > today]
    if not any((row.first - today).days <= HOLIDAYS_AHEAD_DAYS for row in ahead):
        yield Finding("no_holidays")
    if not register.mall.hotline:
        yield Finding("no_hotline")


def _of(name: str, kind: str, rows: Iterable[Any], *, grave: bool = False) -> Finding | None:
    found = tuple((kind, row.id) for row in rows)
    return Finding(name, found, grave) if found else None


def _live(table: Mapping[str, Any]) -> Iterator[Any]:
    return (row for row in in_order(table.values()) if not row.archived)
