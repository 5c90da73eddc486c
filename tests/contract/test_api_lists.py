"""The API's lists over the disk are the same on either database: no row is lost or told twice, whatever the page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from broker_config.contract import Mall
from hub.api import asked, diary, past
from hub.api.source import Source
from hub.events import DayBegan
from hub.minutes.presence import Interval
from hub.storage import schema as s
from hub.storage.daybook import flush
from hub.storage.reading import journal
from hub.storage.rollups import Rollups
from hub.storage.search import STRETCH, Wanted, follow
from hub.storage.store import Store
from tests.random_day import FIRST_DAY, RandomDays

MALL = Mall(name="Mal", regency="Contoh", timezone="Asia/Jayapura")
LISTS = {
    "tickets": (past.listed_tickets, asked.Tickets, s.TICKETS),
    "service_days": (past.service_days, asked.ServiceDays, s.DAY_SERVICES),
    "counter_days": (past.counter_days, asked.CounterDays, s.DAY_COUNTERS),
    "intervals": (past.intervals, asked.Intervals, s.INTERVALS),
    "alerts": (past.alerts, asked.Alerts, s.ALERTS),
}


@pytest.fixture
def store(database_url):
    made = Store(database_url)
    days, rollups, gathered = RandomDays(7), Rollups(), []
    for event, before, after in days.events(900):
        rollups.evolve(event, before, after)
        gathered.append(event)
        if isinstance(event, DayBegan) or len(gathered) > 20:
            made.write(gathered, days.hall)
            gathered = []
    made.write(gathered, days.hall)
    seat = Interval(FIRST_DAY, FIRST_DAY + 600.25, "serving", "A001", "siti", scheduled=True)
    rest = Interval(FIRST_DAY + 600.25, FIRST_DAY + 1234.567891, "unattended", "not seen", "", scheduled=True)
    flush(made, rollups, {(counter, days.hall.day): [seat, rest] for counter in ("loket-1", "loket-2")})
    yield made
    made.close()


@pytest.fixture
def source(store: Store) -> Source:
    with store.reader() as db:
        day = max(row.day for row in db.execute(s.TICKETS.select()))
    service: Any = SimpleNamespace(store=store, catalogue=SimpleNamespace(mall=MALL))
    floor: Any = SimpleNamespace(day=day, at=FIRST_DAY)
    return Source(service, lambda: floor)


def everything(source: Source, answer: Any, wanted: Any, limit: int, **more: Any) -> list[Any]:
    page = answer(source, wanted(limit=limit, **more))
    found = list(page.items)
    while page.more:
        page = answer(source, wanted(limit=limit, after=page.next, **more))
        assert page.items
        found += page.items
    return found


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_any_size_are_the_same_list(source: Source, name: str):
    answer, wanted, _table = LISTS[name]
    whole = everything(source, answer, wanted, 5000)
    assert len(whole) > 1
    for limit in (1, 2, 7, len(whole)):
        assert everything(source, answer, wanted, limit) == whole


def test_the_lists_have_every_row_of_their_tables(source: Source, store: Store):
    with store.reader() as db:
        rows = {name: db.execute(table.select()).all() for name, (_, _, table) in LISTS.items()}
    days = {row.day for row in rows["tickets"]}
    told = [
        row
        for day in days
        for row in everything(source, past.listed_tickets, asked.Tickets, 50, day=_date(day))
    ]
    assert {row.uid for row in told} == {row.uid for row in rows["tickets"]}
    span = {"first": _date(min(days)), "last": _date(max(days))}
    assert len(everything(source, past.service_days, asked.ServiceDays, 9, **span)) == len(
        rows["service_days"]
    )
    assert len(everything(source, past.counter_days, asked.CounterDays, 9, **span)) == len(
        rows["counter_days"]
    )
    assert len(everything(source, past.alerts, asked.Alerts, 9)) == len(rows["alerts"])


def _date(day: str) -> Any:
    return asked.date.fromisoformat(day)


@pytest.mark.parametrize("limit", [13, 5000])
def test_the_journal_is_followed_line_by_line(source: Source, store: Store, limit: int):
    told = everything(source, diary.journal, asked.Journal, limit)
    assert [row.seq for row in told] == [seq for seq, _event in journal(store)]


def test_what_is_followed_by_event_is_all_there_is_of_it(source: Source, store: Store):
    wanted = [seq for seq, event in journal(store) if getattr(event, "by", "") == "siti"]
    assert [row.seq for row in everything(source, diary.journal, asked.Journal, 4, by="siti")] == wanted != []


def test_a_search_that_is_cut_short_goes_on_where_it_was(store: Store, monkeypatch):
    monkeypatch.setattr("hub.storage.search.STRETCH", 100)
    monkeypatch.setattr("hub.storage.search.BUDGET_S", 1e-9)
    found, after, looks, more = [], 0, 0, True
    while more:
        page = follow(store, Wanted(event="called"), after, 1000)
        found, after, more, looks = found + page.lines, page.after, page.more, looks + 1
    assert STRETCH > 100
    assert looks > 5
    assert [line.seq for line in found] == [
        seq for seq, event in journal(store) if type(event).__name__ == "Called"
    ]


def test_what_comes_later_is_told_by_the_next_question(source: Source, store: Store):
    end = everything(source, diary.journal, asked.Journal, 5000)[-1].seq
    assert diary.journal(source, asked.Journal(after=str(end))) == ([], str(end), False)
    store.write([DayBegan(at=FIRST_DAY, day="2027-01-01")], RandomDays(1).hall)
    page = diary.journal(source, asked.Journal(after=str(end)))
    assert ([row.seq for row in page.items], page.next, page.more) == ([end + 1], str(end + 1), False)


def test_no_line_of_the_journal_tells_a_token_or_a_name(source: Source, store: Store):
    told = everything(source, diary.journal, asked.Journal, 5000)
    assert any(getattr(event, "token", "") for _seq, event in journal(store))
    assert not [row for row in told if "token" in row.detail]
    named = [row for row in told if row.event == "edited" and row.detail["kind"] == "user"]
    assert all(row.detail["row"] == {} for row in named)
