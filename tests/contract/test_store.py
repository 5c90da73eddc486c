"""What the hub has written is there after a start, on either database, and the auditor finds it whole."""

from __future__ import annotations

import random

import msgspec
import pytest
import sqlalchemy as sa

from broker_config.settings import ConfigError
from hub import events as e
from hub.accounts.private import (
    Booking,
    Credential,
    Gone,
    Link,
    Private,
    Session,
    StaffCard,
    Token,
    nothing,
)
from hub.hall import Hall
from hub.minutes.presence import Interval
from hub.register import Register
from hub.storage import schema as s
from hub.storage.books import verify
from hub.storage.daybook import catch_up, flush
from hub.storage.rollups import Rollups
from hub.storage.store import Store
from hub.tickets import ENDED
from tests.random_day import FIRST_DAY, RandomDays

SEAT = Interval(FIRST_DAY, FIRST_DAY + 600.0, "serving", "A001", "siti", scheduled=True)
BREAK = Interval(FIRST_DAY + 600.0, FIRST_DAY + 900.5, "break", "", "", scheduled=False)


@pytest.fixture
def store(database_url):
    found = Store(database_url)
    yield found
    found.close()


def write(store: Store, days: RandomDays, number: int, batch: int = 7) -> Rollups:
    """Let so many events happen, and write them as the writer does: whatever has gathered at once."""
    rollups, gathered = Rollups(), []
    for event, before, after in days.events(number):
        rollups.evolve(event, before, after)
        gathered.append(event)
        if len(gathered) >= batch or isinstance(event, e.DayBegan):
            store.write(gathered, days.hall)
            gathered = []
    store.write(gathered, days.hall)
    return rollups


def faults(store: Store) -> list[str]:
    return list(verify(store, Hall(Register())))


def corrupt(store: Store, statement: str) -> None:
    with store._engine.begin() as db:
        db.exec_driver_sql(statement)


@pytest.mark.parametrize("seed", range(3))
def test_any_days_are_the_same_in_the_journal_and_in_the_tables(store, seed):
    write(store, RandomDays(seed), 1500)
    assert store.seq == 1500
    assert faults(store) == []


def test_a_hall_that_is_loaded_goes_on_as_the_one_that_wrote(store, database_url):
    days = RandomDays(1)
    write(store, days, 1500)
    again, found = Hall(Register()), Store(database_url)
    found.load(again)
    found.close()
    hall = days.hall
    assert again.devices == hall.devices
    assert again.alerts == hall.alerts
    assert again.register.services == hall.register.services
    assert (again.day, again.yesterday, again.calls) == (hall.day, hall.yesterday, hall.calls)
    assert again.active == hall.active
    assert again.latest == hall.latest
    assert {uid: again.tickets[uid] for uid in hall.tickets if uid in again.tickets} == again.tickets
    # What ended today and was taken before yesterday is remembered until the evening, or the next start.
    assert {hall.tickets[uid].state for uid in hall.tickets.keys() - again.tickets.keys()} <= ENDED


def test_a_line_of_the_journal_names_who_did_it(store):
    hall = Hall(Register())
    store.write([e.DayBegan(at=FIRST_DAY, day="2026-11-23", by="siti"), e.Reconciled(at=FIRST_DAY)], hall)
    with store.reader() as db:
        assert [row.by for row in db.execute(sa.select(s.JOURNAL).order_by(s.JOURNAL.c.seq))] == ["siti", ""]


def test_a_transaction_that_fails_leaves_nothing(store):
    days = RandomDays(2)
    write(store, days, 100)
    event, *_ = next(days.events(1))
    with pytest.raises(Exception, match="no_such_row"):
        store.write([event], days.hall, private=[Unwritable()])  # type: ignore[list-item] - on purpose
    with store.reader() as db:
        assert db.execute(sa.select(sa.func.max(s.JOURNAL.c.seq))).scalar() == 100


class Unwritable:
    """Something that has no table."""

    @property
    def __class__(self):
        raise LookupError("no_such_row")


