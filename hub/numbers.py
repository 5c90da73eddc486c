"""From what a person types to the ticket that is meant: `a12` is A012. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from broker_config.labels import label
from hub.tickets import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.hall import Hall
    from hub.tickets import Ticket

_WRITTEN = re.compile(r"([0-9]?)([A-Z]{1,6})(?:-([A-Z]{0,4}))?0*([0-9]{1,6})")
_DIGITS = re.compile(r"0*([0-9]{1,6})")
MOST = 40


def find_number(hall: Hall, text: str, services: Iterable[str] | None = None) -> list[Ticket]:
    """Today's tickets with this number, and older ones that have not ended. Digits alone mean any of the services.

    `services` are the ids of those that are meant; all, if it is left out.
    """
    written = "".join(text.upper().split())[:16]
    found: dict[str, Ticket] = {}
    for each in _readings(hall, written, services):
        ticket = hall.tickets.get(hall.labels.get(each, ""))
        if ticket is not None and (ticket.day == hall.day or ticket.state not in ENDED):
            found[ticket.uid] = ticket
    return sorted(found.values(), key=lambda ticket: ticket.label)[:MOST]


def _readings(hall: Hall, written: str, services: Iterable[str] | None) -> Iterable[str]:
    yield written
    if plain := _WRITTEN.fullmatch(written):
        digit, letters, after, number = plain.groups()
        for cut in (1, 2):  # a kiosk's own letters may follow, with a dash or without: A-X017, ax17
            if after is None or cut == len(letters):
                yield label(digit + letters[:cut], int(number), letters[cut:] + (after or ""))
    elif digits := _DIGITS.fullmatch(written):
        names = hall.services if services is None else services
        for service in (hall.services[name] for name in names if name in hall.services):
            yield label(service.prefix, int(digits.group(1)), hall.letter)
