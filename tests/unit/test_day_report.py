"""A rehearsed day's diary, put right by what the hub's disk can tell of the moments before it was killed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from provisioning.rehearsal.day.acts import Act
from provisioning.rehearsal.day.report import as_it_could_tell

MIDNIGHT = datetime(2026, 11, 27, tzinfo=timezone(timedelta(hours=8)))
TEN = 36_000.0
KILLED, BACK = TEN + 60, TEN + 180


def row(event: str, at: float, **more: object) -> dict:
    return {"event": event, "at": (MIDNIGHT + timedelta(seconds=at)).isoformat(), **more}


STARTED = row("hub_started", BACK, alive_until=MIDNIGHT.timestamp() + TEN + 50)


def told(acts: list[Act], *journal: dict) -> list[Act]:
    return as_it_could_tell(acts, [*journal, STARTED], MIDNIGHT.timestamp(), [KILLED])


def test_nothing_could_be_heard_after_the_last_sign_of_life_on_the_hubs_disk():
    assert told([Act(KILLED, "down", "loket-1", "pad-1")])[0].at == TEN + 50


def test_what_the_hub_had_written_when_it_died_was_done_then_though_it_was_answered_later():
    acts = [
        Act(BACK + 9, "seen", "loket-2", "andi"),
        Act(BACK + 9, "free", "loket-2", ticket="A113"),
        Act(BACK + 12, "seen", "loket-2", "andi"),
    ]
    away = row("transferred", KILLED - 1, label="A113", counter="loket-2")
    assert [act.at for act in told(acts, away)] == [KILLED - 1, KILLED - 1, BACK + 12]


def test_what_was_done_only_by_the_next_hub_stays_where_it_is():
    acts = [Act(BACK + 7.8, "free", "loket-2", ticket="A113")]  # the press, a moment before it is written
    before = row("parked", TEN - 900, label="A113", counter="loket-2")
    finished = row("finished", BACK + 8, label="A113", counter="loket-2")
    assert told(acts, before, finished) == acts
