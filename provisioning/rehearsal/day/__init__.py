"""A day of a mall as a script: who comes when and for what, what officers, machines and closures do. Pure.

It is data, drawn from a seed and the mall's file, and knows nothing of how it is played: `tests/simulation` plays it
in seconds against the hub's core, `rehearse --day` with every process a mall has. Times are seconds after the local
midnight of `date`. `cast` names the counters where something out of the ordinary happens.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day.hours import Hours

FRIDAY = date(2026, 11, 27)  # a Friday like any other, in every example

LAST_CALL_S = 600.0  # before the end of a part of a day

Story = Literal["", "no_show", "returns", "parks", "moves", "turned_away"]


class Visitor(NamedTuple):
    """Somebody who comes `at` and presses a button.

    `no_show` leaves before the call; `returns` is called in vain, too, and asks the information desk `away_s` after;
    `parks` is put aside and is back after `away_s`; `moves` goes on with service `to`; `turned_away` gets no number,
    because nobody works for that service then. `second` is another number that the same visitor takes.
    """

    number: int
    at: float
    kiosk: str
    service: str
    walk_s: float
    service_s: float
    priority: str = ""
    story: Story = ""
    away_s: float = 0.0
    to: str = ""
    second: str = ""


class Stint(NamedTuple):
    """From when to when an officer is at the counter; `signs_out` at its end, or just goes."""

    comes: float
    ends: float
    signs_out: bool = False


class Officer(NamedTuple):
    """Who works a counter: with its pad, or with the `console` in a browser.

    Whoever has had nothing to do for `restless_s` touches something; `touches` are times at which that happens anyway.
    """

    counter: str
    who: str
    console: bool
    stints: tuple[Stint, ...]
    restless_s: float
    touches: tuple[float, ...] = ()


class Outage(NamedTuple):
    """A device that is dead from `start` to `end`, or (`paper`) a kiosk whose roll is empty."""

    device: str
    start: float
    end: float
    kind: Literal["dead", "paper"]


class ClosurePlan(NamedTuple):
    """A closure that is asked for at one time, and decided at another: before, meanwhile or afterwards."""

    id: str
    counter: str
    start: float
    end: float
    reason: str
    asked_at: float
    decided_at: float
    approved: bool


class Day(NamedTuple):
    """The whole script. `midnight` in UTC seconds; `hours` per counter, `None`: it is not worked that day."""

    date: date
    seed: int
    midnight: float
    hours: dict[str, Hours | None]
    visitors: tuple[Visitor, ...]
    officers: tuple[Officer, ...]
    outages: tuple[Outage, ...]
    closures: tuple[ClosurePlan, ...]
    cast: dict[str, str]

    @property
    def tickets(self) -> int:
        """How many numbers are given out."""
        return sum(1 + bool(row.second) for row in self.visitors if row.story != "turned_away")


def cut_short(day: Day, fleet: Fleet, since: float, until: float) -> Day:
    """A part of the day: officers leave at its end, nobody comes in its last minutes, nor for who is not there."""
    officers = []
    for one in day.officers:
        stints = [stint._replace(ends=min(stint.ends, until)) for stint in one.stints if stint.comes < until]
        if stints:
            officers.append(one._replace(stints=tuple(stints)))
    here = {one.counter for one in officers}
    served = {name for row in fleet.counters if row.id in here for name in row.services}
    return day._replace(
        visitors=tuple(
            one
            for one in day.visitors
            if since <= one.at < until - LAST_CALL_S
            and (one.story == "turned_away" or {one.service, one.to, one.second} - {""} <= served)
        ),
        officers=tuple(officers),
        outages=tuple(row for row in day.outages if since <= row.start and row.end < until),
        closures=tuple(row for row in day.closures if since <= row.asked_at and row.decided_at < until),
    )


def clock(seconds: float) -> str:
    """A time of the day for people: `10.05.30`."""
    return str(timedelta(seconds=int(seconds))).zfill(8).replace(":", ".")
