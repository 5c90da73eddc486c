"""A conversation and the mall's time to one `View`. Pure."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from broker_config.localtime import local, time_text
from kiosk.panel.hours import date_said
from kiosk.panel.pages import blocks, why_not
from kiosk.panel.signs import sign_of
from kiosk.panel.state import BROWSING, COUNTDOWN_S, TURN_S, Conversation
from kiosk.panel.view import Block, Line, Room, View
from kiosk.panel.words import known, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.drawing.pictograms import Kind
    from kiosk.panel.events import Language
    from kiosk.panel.shelf import Shelf
    from kiosk.panel.standing import State

_SIGNS: dict[str, Kind] = {
    "refused": "lock", "no_answer": "clock", "failed": "warning", "copying": "ticket", "copied": "ticket",
    "no_copy": "cross", "linked": "check", "unknown_code": "cross", "shut": "warning",
}  # fmt: skip


def view_of(conversation: Conversation, room: Room, now: float, at: float | None = None) -> View:
    """What is to be seen now; `at` is the mall's time, UTC seconds, None if nobody knows it."""
    state, shelf = conversation.state, conversation.shelf
    sheets = conversation.sheets()
    options = [*conversation.shown(at), *conversation.bar(sheets)]
    if state.framed is not None and state.framed < len(options):
        options[state.framed] = options[state.framed]._replace(framed=True)
    own = len(conversation.shown())
    view = View(
        page=state.page, language=state.language, style=state.style, title="",
        options=tuple(options[:own]), bar=tuple(options[own:]),
        sheet=state.sheet, sheets=sheets, countdown=_countdown(conversation, now), **_mall(shelf, state, at),
    )  # fmt: skip
    return view._replace(**_PAGES[state.page](conversation, room, now, at))


def due(conversation: Conversation, now: float, at: float | None) -> float:
    """When the picture changes by time alone, in the time of `now`."""
    state = conversation.state
    ends = conversation.ends()
    found = [ends]
    if state.page in BROWSING and state.page != "idle":
        found.append(ends - COUNTDOWN_S if now < ends - COUNTDOWN_S else ends - ceil(ends - now) + 1)
    if state.page == "idle":
        found.append(state.since + (_turn(state, now) + 1) * TURN_S)
    if at is not None:
        found.append(now + 60 - at % 60)
    return min(found)


def _mall(shelf: Shelf, state: State, at: float | None) -> dict[str, Any]:
    mall = shelf.mall
    if mall is None:
        return {}
    fields = {"mall": mall.name, "regency": mall.regency}
    if at is None:
        return fields
    moment = local(at, mall.timezone)
    return fields | {"clock": time_text(moment), "date": date_said(moment, state.language)}


def _countdown(conversation: Conversation, now: float) -> int | None:
    return max(1, ceil(conversation.ends() - now)) if conversation.counting(now) else None


def _turn(state: State, now: float) -> int:
    return int(max(0.0, now - state.since) / TURN_S)


# --- the pages --------------------------------------------------------------------------------------------


def _idle(conversation: Conversation, room: Room, now: float, _at: float | None) -> dict[str, Any]:
    """Turns through what the mall offers, its notices and its fees, and comes back to the welcome in between."""
    state, shelf, said = conversation.state, conversation.shelf, conversation.state.language
    sheets = [_welcome(said), *_here(shelf, room, said), *_notices(shelf, said)]
    turn = _turn(state, now) % len(sheets)
    foot = ""
    if not conversation.condition.alive:
        foot = word("alone", said)
    elif conversation.condition.paper == "near_end":
        foot = word("paper-low", said)
    return {"sheet": turn, "sheets": len(sheets), "foot": foot, **sheets[turn]}


def _welcome(said: Language) -> dict[str, Any]:
    return {"title": word("welcome", said), "lead": word("welcome-more", said), "sign": "ticket"}


def _here(shelf: Shelf, room: Room, said: Language) -> list[dict[str, Any]]:
    size = room.lines()
    lines = [
        Line(sign_of(agency.short, agency.name), agency.short, _count(len(shelf.services(agency.id)), said))
        for agency in shelf.agencies
    ]
    return [
        {"title": word("here", said), "lines": tuple(lines[first : first + size])}
        for first in range(0, len(lines), size)
    ]


