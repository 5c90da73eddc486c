"""How long a ticket takes beside a long past: the same press in an empty database and in one of years

The press goes through the product's own desk and store, in this process, with a full sync at the commit. The past is
written by SQLite itself, in the shape that the hub would have given it: eight lines of the journal for each ticket.
The floor is the same press in an empty database.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from broker_config import contract as c
from broker_config.codec import Heard
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.storage.store import Store
from tests.bench.figures import Figure, Goal
from tests.registers import always_open

MALL = c.Mall(name="Mal", regency="Contoh", timezone="Asia/Jakarta", day_ends="18:00")
SERVICE = c.Service(id="ktp", agency="capil", name="KTP", prefix="A")
COUNTER = c.Counter(id="loket-1", number=1, zone="utama", agency="capil", services=("ktp",))
MORNING = 1795485600.0
LINES = 8  # of the journal for a ticket: reserved, bound, printed, called, recalled, served, finished, and one more
WARM_UP = 50

PAST = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows)
    INSERT INTO journal SELECT
        i + 1, 1700000000 + i, 'finished', printf('kiosk-%d.%d.%d', i % 3, 1700000000 + i / 32000, i / 8),
        printf('A%03d', i / 8 % 1000), 'loket-1', 'pad-1',
        printf('{"event":"finished","at":%d.25,"uid":"kiosk-%d.%d.%d","label":"A%03d","counter":"loket-1",'
            || '"device":"pad-1","command":"pad-1.%d.%d"}', 1700000000 + i, i % 3, 1700000000 + i / 32000, i / 8,
            i / 8 % 1000, 1700000000 + i / 32000, i), ''
    FROM n
"""
TICKETS = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :tickets)
    INSERT INTO tickets SELECT
        printf('kiosk-%d.%d.%d', i % 3, 1700000000 + i / 4000, i), printf('A%03d', i % 1000), 'ktp', 'kiosk-1',
        date(1700000000 + i / 4000 * 86400, 'unixepoch'), printf('%022d', i), 1700000000 + i, 'finished',
        i % 4000 + 1, 1, i, '', 'loket-1', 1, i + 1, 1700000000 + i, 1700000300 + i, 1700000310 + i,
        1700000900 + i, '', 'ktp', '', '', '', '', 1700000300 + i, 'button', '', 0
    FROM n
"""
# The days of the past have ended: the hall need not hold them.
DAYS = ((1795140000, "2026-11-20"), (1795399200, "2026-11-23"))
DAY = """
    INSERT INTO journal VALUES (
        :seq, :at, 'day_began', '', '', '', '', printf('{"event":"day_began","at":%d,"day":"%s"}', :at, :day), ''
    )
"""


class Mall:
    """A hub's desk and store on a database with so many lines in its journal."""

    def __init__(self, path: Path, rows: int) -> None:
        self.path = path
        _write_past(path, rows)
        self._store = Store(f"sqlite:///{path}")
        hall = Hall(always_open(MALL, (SERVICE,), (COUNTER,)))
        self._store.load(hall)
        self._store.stretch()
        self._desk = Desk(hall, {"kiosk-1": Station("ticket_kiosk")})
        self._pressed = 0
        self.press(WARM_UP)

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def press(self, times: int) -> list[float]:
        """Press the button; the milliseconds from each request to the proposal that may be sent."""
        samples = []
        for _ in range(times):
            self._pressed += 1
            uid = f"kiosk-1.1.{self._pressed}"
            request = c.TicketRequest(uid=uid, service="ktp", token=f"{self._pressed:022}")
            begun = time.perf_counter()
            self._desk.hear(Heard("kiosk-1", request, device="kiosk-1"), MORNING + self._pressed, begun)
            happened, answers = self._desk.take()
            self._store.write([each.event for each in happened], self._desk.hall)
            samples.append((time.perf_counter() - begun) * 1000.0)
            if not any(isinstance(out.message, c.Proposal) and out.message.label for out in answers):
                raise RuntimeError(f"the press {uid} was not answered with a number: {answers}")
        return samples


def _write_past(path: Path, rows: int) -> None:
    Store(f"sqlite:///{path}").close()
    if not rows:
        return
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = MEMORY")  # a past that is lost is written again
        db.execute("PRAGMA synchronous = OFF")
        db.execute(PAST, {"rows": rows})
        for number, (at, day) in enumerate(DAYS, rows + 1):
            db.execute(DAY, {"seq": number, "at": at, "day": day})
        db.execute(TICKETS, {"tickets": max(1, rows // LINES)})
    with path.open("rb") as file:  # or the disk would write it while the presses are timed
        os.fsync(file.fileno())


def measure(rows: int, samples: int) -> list[Figure]:
    """A press in one database, then one in the other, so that whatever troubles the machine troubles both alike.

    Needs 400 bytes of disk for each line of the journal.
    """
    with TemporaryDirectory(prefix="mpp-bench-") as name:
        directory = Path(name)
        empty, full = Mall(directory / "empty.db", 0), Mall(directory / "full.db", rows)
        times: dict[Mall, list[float]] = {empty: [], full: []}
        for _ in range(samples):
            for mall in (empty, full):
                times[mall] += mall.press(1)
        empty.close()
        full.close()
    goals = (Goal(0.5, 1.1, times_floor=True),)
    return [Figure("press beside a long past", "ms", tuple(times[full]), tuple(times[empty]), goals)]