def test_a_second_writer_on_the_same_database_is_stopped_at_its_first_line(store, database_url):
    second = Store(database_url)
    hall = Hall(Register())
    store.write([e.DayBegan(at=FIRST_DAY, day="2026-11-23")], hall)
    with pytest.raises(Exception, match=r"UNIQUE|duplicate key"):
        second.write([e.DayBegan(at=FIRST_DAY, day="2026-11-24")], hall)
    second.close()
    assert store.seq == 1


def test_every_start_of_the_hub_has_a_higher_number(store, database_url):
    first = store.count_boot()
    second = Store(database_url)
    assert second.count_boot() > first
    second.close()


# --- what nobody may read ----------------------------------------------------------------------------------

SITI = Credential(user="siti", hash="$argon2id$…", changed_at=1.5)
BROWSER = Session(id_hash="ab12", user="siti", created_at=1.0, seen_at=2.0, console="loket-1")
LETTER = Link(hash="cd34", user="budi", purpose="first_password", expires_at=99.0)
CARD = StaffCard(card="0a" * 16, user="siti", given_by="ani", given_at=4.5)
PROGRAM = Token(hash="ef56", name="dashboard", scopes=("floor", "tickets"), created_by="siti", created_at=3.0)


def test_private_rows_are_there_after_a_start_and_gone_when_they_are_forgotten(store, database_url):
    store.keep([SITI, BROWSER, LETTER, PROGRAM, CARD])
    store.keep([msgspec.structs.replace(PROGRAM, revoked_at=4.0), Gone(Session, "ab12"), Gone(Link, "none")])
    again = Store(database_url)
    assert again.load_private() == Private(
        {"siti": SITI}, {}, {"cd34": LETTER}, {"ef56": msgspec.structs.replace(PROGRAM, revoked_at=4.0)},
        {CARD.card: CARD},
    )  # fmt: skip
    again.close()


def test_private_rows_in_memory_follow_the_same_changes(store):
    changes = [SITI, BROWSER, LETTER, Gone(Session, "ab12"), PROGRAM, CARD, Gone(Credential, "nobody")]
    store.keep(changes)
    memory = nothing()
    memory.apply(changes)
    assert memory == store.load_private()


def test_cards_and_bookings_are_there_for_the_desk_after_a_start(store):
    tomorrow = Booking(code="1b" * 16, day="2026-11-24", service="ktp", at=7.5)
    whenever = Booking(code="2c" * 16, day="2026-11-24", service="ktp")
    store.keep([CARD, tomorrow, whenever])
    store.keep([Gone(Booking, whenever.code)])
    assert store.load_shown() == [CARD, tomorrow]


def test_private_rows_are_written_with_the_events_that_they_belong_to_and_not_in_the_journal(store):
    store.write([e.DayBegan(at=1.0, day="2026-11-23")], Hall(Register()), private=[SITI])
    assert store.load_private().credentials == {"siti": SITI}
    with store.reader() as db:
        assert "argon2" not in "".join(db.execute(sa.select(s.JOURNAL.c.data)).scalars())


# --- the figures of the day --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_figures_that_are_flushed_now_and_then_are_those_of_the_journal(store, seed):
    days, dice = RandomDays(seed), random.Random(seed)
    rollups = Rollups()
    for _ in range(12):
        for event, before, after in days.events(dice.randrange(200)):
            rollups.evolve(event, before, after)
            store.write([event], days.hall)
        flush(store, rollups)
        assert not rollups.services
    assert faults(store) == []
    assert store.recall(s.ROLLED_THROUGH) == str(store.seq)


@pytest.mark.parametrize("lost", [1, 50, 700])
def test_figures_that_a_power_cut_took_are_counted_from_the_journal(store, database_url, lost):
    days = RandomDays(lost)
    flush(store, write(store, days, 1500))
    write(store, days, lost)  # and not flushed
    again = Store(database_url)
    rollups = catch_up(again)
    assert again.recall(s.ROLLED_THROUGH) == str(1500 + lost)
    for event, before, after in days.events(200):  # and it goes on from there
        rollups.evolve(event, before, after)
        again.write([event], days.hall)
    flush(again, rollups)
    assert faults(again) == []
    again.close()


