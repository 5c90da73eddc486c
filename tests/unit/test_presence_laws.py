"""What holds for a counter's minutes whatever happens there."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from counter_day import MIDNIGHT
from hypothesis import given
from hypothesis import strategies as st

from hub.minutes.evidence import Fact, Left, Link, Queue, Seen, Ticket
from hub.minutes.figures import figures, minutes
from hub.minutes.presence import SIGNED_OUT, UNDECIDED, Interval, Kind, Rules, State, intervals
from hub.schedule import Window

DAY_S = 86400
STEP_S = 600  # all times here are multiples of it: edges meet often
OFFICERS = st.sampled_from(["", "ani", "budi"])
TIMES = st.integers(0, DAY_S // STEP_S).map(lambda step: MIDNIGHT + float(STEP_S * step))
STEPS = st.integers(0, 20).map(lambda step: float(STEP_S * step))
FACTS: st.SearchStrategy[Fact] = st.one_of(
    st.builds(Seen, TIMES, st.just("button"), OFFICERS),
    st.builds(Left, TIMES, OFFICERS),
    st.builds(Link, TIMES, st.booleans(), st.just("pad-1 gone")),
    st.builds(Ticket, TIMES, st.sampled_from(["", "A001", "A002"])),
    st.builds(Queue, TIMES, st.booleans()),
)
IN_ORDER = st.lists(FACTS, max_size=25).map(lambda facts: sorted(facts, key=lambda fact: fact.at))
KINDS: st.SearchStrategy[Kind] = st.sampled_from(get_args(Kind))
WINDOWS = st.lists(
    st.builds(
        lambda one, other, kind: Window(min(one, other), max(one, other), kind, kind), TIMES, TIMES, KINDS
    ),
    max_size=5,
)
GRACES = st.builds(
    Rules,
    grace_s=STEPS,
    idle_grace_s=STEPS,
    longest_serving_s=STEPS,
)


def judge(facts, windows, rules=Rules(), until=MIDNIGHT + DAY_S):  # noqa: B008 - it is frozen
    return intervals(facts, windows, MIDNIGHT, until, rules)


def by_step(judged: tuple[Interval, ...]) -> list[Interval]:
    """The interval of each step of the day."""
    return [i for i in judged for _ in range(int(i.end - i.start) // STEP_S)]


def links(facts) -> list[bool]:
    """Per step of the day, whether anything could be heard."""
    changes = {}
    for fact in facts:
        if isinstance(fact, Link):
            changes[fact.at] = fact.alive
    alive, heard = False, []
    for step in range(DAY_S // STEP_S):
        alive = changes.get(MIDNIGHT + float(STEP_S * step), alive)
        heard.append(alive)
    return heard


@given(st.lists(FACTS, max_size=25), WINDOWS, GRACES, TIMES)
def test_intervals_tile_the_day_without_gap_or_overlap_in_any_order_of_facts(facts, windows, rules, until):
    judged = judge(facts, windows, rules, until)
    edges = [MIDNIGHT, *(i.end for i in judged)]
    assert [i.start for i in judged] == edges[:-1]
    assert edges[-1] == until
    assert all(i.start < i.end and i.state in get_args(State) for i in judged)
    assert all(one[2:] != other[2:] for one, other in pairwise(judged))
    assert sum(minutes(judged).values()) == until - MIDNIGHT


@given(IN_ORDER, WINDOWS, GRACES)
def test_no_minute_is_unattended_while_nothing_can_be_heard_or_nothing_is_scheduled(facts, windows, rules):
    heard = links(facts)
    for step, interval in enumerate(by_step(judge(facts, windows, rules))):
        if interval.state == "unattended":
            assert heard[step]
            assert interval.scheduled


@given(IN_ORDER, WINDOWS, GRACES)
def test_only_the_schedule_makes_a_break_a_closure_or_an_unscheduled_minute(facts, windows, rules):
    for step, interval in enumerate(by_step(judge(facts, windows, rules))):
        moment = MIDNIGHT + float(STEP_S * step)
        kinds = {w.kind for w in windows if w.start <= moment < w.end}
        if interval.state == "serving":
            assert interval.scheduled == (kinds == {"open"})
        elif "closed_approved" in kinds:
            assert interval.state == "closed_approved"
        elif "break" in kinds:
            assert interval.state == "break"
        elif not kinds:
            assert interval.state == "not_scheduled"
        else:
            assert interval.state in ("open_idle", "unattended", "unknown")


@given(IN_ORDER, WINDOWS, GRACES, STEPS, STEPS)
def test_more_grace_never_makes_a_minute_unattended(facts, windows, rules, more, idle_more):
    kinder = rules._replace(grace_s=rules.grace_s + more, idle_grace_s=rules.idle_grace_s + idle_more)
    strict, kind = by_step(judge(facts, windows, rules)), by_step(judge(facts, windows, kinder))
    for before, after in zip(strict, kind, strict=True):
        # Whoever is taken for present for longer can sign out, where the stricter judge knew of nobody.
        signed_out = after.evidence == SIGNED_OUT and before.state == "unknown"
        assert after.state != "unattended" or before.state == "unattended" or signed_out


@given(IN_ORDER, WINDOWS, GRACES, TIMES)
def test_more_evidence_never_makes_a_minute_of_presence_one_of_absence(facts, windows, rules, moment):
    more = sorted([*facts, Seen(moment, "card", "")], key=lambda fact: fact.at)
    for before, after in zip(
        by_step(judge(facts, windows, rules)), by_step(judge(more, windows, rules)), strict=True
    ):
        # What was unknown may be: who comes and then signs out is known to be gone.
        assert after.state != "unattended" or before.state in ("unattended", "unknown")


@given(IN_ORDER, WINDOWS, GRACES, TIMES)
def test_what_was_decided_at_some_time_is_not_decided_otherwise_later(facts, windows, rules, until):
    early = by_step(judge([fact for fact in facts if fact.at < until], windows, rules, until))
    late = by_step(judge(facts, windows, rules))
    for then, now in zip(early, late, strict=False):
        if then.evidence != UNDECIDED:
            assert now[2:] == then[2:]
        else:
            assert now.state in ("unknown", "open_idle", "unattended")


@given(st.lists(FACTS, max_size=25), WINDOWS, GRACES)
def test_facts_that_are_told_twice_change_nothing(facts, windows, rules):
    twice = [fact for fact in facts for _ in range(2)]
    assert judge(twice, windows, rules) == judge(facts, windows, rules)


@given(st.lists(FACTS, max_size=25), WINDOWS, GRACES)
def test_a_fact_that_comes_out_of_order_counts_as_of_the_time_of_the_one_before(facts, windows, rules):
    latest, clamped = MIDNIGHT, []
    for fact in facts:
        latest = max(latest, fact.at)
        clamped.append(fact._replace(at=latest))
    assert judge(facts, windows, rules) == judge(clamped, windows, rules)


@given(IN_ORDER, WINDOWS, GRACES)
def test_the_present_the_absent_and_the_unknown_are_all_that_was_scheduled(facts, windows, rules):
    judged = judge(facts, windows, rules)
    total = figures(judged)
    absent = sum(i.end - i.start for i in judged if i.state == "unattended")
    assert total.known_s == total.present_s + absent
    scheduled = {
        step
        for step in range(DAY_S // STEP_S)
        if {w.kind for w in windows if w.start <= MIDNIGHT + float(STEP_S * step) < w.end} == {"open"}
    }
    assert total.scheduled_s == STEP_S * len(scheduled)
