"""What the mall offers: services, counters, and which of them lean on each other. Pure; made anew after an edit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.contract import Counter, Service


class Offer:
    """Who serves what.

    Attributes:
        services, counters: by id, those that are offered here and now.
        counters_of: per service, the counters that serve it.
        rivals: per service, the services whose lines its counters serve, its own too, and what share of each.
    """

    def __init__(self, services: Iterable[Service] = (), counters: Iterable[Counter] = ()) -> None:
        self.services = {service.id: service for service in services}
        self.counters = {counter.id: counter for counter in counters}
        self.counters_of: dict[str, list[str]] = defaultdict(list)
        for counter in self.counters.values():
            for service in counter.services:
                self.counters_of[service].append(counter.id)
        self.rivals = {
            service: self._rivals(service) for service in self.counters_of if service in self.services
        }

    def _rivals(self, service: str) -> dict[str, float]:
        mine = set(self.counters_of[service])
        others = {
            other for counter in mine for other in self.counters[counter].services if other in self.services
        }
        return {
            other: len(mine & {*self.counters_of[other]}) / len(self.counters_of[other]) for other in others
        }