def test_figures_of_a_whole_past_are_counted_in_one_go(store):
    write(store, RandomDays(3), 3000, batch=500)
    catch_up(store)
    assert faults(store) == []
    with store.reader() as db:
        issued = db.execute(sa.select(sa.func.sum(s.DAY_SERVICES.c.issued))).scalar()
        assert issued == db.execute(sa.select(sa.func.count()).select_from(s.TICKETS)).scalar() > 100


def test_a_long_past_is_counted_in_parts(store, monkeypatch):
    monkeypatch.setattr("hub.storage.daybook.BATCH", 100)
    write(store, RandomDays(6), 3000, batch=500)
    catch_up(store)
    assert faults(store) == []


def test_a_server_is_named_with_its_driver():
    with pytest.raises(ConfigError, match=r"say postgresql\+psycopg://"):
        Store("postgresql+pg8000://localhost/mall")


def test_the_intervals_of_a_day_are_replaced_as_a_whole(store):
    day = ("loket-1", "2026-11-23")
    flush(store, Rollups(), {day: [SEAT, BREAK], ("loket-2", "2026-11-23"): [SEAT]})
    flush(store, Rollups(), {day: [SEAT._replace(end=FIRST_DAY + 300.0)]})
    with store.reader() as db:
        rows = db.execute(sa.select(s.INTERVALS).where(s.INTERVALS.c.counter == "loket-1")).all()
        seconds = db.execute(
            sa.select(s.DAY_COUNTERS.c.seconds).where(s.DAY_COUNTERS.c.counter == "loket-1")
        ).scalar()
    assert [(row.start, row.end, row.state, row.by) for row in rows] == [
        (FIRST_DAY, FIRST_DAY + 300.0, "serving", "siti")
    ]
    assert seconds == '{"serving":300.0}'
    assert faults(store) == []


def test_the_figures_keep_apart_what_was_scheduled(store):
    flush(store, Rollups(), {("loket-1", "2026-11-23"): [SEAT, BREAK]})
    row = store.all(s.DayCounter, s.DAY_COUNTERS)[0]
    assert row.seconds == {"serving": 600.0, "break": 300.5}
    assert row.scheduled == {"serving": 600.0}


# --- the auditor -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE tickets SET state = 'void' WHERE state = 'finished'", "tickets"),
        ("DELETE FROM visits WHERE call = (SELECT min(call) FROM visits)", "visits"),
        ("UPDATE register SET row = '{}' WHERE id = (SELECT min(id) FROM register)", "register"),
        ("UPDATE alerts SET closed_at = NULL", "alerts"),
        ("UPDATE day_services SET finished = finished + 1", "day_services"),
        ("UPDATE day_counters SET calls = calls + 1", "day_counters"),
        ("DELETE FROM intervals", "day_counters.seconds"),
        ("DELETE FROM journal WHERE seq = 400", "journal"),
    ],
)  # fmt: skip
def test_whatever_is_changed_behind_the_hubs_back_is_found(store, statement, said):
    rollups = write(store, RandomDays(4), 1500)
    flush(store, rollups, {("loket-1", "2026-11-23"): [SEAT]})
    assert faults(store) == []
    corrupt(store, statement)
    if said == "journal":  # the fold cannot go over the gap in every case; that it is there is told first
        assert next(iter(verify(store, Hall(Register())))).startswith("journal: row 400 is missing")
    else:
        assert {fault.split(":")[0] for fault in faults(store)} == {said}


def test_the_auditor_may_work_beside_the_hub(store):
    """What is written while it folds is not in the tables that it has read."""
    days = RandomDays(5)
    flush(store, write(store, days, 800))
    found = iter(verify(store, Busy(lambda: write(store, days, 1))))
    assert list(found) == []
    assert store.seq > 1600


class Busy(Hall):
    """A hall during whose fold the hub goes on."""

    def __init__(self, work) -> None:
        super().__init__(Register())
        self._work = work

    def __getattribute__(self, name):
        if name == "changed":
            object.__getattribute__(self, "_work")()
        return super().__getattribute__(name)
