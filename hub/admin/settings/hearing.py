"""Which zones hear each other, on the form of either: what is ticked on one page is ticked on the other. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.register.rows import as_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.register import Register


def neighbours(register: Register, zone: str) -> list[str]:
    """The zones that hear a zone, whichever of the two says so."""
    own = register.zones[zone].hears
    return [name for name, row in register.zones.items() if name in own or zone in row.hears]


def other_sides(
    register: Register, kind: str, slug: str, row: Mapping[str, Any]
) -> list[tuple[str, str, Any]]:
    """The rows that have to change with a zone's: each side names the other, or neither does."""
    if kind != "zone":
        return []
    changes = []
    for name, other in register.zones.items():
        if name == slug or (slug in other.hears) == (name in row.get("hears", ())):
            continue
        hears = [one for one in other.hears if one != slug] if slug in other.hears else [*other.hears, slug]
        changes.append(("zone", name, {**as_row(other), "hears": hears}))
    return changes
