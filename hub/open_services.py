"""Which services can be had just now, for the kiosks: (hall, now) -> offerings, worked out when they can have changed.

Pure. It has to cost next to nothing for 2,000 services, because it stands in the writer's thread: hours are looked at
only at their next edge, and quotas only where there is one.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from broker_config.contract import Offering
from hub import schedule

if TYPE_CHECKING:
    from hub.hall import Hall
    from hub.schedule.words import Closed

State = Literal["open", "later", "closed", "full"]
# The others are over for today, or for good.
_STATES: dict[str, State] = {"not_yet": "later", "quota": "full"}
LONGEST_TEXT = 400
MOST_LETTERS = 700_000  # all of it is one message


class OpenServices:
    """What was offered last.

    Attributes:
        changes_at: when hours change what is offered, UTC seconds.
        looked_at: when all of it was looked at last.
    """

    def __init__(self) -> None:
        self.changes_at = self.looked_at = -inf
        self._version = -1
        self._issued: dict[str, int] = {}  # of the services with a quota, when it was last looked
        self._found: dict[str, Offering] = {}

    def outdated(self, now: float) -> bool:
        """Whether hours may have changed what is offered: their next edge has come, or the clock was set back."""
        return now < self.looked_at or now >= self.changes_at

    def look(self, hall: Hall, now: float) -> tuple[Offering, ...] | None:
        """Every service that is not plainly open, or has a quota; `None`: it is as it was."""
        whole = hall.register.version != self._version or self.outdated(now)
        if whole:
            self._begin(hall, now)
        stale = hall.services if whole else [s for s, n in self._issued.items() if hall.issued[s] != n]
        before, found = self._found, {} if whole else dict(self._found)
        for service in stale:
            if (offering := offer(hall, service, now)) is not None:
                found[service] = offering
            if service in self._issued:
                self._issued[service] = hall.issued[service]
        self._found = found
        return fitted(tuple(found.values())) if whole or found != before else None

    def _begin(self, hall: Hall, now: float) -> None:
        register = hall.register
        self._version, self.looked_at = register.version, now
        self.changes_at = min(
            schedule.next_change(register, service, now) for service in ("", *hall.services)
        )
        self._issued = {name: 0 for name in hall.services if register.services[name].quota is not None}


def offer(hall: Hall, service: str, now: float) -> Offering | None:
    """How it stands with a service; `None`: it is open, and there is nothing more to say."""
    issued, quota = hall.issued[service], hall.register.services[service].quota
    left = None if quota is None else max(0, quota - issued)
    shut = schedule.issuing(hall.register, service, now, issued)
    if shut is not None:
        return _shut(service, shut, left)
    return None if left is None else Offering(service=service, state="open", left=left)


def _shut(service: str, shut: Closed, left: int | None) -> Offering:
    return Offering(
        service=service, state=_STATES.get(shut.reason, "closed"), opens_at=shut.opens_at, left=left,
        text=shut.text[:LONGEST_TEXT], english=shut.english[:LONGEST_TEXT],
    )  # fmt: skip


def fitted(offerings: tuple[Offering, ...]) -> tuple[Offering, ...]:
    """The same in one message: a mall of thousands of services that are all closed says why in Indonesian only."""
    if sum(len(each.text) + len(each.english) + 100 for each in offerings) <= MOST_LETTERS:
        return offerings
    offerings = tuple(replace(each, english="") for each in offerings)
    room = MOST_LETTERS // len(offerings) - 100
    return tuple(replace(each, text=each.text if len(each.text) <= room else "") for each in offerings)
