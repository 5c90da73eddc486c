"""The devices: which are well, which are not and where they stand, for a technician with a telephone in the hall.

One page and its stream: when a device changes, the page is told so, and asks for the list again.
"""

from __future__ import annotations

from collections import Counter as Counts
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import sqlalchemy as sa
from flask import Blueprint, Response, g, render_template, request

from hub.admin import part_facts
from hub.admin.guard import can_open, needs
from hub.admin.writing import Writing
from hub.fleet import ORDER, boxes
from hub.storage import schema as s

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.accounts.gate import Gate
    from hub.admin.watch import Sight, Watch
    from hub.desk import Desk
    from hub.fleet import Box
    from hub.service import Service
    from hub.storage.store import Store

PATIENCE_S = 5.0
ROLES = ("ticket_kiosk", "counter_pad", "display")
REMEMBERED = 3000  # comings and goings that are looked through for the last one of each device


class Seen(NamedTuple):
    """The devices at `now`, and what the places they stand at are called."""

    now: float
    boxes: tuple[Box, ...]
    places: dict[str, str]


def blueprint(service: Service, watch: Watch, gate: Gate) -> Blueprint:
    """`/perangkat`, the page; `/perangkat/daftar`, its list alone; `/perangkat/live`, its stream."""
    pages = Blueprint("devices", __name__, url_prefix="/perangkat")

    @pages.get("")
    @needs("devices")
    def devices() -> str:
        return render_template("devices.html", boot=service.boot, rate=service.clock.rate, **_shown(service))

    @pages.get("/daftar")
    @needs("devices")
    def listing() -> str:
        return render_template("devices_list.html", **_shown(service))

    @pages.get("/live")
    @needs("devices")
    def live() -> Response:
        session = g.person.session
        return watch.open(_teller(service.boot), lambda: gate.sessions.is_alive(session)).response()

    return pages


def _shown(service: Service) -> dict[str, Any]:
    seen = service.look(_see).result(PATIENCE_S)
    role = request.args.get("jenis", "")
    chosen = [box for box in seen.boxes if role in ("", box.role)]
    return {
        "at": seen.now,
        "connected": service.connected,
        "boxes": chosen,
        "places": seen.places,
        "since": _since(service.store),
        "roles": [(name, sum(box.role == name for box in seen.boxes)) for name in ROLES],
        "role": role if role in ROLES else "",
        "states": {state: sum(box.state == state for box in chosen) for state in ORDER},
        "versions": Counts(box.version for box in seen.boxes if box.version).most_common(),
        "can_open": can_open,
        "figures": part_facts.told,
        "say": Writing(g.language, service.catalogue.mall.timezone),
    }


def _see(desk: Desk, now: float) -> Seen:
    register = desk.hall.register
    found = boxes(desk)
    places: dict[str, str] = {}
    for box in found:
        counter = register.counters.get(box.counter)
        zone = register.zones.get(counter.zone if counter else box.zone)
        agency = register.agencies.get(counter.agency) if counter else None
        if box.counter:
            number = str(counter.number) if counter else box.counter
            places[box.id] = " · ".join((number, agency.short if agency else ""))
        elif zone is not None:
            places[box.id] = zone.name
    return Seen(now, found, places)


def _since(store: Store) -> dict[str, float]:
    """When each device came or went last, by the journal, as far as that is not too long ago."""
    latest: dict[str, tuple[int, float]] = {}
    with store.reader() as db:
        for event in ("device_up", "device_down"):  # one at a time: so the index has them in order
            change = (
                sa.select(s.JOURNAL.c.seq, s.JOURNAL.c.device, s.JOURNAL.c.at)
                .where(s.RARE, s.JOURNAL.c.event == event)
                .order_by(s.JOURNAL.c.seq.desc())
                .limit(REMEMBERED)
            )
            for row in db.execute(change):
                latest[row.device] = max(latest.get(row.device, (0, 0.0)), (row.seq, row.at))
    return {device: at for device, (_, at) in latest.items()}


def _teller(boot: int) -> Callable[[Sight], bytes | None]:
    """What tells a page that some device is not as it was."""
    before: object = None

    def tell(seen: Sight) -> bytes | None:
        nonlocal before
        stand = seen.view.devices, seen.view.connected, seen.view.layout
        if stand == before:
            return None
        before = stand
        return b"data: " + msgspec.json.encode({"boot": boot, "at": seen.at}) + b"\n\n"

    return tell
