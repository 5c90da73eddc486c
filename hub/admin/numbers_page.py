"""The information desk: a number is looked up and set right, and a paper roll is entered after the machines were down.

Nothing is decided here; what the hub refuses is told in its words, and has changed nothing.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from broker_config.localtime import local
from hub.admin.guard import needs
from hub.commands import Amend, EnterRoll
from hub.desk_view import Amendment, TicketSeen, found
from hub.refused import Refused

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from hub.commands import Command
    from hub.desk import Desk
    from hub.service import Service

PATIENCE_S = 5.0
LONGEST_REASON = 200
_AMENDMENTS: dict[str, Amendment] = {name: name for name in get_args(Amendment)}
_NUMBER = re.compile(r"[0-9]{1,6}")


def blueprint(service: Service) -> Blueprint:
    """`/nomor`, the search; `/nomor/<uid>` takes what is to be done; `/nomor/gulungan`, the paper roll."""
    pages = Blueprint("numbers", __name__, url_prefix="/nomor")

    @pages.get("")
    @needs("tickets")
    def numbers() -> str:
        return _page(service, request.args.get("q", ""), done=request.args.get("done", ""))

    @pages.post("/<uid>")
    @needs("tickets")
    def amend(uid: str) -> AnyResponse:
        asked, form = request.form.get("q", ""), request.form
        action = _AMENDMENTS.get(form.get("action", ""))
        if action is None:
            return Response(_page(service, asked, fault=g.words["refused_text"]), 400)
        try:
            value = form.get("value", "")[:80]
            if action == "join":
                value = _other(service, value, uid)
            reason = form.get("reason", "")[:LONGEST_REASON]
            _do(
                service,
                Amend(
                    uid, action, by=g.person.user.id, value=value, to=form.get("to", "")[:80], reason=reason
                ),
            )
        except Refused as refused:
            return Response(_page(service, asked, fault=refused.text(g.language)), 409)
        return redirect(url_for("numbers.numbers", q=asked, done=action), 303)

    @pages.route("/gulungan", methods=["GET", "POST"])
    @needs("tickets")
    def roll() -> AnyResponse | str:
        if request.method == "GET":
            return _roll_page(service, {}, "", request.args.get("done", ""))
        form = request.form
        try:
            command = _roll(service, form)
        except ValueError:
            return Response(_roll_page(service, form, g.words["roll_times"]), 422)
        try:
            _do(service, command)
        except Refused as refused:
            return Response(_roll_page(service, form, refused.text(g.language)), 409)
        return redirect(url_for("numbers.roll", done=command.last - command.first + 1), 303)

    return pages


def _do(service: Service, command: Command) -> None:
    service.ask(command).result(PATIENCE_S)


def _find(service: Service, text: str) -> tuple[TicketSeen, ...]:
    def see(desk: Desk, now: float) -> tuple[TicketSeen, ...]:
        return found(desk.hall, text, now)

    return service.look(see).result(PATIENCE_S) if text.strip() else ()


def _other(service: Service, number: str, uid: str) -> str:
    """The visitor's other ticket, by what somebody typed."""
    others = [each.uid for each in _find(service, number) if each.uid != uid]
    if len(others) != 1:
        raise Refused("unknown_ticket")
    return others[0]


def _page(service: Service, asked: str, *, done: str = "", fault: str = "") -> str:
    catalogue = service.catalogue
    agencies = {each.id: each for each in catalogue.agencies}
    return render_template(
        "numbers.html", asked=asked[:40], tickets=_find(service, asked), fault=fault, agencies=agencies,
        done=done if done in _AMENDMENTS else "", groups=_groups(service), catalogue=catalogue,
        services=_by_agency(service), zone=catalogue.mall.timezone,
    )  # fmt: skip


def _roll_page(service: Service, form: Any, fault: str, done: str = "") -> str:
    now = local(service.clock.now(), service.catalogue.mall.timezone)
    return render_template(
        "roll.html", form=form, fault=fault, done=int(done) if _NUMBER.fullmatch(done) else 0,
        today=now.date().isoformat(), catalogue=service.catalogue, services=_by_agency(service),
    )  # fmt: skip


def _roll(service: Service, form: Any) -> EnterRoll:
    """The command of a filled-in form.

    Raises:
        ValueError: a time or a number is none.
    """
    zone = service.catalogue.mall.timezone
    day, began, ended = (form.get(name, "") for name in ("day", "began", "ended"))
    return EnterRoll(
        service=form.get("service", "")[:80],
        first=_whole(form.get("first", "")),
        last=_whole(form.get("last", "")),
        began_at=_moment(day, began, zone),
        ended_at=_moment(day, ended, zone),
        counter=form.get("counter", "")[:80],
        by=g.person.user.id,
    )


def _whole(text: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError
    return int(text)


def _moment(day: str, time: str, zone: str) -> float:
    """A date and a time of the mall, as UTC seconds."""
    moment = datetime.strptime(f"{day} {time.replace('.', ':')[:5]}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - given next
    return moment.replace(tzinfo=local(0.0, zone).tzinfo).timestamp()


def _by_agency(service: Service) -> list[tuple[str, list[Any]]]:
    rows: dict[str, list[Any]] = {}
    for each in service.catalogue.services:
        rows.setdefault(each.agency, []).append(each)
    return [(agency.short, rows[agency.id]) for agency in service.catalogue.agencies if agency.id in rows]


def _groups(service: Service) -> list[tuple[str, str]]:
    def see(desk: Desk, _now: float) -> list[tuple[str, str]]:
        return [(row.id, row.name) for row in desk.hall.register.priority_groups.values() if not row.archived]

    return service.look(see).result(PATIENCE_S)
