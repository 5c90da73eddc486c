"""From the hall to what the displays, the pads and the kiosks are shown: full snapshots. Pure."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from broker_config.contract import EVERYWHERE, Board, Call, CounterView, Tile
from hub.decisions.counter import REACH_S
from hub.hall import RECENT_CALLS
from hub.schedule.standing import standing
from hub.signage import notices
from hub.tickets import ENDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.contract import Agency, Catalogue
    from hub.hall import Announcement, Hall

RATE_S = 180.0  # after so long whoever was served is gone


def board(hall: Hall, catalogue: Catalogue, zone: str, rev: int, now: float) -> Board:
    """What the displays of a zone show at a time (UTC seconds): its calls, and every agency with a counter there."""
    agencies = {agency.id: agency for agency in catalogue.agencies}
    calls = tuple(
        found
        for announcement in hall.recent[zone]
        if (found := _call(hall, agencies, announcement)) is not None
    )
    here = {counter.agency for counter in hall.counters.values() if counter.zone == zone}
    return Board(
        epoch=hall.epoch,
        rev=rev,
        zone=zone,
        mall=catalogue.mall.name,
        regency=catalogue.mall.regency,
        timezone=catalogue.mall.timezone,
        calls=calls,
        tiles=tuple(_tile(hall, agency, calls, now) for agency in catalogue.agencies if agency.id in here),
        notices=notices.notices(hall.register, zone, now),
    )


def whole(boards: Sequence[Board], catalogue: Catalogue) -> Board:
    """What screens of the whole mall show, made of the boards of its zones: at least one, and all of one moment."""
    names = {zone.id: zone.name for zone in catalogue.zones} if len(boards) > 1 else {}
    calls = [replace(call, zone=names.get(each.zone, "")) for each in boards for call in each.calls]
    tiles: dict[str, tuple[int, Tile]] = {}
    for each in boards:
        last = {call.agency: call.call for call in each.calls}
        for tile in each.tiles:  # an agency may have counters in several zones: where it called last
            found = last.get(tile.agency, 0), tile
            tiles[tile.agency] = max(tiles.get(tile.agency, found), found, key=itemgetter(0))
    return replace(
        boards[0],
        zone=EVERYWHERE,
        notices=tuple(dict.fromkeys(text for each in boards for text in each.notices)),
        calls=tuple(sorted(calls, key=attrgetter("call"))[-RECENT_CALLS:]),
        tiles=tuple(tiles[agency.short][1] for agency in catalogue.agencies if agency.short in tiles),
    )


def _call(hall: Hall, agencies: dict[str, Agency], announcement: Announcement) -> Call | None:
    ticket = hall.tickets.get(announcement.uid)
    if ticket is None or (ticket.day < hall.day and ticket.state in ENDED):  # of a day gone by
        return None
    counter = hall.counters.get(announcement.counter)
    if counter is None:  # it was closed for good since
        return None
    return Call(
        call=announcement.call, uid=ticket.uid, label=ticket.label, counter=counter.number,
        direction=counter.direction, agency=agencies[counter.agency].short, at=announcement.at,
        recall=announcement.recall,
    )  # fmt: skip


def _tile(hall: Hall, agency: Agency, calls: tuple[Call, ...], now: float) -> Tile:
    last = next((call for call in reversed(calls) if call.agency == agency.short), None)
    waiting = sum(
        hall.waiting(service.id) for service in hall.services.values() if service.agency == agency.id
    )
    stands = standing(hall.register, agency.id, now)
    still_serves = stands.state == "closed" and any(
        counter in hall.active for counter, row in hall.counters.items() if row.agency == agency.id
    )  # whoever took a number in time is served after the hours, and must not read that it is over
    return Tile(
        agency=agency.short,
        label=last.label if last else None,
        counter=last.counter if last else None,
        waiting=waiting,
        state="open" if still_serves else stands.state,
        until=None if still_serves else stands.until,
    )


def changes_at(hall: Hall, catalogue: Catalogue, now: float) -> float:
    """When the hours alone next change a board, in UTC seconds: how an agency stands, or which notices do."""
    stands = (standing(hall.register, agency.id, now).end for agency in catalogue.agencies)
    return min((notices.changes_at(hall.register, now), *stands))


def view(hall: Hall, counter: str, rev: int, now: float) -> CounterView:
    """What the pad of a counter shows at a time (UTC seconds)."""
    ticket = hall.tickets.get(hall.active.get(counter, ""))
    waiting = sum(hall.waiting(service) for service in hall.counters[counter].services)
    state: Literal["idle", "called", "serving"] = "idle"
    if ticket is not None:
        state = "serving" if ticket.state == "serving" else "called"
    here = hall.officers.here(counter, now, hall.register.mall.timezone)
    officer = hall.register.users.get(here[-1]) if here else None
    return CounterView(
        epoch=hall.epoch, rev=rev, state=state, label=ticket.label if ticket else None, waiting=waiting,
        rate=may_rate(hall, counter, now), officer=officer.name if officer else "",
    )  # fmt: skip


def may_rate(hall: Hall, counter: str, now: float) -> str | None:
    """The ticket whose visitor may say just now how it was: that of whoever was finished last, for a short while.

    A call ends it, but not before the visitor who was called can have come to the counter.
    """
    lines = hall.log.get(counter, [])[-2:]
    if lines and lines[-1].ended_at is None:
        coming = lines.pop()
        if coming.served_at is not None or now - coming.called_at >= REACH_S:
            return None
    if not lines or lines[-1].ending != "finished" or now - (lines[-1].ended_at or 0.0) >= RATE_S:
        return None
    ticket = hall.tickets.get(lines[-1].uid)
    return ticket.uid if ticket is not None and not ticket.rating else None
