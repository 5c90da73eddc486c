"""The life of one ticket: every transition of the table, and no other."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from hub import events as e
from hub.tickets import TRANSITIONS, Illegal, State, Ticket, evolve, may

TICKET = Ticket(
    uid="kiosk-1.1.1", label="A001", service="ktp", device="kiosk-1", day="2026-11-24", token="t" * 22,
    queue_time=100.0, state="reserved", number=1, counter="loket-1",
)  # fmt: skip

FIELDS = {
    "at": 200.0, "uid": "kiosk-1.1.1", "label": "A-X017", "counter": "loket-1", "device": "kiosk-1", "log_seq": 9,
    "number": 1, "service": "ktp", "day": "2026-11-24", "token": "u" * 22, "queue_time": 100.0,
    "by": "budi", "successor": "kiosk-1.1.2",
    "confirmed": False, "reason": "why", "call": 7, "command": "pad-1.1.1",
    "visit": "kiosk-1.1.9", "priority": "lansia", "only": "loket-2",
    "channel": "panel", "booking": "b" * 32, "result": "printed", "score": 4, "touched_at": 199.0,
}  # fmt: skip


def happening(kind: type[e.Event]) -> e.TicketEvent:
    event = kind(**{field: FIELDS[field] for field in kind.__struct_fields__})
    assert isinstance(event, e.TicketEvent)
    return event


def standing(state: str) -> Ticket | None:
    return None if state == "absent" else msgspec.structs.replace(TICKET, state=state)


@pytest.mark.parametrize(("before", "kind", "after"), [(*pair, after) for pair, after in TRANSITIONS.items()])
def test_a_transition_of_the_table_leads_where_the_table_says(before, kind, after):
    assert may(standing(before), kind)
    assert evolve(standing(before), happening(kind)).state == after


@pytest.mark.parametrize("state", get_args(State))
def test_any_other_event_is_illegal_and_changes_nothing(state):
    ticket = standing(state)
    for kind in e.TICKET_EVENTS:
        if (state, kind) not in TRANSITIONS:
            assert not may(ticket, kind)
            with pytest.raises(Illegal, match=f"is {state}: it cannot be {e.tag(happening(kind))}"):
                evolve(ticket, happening(kind))
    assert ticket == standing(state)


def test_every_state_can_be_reached_and_every_ticket_event_leads_somewhere():
    assert set(TRANSITIONS.values()) | {"absent"} == set(get_args(State))
    assert {kind for _, kind in TRANSITIONS} == set(e.TICKET_EVENTS)


def test_what_the_paper_says_is_believed():
    assert evolve(TICKET, happening(e.Bound)).label == "A-X017"
    assert evolve(TICKET, happening(e.Bound)).number == 1  # the burned proposal is not given again


def test_a_ticket_back_from_the_void_has_not_ended():
    void = evolve(TICKET, happening(e.Voided))
    assert void.ended_at == 200.0
    assert evolve(void, happening(e.Bound)).ended_at is None


def test_an_unconfirmed_paper_is_flagged_until_it_is_confirmed():
    printing = evolve(TICKET, happening(e.Bound))
    unsure = evolve(printing, happening(e.Printed))
    assert unsure.flag == "unconfirmed"
    sure = evolve(unsure, msgspec.structs.replace(happening(e.Printed), confirmed=True, at=300.0))
    assert (sure.flag, sure.entered_at) == ("", 200.0)


def test_the_place_is_the_time_of_entry_and_then_the_uid_by_number():
    earlier = msgspec.structs.replace(TICKET, uid="kiosk-2.9.9", queue_time=99.0)
    ninth = msgspec.structs.replace(TICKET, uid="kiosk-1.2.9")
    tenth = msgspec.structs.replace(TICKET, uid="kiosk-1.2.10")
    assert sorted([tenth, ninth, earlier, TICKET], key=lambda t: t.place) == [earlier, TICKET, ninth, tenth]


def test_how_a_number_was_asked_for_is_told_by_the_ticket():
    asked = evolve(None, happening(e.Bound))
    assert (asked.channel, asked.booking) == ("panel", "b" * 32)
    assert evolve(None, happening(e.Entered)).channel == "roll"


def test_a_button_and_no_booking_are_not_written_down():
    plain = e.Bound(at=1.0, uid="k.1.1", label="A001", service="ktp", day="", token="", queue_time=1.0)
    assert "channel" not in e.dump(plain)
    assert "booking" not in e.dump(plain)


def test_a_copy_changes_nothing_of_the_ticket():
    waiting = standing("waiting")
    assert evolve(waiting, happening(e.Reprinted)) == waiting


def test_events_come_back_from_the_journal_as_they_were():
    for kind in e.TICKET_EVENTS:
        assert e.parse(e.dump(happening(kind))) == happening(kind)
