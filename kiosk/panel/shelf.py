"""What the mall offers, as the panel lays it out: agencies with services, their state, who is called first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import contract as c

if TYPE_CHECKING:
    from broker_config.nouns import Agency, PriorityGroup, Service

_OPEN = {"open"}


class Shelf:
    """The latest catalogue and offers.

    Attributes:
        mall: None until a catalogue was heard.
        agencies: those with at least one service, in the mall's order.
        alive: without a hub offers are old, and every service gives numbers.
    """

    def __init__(self) -> None:
        self.mall: c.Mall | None = None
        self.agencies: tuple[Agency, ...] = ()
        self.groups: tuple[PriorityGroup, ...] = ()
        self.alive = False
        self._services: dict[str, Service] = {}
        self._of: dict[str, tuple[Service, ...]] = {}
        self._offers: dict[str, c.Offering] = {}
        self._rev = (0, -1)

    def put(self, catalogue: c.Catalogue) -> None:
        """Take a new catalogue."""
        self.mall, self.groups = catalogue.mall, catalogue.priority_groups
        self._services = {service.id: service for service in catalogue.services}
        self._of = {}
        for service in catalogue.services:
            self._of[service.agency] = (*self._of.get(service.agency, ()), service)
        self.agencies = tuple(agency for agency in catalogue.agencies if agency.id in self._of)

    def offer(self, offers: c.Offers) -> None:
        """Take what is the matter with services, unless something newer is known; those not named are open."""
        if (offers.epoch, offers.rev) >= self._rev:
            self._rev = offers.epoch, offers.rev
            self._offers = {offering.service: offering for offering in offers.services}

    def services(self, agency: str) -> tuple[Service, ...]:
        """An agency's services, in the mall's order; none for an agency that is gone."""
        return self._of.get(agency, ())

    def service(self, service: str) -> Service | None:
        """One service; None if there is no such one any more."""
        return self._services.get(service)

    def agency(self, agency: str) -> Agency | None:
        """One agency; None if there is no such one any more."""
        return next((one for one in self.agencies if one.id == agency), None)

    def group(self, group: str) -> PriorityGroup | None:
        """One priority group; None if there is no such one any more."""
        return next((one for one in self.groups if one.id == group), None)

    def state(self, service: str) -> c.Offering:
        """Whether numbers of a service are given; alone, a kiosk gives them at any hour."""
        known = self._offers.get(service) if self.alive else None
        return known or c.Offering(service=service, state="open")

    def gives(self, service: str) -> bool:
        """Whether a number of it can be asked for."""
        return service in self._services and self.state(service).state in _OPEN
