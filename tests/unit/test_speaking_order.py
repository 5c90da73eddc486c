"""What is said next, for any morning: nothing twice, nothing late, nothing out of turn."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config.contract import Call
from broker_config.signage import Announcement, Kind, Loudness, VoicePlan
from display.speaking_order import EMERGENCY_REST_S, SpeakingOrder, Turn, volume

EXPIRES_S = 30.0


def plan(**fields) -> VoicePlan:
    return VoicePlan(**({"languages": ("id",), "expires_s": EXPIRES_S} | fields))


def call(number: int, at: float = 0.0, *, ticket: int | None = None, counter: int | None = None) -> Call:
    ticket = number if ticket is None else ticket
    return Call(
        call=number, uid=f"kiosk-1.1.{ticket}", label=f"A{ticket:03d}", counter=counter or number % 40 + 1,
        direction="left", agency="Dukcapil", at=at, recall=ticket != number,
    )  # fmt: skip


def told(number: int, at: float = 0.0, *, kind: Kind = "text", until: float = 1e9, spoken: bool = True):
    return Announcement(number=number, kind=kind, text="Perhatian", at=at, until=until, spoken=spoken)


def order(rate: float = 1.0, **fields) -> SpeakingOrder:
    fresh = SpeakingOrder(plan(**fields), rate)
    fresh.tell((), epoch=1)
    return fresh


def said(turn: Turn | None) -> int | None:
    return None if turn is None else turn.what.call if isinstance(turn.what, Call) else -turn.what.number


def say_all(of: SpeakingOrder, now: float = 0.0) -> list[int | None]:
    """Numbers of what is said from now on if each takes no time, announcements below zero."""
    heard = []
    while turn := of.next(now):
        of.said(turn, now)
        heard.append(said(turn))
    return heard


def test_calls_are_said_in_their_order_and_each_once_however_often_they_come():
    waiting = order()
    for one in (call(1), call(2), call(1), call(3), call(2)):
        waiting.call(one)
    assert say_all(waiting) == [1, 2, 3]
    waiting.call(call(3))
    assert say_all(waiting) == []


def test_a_recall_is_a_call_of_its_own():
    waiting = order()
    waiting.call(call(1, ticket=1))
    assert say_all(waiting) == [1]
    waiting.call(call(2, ticket=1))
    assert say_all(waiting) == [2]


def test_a_newer_call_of_the_same_ticket_replaces_one_that_still_waits():
    waiting = order()
    for one in (call(1, ticket=1), call(2, ticket=2), call(3, ticket=1)):
        waiting.call(one)
    assert say_all(waiting) == [2, 3]


def test_a_call_that_waited_too_long_is_dropped_and_told_once():
    waiting = order()
    waiting.call(call(1, at=0.0))
    waiting.call(call(2, at=20.0))
    assert say_all(waiting, now=EXPIRES_S + 1) == [2]
    assert waiting.dropped() == [call(1, at=0.0)]
    assert waiting.dropped() == []


def test_people_do_not_hear_faster_on_a_fast_clock():
    waiting = order(rate=60.0)
    waiting.call(call(1, at=0.0))
    assert say_all(waiting, now=60.0 * (EXPIRES_S - 1)) == [1]


def test_announcements_go_before_calls():
    waiting = order()
    waiting.call(call(1))
    waiting.tell((told(1), told(2)), epoch=1)
    assert say_all(waiting) == [-1, -2, 1]


def test_what_came_before_the_display_is_not_said_but_an_emergency_is():
    waiting = SpeakingOrder(plan())
    waiting.tell((told(1), told(2, kind="emergency")), epoch=1)
    assert said(waiting.next(0.0)) == -2


def test_the_same_snapshot_again_says_nothing_again_and_a_new_epoch_is_a_new_beginning():
    waiting = order()
    waiting.tell((told(5),), epoch=1)
    assert say_all(waiting) == [-5]
    waiting.tell((told(5),), epoch=1)
    waiting.tell((told(3),), epoch=2)
    assert say_all(waiting) == []
    waiting.tell((told(3), told(4)), epoch=2)
    assert say_all(waiting) == [-4]


@pytest.mark.parametrize(
    "gone", [(), (told(1, spoken=False),)], ids=["taken back", "to be shown only from now on"]
)
def test_an_announcement_that_is_taken_back_while_it_waits_is_not_said(gone):
    waiting = order()
    waiting.tell((told(1),), epoch=1)
    waiting.tell(gone, epoch=1)
    assert say_all(waiting) == []


def test_an_announcement_that_is_over_or_old_is_not_said():
    waiting = order()
    waiting.tell((told(1, until=10.0), told(2, at=10.0 - EXPIRES_S), told(3, at=10.0)), epoch=1)
    assert say_all(waiting, now=11.0) == [-3]
    assert waiting.dropped() == [told(1, until=10.0), told(2, at=10.0 - EXPIRES_S)]


def test_an_emergency_is_said_again_and_again_with_a_rest_and_nothing_between():
    waiting = order()
    waiting.call(call(1))
    waiting.tell((told(1), told(2, kind="emergency", until=100.0)), epoch=1)
    assert say_all(waiting) == [-2]
    assert waiting.rest(0.0) == EMERGENCY_REST_S
    assert say_all(waiting, now=EMERGENCY_REST_S) == [-2]
    waiting.tell((told(1),), epoch=1)
    assert say_all(waiting, now=4.0) == [-1, 1]


def test_an_emergency_ends_by_itself_when_its_time_is_over():
    waiting = order()
    waiting.tell((told(2, kind="emergency", until=5.0),), epoch=1)
    turn = waiting.next(4.0)
    assert turn is not None
    assert not waiting.interrupts(turn, 4.9)
    assert waiting.interrupts(turn, 5.0)
    assert waiting.rest(5.0) is None


def test_an_emergency_goes_on_when_the_clock_is_put_back():
    waiting = order()
    waiting.tell((told(2, kind="emergency"),), epoch=1)
    assert say_all(waiting, now=7200.0) == [-2]
    assert waiting.rest(3600.0) == 0.0
    assert say_all(waiting, now=3600.0) == [-2]
    assert say_all(waiting, now=3600.0 + EMERGENCY_REST_S) == [-2]


def test_two_emergencies_take_turns():
    waiting = order()
    waiting.tell((told(1, kind="emergency"), told(2, kind="emergency")), epoch=1)
    heard = []
    for now in range(0, 40, 10):
        turn = waiting.next(float(now))
        assert turn is not None
        heard.append(said(turn))
        waiting.said(turn, float(now))
    assert heard == [-1, -2, -1, -2]


def test_an_emergency_interrupts_and_what_it_cut_short_is_the_next_if_still_in_time():
    waiting = order()
    waiting.call(call(1))
    waiting.call(call(2))
    turn = waiting.next(0.0)
    assert turn is not None
    assert not waiting.interrupts(turn, 0.0)
    waiting.tell((told(1, kind="emergency"),), epoch=1)
    assert waiting.interrupts(turn, 0.0)
    waiting.cut_short(turn)
    assert say_all(waiting, now=1.0) == [-1]
    waiting.tell((), epoch=1)
    assert say_all(waiting, now=5.0) == [1, 2]


def test_a_call_that_was_cut_short_and_then_called_anew_is_said_once():
    waiting = order()
    waiting.call(call(1, ticket=1))
    turn = waiting.next(0.0)
    assert turn is not None
    waiting.call(call(2, ticket=1))
    waiting.cut_short(turn)
    assert say_all(waiting) == [2]


def test_a_call_is_repeated_only_when_nothing_else_waits():
    waiting = order(repeats=2)
    waiting.call(call(1))
    waiting.call(call(2))
    assert say_all(waiting) == [1, 2, 1, 2, 1, 2]


def test_a_repetition_waits_for_new_calls_and_is_too_late_in_the_end():
    waiting = order(repeats=1)
    waiting.call(call(1))
    first = waiting.next(0.0)
    assert first is not None
    waiting.call(call(2, at=10.0))
    waiting.said(first, 10.0)
    assert say_all(waiting, now=EXPIRES_S + 1) == [2, 2]
    assert waiting.dropped() == []


@pytest.mark.parametrize("newer", [call(2, ticket=1), call(2, counter=7)], ids=["ticket", "counter"])
def test_nothing_is_repeated_of_a_ticket_or_a_counter_that_has_been_called_anew(newer):
    waiting = order(repeats=3)
    waiting.call(call(1, counter=7))
    turn = waiting.next(0.0)
    assert turn is not None
    waiting.said(turn, 0.0)
    waiting.call(newer)
    assert say_all(waiting) == [2] * 4


def test_who_speaks_no_more_forgets_what_waits_but_not_an_emergency():
    waiting = order(repeats=1)
    waiting.call(call(1))
    waiting.tell((told(1), told(2, kind="emergency", until=3.0)), epoch=1)
    waiting.forget()
    assert say_all(waiting) == [-2]
    assert say_all(waiting, now=4.0) == []


@pytest.mark.parametrize(("minute", "loud"), [(0, 0.3), (479, 0.3), (480, 1.0), (719, 1.0), (720, 0.3)])
def test_the_volume_goes_by_the_hour_of_the_mall(minute, loud):
    day = (Loudness(since="12:00", volume=0.3), Loudness(since="08:00", volume=1.0))
    assert volume(day, minute) == loud
    assert volume((), minute) == 1.0


class Step(NamedTuple):
    """Something that happens after a while: a call of a ticket, an announcement, an emergency, or its end."""

    after_s: float
    what: str
    ticket: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from([0.0, 0.1, 3.0, 20.0]),
        st.sampled_from(["call", "call", "call", "again", "tell", "emergency", "over"]),
        st.integers(1, 6),
    ),
    max_size=40,
)


@given(STEPS, st.integers(0, 3))
def test_whatever_happens_nothing_is_lost_doubled_late_or_out_of_turn(steps, repeats):
    """A hall on a clock of its own, where every announcement takes 7 s."""
    waiting = order(repeats=repeats)
    items: tuple[Announcement, ...] = ()
    calls: list[Call] = []
    starts: list[tuple[float, Turn]] = []
    dropped: list[Call | Announcement] = []
    now, free_at, turn = 0.0, 0.0, None
    moments = [*steps, *(Step(20.0, "over", 0),) * 30]
    for step in moments:
        end = now + step.after_s
        while now < end or turn is None:
            if turn and now >= free_at:
                waiting.said(turn, now)
                turn = None
            if turn and waiting.interrupts(turn, now):
                waiting.cut_short(turn)
                starts.pop()  # not heard to its end
                turn = None
            if turn is None and (turn := waiting.next(now)):
                starts.append((now, turn))
                free_at = now + 7.0
            dropped += waiting.dropped()
            if now >= end:
                break
            now = min(end, now + 0.5)
        if step.what in ("call", "again"):
            if step.what == "call" or not calls:
                calls.append(call(len(calls) + 1, now, ticket=step.ticket, counter=step.ticket))
            waiting.call(calls[-1])
        elif step.what == "over":
            items = tuple(item for item in items if item.kind != "emergency")
            waiting.tell(items, epoch=1)
        else:
            kind = "emergency" if step.what == "emergency" else "text"
            items = (*items, told(len(starts) * 100 + len(items) + 1, now, kind=kind))
            waiting.tell(items, epoch=1)
    spoken = [(at, turn.what) for at, turn in starts if isinstance(turn.what, Call)]
    for one in calls:
        times = [at for at, what in spoken if what == one]
        newer = [other for other in calls if other.uid == one.uid and other.call > one.call]
        assert len(times) <= 1 + repeats
        assert all(at - one.at <= EXPIRES_S for at in times)
        assert times or newer or one in dropped
        assert not (times and one in dropped)
    firsts = [turn.what.call for _, turn in starts if isinstance(turn.what, Call) and not turn.again]
    assert firsts == sorted(set(firsts))
    begun = [at for at, _ in starts]
    assert begun == sorted(begun)
