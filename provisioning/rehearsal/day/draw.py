"""A day drawn from a seed: the same seed, the same mall and the same number of tickets make the same day."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from provisioning.rehearsal.day import FRIDAY, Day
from provisioning.rehearsal.day import cast as day_cast
from provisioning.rehearsal.day import visitors as day_visitors
from provisioning.rehearsal.day.hours import hours_of, midnight

if TYPE_CHECKING:
    from datetime import date

    from provisioning.fleet import Fleet


def draw(fleet: Fleet, tickets: int, seed: int, day: date = FRIDAY) -> Day:
    """Make a day with so many tickets."""
    random = Random(seed)  # noqa: S311 - a rehearsal must be repeatable
    of_agency = {agency.id: hours_of(fleet, agency.id, day) for agency in fleet.agencies}
    hours = {counter.id: of_agency[counter.agency] for counter in fleet.counters}
    cast = day_cast.choose(fleet, hours, random)
    officers = day_cast.officers(fleet, hours, cast, random)
    visitors = day_visitors.draw(fleet, hours, cast, tickets, random)
    return Day(
        date=day, seed=seed, midnight=midnight(fleet, day), hours=hours, visitors=visitors, officers=officers,
        outages=day_cast.outages(fleet, cast, hours), closures=day_cast.closures(cast, hours), cast=cast,
    )  # fmt: skip
