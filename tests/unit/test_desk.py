"""The front desk: births, logs, proofs of life, silence; what is answered and what is not."""

from __future__ import annotations

import msgspec
import pytest

from broker_config import codec
from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.sequence import before_boot
from hub import events as e
from hub.admission import STORM_BIRTHS
from hub.commands import Operate
from hub.desk import PROOF_S, SILENCE_S, STALE_S
from tests.unit.front_desk import FIRST, JOURNAL, OTHER_JOURNAL, Counter
from tests.unit.small_hall import MORNING, wait


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_press_is_proposed_a_label_and_asked_again_the_same_one(counter):
    counter.born()
    (first,) = counter.ask("kiosk-1.1.1")
    (second,) = counter.ask("kiosk-1.1.1")
    assert first == second == c.Proposal(uid="kiosk-1.1.1", label="A001", ahead=0, wait_s=0.0, at=MORNING)


def test_a_press_of_a_life_that_is_over_is_not_answered(counter):
    counter.born(boot=2)
    assert counter.ask("kiosk-1.1.9") == []
    assert counter.desk.hall.tickets == {}


def test_a_device_that_left_the_fleet_is_not_heard(counter):
    assert counter.hear(c.HubProbe(nonce=1), "kiosk-9") == []


def test_a_log_is_taken_in_order_or_not_at_all(counter):
    counter.born()
    assert counter.bind("kiosk-1.1.2", FIRST + 1, prev=FIRST) == 0  # the one before it is missing
    assert counter.bind("kiosk-1.1.1", FIRST, prev=0) == FIRST
    assert counter.bind("kiosk-1.1.1", FIRST, prev=0) == FIRST
    assert counter.bind("kiosk-1.1.2", FIRST + 1, prev=FIRST, label="A-A002") == FIRST + 1
    assert len(counter.desk.hall.tickets) == 2


def test_a_log_goes_on_after_a_power_cut_took_entries_that_we_hold(counter):
    counter.born()
    counter.bind("kiosk-1.1.1", FIRST, prev=0)
    counter.hear(
        c.Printed(seq=FIRST + 1, prev=FIRST, uid="kiosk-1.1.1", result="printed")
    )  # was never synced
    counter.born(boot=2, acked=FIRST)
    after = before_boot(2) + 1
    assert counter.bind("kiosk-1.2.1", after, prev=FIRST, label="A-A002") == after


def test_silence_makes_a_ticket_callable_with_a_flag(counter):
    counter.born()
    counter.ask("kiosk-1.1.1")
    assert counter.wait(SILENCE_S - 0.1) == []
    assert [event.reason for event in counter.wait(0.2) if isinstance(event, e.Presumed)] == ["silence"]
    assert counter.state("kiosk-1.1.1") == "waiting"


def test_a_will_counts_only_for_the_boot_it_was_made_for(counter):
    counter.born(boot=2)
    counter.ask("kiosk-1.2.1")
    counter.hear(c.DeviceState(status="offline", boot=1))
    assert counter.state("kiosk-1.2.1") == "reserved"
    counter.hear(c.DeviceState(status="offline", boot=2))
    assert counter.state("kiosk-1.2.1") == "waiting"
    assert not counter.desk.presence["kiosk-1"].online
    counter.hear(c.HubProbe(nonce=1))  # the will was late: it is there
    assert counter.desk.presence["kiosk-1"].online


def test_whoever_does_not_prove_to_live_after_the_broker_came_back_is_lost(counter):
    counter.born()
    counter.born("kiosk-2", journal=OTHER_JOURNAL)
    counter.desk.doubt(counter.now)
    probes = [out for out in counter.desk.take()[1] if isinstance(out.message, c.DeviceProbe)]
    assert {out.to for out in probes} == {"kiosk-1", "kiosk-2"}
    counter.hear(c.DeviceAlive(nonce=1, boot=1), "kiosk-2")
    counter.wait(PROOF_S + 0.1)
    assert [device for device, seen in counter.desk.presence.items() if seen.online] == ["kiosk-2"]


def test_a_retained_online_is_believed_only_for_a_while(counter):
    counter.hear(c.DeviceState(status="online", boot=1))
    assert counter.desk.presence["kiosk-1"].online
    counter.wait(PROOF_S + 0.1)
    assert not counter.desk.presence["kiosk-1"].online


def test_a_command_that_was_stuck_in_the_network_is_not_done(counter):
    late = c.CounterCommand(uid="pad-1.1.1", action="call_next", at=MORNING - STALE_S - 1)
    (outcome,) = counter.hear(late, "pad-1")
    assert isinstance(outcome, c.CommandOutcome)
    assert not outcome.done
    assert "terlambat" in outcome.text


def test_a_second_press_right_after_a_call_is_answered_with_the_number_that_stands_called(counter):
    counter.wait(0.0)  # the day begins
    wait(counter.desk.hall, "kiosk-1.1.1", "A001", FIRST)
    wait(counter.desk.hall, "kiosk-1.1.2", "A002", FIRST + 2)
    counter.desk.do(Operate("loket-1", "call_next", by="siti"), MORNING, 0.0)  # on the console
    counter.desk.take()
    (outcome,) = counter.hear(c.CounterCommand(uid="pad-1.1.1", action="call_next", at=MORNING + 1), "pad-1")
    assert outcome == c.CommandOutcome(uid="pad-1.1.1", done=True, label="A001")
    assert counter.state("kiosk-1.1.2") == "waiting"


# --- births -------------------------------------------------------------------------------------------------


