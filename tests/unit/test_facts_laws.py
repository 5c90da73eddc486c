"""The same events give the same facts every time, and every day of them can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter_day import MIDNIGHT
from counter_hall import STATIONS, Hall
from hypothesis import given
from hypothesis import strategies as st

from hub import events as e
from hub import tickets
from hub.minutes.facts import DAY_S, FactsOf
from hub.minutes.presence import intervals

if TYPE_CHECKING:
    from hub.tickets import Ticket as Row

MOMENTS = st.integers(0, 3 * 24 * 60)
DOINGS = st.one_of(
    st.tuples(st.sampled_from(["wait", "call", "serve", "finish", "park", "resume"]), st.sampled_from("abc")),
    st.tuples(st.sampled_from(["up", "down"]), st.sampled_from(["pad-1", "pad-2", "console:loket-2"])),
    st.tuples(st.sampled_from(["sign_in", "sign_out", "button", "late"]), st.sampled_from(["ani", "budi"])),
    st.tuples(st.sampled_from(["restart", "step", "back"]), st.just("")),
)


def event_of(doing: tuple[str, str], moment: float, rows: dict[str, Row]) -> e.Event | None:
    name, what = doing
    told = {"at": moment, "uid": what, "label": what.upper()}
    if name == "wait" and what not in rows:
        return e.Entered(**told, service="akta", day="2026-11-24", token="", queue_time=moment)
    acts = {"call": e.Called, "serve": e.Served, "finish": e.Finished, "park": e.Parked, "resume": e.Resumed}
    if name in acts:
        act = acts[name]
        if what not in rows or not tickets.may(rows[what], act):
            return None
        return act(**told, counter="loket-1", **({"call": 1} if name == "call" else {}))
    others: dict[str, Any] = {
        "up": lambda: e.DeviceUp(at=moment, device=what),
        "down": lambda: e.DeviceDown(at=moment, device=what, since=moment - 15),
        "restart": lambda: e.HubStarted(at=moment, boot=2, alive_until=moment - 3600),
        "step": lambda: e.ClockStepped(at=moment, before=moment - 600),
        "back": lambda: e.ClockStepped(at=moment, before=moment + 600),
    }
    if name in others:
        return others[name]()
    if name == "wait":
        return None
    if name == "late":
        return e.Attended(at=moment, counter="loket-1", how="card", by=what, shown_at=moment - 2700)
    return e.Attended(at=moment, counter="loket-1", how=name, by=what)  # type: ignore[arg-type] - one of the three


@given(st.lists(st.tuples(MOMENTS, DOINGS), max_size=40), st.integers(0, 40))
def test_facts_that_were_put_down_and_taken_up_again_are_those_of_one_fold(story, cut):
    whole, halves = Hall(), Hall()
    for index, (minute, doing) in enumerate(sorted(story, key=lambda row: row[0])):
        event = event_of(doing, MIDNIGHT + 60.0 * minute, whole.rows)
        if index == cut:
            halves.facts = FactsOf.load(halves.facts.dump(), STATIONS)
        if event is not None:
            whole.do(event)
            halves.do(event)
    assert halves.facts.at == whole.facts.at
    assert halves.over == whole.over
    assert halves.facts.dump() == whole.facts.dump()


@given(st.lists(st.tuples(MOMENTS, DOINGS), max_size=40))
def test_whatever_happens_every_day_can_be_judged_to_its_last_second(story):
    hall = Hall()
    for minute, doing in sorted(story, key=lambda row: row[0]):
        event = event_of(doing, MIDNIGHT + 60.0 * minute, hall.rows)
        if event is not None:
            hall.do(event)
    hall.over += hall.facts.turn(MIDNIGHT + 4 * DAY_S)
    assert [day.start for day in hall.over] == [MIDNIGHT + DAY_S * day for day in range(4)]
    for day in hall.over:
        for facts in day.facts.values():
            judged = intervals(facts, (), day.start, day.end)
            assert (judged[0].start, judged[-1].end) == (day.start, day.end)
