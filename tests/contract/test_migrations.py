"""A database of the first released hub becomes one of ours, with every row, or stays as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from broker_config.settings import ConfigError
from hub.hall import Hall
from hub.register import Register
from hub.storage.books import verify
from hub.storage.connections import whole
from hub.storage.daybook import catch_up
from hub.storage.migrations import climb
from hub.storage.schema import METADATA, SCHEMA_VERSION
from hub.storage.store import Store
from tests import first_release

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def first_url(database_url):
    """The day of the first release."""
    first_release.make(database_url)
    return database_url


@pytest.fixture
def engine(database_url):
    found = sa.create_engine(database_url)
    yield found
    found.dispose()


def rows(engine: sa.Engine, columns: str, table: str, order: str) -> list[tuple]:
    with engine.connect() as db:
        return [tuple(row) for row in db.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY {order}")]


def shape(url: str) -> dict[str, set[tuple[str, str, bool]]]:
    """Per table: name, type, and whether nothing may stand there, of every column; the order may differ."""
    engine = sa.create_engine(url)
    found = sa.inspect(engine)
    tables = {
        table: {
            (column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(table)
        }
        | {(index["name"] or "", str(index["column_names"]), True) for index in found.get_indexes(table)}
        for table in found.get_table_names()
    }
    engine.dispose()
    return tables


def test_a_day_of_the_first_release_is_whole_after_the_migration(first_url, engine):
    what = (
        ("uid, label, state, call, ended_at", "tickets", "uid"),
        ("seq, data", "journal", "seq"),
        ("call, uid, ending", "visits", "call"),
        ("id, boot, log_seq", "devices", "id"),
    )
    before = [rows(engine, *table) for table in what]
    store = Store(first_url)
    assert [rows(engine, *table) for table in what] == before
    assert [len(table) for table in before] == [60, 368, 60, 7]
    assert store.seq == 368
    assert list(verify(store, Hall(Register()))) == []
    store.close()


def test_what_the_first_release_did_not_count_is_counted_at_the_next_start(first_url):
    store = Store(first_url)
    catch_up(store)
    assert list(verify(store, Hall(Register()))) == []
    with store.reader() as db:
        issued, finished, missed = db.exec_driver_sql(
            "SELECT sum(issued), sum(finished), sum(no_show) FROM day_services"
        ).one()
    assert (issued, finished, missed) == (60, 55, 5)
    store.close()


def test_the_hall_goes_on_where_the_first_release_stopped(first_url):
    store, hall = Store(first_url), Hall(Register())
    store.load(hall)
    assert (hall.day, len(hall.tickets), hall.calls, hall.letters) == ("2026-11-23", 60, 65, 2)
    assert {ticket.origin for ticket in hall.tickets.values()} == {t.service for t in hall.tickets.values()}
    store.close()


def test_the_steps_build_exactly_the_tables_that_the_program_means(engine):
    with whole(engine) as db:
        climb(db, 0, SCHEMA_VERSION)
        assert compare_metadata(MigrationContext.configure(db), METADATA) == []


def test_a_migrated_database_and_a_new_one_are_alike(first_url, tmp_path, request, database):
    Store(first_url).close()
    server = None if database == "sqlite" else request.getfixturevalue("postgresql")
    fresh = server.new_database() if server else f"sqlite:///{tmp_path}/fresh.db"
    Store(fresh).close()
    assert shape(first_url) == shape(fresh)


def test_the_first_step_builds_what_the_first_release_did(first_url, tmp_path, request, database):
    server = None if database == "sqlite" else request.getfixturevalue("postgresql")
    again = server.new_database() if server else f"sqlite:///{tmp_path}/again.db"
    built = sa.create_engine(again)
    with whole(built) as db:
        climb(db, 0, 1)
    built.dispose()
    assert shape(again) == shape(first_url)


def test_a_copy_of_the_file_is_kept_under_its_version(tmp_path):
    first_release.make(f"sqlite:///{tmp_path}/hub.db")
    Store(f"sqlite:///{tmp_path}/hub.db").close()
    copy = tmp_path / "hub.db.version-1"
    shutil.move(copy, tmp_path / "again.db")
    with closing(sqlite3.connect(tmp_path / "again.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == ("1",)
        assert db.execute("SELECT count(*) FROM journal").fetchone() == (368,)
    store = Store(f"sqlite:///{tmp_path}/again.db")  # and the way can be gone again from it
    assert list(verify(store, Hall(Register()))) == []
    store.close()


def test_a_database_is_not_changed_when_there_is_no_room_for_its_copy(tmp_path):
    first_release.make(f"sqlite:///{tmp_path}/hub.db")
    (tmp_path / "hub.db.version-1.part").mkdir()  # nothing can be written there
    with pytest.raises(ConfigError, match=r"cannot be copied to .*hub\.db\.version-1"):
        Store(f"sqlite:///{tmp_path}/hub.db")
    with closing(sqlite3.connect(tmp_path / "hub.db")) as db:
        assert db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == ("1",)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database_url, engine):
    Store(database_url).close()
    with engine.begin() as db:
        db.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(ConfigError, match="of version 99, this program of 3: install the newer program"):
        Store(database_url)


def test_a_database_of_another_program_is_refused_and_left_alone(database_url, engine):
    with engine.begin() as db:
        db.exec_driver_sql("CREATE TABLE addresses (name TEXT)")
    with pytest.raises(ConfigError, match="not empty, and holds something else"):
        Store(database_url)
    assert sa.inspect(engine).get_table_names() == ["addresses"]


# Dies at its n-th statement, for n = 1, 2, … until one attempt gets through; prints how many died. Each attempt is
# a process of its own, forked off this one, which has imported everything already.
DIE_AT_EVERY_STATEMENT = """
import os, signal, sys
import sqlalchemy as sa
import alembic.command, hub.storage.migrations
from hub.storage.store import Store

def attempt(url, last):
    seen = 0
    def count(*_):
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    Store(url).close()

died = 0
for last in range(1, 1000):
    child = os.fork()
    if not child:
        attempt(sys.argv[1], last)
        os._exit(0)
    if not os.waitpid(child, 0)[1]:
        break
    died += 1
print(died)
"""


def die_at_every_statement(url: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", DIE_AT_EVERY_STATEMENT, url],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(done.stdout)


def test_a_power_cut_at_any_step_leaves_a_database_that_the_next_start_migrates(first_url, engine):
    """One database, one power cut after another; each attempt gets one statement further."""
    engine.dispose()
    assert die_at_every_statement(first_url) > 20
    store = Store(first_url)
    assert store.seq == 368
    assert list(verify(store, Hall(Register()))) == []
    store.close()
    assert sa.inspect(engine).has_table("alembic_version") is False


def test_a_normal_start_does_not_load_what_migrates(database_url):
    Store(database_url).close()
    script = (
        "import sys; from hub.storage.store import Store; Store(sys.argv[1]).close(); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, database_url], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "sqlalchemy" in done.stdout
    assert "alembic" not in done.stdout