def _count(services: int, said: Language) -> str:
    return word("one-service", said) if services == 1 else word("services-count", said, n=services)


def _notices(shelf: Shelf, said: Language) -> list[dict[str, Any]]:
    mall = shelf.mall
    if mall is None:
        return []
    sheets = [
        {"title": word("notice-title", said), "sign": "info", "blocks": (Block(notice),)}
        for notice in mall.notices
    ]
    if mall.hotline and sheets:
        hotline = Block(word("hotline", said, number=mall.hotline), "fact", "chat")
        sheets[0]["blocks"] = (*sheets[0]["blocks"], hotline)
    return sheets


def _agencies(_conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    return {"title": word("agencies", _conversation.state.language)}


def _services(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    state = conversation.state
    agency = conversation.shelf.agency(state.agency)
    return {"title": word("services", state.language), "lead": agency.short if agency else ""}


def _details(conversation: Conversation, _room: Room, _now: float, at: float | None) -> dict[str, Any]:
    state, shelf = conversation.state, conversation.shelf
    service = shelf.service(state.service)
    agency = shelf.agency(service.agency) if service else None
    fields: dict[str, Any] = {
        "title": service.name if service else "",
        "lead": agency.short if agency else "",
        "blocks": blocks(state, shelf),
    }
    if service and not shelf.gives(service.id):
        fields |= {"label": why_not(shelf, service.id, state.language, at), "sign": "lock"}
    return fields


def _groups(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    said = conversation.state.language
    return {"title": word("groups", said), "lead": word("groups-lead", said)}


def _waiting(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    state = conversation.state
    service = conversation.shelf.service(state.service) if not state.notice else None
    return {
        "title": word("waiting", state.language),
        "lead": service.name if service else "",
        "blocks": (Block(word("reading-more" if state.notice else "waiting-more", state.language)),),
        "sign": "clock",
    }


def _number(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    state, shelf, said = conversation.state, conversation.shelf, conversation.state.language
    number, service = state.number, shelf.service(state.service)
    assert number is not None  # noqa: S101 - the page comes with the number
    lines = [Block(word("first", said), "plain", "priority")] if number.priority else []
    if number.ahead is not None:
        key = {0: "ahead-none", 1: "ahead-one"}.get(number.ahead, "ahead")
        lines.append(Block(word(key, said, n=number.ahead), "plain", "person"))
    if number.wait_min:
        lines.append(Block(word("wait", said, n=number.wait_min), "plain", "clock"))
    return {
        "title": word("number", said),
        "lead": service.name if service else "",
        "label": number.label,
        "blocks": tuple(lines),
        "out": state.out,
        "foot": word("out" if state.out else "printing", said),
    }


def _notice(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    state = conversation.state
    key, said = state.notice, state.language
    told = state.english if said == "en" and state.english else state.text
    if not told and known(f"{key}-more"):
        told = word(f"{key}-more", said)
    return {
        "title": word(key, said),
        "blocks": (Block(told or word("shut-more", said)),),
        "sign": _SIGNS.get(key, "info"),
    }


def _shut(conversation: Conversation, _room: Room, _now: float, _at: float | None) -> dict[str, Any]:
    said, condition = conversation.state.language, conversation.condition
    text = [Block(line) for line in _instead(condition.owed, said)]
    if condition.paper == "out":
        text.append(Block(word("shut-paper", said)))
    other: Language = "id" if said == "en" else "en"  # nobody can ask this page for another language
    text.append(Block(word("shut-owed-other" if condition.owed else "shut-other", other)))
    return {"title": word("shut", said), "blocks": tuple(text), "sign": "warning"}


def _instead(owed: int, said: Language) -> list[str]:
    """Where to go; but whose number did not come out, waits for it here."""
    if not owed:
        return [word("shut-more", said)]
    return [word("shut-owed-one" if owed == 1 else "shut-owed", said, n=owed), word("shut-others", said)]


_PAGES: dict[str, Callable[[Conversation, Room, float, float | None], dict[str, Any]]] = {
    "idle": _idle,
    "agencies": _agencies,
    "services": _services,
    "details": _details,
    "groups": _groups,
    "waiting": _waiting,
    "number": _number,
    "notice": _notice,
    "shut": _shut,
}
