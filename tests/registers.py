"""A mall as data for tests that are about something else: open day and night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hub.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.contract import Agency, Counter, Mall, Service, Zone

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = {"week": dict.fromkeys(DAYS, "00:00-23:59"), "cutoff_minutes": 0, "issuing_opens": "00:00"}


def always_open(
    mall: Mall, services: Iterable[Service], counters: Iterable[Counter],
    agencies: Iterable[Agency] = (), zones: Iterable[Zone] = (), policy: dict[str, object] | None = None,
) -> Register:  # fmt: skip
    """A register with these rows; agencies and zones that are only named are made up. `lansia` is a priority group."""
    services, counters = tuple(services), tuple(counters)
    register = Register()
    more = {"site": "contoh", "hours": ALWAYS, **({"priority": policy} if policy else {})}
    register.put("mall", "mall", {**msgspec.to_builtins(mall), **more})
    register.put("priority_group", "lansia", {"id": "lansia", "name": "Lansia"})
    named = {row.agency for row in (*services, *counters)}
    made_up = {name: {"id": name, "name": name, "short": name} for name in sorted(named)}
    for name, row in (made_up | {row.id: msgspec.to_builtins(row) for row in agencies}).items():
        register.put("agency", name, row)
    halls = {counter.zone: {"id": counter.zone, "name": counter.zone} for counter in counters}
    for name, row in (halls | {row.id: msgspec.to_builtins(row) for row in zones}).items():
        register.put("zone", name, row)
    for kind, rows in (("service", services), ("counter", counters)):
        for row in rows:
            register.put(kind, row.id, msgspec.to_builtins(row))
    return register
