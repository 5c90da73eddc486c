"""What the hall is told: announcements by hand, those that stand, and the one for an emergency, which is asked twice.

A form that is sent twice is one announcement: what it has in its `once` is the key of it.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from hub.admin.guard import can_open, needs
from hub.admin.settings.reading import tidy
from hub.admin.settings.rows import Seen, see
from hub.admin.writing import Writing
from hub.commands import Announce, EndAnnouncement
from hub.refused import Refused
from hub.register.rows import in_order
from hub.signage.told import LONGEST_S

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from hub.events import Announced
    from hub.service import Service

PATIENCE_S = 5.0
LONGEST_TEXT = 400
USUAL_MINUTES, EMERGENCY_MINUTES = 10, 60
MOST_MINUTES = int(LONGEST_S // 60)


class Filled(NamedTuple):
    """What stands in a form. `minutes` is as it was typed; `kind` is `text` or `emergency`."""

    kind: str = "text"
    text: str = ""
    english: str = ""
    zones: tuple[str, ...] = ()
    minutes: str = str(USUAL_MINUTES)
    spoken: bool = True
    once: str = ""


def blueprint(service: Service) -> Blueprint:
    """`/siaran`, the page; below it what is done there."""
    pages = Blueprint("announce", __name__, url_prefix="/siaran")

    @pages.route("", methods=["GET", "POST"])
    @needs("announce")
    def announcements() -> AnyResponse | str:
        seen = see(service)
        if request.method == "GET":
            return _page(service, seen, Filled(), {})
        filled = _read()
        faults = _faults(filled)
        if faults:
            return Response(_page(service, seen, filled, faults), 422)
        if filled.kind == "emergency" and request.form.get("do") != "confirmed":
            return _confirm(seen, filled)
        try:
            service.ask(_command(filled, seen.now)).result(PATIENCE_S)
        except Refused as refused:
            return Response(_page(service, seen, filled, {"": refused.text(g.language)}), 409)
        return redirect(url_for("announce.announcements", done=1), 303)

    @pages.post("/<int:number>/akhiri")
    @needs("announce")
    def end(number: int) -> AnyResponse:
        service.ask(EndAnnouncement(number, g.person.user.id)).result(PATIENCE_S)
        return redirect(url_for("announce.announcements", ended=1), 303)

    return pages


def _read() -> Filled:
    form = request.form
    return Filled(
        kind="emergency" if form.get("kind") == "emergency" else "text",
        text=tidy(form.get("text", "")),
        english=tidy(form.get("english", "")),
        zones=tuple(tidy(zone)[:48] for zone in form.getlist("zones"))[:50],
        minutes=tidy(form.get("minutes", ""))[:8],
        spoken=form.get("kind") == "emergency" or bool(form.get("spoken")),
        once=tidy(form.get("once", ""))[:40],
    )


def _faults(filled: Filled) -> dict[str, str]:
    """What is wrong, by its field."""
    faults: dict[str, str] = {}
    if not filled.text:
        faults["text"] = g.words["an_no_text"]
    for name in ("text", "english"):
        if len(getattr(filled, name)) > LONGEST_TEXT:
            faults[name] = g.words("an_too_long", LONGEST_TEXT)
    if not 1 <= _minutes(filled) <= MOST_MINUTES:
        faults["minutes"] = g.words("an_bad_minutes", MOST_MINUTES)
    return faults


def _minutes(filled: Filled) -> int:
    plain = filled.minutes
    return int(plain) if plain.isascii() and plain.isdecimal() else 0


def _command(filled: Filled, now: float) -> Announce:
    return Announce(
        kind="emergency" if filled.kind == "emergency" else "text",
        text=filled.text,
        english=filled.english,
        zones=filled.zones,
        spoken=filled.spoken,
        until=now + 60.0 * _minutes(filled),
        key=f"page:{filled.once}" if filled.once else "",
        by=g.person.user.id,
    )


def _page(service: Service, seen: Seen, filled: Filled, faults: Mapping[str, str]) -> str:
    standing: list[Announced] = service.look(lambda desk, now: list(desk.hall.told.standing(now))).result(
        PATIENCE_S
    )
    ready = Filled(
        "emergency", g.words.in_language("id", "an_leave"), g.words.in_language("en", "an_leave"),
        minutes=str(EMERGENCY_MINUTES),
    )  # fmt: skip
    usual = Filled()
    return render_template(
        "announcements.html",
        standing=standing,
        usual=filled if filled.kind == "text" else usual,
        emergency=filled if filled.kind == "emergency" else ready,
        faults=faults,
        wrong=filled.kind if faults else "",
        once=secrets.token_hex(8),
        done=next((name for name in ("done", "ended") if name in request.args), ""),
        **_around(seen),
    )


def _confirm(seen: Seen, filled: Filled) -> str:
    return render_template("announce_confirm.html", filled=filled, minutes=_minutes(filled), **_around(seen))


def _around(seen: Seen) -> dict[str, Any]:
    register = seen.register
    zones = [row for row in in_order(register.zones.values()) if not row.archived]
    return {
        "can_open": can_open, "say": Writing(g.language, register.mall.timezone), "now": seen.now, "zones": zones,
        "zone_names": {row.id: row.name for row in register.zones.values()},
        "people": {one.id: one.name for one in register.users.values()}, "longest": LONGEST_TEXT,
        "mall_zone": register.mall.timezone,
    }  # fmt: skip
