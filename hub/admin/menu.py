"""The way around: which pages stand in the bar, in which order, and where a person begins.

A page joins with a row here; whoever may not open it does not see it, which the guard decides and nobody else.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, g, request, url_for

from hub.admin.guard import can_open


class Item(NamedTuple):
    """A page in the bar: its view, and the key of its name in the words."""

    endpoint: str
    words: str


ITEMS = (
    Item("floor.floor", "floor"),
    Item("console.choose", "console"),
    Item("numbers.numbers", "numbers"),
    Item("devices.devices", "all_devices"),
    Item("screens.screens", "screens"),
    Item("media.clips", "media"),
    Item("announce.announcements", "announcements"),
    Item("closures.closures", "closures"),
    Item("journal.journal", "journal"),
    Item("settings.overview", "settings"),
    Item("users.people", "users"),
    Item("tokens.tokens", "tokens"),
)
# Where somebody of a role begins, if not at the floor.
HOMES = {"officer": "console.choose", "technician": "devices.devices"}


class Entry(NamedTuple):
    """A page in the bar of this person, `here` if it (or one below it) is open."""

    href: str
    text: str
    here: bool


def entries() -> list[Entry]:
    """The bar of whoever is signed in."""
    return [
        Entry(
            url_for(item.endpoint), g.words[item.words], request.blueprint == item.endpoint.partition(".")[0]
        )
        for item in ITEMS
        if can_open(item.endpoint)
    ]


def home(role: str) -> str:
    """The address where somebody of a role begins."""
    endpoint = HOMES.get(role, ITEMS[0].endpoint)
    return url_for(endpoint if endpoint in current_app.view_functions else ITEMS[0].endpoint)
