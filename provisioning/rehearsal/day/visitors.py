"""Who comes to the mall on a whole day, when, and for what. Pure.

The pattern is that of real malls: people queue for numbers before the doors open, most come before ten, few at noon;
a third of them want something of the civil registry, and an agency with two counters has more visitors than one with
one. They come for what the kiosks offer; other services are reached by those who are sent on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from provisioning.rehearsal.day import Visitor

if TYPE_CHECKING:
    from random import Random

    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day.hours import Hours

HOUR, MINUTE = 3600.0, 60.0
# Share of the day's visitors in each half-hour, from the one in which the first numbers are given out.
CURVE = (6, 12, 13, 12, 10, 8, 7, 5, 2, 2, 3, 5, 7, 6)
CIVIL_REGISTRY = 0.33
MEDIAN = 0.42  # the standard is a promise; the median visit is shorter
QUIET = 0.3  # of what it could serve, an agency that few people need
NO_SHOW, RETURNS, PARKS, MOVES, PRIORITY, SECOND = 0.035, 0.02, 0.05, 0.05, 0.06, 0.02
TURNED_AWAY = 20


def draw(
    fleet: Fleet, hours: dict[str, Hours | None], cast: dict[str, str], tickets: int, random: Random
) -> tuple[Visitor, ...]:
    """Visitors who take so many numbers in the order of their coming, and a few who get none."""
    weights = _weights(fleet, hours, random)
    seconds = round(tickets * SECOND)
    found = [_visitor(fleet, weights, at, random) for at in _arrivals(hours, tickets - seconds, random)]
    for index in random.sample(range(len(found)), seconds):
        one = found[index]
        others = [name for name in _beside(fleet, one.kiosk) if name in weights and name != one.service]
        if others:
            found[index] = one._replace(second=random.choice(others), story="")
    found = [_with_story(row, weights, fleet, cast, random) for row in found]
    found += _turned_away(fleet, hours, tickets, random)
    found.sort(key=lambda row: row.at)
    return tuple(row._replace(number=number) for number, row in enumerate(found, 1))


def _arrivals(hours: dict[str, Hours | None], count: int, random: Random) -> list[float]:
    days = [day for day in hours.values() if day is not None]
    begins, ends = min(day.issuing[0] for day in days), min(day.issuing[1] for day in days)
    halves = [begins + 0.5 * HOUR * number for number in range(len(CURVE))]
    drawn = random.choices(halves, CURVE, k=count)
    # The last minutes are left out: at a fast clock a press takes minutes, and the cut-off waits for nobody.
    return sorted(min(half + random.uniform(0, 0.5 * HOUR), ends - 5 * MINUTE) for half in drawn)


def _weights(fleet: Fleet, hours: dict[str, Hours | None], random: Random) -> dict[str, float]:
    """How much each service that can be had today is wanted."""
    pressed = {service for device in fleet.devices for service in device.buttons}
    standard = {service.id: service.standard_minutes for service in fleet.services}
    counters: dict[str, int] = {}
    served: set[str] = set()
    for counter in fleet.counters:
        if hours[counter.id] is not None:
            counters[counter.agency] = counters.get(counter.agency, 0) + 1
            served |= {*counter.services}
    offered: dict[str, list[str]] = {}
    for service in fleet.services:
        if service.id in pressed & served:
            offered.setdefault(service.agency, []).append(service.id)
    registry = fleet.agencies[0].id
    can = {
        agency: counters[agency] / (sum(standard[name] for name in names) / len(names))
        for agency, names in offered.items()
    }
    for agency in random.sample(sorted(can), len(can) // 4):
        can[agency] *= QUIET
    others = sum(weight for agency, weight in can.items() if agency != registry) or 1.0
    weights: dict[str, float] = {}
    for agency, names in offered.items():
        share = CIVIL_REGISTRY if agency == registry else (1 - CIVIL_REGISTRY) * can[agency] / others
        ranks = {name: 1 / (rank + 1) for rank, name in enumerate(names)}
        weights |= {name: share * rank / sum(ranks.values()) for name, rank in ranks.items()}
    return weights


def _visitor(fleet: Fleet, weights: dict[str, float], at: float, random: Random) -> Visitor:
    service = random.choices(list(weights), list(weights.values()))[0]
    kiosks = [row.id for row in fleet.devices if row.role == "ticket_kiosk" and service in row.buttons]
    groups = [row.id for row in fleet.priority_groups]
    return Visitor(
        number=0,
        at=at,
        kiosk=random.choice(kiosks),
        service=service,
        walk_s=random.uniform(6, 20),
        service_s=_service_s(fleet, service, random),
        priority=random.choice(groups) if groups and random.random() < PRIORITY else "",
    )


def _service_s(fleet: Fleet, service: str, random: Random) -> float:
    standard = next(row.standard_minutes for row in fleet.services if row.id == service)
    return min(1500.0, max(40.0, standard * 60 * MEDIAN * math.exp(random.gauss(0, 0.45))))


def _beside(fleet: Fleet, kiosk: str) -> tuple[str, ...]:
    return next(row.buttons for row in fleet.devices if row.id == kiosk)


def _with_story(
    one: Visitor, weights: dict[str, float], fleet: Fleet, cast: dict[str, str], random: Random
) -> Visitor:
    if one.second:
        return one
    dice = random.random()
    if dice < NO_SHOW:
        return one._replace(story="no_show")
    if dice < NO_SHOW + RETURNS:
        return one._replace(story="returns", away_s=random.uniform(4, 15) * MINUTE)
    if dice < NO_SHOW + RETURNS + PARKS:
        return one._replace(story="parks", away_s=random.uniform(5, 20) * MINUTE)
    if dice < NO_SHOW + RETURNS + PARKS + MOVES:
        # Not to a counter where nobody comes back in the afternoon: somebody has to serve them in the end.
        shut = {cast.get(part) for part in ("closed_afterwards", "signs_out")}
        agencies = {row.agency for row in fleet.counters if row.id in shut}
        places = [row.id for row in fleet.services if row.id in weights and row.agency not in agencies]
        to = random.choice([name for name in places if name != one.service])
        return one._replace(story="moves", to=to)
    return one


def _turned_away(fleet: Fleet, hours: dict[str, Hours | None], tickets: int, random: Random) -> list[Visitor]:
    """Those who press for an agency that does not come today, and those who come after the last number."""
    days = [day for day in hours.values() if day is not None]
    count = min(TURNED_AWAY, tickets // 50)
    served = {name for row in fleet.counters if hours[row.id] is not None for name in row.services}
    kiosks = [row for row in fleet.devices if row.role == "ticket_kiosk"]
    absent = [(row.id, name) for row in kiosks for name in row.buttons if name not in served]
    found = []
    for number in range(count):
        late = number % 2 == 1 or not absent
        kiosk, service = random.choice([(row.id, row.buttons[0]) for row in kiosks] if late else absent)
        at = random.uniform(0.1, 0.4) * HOUR + max(day.issuing[1] for day in days)
        if not late:
            at = random.uniform(days[0].opens, days[0].issuing[1])
        found.append(Visitor(0, at, kiosk, service, 0.0, 0.0, story="turned_away"))
    return found
