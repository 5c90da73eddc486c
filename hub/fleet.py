"""The devices as a technician wants them: (desk) -> boxes, frozen; whoever needs a hand comes first. Pure.

Built in the writer's thread, shown in others: what it costs is the number of devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from broker_config.contract import Part, Role

if TYPE_CHECKING:
    from hub.desk import Desk

State = Literal["gone", "fault", "warning", "never", "ok"]
ORDER: tuple[State, ...] = ("gone", "fault", "warning", "never", "ok")


class LastFault(msgspec.Struct, frozen=True, kw_only=True):
    """The last part that was not well, and when that began (UTC seconds); before the hub's start, the last alert's."""

    at: float
    part: Part


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the fleet.

    `counter` and `zone` are ids, or empty: where it stands. `seen_at` (UTC seconds): when it was heard last; `None`:
    never since the hub began to work. `parts`: as it told last, also of one that is gone. `letter`: of the series
    that a kiosk prints while it is alone. `never`: the hub has not heard it since it began, nor of its end.
    """

    id: str
    role: Role
    counter: str
    zone: str
    state: State
    seen_at: float | None
    version: str
    parts: tuple[Part, ...]
    last_fault: LastFault | None
    letter: str


def boxes(desk: Desk) -> tuple[Box, ...]:
    """Every device of the fleet, the worst first, then by id."""
    found = []
    for device, station in desk.stations.items():
        fault = desk.faults.get(device)
        known = desk.presence.get(device)
        found.append(
            Box(
                id=device,
                role=station.role,
                counter=station.counter,
                zone=station.zone,
                state=_state(desk, device),
                seen_at=desk.heard.get(device, known.seen_at if known else None),
                version=desk.versions.get(device, ""),
                parts=desk.health.get(device, ()),
                last_fault=LastFault(at=fault[0], part=fault[1]) if fault else None,
                letter=desk.hall.device(device).letter,
            )
        )
    return tuple(sorted(found, key=lambda box: (ORDER.index(box.state), _natural(box.id))))


def _state(desk: Desk, device: str) -> State:
    known = desk.presence.get(device)
    if known is None:
        return "never"
    if not known.online:
        return "gone"
    states = {part.state for part in desk.health.get(device, ())}
    return "fault" if "fault" in states else "warning" if "warning" in states else "ok"


def _natural(name: str) -> tuple[str, int, str]:
    """`pad-2` before `pad-10`."""
    head, _, tail = name.rpartition("-")
    return (head, int(tail), name) if tail.isdecimal() else (name, 0, name)
