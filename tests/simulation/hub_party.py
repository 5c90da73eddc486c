"""The hub in the simulated mall: the product's own writer and desk over a journal that is a list.

It can die between hearing, committing and each thing it says; it then comes back by folding its journal. With a
database, the product's own store stands beside the list, and what it loads is what the hub goes on with.
"""

from __future__ import annotations

import queue
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from broker_config.link import Down, Undelivered, Up
from hub import events as e
from hub.accounts.private import StaffCard
from hub.desk import Desk, Station
from hub.evolution import evolve
from hub.hall import Hall
from hub.service import Service
from hub.storage.store import CHANCE, Store, next_boot
from tests.simulation.parties import Party, told
from tests.simulation.people import CARD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from broker_config.codec import Heard
    from hub.accounts.private import Change
    from tests.simulation.world import World

GATHERS_S = 0.001  # how long messages gather before the writer takes them
HEARTBEAT_S = 1.0


class Ledger:
    """In the store's place: what it has written is committed, what it has not never happened."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @property
    def seq(self) -> int:
        """The last row of the journal."""
        return len(self._hub.journal)

    def count_boot(self) -> int:
        """One more start."""
        self._hub.boots = next_boot(
            self._hub.boots, self._hub.wall_time, self._hub.world.dice.randrange(CHANCE)
        )
        return self._hub.boots

    @property
    def alive_until(self) -> float:
        """When the last row was written."""
        return max((event.at for event in self._hub.journal), default=0.0)

    def write(self, events: list[e.Event], hall: Hall, private: Iterable[Change] = ()) -> None:
        """Commit; the process may die just before or just after."""
        hub = self._hub
        hub.step()
        if hub.store is not None:
            hub.store.write(events, hall, private)
        hall.written()
        hub.committed(events)
        hub.step()


class Hub(Party):
    """The hub. `database` is the path of a SQLite file to run on, empty for the list alone.

    Attributes:
        journal: everything that was committed.
        boots: starts so far; kept with the journal, and as old as it after a restore.
        clock_error: how far the machine's wall clock is off, in seconds.
        restored: whether it ever came back from a backup.
    """

    role = "hub"

    def __init__(self, world: World, database: str) -> None:
        super().__init__(world, "hub")
        self.journal: list[e.Event] = []
        self.boots = 0
        self.clock_error = 0.0
        self.restored = False
        self.clock_was_wrong = False
        self.store: Store | None = None
        self._database = database
        self._inbox: list[Any] = []
        self._working = False
        self._beat = 0.0

    @property
    def connected(self) -> bool:
        """To the broker."""
        return self.session is not None

    @property
    def wall_time(self) -> float:
        """What the machine's clock shows."""
        return self.world.mall_time + self.clock_error

    # --- the writer ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        from tests.simulation import world as mall  # noqa: PLC0415 - the world knows its hub

        hall = Hall(mall.register())
        if self._database:
            if self.store is not None:
                self.store.close()
            self.store = Store(f"sqlite:///{self._database}")
            self.store.load(hall)
        else:
            for event in self.journal:
                evolve(hall, e.parse(e.dump(event)))
            hall.written()
        stations = {kiosk.id: Station("ticket_kiosk") for kiosk in self.world.kiosks}
        stations |= {pad.id: Station("counter_pad", counter=pad.counter) for pad in self.world.pads}
        self.desk = Desk(hall, stations)
        self.desk.shown.know([StaffCard(card=CARD, user=mall.OFFICER, given_by="", given_at=0.0)])
        clock = SimpleNamespace(now=lambda: self.wall_time, rate=1.0)
        self.service = Service(
            self.desk, Ledger(self), clock, queue.SimpleQueue(), lambda _happened: None,  # type: ignore[arg-type] - stand-ins
        )  # fmt: skip
        self.service.begin(SimpleNamespace(send=self._say, alive=True))  # type: ignore[arg-type] - a stand-in
        self._inbox, self._working = [], False
        self._beat = self.world.time
        self.note(f"starts as boot {self.service.boot}, with {len(self.journal)} events")

    def committed(self, events: list[e.Event]) -> None:
        """The disk has it."""
        self.journal += events
        for event in events:
            if self.world.log is not None:
                self.note(f"has committed {e.dump(event)}")
        self.world.audit.committed(events)

    def _say(self, message: c.Message, *, to: str = "", zone: str = "") -> bool:
        if zone or c.ROUTE_OF[type(message)].receivers == c.DISPLAY:  # none is here
            return self.session is not None
        if self.session is not None:
            self.world.audit.said(message, to)
        return self.send(message, to)

    def _gather(self, item: object) -> None:
        self._inbox.append(item)
        if not self._working:
            self._working = True
            self.later(GATHERS_S, self._work)

    def _work(self) -> None:
        self._working = False
        batch, self._inbox = self._inbox, []
        self._beat = self.world.time + HEARTBEAT_S
        self.service._work(batch)

    # --- what the shell does ------------------------------------------------------------------------------

    def will(self) -> c.Message:
        return self.service.publisher.will

    def on_up(self) -> None:
        self._gather(Up(self.life))

    def on_down(self) -> None:
        self._gather(Down("lost"))

    def on_unheard(self, message: c.Message) -> None:
        self._gather(Undelivered(message, "No matching subscribers"))

    def on_heard(self, heard: Heard) -> None:
        if self.world.log is not None:
            self.note(f"hears {heard.sender}: {told(heard.message)}")
        self._gather(heard)

    def deadline(self) -> float | None:
        due = [self._beat]
        deadlines = (self.desk.deadline(), self.service.publisher.deadline())
        due += [at - self._zero for at in deadlines if at is not None]
        return min(due)

    def tick(self) -> None:
        if not self._working:
            self._work()

    # --- backups ------------------------------------------------------------------------------------------

    def back_up(self) -> tuple[int, int]:
        """Copy the database; gives what `restore` takes."""
        if self._database:
            for suffix in ("", "-wal"):
                if Path(f"{self._database}{suffix}").exists():
                    shutil.copy(f"{self._database}{suffix}", f"{self._database}.backup{suffix}")
        return len(self.journal), self.boots

    def restore(self, backup: tuple[int, int], back: float = 0.5) -> None:
        """The machine broke; another one starts from the backup."""
        if self.alive:
            self.die(power=True, back=1e9)
        self.note(f"is replaced by a backup of {backup[0]} of {len(self.journal)} events")
        self.restored = True
        self.world.audit.forget(self.journal[backup[0] :])
        self.journal, self.boots = self.journal[: backup[0]], backup[1]
        if self._database:
            if self.store is not None:
                self.store.close()
                self.store = None
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._database}{suffix}").unlink(missing_ok=True)
                if Path(f"{self._database}.backup{suffix}").exists():
                    shutil.copy(f"{self._database}.backup{suffix}", f"{self._database}{suffix}")
        self.world.after(back, self.start)
