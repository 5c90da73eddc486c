"""What a hub knows of the days before, after a start: as much as one that was never stopped."""

from __future__ import annotations

from hub.hall import Hall
from hub.register import Register
from hub.storage import schema as s
from hub.storage.daybook import flush
from hub.storage.reading import days_since
from hub.storage.rollups import DayService, Rollups
from hub.storage.store import Store

TODAY = "2026-11-24"


def test_the_books_tell_how_often_services_were_asked_for_before_today_and_what_visitors_said(database_url):
    store = Store(database_url)
    rollups = Rollups()
    for row in (
        DayService(day="2026-09-30", service="ktp", issued=500, votes={1: 500}),
        DayService(day="2026-10-01", service="ktp", issued=5, votes={4: 3, 1: 1}),
        DayService(day="2026-11-23", service="ktp", issued=2),
        DayService(day="2026-11-23", service="akta", issued=1, votes={3: 2}),
        DayService(day=TODAY, service="akta", issued=9, votes={3: 1}),
    ):
        rollups.services[row.day, row.service] = row
    flush(store, rollups)
    lately = Hall(Register()).lately
    lately.remember(*days_since(store, "2026-10-01", TODAY), TODAY)
    assert lately.asked == {"ktp": 7, "akta": 1}
    assert lately.votes == {"2026-10": {4: 3, 1: 1}, "2026-11": {3: 3}}
    assert store.all(DayService, s.DAY_SERVICES)
    store.close()
