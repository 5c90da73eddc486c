"""Halls that hear each other: of those voices one has the floor, the others wait for their turn. Pure.

What is remembered is volatile. After a start of the hub, or of its session with the broker, nobody is given the floor
until those who speak have had the time to say so: then nobody is talked over. An emergency does not ask; like whoever
spoke while there was no hub, it says that it speaks, and nobody else is given the floor until it has ended.

A grant lasts as long as it is asked for again, and `LEASE_S` beyond: a box that loses its power holds nobody up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.contract import FloorGranted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from broker_config.contract import FloorRequest
    from broker_config.mall import Zone

LEASE_S = 10.0  # as long as a broken line may go unnoticed
SETTLE_S = 4.0  # devices return within two seconds, and tell every second that they speak
FORGOTTEN_S = 5.0  # whoever waits asks again and again
SOMEBODY = "?"  # the nonce of one who may be speaking, while nobody knows of one


def groups(zones: Iterable[Zone]) -> dict[str, str]:
    """The zones that hear another one, each with a name that all have who hear each other, also through others."""
    live = [zone for zone in zones if not zone.archived]
    group = {zone.id: zone.id for zone in live}
    for zone in live:
        for other in zone.hears:
            if other in group:
                joined, left = sorted((group[zone.id], group[other]))
                group = {name: joined if one == left else one for name, one in group.items()}
    several = [*group.values()]
    return {name: one for name, one in group.items() if several.count(one) > 1}


class _Claim(NamedTuple):
    """Somebody who speaks, or waits; `until`: unless it is heard again. Monotonic seconds."""

    zone: str
    nonce: str
    until: float


class Floor:
    """Who speaks, and who waits, by device; `groups` are those of the zones just now."""

    def __init__(self) -> None:
        self.groups: Mapping[str, str] = {}
        self._speaks: dict[str, _Claim] = {}
        self._waits: dict[str, _Claim] = {}  # in the order in which they came
        self._settled = 0.0

    def listen(self, mono: float) -> None:
        """From now on they can be heard; whoever spoke meanwhile will say so."""
        self._settled = mono + SETTLE_S

    def ask(
        self, device: str, zone: str, request: FloorRequest, mono: float
    ) -> Iterator[tuple[str, FloorGranted]]:
        """The device of a zone asks, or tells that it speaks; what is said to whom, that one is always answered."""
        held = self._speaks.get(device)
        if request.speaking or (held and held.nonce == request.nonce):
            self._waits.pop(device, None)
            self._speaks[device] = _Claim(zone, request.nonce, mono + LEASE_S)
            yield device, FloorGranted(nonce=request.nonce, seconds=LEASE_S)
            return
        self._speaks.pop(device, None)  # of what it had it says nothing any more
        self._waits[device] = _Claim(zone, request.nonce, mono + FORGOTTEN_S)
        yield from self.grants(mono)
        if device in self._waits:
            group = self._group(zone)
            holders = [claim for claim in self._speaks.values() if self._group(claim.zone) == group]
            holder = holders[0] if holders else _Claim("", SOMEBODY, self._settled)
            yield device, FloorGranted(nonce=holder.nonce, seconds=max(1.0, holder.until - mono))

    def release(self, device: str, nonce: str) -> None:
        """The device has spoken, or wants to no more."""
        for claims in (self._speaks, self._waits):
            if device in claims and claims[device].nonce == nonce:
                del claims[device]

    def lose(self, device: str) -> None:
        """The device is gone."""
        self._speaks.pop(device, None)
        self._waits.pop(device, None)

    def grants(self, mono: float) -> Iterator[tuple[str, FloorGranted]]:
        """Whom the floor is given to now, and for how long."""
        for claims in (self._speaks, self._waits):
            for device in [name for name, claim in claims.items() if claim.until <= mono]:
                del claims[device]
        taken = {self._group(claim.zone) for claim in self._speaks.values()}
        for device, claim in [*self._waits.items()]:
            group = self._group(claim.zone)
            if not group or (group not in taken and mono >= self._settled):
                del self._waits[device]
                taken.add(group)
                self._speaks[device] = claim._replace(until=mono + LEASE_S)
                yield device, FloorGranted(nonce=claim.nonce, seconds=LEASE_S)

    def _group(self, zone: str) -> str:
        return self.groups.get(zone, "")
