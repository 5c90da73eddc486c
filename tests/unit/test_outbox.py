"""A device's memory: what is kept, in which order, and what a crash or a worn card leaves of it."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from broker_config import contract as c
from broker_config import outbox as outbox_file
from broker_config.outbox import Outbox
from broker_config.sequence import before_boot

FIRST = before_boot(1) + 1


@pytest.fixture
def outbox(tmp_path):
    made = Outbox(tmp_path / "outbox.db")
    yield made
    made.close()


def bind(outbox, number, *, sync=True) -> Any:
    uid = f"kiosk-1.{outbox.boot}.{number}"
    with outbox.transaction(sync=sync):
        return outbox.append(
            c.Bound, uid, uid=uid, label=f"A{number:03d}", service="ktp", token="t" * 22, at=None
        )  # fmt: skip


def test_entries_are_chained_so_that_a_gap_shows(outbox):
    entries = [bind(outbox, number) for number in (1, 2, 3)]
    assert [(entry.prev, entry.seq) for entry in entries] == [
        (0, FIRST),
        (FIRST, FIRST + 1),
        (FIRST + 1, FIRST + 2),
    ]
    assert outbox.pending() == entries


def test_a_subject_is_written_once(outbox):
    first = bind(outbox, 1)
    assert bind(outbox, 1) is None
    assert outbox.pending() == [first]
    assert outbox.newest == first.seq


def test_a_start_counts_the_boot_and_keeps_everything_else(outbox, tmp_path):
    kept = bind(outbox, 1)
    outbox.close()
    again = Outbox(tmp_path / "outbox.db")
    assert (again.boot, again.journal, again.secret) == (2, outbox.journal, outbox.secret)
    assert again.pending() == [kept]
    assert bind(again, 1).seq == before_boot(2) + 1
    again.close()


def test_a_transaction_that_fails_leaves_nothing(outbox):
    kept = bind(outbox, 1)

    def fail():
        with outbox.transaction(sync=True):
            outbox.append(c.Printed, "kiosk-1.1.1", uid="kiosk-1.1.1", result="printed")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert outbox.pending() == [kept]
    assert bind(outbox, 2).prev == kept.seq


def test_what_the_hub_holds_is_pending_no_more_until_it_says_it_lost_it(outbox):
    first, second = bind(outbox, 1), bind(outbox, 2)
    outbox.acknowledge(first.seq)
    assert outbox.pending() == [second]
    assert outbox.subjects(c.Bound) == ("kiosk-1.1.2",)
    outbox.acknowledge(0)
    assert outbox.pending() == [first, second]


def test_after_an_acknowledgement_of_what_was_lost_the_log_goes_on_beyond_it(outbox):
    bind(outbox, 1)
    outbox.acknowledge(FIRST + 7)
    assert bind(outbox, 2).seq > FIRST + 7


def test_old_entries_are_tidied_away_only_if_the_hub_holds_them(outbox, monkeypatch):
    monkeypatch.setattr(outbox_file, "KEPT", 10)
    for number in range(1, 600):
        bind(outbox, number, sync=False)
    outbox.acknowledge(FIRST + 300)
    outbox.acknowledge(FIRST + 500)
    assert len(outbox.pending(limit=1000)) == 598 - 500
    kept = outbox.pending(after=0, limit=1000)
    assert len(kept) < 599
    assert kept[0].prev == 0  # a hub that lost all of it takes what there is


def test_the_latest_entries_come_oldest_first(outbox):
    for number in (1, 2, 3):
        bind(outbox, number)
    assert [entry.label for entry in outbox.latest(c.Bound, c.Printed, limit=2)] == ["A002", "A003"]


def test_a_boot_that_the_hub_orders_is_kept(outbox, tmp_path):
    outbox.take_boot(8)
    outbox.close()
    again = Outbox(tmp_path / "outbox.db")
    assert again.boot == 9
    again.close()


def test_a_damaged_file_is_set_aside_and_a_new_journal_begun(outbox, tmp_path, caplog):
    outbox.close()
    (tmp_path / "outbox.db").write_bytes(b"worn out" * 1000)
    again = Outbox(tmp_path / "outbox.db")
    assert (again.boot, again.journal != outbox.journal) == (1, True)
    assert (tmp_path / "outbox.db.damaged").exists()
    assert "is damaged" in caplog.text
    again.close()


def test_remains_never_take_the_place_of_earlier_remains(outbox, tmp_path):
    outbox.close()
    for worn in (b"first" * 1000, b"second" * 1000, b"third" * 1000):
        (tmp_path / "outbox.db").write_bytes(worn)
        Outbox(tmp_path / "outbox.db").close()
    kept = [tmp_path / f"outbox.db.damaged{number}" for number in ("", ".2", ".3")]
    assert [path.read_bytes()[:5] for path in kept] == [b"first", b"secon", b"third"]


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_READONLY,
    ],
)
def test_a_disk_that_fails_sets_nothing_aside_and_the_tickets_are_there_afterwards(outbox, tmp_path, code):
    kept = bind(outbox, 1)
    outbox.close()

    class Failing(sqlite3.Connection):
        def execute(self, *_: Any) -> Any:
            error = sqlite3.OperationalError("injected")
            error.sqlite_errorcode = code
            raise error

    with pytest.raises(sqlite3.OperationalError, match="injected"):
        Outbox(tmp_path / "outbox.db", lambda path, **how: sqlite3.connect(path, factory=Failing, **how))
    assert list(tmp_path.glob("*.damaged*")) == []
    again = Outbox(tmp_path / "outbox.db")
    assert again.pending() == [kept]
    again.close()
