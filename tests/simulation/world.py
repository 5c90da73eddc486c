"""Simulated time, and everything in it: one heap of things to come, one seed, one log that can be read.

Nothing here is random but by the seed: the same seed is the same run, message by message.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from broker_config import contract as c
from hub import publisher, service
from tests.registers import always_open
from tests.simulation.audit import Audit
from tests.simulation.boxes import Kiosk, Pad
from tests.simulation.hub_party import Hub
from tests.simulation.network import Broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hub.register import Register
    from tests.simulation.parties import Party
    from tests.simulation.people import People

MORNING = 1795485600.0  # Tuesday, 24 November 2026, 09.00 in Jakarta
CLOSING = MORNING + 9 * 3600.0  # 18.00

MALL = c.Mall(
    name="Mal Pelayanan Publik", regency="Kabupaten Contoh", timezone="Asia/Jakarta", day_ends="18:00"
)
ZONES = (c.Zone(id="utama", name="Utama"),)
AGENCIES = (
    c.Agency(id="capil", name="Catatan Sipil", short="Capil"),
    c.Agency(id="pajak", name="Pajak", short="Pajak"),
)
SERVICES = (
    c.Service(id="ktp", agency="capil", name="KTP", prefix="A"),
    c.Service(id="akta", agency="capil", name="Akta", prefix="B"),
    c.Service(id="npwp", agency="pajak", name="NPWP", prefix="4K"),
)
COUNTERS = (
    c.Counter(id="loket-1", number=1, zone="utama", agency="capil", services=("ktp", "akta")),
    c.Counter(id="loket-2", number=2, zone="utama", agency="capil", services=("ktp",)),
    c.Counter(id="loket-3", number=3, zone="utama", agency="pajak", services=("npwp", "akta")),
)
CATALOGUE = c.Catalogue(
    epoch=1, rev=1, mall=MALL, zones=ZONES, agencies=AGENCIES, services=SERVICES, counters=COUNTERS
)  # fmt: skip


OFFICER = "siti"


def register() -> Register:
    """The mall as data, open day and night."""
    made = always_open(MALL, SERVICES, COUNTERS, AGENCIES, ZONES)
    made.put(
        "user", OFFICER, {"id": OFFICER, "name": "Siti", "role": "officer", "counters": [COUNTERS[0].id]}
    )
    return made


class World:
    """A mall of one hub, some kiosks and a pad at each counter, all switched off.

    Attributes:
        time: seconds since the world began; `mall_time` is what a right clock shows.
        dice: the only source of chance.
        wills: how likely a will is sent at all.
        log: called with each line of the trace, None for no trace.
    """

    def __init__(
        self, seed: int, *, kiosks: int = 2, begins: float = MORNING, log: Callable[[str], None] | None = None,
        database: str = "",
    ) -> None:  # fmt: skip
        self.dice = random.Random(seed)
        self.time = 0.0
        self.wills = 1.0
        self.log = log
        self._begins = begins
        self._to_come: list[tuple[float, int, Callable[..., object], tuple[Any, ...]]] = []
        self._count = itertools.count()
        self.audit = Audit(self)
        self.broker = Broker(self)
        self.hub = Hub(self, database)
        self.kiosks = [Kiosk(self, f"kiosk-{number + 1}") for number in range(kiosks)]
        self.people: People
        self.pads = [Pad(self, f"pad-{counter.number}", counter.id) for counter in COUNTERS]

    @property
    def parties(self) -> list[Party]:
        """All who can be killed."""
        return [self.hub, *self.kiosks, *self.pads]

    @property
    def mall_time(self) -> float:
        """UTC, seconds since 1970."""
        return self._begins + self.time

    def note(self, who: str, what: str) -> None:
        """Write a line of the trace."""
        if self.log is not None:
            self.log(f"{self.time:10.4f} {who:>9}  {what}")

    def after(self, delay: float, act: Callable[..., object], *args: Any) -> None:
        """Let something happen in a while."""
        self.at(self.time + delay, act, *args)

    def at(self, when: float, act: Callable[..., object], *args: Any) -> None:
        """Let something happen then."""
        heapq.heappush(self._to_come, (when, next(self._count), act, args))

    def run(self, seconds: float) -> None:
        """Let time pass."""
        for _ in self.moments(seconds):
            pass

    def until(self, reached: Callable[[], object], within: float = 60.0) -> None:
        """Let time pass until something is so.

        Raises:
            AssertionError: it never was.
        """
        if reached():
            return
        for _ in self.moments(within):
            if reached():
                return
        raise AssertionError(f"not reached within {within} s")

    def moments(self, seconds: float) -> Iterator[float]:
        """Every moment at which something happens, for so long."""
        end = self.time + seconds
        clock = SimpleNamespace(monotonic=lambda: self.hub.mono)
        with patch.object(service, "time", clock), patch.object(publisher, "time", clock), _Quiet():
            while self._to_come and self._to_come[0][0] <= end:
                when, _, act, args = heapq.heappop(self._to_come)
                self.time = max(when, self.time)
                act(*args)
                yield self.time
            self.time = end

    def close(self) -> None:
        """Give the hub's database back, if it has one."""
        if self.hub.store is not None:
            self.hub.store.close()

    def switch_on(self) -> None:
        """Start everybody, and wait until all know each other."""
        for party in self.parties:
            party.start()
        self.until(lambda: all(box.watch.alive for box in (*self.kiosks, *self.pads)), within=20.0)


class _Quiet:
    """The product logs every step; thousands of seeds would drown in it."""

    def __enter__(self) -> None:
        self._before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)

    def __exit__(self, *_: object) -> None:
        logging.disable(self._before)
