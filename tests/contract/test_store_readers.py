"""Looking at the tables from other threads: never in the writer's way, never for long, and never with a pen."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from hub import events as e
from hub.evolution import evolve
from hub.hall import Hall
from hub.register import Register
from hub.storage import reading
from hub.storage import schema as s
from hub.storage.connections import POOL, TookTooLong
from hub.storage.search import Wanted, search
from hub.storage.store import Store
from tests.random_day import FIRST_DAY, RandomDays

LINES = 2600


@pytest.fixture
def store(database_url):
    found = Store(database_url)
    yield found
    found.close()


@pytest.fixture
def days(store):
    """A store with some days in it."""
    found = RandomDays(11)
    write(store, found, LINES)
    return found


def write(store: Store, days: RandomDays, number: int) -> None:
    store.write([event for event, _before, _after in days.events(number)], days.hall)


def endless(db: sa.Connection) -> None:
    """A question that takes for ever."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    db.exec_driver_sql(numbers)


def test_a_look_that_lasts_does_not_hold_up_the_writer_and_sees_what_was_there(store):
    hall = Hall(Register())
    count = sa.select(sa.func.count()).select_from(s.JOURNAL)
    with store.reader() as db:
        assert db.execute(count).scalar() == 0
        store.write([e.DayBegan(at=FIRST_DAY, day="2026-11-23")], hall)
        assert db.execute(count).scalar() == 0
    with store.reader() as db:
        assert db.execute(count).scalar() == 1


def test_a_look_cannot_write(store):
    with pytest.raises(DatabaseError, match=r"readonly|read-only"), store.reader() as db:
        db.execute(s.META.insert().values(key="x", value="y"))


def test_a_look_that_takes_too_long_is_broken_off_and_the_next_one_is_not(store):
    with store.reader() as db:
        db.execute(sa.select(1))  # the time to connect is not a look's
    begun = time.monotonic()
    with pytest.raises(TookTooLong, match=r"more than 0\.1 s"), store.reader(limit_s=0.1) as db:
        endless(db)
    assert time.monotonic() - begun < 5.0
    with store.reader() as db:
        assert db.execute(sa.select(s.META.c.value).where(s.META.c.key == "schema_version")).scalar() == str(
            s.SCHEMA_VERSION
        )


def test_a_look_leaves_no_limit_behind_for_the_next_one(store, database):
    if database == "sqlite":
        pytest.skip("its limit is no setting of the connection")
    limits = sa.text("SELECT current_setting('statement_timeout'), pg_backend_pid()")
    with store.reader(limit_s=60.0) as db:
        limit, first = db.execute(limits).one()
        assert limit == "1min"
    with store._readers._engine.connect() as db:
        limit, second = db.execute(limits).one()
        assert (limit, second) == ("0", first)


def ask_when_cut_off(store: Store, db: sa.Connection) -> None:
    """Ask nothing until the server has had enough, and then something."""
    alive = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
    pid = db.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    deadline, there = time.monotonic() + 15.0, True
    while there:
        assert time.monotonic() < deadline, "it is not cut off"
        with store.reader() as other:
            there = other.execute(alive, {"pid": pid}).scalar()
    db.exec_driver_sql("SELECT 1")


def test_a_look_that_asks_nothing_for_too_long_is_broken_off_too(store, database):
    if database == "sqlite":
        pytest.skip("it holds up nobody who asks nothing")
    with pytest.raises(TookTooLong, match=r"more than 0\.05 s"), store.reader(limit_s=0.05) as db:
        ask_when_cut_off(store, db)
    with store.reader() as db:
        assert db.exec_driver_sql("SELECT 1").scalar() == 1


def test_many_threads_look_while_the_writer_writes(store, days):
    """Each sees as many tickets as the journal says in the same look, and nobody waits for ever."""
    done, faults = threading.Event(), []

    def look() -> None:
        try:
            while not done.is_set():
                with store.reader() as db:
                    told = db.execute(
                        sa.select(sa.func.count(s.JOURNAL.c.uid.distinct())).where(s.JOURNAL.c.uid != "")
                    )
                    rows = db.execute(sa.select(sa.func.count()).select_from(s.TICKETS)).scalar()
                    if told.scalar() != rows:
                        faults.append(rows)
        except Exception as error:  # noqa: BLE001 - whatever a thread dies of belongs to the test
            faults.append(error)

    threads = [threading.Thread(target=look) for _ in range(POOL + 3)]
    for thread in threads:
        thread.start()
    for _ in range(60):
        write(store, days, 5)
    done.set()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_log_of_sqlite_begins_at_the_front_again_between_looks(tmp_path):
    """With a reader always there, but none for long, the write-ahead log does not grow without end."""
    store = Store(f"sqlite:///{tmp_path}/hub.db")
    days, done = RandomDays(3), threading.Event()

    def look() -> None:
        while not done.is_set():
            for _row in reading.journal(store):
                pass

    thread = threading.Thread(target=look)
    thread.start()
    for _ in range(400):
        write(store, days, 10)
    done.set()
    thread.join()
    size = (tmp_path / "hub.db-wal").stat().st_size
    store.close()
    assert size < 9_000_000  # beside one look that never ended it would be twice that
    assert store.seq == 4000


