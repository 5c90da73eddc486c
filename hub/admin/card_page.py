"""The part of a person's page that is about the staff card: giving the one that was held to a pad, taking it away.

Must never show a card, nor what stands for it: a card is named by the pad where it was held, and when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, abort, g, redirect, request, url_for

from hub.admin.answers import refusal
from hub.admin.guard import needs
from hub.admin.writing import Writing
from hub.commands import AssignCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as AnyResponse

    from broker_config.mall import User
    from hub.accounts.gate import Gate
    from hub.desk import Desk
    from hub.service import Service

PATIENCE_S = 5.0


class Unknown(NamedTuple):
    """A card that nobody knows: at which pad it was held, that of which counter, and when (UTC seconds)."""

    pad: str
    counter: int | None
    at: float


def strangers(service: Service) -> list[Unknown]:
    """The last unknown card of each pad, the newest first."""

    def see(desk: Desk, _now: float) -> list[Unknown]:
        found = []
        for pad, stranger in desk.shown.strangers.items():
            counter = desk.hall.counters.get(desk.stations[pad].counter)
            found.append(Unknown(pad, counter.number if counter else None, stranger.at))
        return sorted(found, key=lambda one: -one.at)

    return service.look(see).result(PATIENCE_S)


def shown(service: Service, gate: Gate, user: User | None) -> dict[str, Any]:
    """What the page says of somebody's card, and of those that could become theirs."""
    card = gate.cards.of(user.id) if user is not None else None
    people = (
        service.look(lambda desk, _now: dict(desk.hall.register.users)).result(PATIENCE_S) if card else {}
    )
    return {
        "card": card,
        "giver": people[card.given_by].name if card and card.given_by in people else "",
        "strangers": strangers(service),
        "write": Writing(g.language, service.catalogue.mall.timezone),
    }


def add(pages: Blueprint, service: Service, gate: Gate, find: Callable[[str], User]) -> None:
    """Add `/pengguna/<id>/kartu` and `/pengguna/<id>/cabut-kartu` to the pages of the people."""

    @pages.post("/<user_id>/kartu")
    @needs("users", fresh=True)
    def give_card(user_id: str) -> AnyResponse:
        user = find(user_id)
        if user.archived:
            abort(409)
        pad, at = request.form.get("pad", ""), request.form.get("at", "")
        card = service.look(lambda desk, _now: _card(desk, pad, at)).result(PATIENCE_S)
        if not card:  # another one was held there since, or the hub was started again
            return refusal(409, "refused", g.words["card_gone"])
        gate.cards.give(card, user.id, g.person.user.id, service.clock.now())
        return _done(user, given=True)

    @pages.post("/<user_id>/cabut-kartu")
    @needs("users", fresh=True)
    def take_card(user_id: str) -> AnyResponse:
        user = find(user_id)
        if gate.cards.of(user.id) is not None:
            gate.cards.take(user.id)
            return _done(user, given=False)
        return redirect(url_for("users.person", user_id=user.id), 303)

    def _done(user: User, *, given: bool) -> AnyResponse:
        service.ask(AssignCard(user.id, g.person.user.id, given)).result(PATIENCE_S)
        return redirect(url_for("users.person", user_id=user.id, done=1), 303)


def _card(desk: Desk, pad: str, at: str) -> str:
    """What stands for the card that was held to a pad at that moment; empty if it is not the last one there."""
    stranger = desk.shown.strangers.get(pad)
    return stranger.card if stranger is not None and moment(stranger.at) == at else ""


def moment(at: float) -> str:
    """A time as a form brings it back: to the millisecond."""
    return f"{at:.3f}"
