"""The displays of the hall: how each one is, what it shows just now, and which one it is.

A picture is asked for while somebody looks at the page, no more often than every few seconds; it stays in memory.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from broker_config import contract as c
from hub.admin.guard import can_open, needs
from hub.fleet import boxes
from hub.signage.said import on_the_board
from hub.signage.speakers import natural

if TYPE_CHECKING:
    from broker_config.mall import Screen
    from hub.desk import Desk
    from hub.fleet import Box
    from hub.service import Service

PATIENCE_S = 5.0
PICTURE_EVERY_S = 1.8  # real seconds: whoever changes something sees it at once
IDENTIFY_S = 30.0


class Display(NamedTuple):
    """A display: as a device, its zone's name, how it is laid out (`None`: by its own settings) and what that is of.

    `speaks`: it is the voice of its zone. `pictured_at`: when its last picture was taken (UTC seconds), if any.
    """

    box: Box
    zone: str
    plan: Screen | None
    shows: str
    speaks: bool
    pictured_at: float | None


class Seen(NamedTuple):
    """All displays at `now` (UTC seconds), and the zones in which nobody speaks."""

    now: float
    displays: tuple[Display, ...]
    silent: tuple[str, ...]


class Wanted:
    """When a picture of each display was asked for last; any thread."""

    def __init__(self) -> None:
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()

    def may(self, device: str) -> bool:
        """Whether to ask again; who is told so has asked."""
        now = time.monotonic()
        with self._lock:
            if now - self._asked.get(device, -PICTURE_EVERY_S) < PICTURE_EVERY_S:
                return False
            self._asked[device] = now
            return True


def blueprint(service: Service) -> Blueprint:
    """`/layar`, the page; `/layar/daftar`, its list alone; below it each display's picture, and its Identify."""
    pages = Blueprint("screens", __name__, url_prefix="/layar")
    wanted = Wanted()

    def shown() -> dict[str, Any]:
        seen: Seen = service.look(see).result(PATIENCE_S)
        for each in seen.displays:
            if each.box.state not in ("gone", "never") and wanted.may(each.box.id):
                service.tell(c.PictureWanted(nonce=secrets.token_hex(8)), each.box.id)
        return {"seen": seen, "connected": service.connected, "can_open": can_open, "sick": _sick}

    @pages.get("")
    @needs("screens")
    def screens() -> str:
        return render_template("screens.html", done=request.args.get("kenali", "")[:40], **shown())

    @pages.get("/daftar")
    @needs("screens")
    def listing() -> str:
        return render_template("screens_list.html", **shown())

    @pages.get("/<device>/gambar")
    @needs("screens")
    def picture(device: str) -> Response:
        found = service.look(lambda desk, _now: desk.usher.pictures.of(device)).result(PATIENCE_S)
        if found is None or not found.jpeg:
            abort(404)
        return Response(found.jpeg, mimetype="image/jpeg")

    @pages.post("/<device>/kenali")
    @needs("screens")
    def identify(device: str) -> Any:
        role = service.look(lambda desk, _now: desk.stations.get(device)).result(PATIENCE_S)
        if role is None or role.role != "display":
            abort(404)
        service.tell(c.Identify(seconds=IDENTIFY_S), device).result(PATIENCE_S)
        return redirect(url_for("screens.screens", kenali=device, _anchor=f"screen-{device}"), 303)

    return pages


def see(desk: Desk, now: float) -> Seen:
    """Look at every display; for the writer's thread."""
    register, speakers = desk.hall.register, desk.hall.speakers
    found = sorted((box for box in boxes(desk) if box.role == "display"), key=lambda box: natural(box.id))
    zones = register.zones
    displays = tuple(_display(desk, box) for box in found)
    silent = {box.zone for box in found if not speakers.get(box.zone)}
    return Seen(now, displays, tuple(zones[zone].name if zone in zones else zone for zone in sorted(silent)))


def _display(desk: Desk, box: Box) -> Display:
    register = desk.hall.register
    plan = register.screens.get(box.id)
    plan = None if plan is None or plan.archived else plan
    zone, seen = register.zones.get(box.zone), desk.usher.pictures.of(box.id)
    return Display(
        box=box, zone=zone.name if zone else box.zone, plan=plan,
        shows=on_the_board(register, plan) if plan else "",
        speaks=desk.hall.speakers.get(box.zone) == box.id, pictured_at=seen.at if seen and seen.jpeg else None,
    )  # fmt: skip


def _sick(box: Box) -> list[c.Part]:
    return [part for part in box.parts if part.state != "ok"]
