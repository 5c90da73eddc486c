"""An officer's console: a page that shows one counter live, and what its keys ask of the writer.

A command says which standing of the counter it was given for. So the page may send it again and again until it is
answered: whoever was faster, somebody at the pad or the page itself, the command is done once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from hub.accounts import works_at
from hub.admin.console.paint import ConsolePainter, targets
from hub.admin.guard import needs
from hub.admin.words import LANGUAGES, Words
from hub.commands import Amend, Attend, CounterAction, Operate
from hub.numbers import find_number
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from flask.templating import Environment
    from werkzeug.wrappers import Response as AnyResponse

    from hub.accounts.gate import Gate
    from hub.admin.watch import Sight, Watch
    from hub.commands import Command
    from hub.service import Service

PATIENCE_S = 5.0
# Said again, these mean that it was done already: the page shows how things stand, and nobody need be told.
CALM = frozenset(("changed", "same_service", "impossible", "nobody_called"))
_Short = Annotated[str, msgspec.Meta(max_length=80)]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a console asks for; `number` is what somebody typed, in place of a `uid`. `again`: it was asked before."""

    action: CounterAction | Literal["restore", "prioritise"]
    seen: _Short
    uid: _Short = ""
    number: _Short = ""
    service: _Short = ""
    to: _Short = ""
    group: _Short = ""
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""
    again: bool = False


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the officer is at the counter."""

    how: Literal["sign_in", "sign_out", "activity"]


def blueprint(service: Service, watch: Watch, environment: Environment, gate: Gate) -> Blueprint:
    """`/loket`, the choice; `/loket/<counter>`, the console; below it `live`, its stream, `do` and `attend`."""
    pages = Blueprint("console", __name__, url_prefix="/loket")
    painters = {language: ConsolePainter(environment, Words(language)) for language in LANGUAGES}

    @pages.get("")
    @needs("console")
    def choose() -> AnyResponse | str:
        counters = [row for row in service.catalogue.counters if works_at(g.person.user, row.id)]
        if len(counters) == 1:
            return redirect(url_for("console.page", counter=counters[0].id), 303)
        shorts = {agency.id: agency.short for agency in service.catalogue.agencies}
        zones = [(zone, [row for row in counters if row.zone == zone.id]) for zone in service.catalogue.zones]
        return render_template("counters.html", zones=[each for each in zones if each[1]], shorts=shorts)

    @pages.get("/<counter>")
    @needs("console")
    def page(counter: str) -> str:
        _demand(counter)
        seen = _look(watch, counter)
        catalogue = service.catalogue
        row = next((each for each in catalogue.counters if each.id == counter), None)
        agency = next((each for each in catalogue.agencies if row and each.id == row.agency), None)
        return render_template(
            "console.html", view=seen.view, at=seen.at, number=seen.number, boot=service.boot, agency=agency,
            painted=ConsolePainter(environment, g.words).paint(seen), targets=targets(catalogue, counter),
            groups=_groups(service), rate=service.clock.rate, works=_works_here(gate, counter),
        )  # fmt: skip

    @pages.get("/<counter>/live")
    @needs("console")
    def live(counter: str) -> Response:
        _demand(counter)
        session, user = g.person.session, g.person.user
        tell = _teller(painters[g.language], service.boot)
        # A manager who looks in from elsewhere is no evidence that anybody at the counter could be seen.
        works = user.role == "officer" or _works_here(gate, counter)
        return watch.open(tell, lambda: gate.sessions.is_alive(session), counter, works=works).response()

    @pages.post("/<counter>/do")
    @needs("console")
    def do(counter: str) -> Response:
        _demand(counter)
        order = _read(Order)
        asked = _ask(service, counter, order, g.person.user.id)
        seen = _look(watch, counter)  # stands in the writer's inbox right behind the command
        refused = _outcome(asked)
        text = ""
        if refused is not None and not (order.again and refused.reason in CALM):
            text = refused.text(g.language)
        answer = {
            "done": refused is None,
            "text": text,
            "calm": refused is not None and refused.reason == "changed",
        }
        return _json({**_message(painters[g.language], seen, service.boot), **answer})

    @pages.post("/<counter>/attend")
    @needs("console")
    def attend(counter: str) -> Response:
        _demand(counter)
        how = _read(Attendance).how
        if how != "activity" or _works_here(gate, counter):
            _attend(service, gate, counter, how)
        return _json({"works": _works_here(gate, counter)})

    return pages


def _demand(counter: str) -> None:
    if not works_at(g.person.user, counter):
        abort(403)


def _look(watch: Watch, counter: str) -> Sight:
    """A counter as it stands; one that was closed for good, perhaps while its console was open, is not found."""
    seen = watch.counter(counter)
    if seen.view is None:
        abort(404)
    return seen


def _read(shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(request.get_data(), type=shape)
    except msgspec.DecodeError:
        abort(400)


def _json(message: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(message), mimetype="application/json")


def _message(painter: ConsolePainter, seen: Sight, boot: int) -> dict[str, Any]:
    return {"boot": boot, "number": seen.number, "at": seen.at, "pieces": painter.paint(seen)}


def _teller(painter: ConsolePainter, boot: int) -> Callable[[Sight], bytes | None]:
    """What turns each sight of a counter into an event, if it looks different from the one before."""
    shown: dict[str, str] | None = None

    def tell(seen: Sight) -> bytes | None:
        nonlocal shown
        if seen.view is None:  # closed for good: the page will ask, and hear it
            return b"event: gone\ndata:\n\n"
        message = _message(painter, seen, boot)
        if message["pieces"] == shown:
            return None
        shown = message["pieces"]
        return b"data: " + msgspec.json.encode(message) + b"\n\n"

    return tell


def _ask(service: Service, counter: str, order: Order, by: str) -> Future[Any] | Refused:
    try:
        return service.ask(_command(service, counter, order, by))
    except Refused as refused:
        return refused


def _outcome(asked: Future[Any] | Refused) -> Refused | None:
    """Why it was not done; `None`: it was."""
    if isinstance(asked, Refused):
        return asked
    try:
        asked.result(PATIENCE_S)
    except Refused as refused:
        return refused
    return None


def _command(service: Service, counter: str, order: Order, by: str) -> Command:
    uid = order.uid
    if order.number:
        uid = service.look(lambda desk, _now: _meant(desk.hall, counter, order.number)).result(PATIENCE_S)
    match order.action:
        case "restore" | "prioritise" as amendment:
            return Amend(uid, amendment, by=by, value=order.group)
        case action:
            return Operate(
                counter, action, by=by, seen=order.seen, uid=uid, service=order.service, to=order.to,
                reason=order.reason,
            )  # fmt: skip


def _meant(hall: Any, counter: str, number: str) -> str:
    """The ticket that somebody typed the number of; the first to be called, where two fit."""
    row = hall.counters.get(counter)
    found = find_number(hall, number, row.services if row else ())
    if not found:
        raise Refused("unknown_ticket")
    waiting = [ticket for ticket in found if ticket.state in ("waiting", "parked", "no_show")] or found
    return min(waiting, key=lambda ticket: (ticket.state != "waiting", ticket.place)).uid


def _works_here(gate: Gate, counter: str) -> bool:
    return _working_at(gate) == counter


def _working_at(gate: Gate) -> str:
    """The counter that this browser's officer has said to be at; empty for none."""
    mine = gate.sessions.living().get(g.person.user.id, ())
    return next((row.console for row in mine if row.id_hash == g.person.session), "")


def _attend(
    service: Service, gate: Gate, counter: str, how: Literal["sign_in", "sign_out", "activity"]
) -> None:
    by = g.person.user.id
    before = _working_at(gate)
    if how == "sign_in" and before not in ("", counter):  # nobody sits at two counters
        service.ask(Attend(before, "sign_out", by=by))
    service.ask(Attend(counter, how, by=by)).result(PATIENCE_S)
    if how != "activity":
        gate.sessions.work_for(g.person.session, counter if how == "sign_in" else "")


def _groups(service: Service) -> list[tuple[str, str]]:
    """The priority groups, `(id, name)`, in the order of lists."""

    def see(desk: Any, _now: float) -> list[tuple[str, str]]:
        rows = (row for row in desk.hall.register.priority_groups.values() if not row.archived)
        return [(row.id, row.name) for row in sorted(rows, key=lambda row: (row.position, row.id))]

    return service.look(see).result(PATIENCE_S)