def test_every_new_kiosk_gets_the_next_letter_and_a_pad_none(counter):
    assert counter.born().letter == "A"
    assert counter.born("pad-1", role="counter_pad").letter == ""
    assert counter.born("kiosk-2", journal=OTHER_JOURNAL).letter == "B"
    assert counter.born().letter == "A"  # connected again


def test_a_new_start_ends_what_was_never_bound_and_flags_what_was(counter):
    counter.born()
    for number in (1, 2, 3):
        counter.ask(f"kiosk-1.1.{number}")
    counter.bind("kiosk-1.1.1", FIRST, prev=0, label="A001")
    counter.born(boot=2, acked=FIRST, open=("kiosk-1.1.3",))
    assert [counter.state(f"kiosk-1.1.{number}") for number in (1, 2, 3)] == ["waiting", "void", "reserved"]


def test_a_wiped_card_gets_a_boot_and_a_letter_never_used_and_may_have_printed(counter):
    counter.born(boot=7)
    counter.ask("kiosk-1.7.1")
    welcome = counter.born(boot=1, journal=OTHER_JOURNAL)
    assert (welcome.boot, welcome.letter, welcome.acked) == (8, "B", 0)
    assert counter.state("kiosk-1.7.1") == "waiting"


def test_a_boot_that_runs_backwards_is_an_old_copy_of_the_card(counter):
    counter.born(boot=7)
    welcome = counter.born(boot=6, letter="A")
    assert (welcome.boot, welcome.letter) == (8, "B")


def test_a_card_that_has_forgotten_what_it_bound_is_an_old_copy(counter):
    counter.born()
    counter.bind("kiosk-1.1.1", FIRST, prev=0)
    assert counter.born(letter="A", open=("kiosk-1.1.1",)).letter == "A"  # the acknowledgement was lost
    assert counter.born(letter="A").letter == "B"


def test_a_spare_card_that_is_put_back_is_not_asked_for_what_we_hold(counter):
    counter.born()
    counter.bind("kiosk-1.1.1", FIRST, prev=0)
    counter.born(journal=OTHER_JOURNAL)
    welcome = counter.born(boot=2, acked=FIRST, epoch=1, letter="A")
    assert (welcome.epoch, welcome.acked, welcome.letter) == (1, FIRST, "C")


def test_a_kiosk_that_was_alone_for_weeks_is_let_in_with_all_that_it_holds(counter):
    counter.born()
    for uid in ("kiosk-1.1.1", "kiosk-1.1.2"):
        counter.ask(uid)
    held = tuple(f"kiosk-1.1.{n}" for n in range(2, 20_002))
    birth = c.Birth(boot=2, journal=JOURNAL, role="ticket_kiosk", version="1", open=held)
    heard = codec.decode(c.topic_of(c.Birth, "contoh", device="kiosk-1"), codec.encode(birth))
    assert heard.message == birth
    (welcome,) = counter.hear(heard.message)
    assert isinstance(welcome, c.Welcome)
    assert welcome.boot == 2
    assert (counter.state("kiosk-1.1.1"), counter.state("kiosk-1.1.2")) == ("void", "reserved")


def test_a_device_that_was_told_more_than_we_hold_begins_a_new_epoch_once(counter):
    assert counter.born(acked=0).epoch == 1
    welcome = counter.born(acked=FIRST + 5, epoch=1, letter="A")
    assert (welcome.epoch, welcome.acked) == (2, 0)
    assert counter.born("kiosk-2", journal=OTHER_JOURNAL, acked=FIRST, epoch=1).epoch == 2
    assert counter.desk.hall.letter == "Z"


def test_a_hub_that_knows_nobody_asks_for_everything_and_gives_no_letter_twice(counter):
    welcome = counter.born(boot=3, acked=before_boot(3) + 9, epoch=1, letter="D")
    assert (welcome.acked, welcome.epoch) == (before_boot(1), 2)
    assert welcome.letter == "E"
    assert counter.born("kiosk-2", journal=OTHER_JOURNAL).letter == "F"


def test_births_in_a_storm_raise_an_alarm(counter):
    for _ in range(STORM_BIRTHS):
        counter.now += 1.0
        birth = c.Birth(boot=1, journal=JOURNAL, role="ticket_kiosk", version="1")
        counter.desk.hear(Heard("kiosk-1", birth, device="kiosk-1"), MORNING, counter.now)
    alarms = [event for event in counter.wait(0.0) if isinstance(event, e.AlarmRaised)]
    assert [alarm.kind for alarm in alarms] == ["take_over_storm"]


def test_two_cards_in_one_name_do_not_use_up_the_letters(counter):
    for n in range(400):
        counter.now += 0.5
        birth = c.Birth(boot=1, journal=f"{n % 2:032x}", role="ticket_kiosk", version="1")
        counter.hear(birth)
    assert counter.desk.hall.letters <= STORM_BIRTHS + 200 / 60 + 1


def test_a_new_card_says_nothing_of_what_the_old_one_had_asked_for(counter):
    counter.born()
    counter.ask("kiosk-1.1.1")
    counter.born(journal=OTHER_JOURNAL)
    counter.born(boot=3, journal=OTHER_JOURNAL, letter="B")
    assert counter.state("kiosk-1.1.1") == "waiting"  # with a flag: its paper may be out


def test_a_day_begins_before_what_is_taken_in_it(counter):
    counter.born()
    counter.now = 9 * 3600.0  # the mall closes
    counter.ask("kiosk-1.1.1")
    assert counter.desk.hall.tickets["kiosk-1.1.1"].day == "2026-11-25"
    assert msgspec.structs.asdict(counter.desk.hall.tickets["kiosk-1.1.1"])["state"] == "reserved"