# --- the journal -------------------------------------------------------------------------------------------


def test_the_journal_is_read_in_order_and_from_anywhere(store, days):
    assert [seq for seq, _event in reading.journal(store)] == [*range(1, LINES + 1)]
    assert [seq for seq, _event in reading.journal(store, since=7, until=10)] == [8, 9, 10]


def pages(store: Store, wanted: Wanted, limit: int) -> list[int]:
    """All that a person finds who goes on to the last page."""
    found, before = [], 0
    while True:
        page = search(store, wanted, before, limit)
        found += [line.seq for line in page.lines]
        before = page.before
        if not before:
            return found


def uid_of(event: e.Event) -> str:
    return getattr(event, "uid", "")


CASES = {
    "nothing asked": (Wanted(), lambda _event: True),
    "label": (Wanted(label="A010"), lambda event: getattr(event, "label", "") == "A010"),
    "counter": (Wanted(counter="loket-2"), lambda event: getattr(event, "counter", "") == "loket-2"),
    "person": (Wanted(by="siti"), lambda event: event.by == "siti"),
    "kind": (Wanted(event="called"), lambda event: isinstance(event, e.Called)),
    "several": (
        Wanted(event="called", by="budi"),
        lambda event: isinstance(event, e.Called) and event.by == "budi",
    ),
    "text, however it is written": (Wanted(text="LAnsia"), lambda event: "lansia" in e.dump(event).lower()),
    "text with the signs of a pattern": (Wanted(text="100%_"), lambda _event: False),
    "time": (
        Wanted(since=FIRST_DAY + 9000.0, until=FIRST_DAY + 20000.0),
        lambda event: FIRST_DAY + 9000.0 <= event.at <= FIRST_DAY + 20000.0,
    ),
    "one ticket": (Wanted(uid="kiosk-1.1.30"), lambda event: uid_of(event) == "kiosk-1.1.30"),
    "a ticket that is not": (Wanted(uid="kiosk-9.1.1"), lambda _event: False),
}


@pytest.mark.parametrize("case", CASES)
def test_a_search_finds_every_line_newest_first(store, days, case):
    wanted, fits = CASES[case]
    expected = [seq for seq, event in reading.journal(store) if fits(event)][::-1]
    assert pages(store, wanted, limit=17) == pages(store, wanted, limit=5000) == expected
    if "not" not in case and "pattern" not in case:
        assert expected


def test_a_search_by_time_finds_what_a_clock_that_was_set_back_made_twice(store):
    hall = Hall(Register())
    times = [*range(100, 200, 10), *range(130, 230, 10)]  # set back by a minute after the tenth line
    lines: list[e.Event] = [e.LogTaken(at=float(at), device="kiosk-1", log_seq=1) for at in times]
    lines[10] = e.ClockStepped(at=130.0, before=190.0)
    store.write(lines, hall)
    assert pages(store, Wanted(since=150.0, until=170.0), 100) == [15, 14, 13, 8, 7, 6]


def test_a_page_tells_how_far_back_it_went(store, days):
    page = search(store, Wanted(event="called"), limit=3)
    assert page.before == page.lines[-1].seq
    assert page.back_to == page.lines[-1].at
    again = search(store, Wanted(event="called"), before=page.before, limit=3)
    assert again.lines[0].seq < page.lines[-1].seq
    last = search(store, Wanted(label="nobody has this"))
    assert (last.lines, last.before) == ([], 0)


def test_a_search_gives_up_in_time_and_says_where_to_go_on(store, days, monkeypatch):
    monkeypatch.setattr("hub.storage.search.BUDGET_S", 0.0)
    monkeypatch.setattr("hub.storage.search.STRETCH", 100)
    page = search(store, Wanted(label="nobody has this"))
    assert (page.lines, page.before) == ([], LINES - 99)
    assert (
        pages(store, Wanted(event="called"), 50)
        == [seq for seq, event in reading.journal(store) if isinstance(event, e.Called)][::-1]
    )


def test_a_ticket_of_long_ago_is_sought_in_its_own_days_alone(store):
    hall = Hall(Register())
    for day in range(1, 29):
        store.write([e.DayBegan(at=FIRST_DAY + day, day=f"2026-11-{day:02}")], hall)
        uid = f"kiosk-1.1.{day}"
        taken = {"service": "ktp", "day": f"2026-11-{day:02}", "token": uid, "queue_time": FIRST_DAY + day}
        event = e.Entered(at=FIRST_DAY + day, uid=uid, label=f"A{day:03}", **taken)
        evolve(hall, event)
        store.write([event], hall)
    page = search(store, Wanted(uid="kiosk-1.1.10"), limit=1000)
    assert [line.seq for line in page.lines] == [20]
    assert page.back_to == FIRST_DAY + 10
