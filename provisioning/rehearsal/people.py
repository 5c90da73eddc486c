"""Who comes to the mall, when, and for what: a morning drawn from a seed. Pure.

The pattern is that of real malls: a crowd before the doors, a peak until ten, a lull at noon; more than half of
all visitors want something of the civil registry.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

    from provisioning.fleet import Fleet

PER_HOUR = 50.0
DOORS = 0.10  # of all visitors wait before the doors
DOORS_S = 300.0
PEAKS = (
    (0.0, 1.25),
    (3600.0, 1.3),
    (7200.0, 1.0),
    (10800.0, 0.8),
    (14400.0, 0.35),
    (18000.0, 0.7),
    (21600.0, 0.5),
)
CIVIL_REGISTRY = 0.55
NO_SHOW = 0.06
SERVICE_SHARE = 0.5  # the standard is a promise; the median visit is shorter


class Visitor(NamedTuple):
    """One visitor. Times in mall seconds: `at` after opening, `walk_s` from the seat to the counter."""

    number: int
    at: float
    kiosk: str
    service: str
    walk_s: float
    service_s: float
    leaves: bool


def visitors(fleet: Fleet, count: int, random: Random) -> list[Visitor]:
    """So many visitors in the order of their coming."""
    kiosks = {device.id: device.buttons for device in fleet.devices if device.role == "ticket_kiosk"}
    standard = {service.id: service.standard_minutes for service in fleet.services}
    wanted = _weights(fleet, kiosks)
    found = []
    for number, at in enumerate(_arrivals(count, random), 1):
        service = random.choices(list(wanted), list(wanted.values()))[0]
        offering = [kiosk for kiosk, buttons in kiosks.items() if service in buttons]
        median_s = standard[service] * 60 * SERVICE_SHARE
        found.append(
            Visitor(
                number=number,
                at=at,
                kiosk=random.choice(offering),
                service=service,
                walk_s=random.uniform(6, 20),
                service_s=min(900.0, max(45.0, median_s * math.exp(random.gauss(0, 0.4)))),
                leaves=random.random() < NO_SHOW,
            )
        )
    return found


def _arrivals(count: int, random: Random) -> list[float]:
    early = round(count * DOORS)
    arrivals = [random.uniform(0, DOORS_S) for _ in range(early)]
    at = 0.0
    while len(arrivals) < count:
        share = [factor for since, factor in PEAKS if since <= at][-1]
        at += random.expovariate(PER_HOUR * (1 - DOORS) * share / 3600)
        arrivals.append(at)
    return sorted(arrivals)


def _weights(fleet: Fleet, kiosks: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """How much each service at the kiosks is wanted: of each agency, those named first are wanted most."""
    offered = {service for buttons in kiosks.values() for service in buttons}
    of_agency: dict[str, list[str]] = {}
    for service in fleet.services:
        if service.id in offered:
            of_agency.setdefault(service.agency, []).append(service.id)
    registry = fleet.agencies[0].id
    weights: dict[str, float] = {}
    for agency, services in of_agency.items():
        others = len(of_agency) - (registry in of_agency)
        share = CIVIL_REGISTRY if agency == registry else (1 - CIVIL_REGISTRY) / others
        ranks = {service: 1 / (rank + 1) for rank, service in enumerate(services)}
        weights |= {service: share * weight / sum(ranks.values()) for service, weight in ranks.items()}
    return weights
