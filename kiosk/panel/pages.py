"""Which options a page has, and what there is to read on it. Pure: (state, shelf) -> options, blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kiosk.panel.hours import opens, opens_short
from kiosk.panel.signs import sign_of
from kiosk.panel.view import Block, Option
from kiosk.panel.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.nouns import Service
    from kiosk.panel.events import Language
    from kiosk.panel.shelf import Shelf
    from kiosk.panel.standing import State

NOBODY = "group:-"
_FREE = {"", "gratis"}


def on_page(state: State, shelf: Shelf, at: float | None = None) -> tuple[Option, ...]:
    """The page's own options, on all its sheets, without their digits. `at` is the mall's time, if it is known."""
    make = _PAGES.get(state.page)
    return make(state, shelf, at) if make else ()


def bar(state: State, sheets: int) -> tuple[Option, ...]:
    """What stands at the foot of the page: always in the same order, so that a hand finds it again."""
    page, said = state.page, state.language
    options: list[Option] = []
    if page in ("agencies", "services", "details", "groups"):
        options.append(Option("back", word("back", said), sign="back", key="0"))
        if sheets > 1:
            options.append(Option("previous", word("previous", said), sign="previous", key="\N{MINUS SIGN}"))
            options.append(Option("next", word("next", said), sign="next", key="+"))
    if page in ("idle", "agencies", "services", "details", "groups"):
        large, low = state.style
        larger, lower = ("smaller" if large else "larger"), ("upper" if low else "lower")
        options += [
            Option("larger", word(larger, said), sign=larger, mood="chosen" if large else "plain"),
            Option("lower", word(lower, said), sign=lower, mood="chosen" if low else "plain"),
            Option("language", word("language", said), sign="globe", key="/"),
            Option(
                "help", word("hush" if state.spoken else "help", said),
                sign="silent" if state.spoken else "speaker", key="*",
                mood="chosen" if state.spoken else "plain",
            ),
        ]  # fmt: skip
    return tuple(options)


def blocks(state: State, shelf: Shelf) -> tuple[Block, ...]:
    """What there is to read before a number is taken: fee, what is left of the quota, what to bring."""
    service = shelf.service(state.service)
    if service is None or state.page != "details":
        return ()
    said = state.language
    facts = [Block(word("fee", said, fee=fee(service, said)), "fact", "coin")]
    left = shelf.state(service.id).left
    if left is not None and shelf.gives(service.id):
        facts.append(Block(word("left", said, n=left), "fact", "ticket"))
    needed = [
        one.strip().rstrip(".") for one in re.split(r";|\n", service.requirements) if one.strip(" .;\n")
    ]
    if not needed:
        return (*facts, Block(word("bring-unknown", said), "fact", "info"))
    items = (Block(one[0].upper() + one[1:], "item") for one in needed)
    return (*facts, Block(word("bring", said), "heading"), *items)


def fee(service: Service, language: Language) -> str:
    """The official fee in words."""
    return "free of charge" if language == "en" and service.fee.lower() in _FREE else service.fee or "Gratis"


def why_not(shelf: Shelf, service: str, language: Language, at: float | None) -> str:
    """In a sentence, why no number of it is given: the hub's words, or ours."""
    offering, (day, time) = shelf.state(service), opens(shelf, service, language, at)
    told = offering.english if language == "en" else offering.text
    if told:
        return told
    if time and offering.state != "full":
        return word("later-day-more" if day else "later-more", language, day=day, time=time)
    return word("full-more" if offering.state == "full" else "closed-more", language)


def _mark(shelf: Shelf, service: str, language: Language, at: float | None) -> str:
    """The same in two words, for a tile."""
    if shelf.state(service).state == "full":
        return word("full", language)
    return opens_short(shelf, service, language, at) or word("closed", language)


def _idle(state: State, _shelf: Shelf, _at: float | None) -> tuple[Option, ...]:
    said = state.language
    return (Option("start", word("start", said), word("start-more", said), "finger", mood="main"),)


def _agencies(state: State, shelf: Shelf, at: float | None) -> tuple[Option, ...]:
    return tuple(
        Option(f"agency:{agency.id}", agency.short, _full_name(agency.name, agency.short),
               sign_of(agency.short, agency.name), **_closed_agency(state, shelf, agency.id, at))
        for agency in shelf.agencies
    )  # fmt: skip


def _full_name(name: str, short: str) -> str:
    return "" if name == short else name


def _closed_agency(state: State, shelf: Shelf, agency: str, at: float | None) -> dict[str, Any]:
    """An agency none of whose services gives numbers is marked, with when the first one does."""
    services = shelf.services(agency)
    if any(shelf.gives(service.id) for service in services):
        return {}
    first = min(services, key=lambda service: shelf.state(service.id).opens_at or float("inf"))
    return {"mood": "closed", "state": _mark(shelf, first.id, state.language, at)}


def _services(state: State, shelf: Shelf, at: float | None) -> tuple[Option, ...]:
    said = state.language
    found = []
    agency = shelf.agency(state.agency)
    for service in shelf.services(state.agency):
        sign = sign_of(service.name, agency.name if agency else "")
        option = Option(f"service:{service.id}", service.name, fee(service, said).capitalize(), sign)
        if not shelf.gives(service.id):
            option = option._replace(mood="closed", state=_mark(shelf, service.id, said, at))
        elif (left := shelf.state(service.id).left) is not None:
            option = option._replace(more=word("left-short", said, n=left))
        found.append(option)
    return tuple(found)


def _details(state: State, shelf: Shelf, _at: float | None) -> tuple[Option, ...]:
    said = state.language
    if not shelf.gives(state.service):
        return ()
    take = Option("take", word("take", said), sign="ticket", mood="main")
    if not shelf.groups:
        return (take,)
    group = shelf.group(state.priority)
    if group is not None:
        set_to = word("priority-set", said, group=group.name)
        return (take, Option("priority", set_to, word("priority-change", said), "check", mood="chosen"))
    names = ", ".join(short_name(one.name).lower() for one in shelf.groups)
    more = names[0].upper() + names[1:]
    return (take, Option("priority", word("priority", said), more, "priority"))


def short_name(group: str) -> str:
    """A group without what stands in brackets behind it."""
    return group.split(" (", maxsplit=1)[0]


def _groups(state: State, shelf: Shelf, _at: float | None) -> tuple[Option, ...]:
    said = state.language
    none = Option(NOBODY, word("groups-none", said), word("groups-none-more", said), "cross")
    groups = tuple(
        Option(f"group:{group.id}", group.name, sign=_group_sign(group.name),
               mood="chosen" if group.id == state.priority else "plain")
        for group in shelf.groups
    )  # fmt: skip
    return (*groups, none)


def _group_sign(name: str) -> Any:
    words = name.lower()
    return (
        "family" if "bayi" in words or "anak" in words else "priority" if "disabilitas" in words else "person"
    )


def _number(state: State, _shelf: Shelf, _at: float | None) -> tuple[Option, ...]:
    return (Option("ok", word("done", state.language), sign="check", mood="main"),) if state.out else ()


def _notice(state: State, _shelf: Shelf, _at: float | None) -> tuple[Option, ...]:
    return (Option("ok", word("ok", state.language), sign="home", mood="main"),)


_PAGES: dict[str, Callable[[State, Shelf, float | None], tuple[Option, ...]]] = {
    "idle": _idle,
    "agencies": _agencies,
    "services": _services,
    "details": _details,
    "groups": _groups,
    "number": _number,
    "notice": _notice,
}
