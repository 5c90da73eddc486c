"""Where the answers come from: the floor as it is watched anyway, the register in memory, the tables on the disk.

Must never make the writer wait: the floor is shared with everybody who watches it, the disk is read in short looks.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from broker_config.localtime import local, service_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from broker_config.contract import Catalogue
    from hub.floor import Floor
    from hub.register import Register
    from hub.service import Service
    from hub.storage.store import Store

PATIENCE_S = 5.0

Row = TypeVar("Row")
Seen = TypeVar("Seen")


class Missing(LookupError):
    """There is no such thing; the text says what."""


class Unable(RuntimeError):
    """This mall cannot do that, as it was set up; the text says why."""


class Listed(NamedTuple, Generic[Row]):
    """A page of a list. `next`: where to go on, now or when there is more; `more`: there is now."""

    items: list[Row]
    next: str | None
    more: bool


class Source(NamedTuple):
    """One hub: its writer, the floor that its pages watch, and the mall's identity key (empty: it has none)."""

    service: Service
    watch: Callable[[], Floor]
    identity: bytes = b""

    @property
    def store(self) -> Store:
        """The tables."""
        return self.service.store

    @property
    def catalogue(self) -> Catalogue:
        """What the mall offers just now."""
        return self.service.catalogue

    def floor(self) -> Floor:
        """The floor as it was a moment ago."""
        return self.watch()

    def register(self, see: Callable[[Register], Seen]) -> Seen:
        """What a function takes out of the register; it may take a millisecond."""
        answer: Any = self.service.look(lambda desk, _now: see(desk.hall.register))
        return answer.result(PATIENCE_S)

    def time(self, at: float) -> datetime:
        """UTC seconds as the mall's time, to the millisecond."""
        return local(round(at, 3), self.catalogue.mall.timezone)

    def maybe(self, at: float | None) -> datetime | None:
        """The same, of what may not have happened yet."""
        return None if at is None else self.time(at)

    def today(self) -> date:
        """The service day."""
        floor = self.floor()
        if floor.day:
            return date.fromisoformat(floor.day)
        mall = self.catalogue.mall  # nobody has come yet, since the hub is there
        return service_day(floor.at, mall.timezone, mall.day_ends)
