"""Bookings that another system made: given for a day, counted, and never told again. Nothing of a code is kept.

A code becomes what stands for it on that day at once, as the readers make it, and is forgotten. Must never log one, nor
put one into an answer: what is wrong is said by its place in the list.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from broker_config.identity import LONGEST_CODE, SHORTEST_CODE, booking_token
from broker_config.localtime import service_day
from hub.accounts.private import Booking, Gone
from hub.api import asked, shapes
from hub.api.source import PATIENCE_S, Unable

if TYPE_CHECKING:
    from hub.accounts.private import Change
    from hub.api.source import Source
    from hub.desk import Desk

log = logging.getLogger(__name__)

_ONE_AT_A_TIME = threading.Lock()  # a list takes the place of the one before, not of a half of it


def book(source: Source, wanted: asked.BookingDay, given: list[asked.BookingGiven]) -> shapes.Bookings:
    """Take all bookings of a day; those that were given for it before and are not among them are forgotten.

    Raises:
        Unable: the mall has no identity key.
        asked.Unfit: the day is over, or a booking does not fit the mall; nothing was taken.
    """
    _demand_key(source)
    day = wanted.date.isoformat()
    if wanted.date < source.today():
        raise asked.Unfit("`date`: this day is over.")
    rows = _rows(source, day, given)
    with _ONE_AT_A_TIME:
        gone: list[Change] = [Gone(Booking, code) for code in _known(source, day) if code not in rows]
        source.service.keep([*gone, *rows.values()]).result(PATIENCE_S)
    log.info("%d bookings for %s", len(rows), day)
    return bookings(source, wanted)


def bookings(source: Source, wanted: asked.BookingDay) -> shapes.Bookings:
    """Count the bookings of a day.

    Raises:
        Unable: the mall has no identity key.
    """
    _demand_key(source)
    day = wanted.date.isoformat()

    def see(desk: Desk, _now: float) -> tuple[int, int]:
        codes = [row.code for row in desk.shown.bookings.values() if row.day == day]
        return len(codes), sum(code in desk.hall.booked for code in codes)

    known, used = source.service.look(see).result(PATIENCE_S)
    return shapes.Bookings(date=wanted.date, bookings=known, used=used)


def _demand_key(source: Source) -> None:
    if not source.identity:
        raise Unable(
            "This mall has no identity key, without which no reader knows a booking. A technician makes one: "
            "`python -m provisioning certificates`, then `identity` in `hub.toml`."
        )


def _known(source: Source, day: str) -> list[str]:
    def see(desk: Desk, _now: float) -> list[str]:
        return [code for code, row in desk.shown.bookings.items() if row.day == day]

    return source.service.look(see).result(PATIENCE_S)


def _rows(source: Source, day: str, given: list[asked.BookingGiven]) -> dict[str, Booking]:
    mall, services = source.catalogue.mall, {service.id for service in source.catalogue.services}
    rows: dict[str, Booking] = {}
    for place, one in enumerate(given):
        at = None if one.at is None else one.at.timestamp()
        code = one.code.strip()
        if one.service not in services:
            raise _unfit(place, "service", "there is no such service in the catalogue")
        if fault := _fault(code):
            raise _unfit(place, "code", fault)
        if at is not None and service_day(at, mall.timezone, mall.day_ends).isoformat() != day:
            raise _unfit(place, "at", "it lies on another service day")
        token = booking_token(source.identity, day, code.encode())
        if token in rows:
            raise _unfit(place, "code", "it is in the list already")
        rows[token] = Booking(code=token, day=day, service=one.service, at=at)
    return rows


def _fault(code: str) -> str:
    """Why no reader of the mall can give this code; empty: it can. The visitor would be the one to learn of it."""
    if not code:
        return "it is empty"
    if not (code.isascii() and code.isprintable()):
        return "no reader gives other characters than the printable ones of ASCII"
    if not SHORTEST_CODE <= len(code) <= LONGEST_CODE:
        return f"a reader gives {SHORTEST_CODE} to {LONGEST_CODE} characters"
    return ""


def _unfit(place: int, field: str, what: str) -> asked.Unfit:
    return asked.Unfit(f"`[{place}].{field}`: {what}.")


def read(body: bytes) -> list[Any]:
    """The list that was sent.

    Raises:
        asked.Wrong: it is no such list.
    """
    return asked.read_body(list[asked.BookingGiven], body)
