"""The design's failure table, scripted in the simulated mall: what fails, and what happens then.

Its last two rows, of cards and machines that lost their memory, are in `test_failure_table_memory.py`.
"""

from __future__ import annotations

import pytest

from broker_config import contract as c
from hub import events as e
from tests.simulation.scene import events, labels, lose_once, only_ticket, serve_everybody, settle
from tests.simulation.world import CLOSING, World

# --- request lost; hub dies before its commit ---------------------------------------------------------------


def test_request_lost_the_press_is_asked_again_and_is_one_ticket(mall):
    lose_once(mall, c.TicketRequest)
    mall.kiosks[0].press("ktp")
    settle(mall)
    assert only_ticket(mall).label == "A001"
    assert labels(mall) == ["A001"]


def test_hub_dies_before_its_commit_the_kiosk_gives_a_number_of_its_own_and_nothing_is_undone(mall):
    mall.hub.fuse = 0  # the next thing it does is to commit
    mall.kiosks[0].press("ktp")
    mall.run(0.9)
    assert events(mall, e.Reserved) == []
    settle(mall)
    letter = mall.kiosks[0].outbox.recall("letter", "")
    assert labels(mall) == [f"A-{letter}001"]
    assert only_ticket(mall).label == f"A-{letter}001"
    assert events(mall, e.Voided) == []


# --- reply lost; hub commits, then dies ---------------------------------------------------------------------


def test_reply_lost_the_retry_gets_the_same_label(mall):
    lose_once(mall, c.Proposal)
    mall.kiosks[0].press("ktp")
    settle(mall)
    assert len(events(mall, e.Reserved)) == 1
    assert labels(mall) == [only_ticket(mall).label] == ["A001"]


def test_reply_lost_hub_commits_then_dies_retry_gets_the_same_label(mall):
    mall.wills = 0.0
    mall.hub.fuse = 1  # one step for the commit
    mall.hub.power_fails = True  # the broker has not noticed when it is back
    mall.kiosks[0].press("ktp")
    mall.until(lambda: not mall.hub.alive, within=0.1)
    assert [event.label for event in events(mall, e.Reserved)] == ["A001"]
    mall.hub.start()  # at once, within the kiosk's patience
    settle(mall)
    assert len(events(mall, e.Reserved)) == 1
    assert labels(mall) == ["A001"]


def test_hub_commits_then_dies_for_long_the_row_is_relabelled_and_the_proposal_burned(mall):
    kiosk = mall.kiosks[0]
    mall.hub.fuse = 1
    kiosk.press("ktp")
    settle(mall)
    letter = kiosk.outbox.recall("letter", "")
    assert labels(mall) == [f"A-{letter}001"]
    assert only_ticket(mall).label == f"A-{letter}001"
    mall.kiosks[1].press("ktp")
    settle(mall)
    assert labels(mall)[-1] == "A002"  # a gap, never a double


def test_a_late_reply_changes_nothing(mall):
    kiosk = mall.kiosks[0]
    mall.broker.lose = lambda to, message: to == kiosk.id and isinstance(message, c.Proposal)
    kiosk.press("ktp")
    mall.until(lambda: kiosk.printer.jobs, within=1.0)
    late = c.Proposal(uid=kiosk.printer.jobs[0].uid, label="A001", ahead=0, wait_s=None, at=mall.mall_time)
    kiosk.clerk.take(late, kiosk.mono)
    settle(mall)
    assert len(kiosk.printer.jobs) == 1
    assert labels(mall) == [only_ticket(mall).label]
    assert "-" in labels(mall)[0]


# --- kiosk dies before the bind -----------------------------------------------------------------------------


def test_kiosk_dies_before_the_bind_nothing_was_printed_and_its_next_birth_voids_the_ticket(mall):
    kiosk = mall.kiosks[0]
    kiosk.fuse = 1  # it asks; then, about to commit the bind, it dies
    kiosk.press("ktp")
    mall.until(lambda: not kiosk.alive, within=1.0)
    assert kiosk.printer.jobs == []
    assert only_ticket(mall).state == "reserved"
    settle(mall)
    assert only_ticket(mall).state == "void"
    assert labels(mall) == []
    assert serve_everybody(mall) == []


# --- kiosk dies after the bind ------------------------------------------------------------------------------


@pytest.mark.parametrize("power", [False, True], ids=["killed", "without power"])
@pytest.mark.parametrize("steps", [3, 4], ids=["before a byte was sent", "while it prints"])
def test_kiosk_dies_after_the_bind_never_printed_again_stays_in_line_flagged(mall, steps, power):
    kiosk = mall.kiosks[0]
    kiosk.fuse, kiosk.power_fails = steps, power
    kiosk.press("ktp")
    mall.until(lambda: not kiosk.alive, within=1.0)
    sent = len(kiosk.printer.jobs)
    assert sent == (steps == 4)
    settle(mall)
    assert only_ticket(mall).state == "waiting"
    assert only_ticket(mall).flag == "presumed"
    assert len(kiosk.printer.jobs) == sent
    assert serve_everybody(mall) == ["A001"]


# --- paper out or cutter jam mid-ticket ---------------------------------------------------------------------


def test_paper_out_mid_ticket_label_burned_and_the_new_one_takes_its_place_while_others_go_on(mall):
    kiosk, other = mall.kiosks
    kiosk.press("ktp")
    mall.run(0.1)
    other.press("ktp")
    mall.run(0.1)
    kiosk.printer.run_out()
    mall.run(7.0)
    assert kiosk.lamps["ktp"] == "off"  # closed until the paper is in
    assert other.lamps["ktp"] == "on"
    assert labels(mall) == ["A002"]
    kiosk.printer.refill()
    settle(mall)
    assert kiosk.lamps["ktp"] == "on"
    assert labels(mall) == ["A002", "A003"]  # A001 is burned
    failed, replacement = (mall.audit.rows[bind.uid] for bind in kiosk.printer.jobs)
    assert failed.state == "void"
    assert failed.replaced_by == replacement.uid
    mall.pads[0].press("call_next")
    mall.run(1.0)
    assert events(mall, e.Called)[-1].label == "A003"  # its visitor was first
    assert set(serve_everybody(mall)) == {"A002", "A003"}


def test_cutter_jam_mid_ticket_prints_a_new_number_in_the_same_place(mall):
    kiosk, other = mall.kiosks
    kiosk.printer.jams = 1
    kiosk.press("akta")
    mall.run(0.1)
    other.press("akta")
    settle(mall)
    assert sorted(labels(mall)) == ["B002", "B003"]
    mall.pads[2].press("call_next")
    mall.run(1.0)
    assert events(mall, e.Called)[-1].label == "B003"
    serve_everybody(mall)


def test_paper_that_failed_before_a_power_cut_is_still_owed_after_it(mall):
    kiosk = mall.kiosks[0]
    kiosk.press("ktp")
    mall.run(0.1)
    kiosk.printer.run_out()
    mall.run(5.0)
    kiosk.die(power=True, back=2.0)
    mall.run(3.0)
    kiosk.printer.refill()
    settle(mall)
    assert labels(mall) == ["A002"]
    assert serve_everybody(mall) == ["A002"]


# --- wrong clock (no RTC) -----------------------------------------------------------------------------------


def test_without_the_hub_since_its_start_a_kiosk_prints_no_time(mall):
    kiosk = mall.kiosks[0]
    mall.hub.die(back=1e9)
    kiosk.die(power=True, back=1.0)  # its clock knows nothing now
    mall.run(3.0)
    kiosk.press("ktp")
    mall.run(3.0)
    assert [bind.trusted for bind in kiosk.printer.jobs] == [False]
    assert len(labels(mall)) == 1


def test_offline_with_a_clock_that_was_told_the_place_is_the_time_of_the_press(mall):
    kiosk, other = mall.kiosks
    kiosk.unplug(40.0)
    mall.run(11.0)  # it has noticed
    kiosk.press("ktp")
    mall.run(5.0)
    other.press("ktp")  # later, but known to the hub earlier
    settle(mall)
    assert serve_everybody(mall) == [*(label for label in labels(mall) if "-" in label), "A001"]


def test_a_hub_clock_set_back_by_a_day_gives_no_number_twice(mall):
    for error in (0.0, -86400.0, 0.0):
        mall.hub.clock_error = error
        mall.hub.clock_was_wrong = True
        mall.kiosks[0].press("ktp")
        mall.run(3.0)
    assert labels(mall) == ["A001", "A002", "A003"]


def test_a_hub_clock_set_ahead_and_back_again_cancels_nobody_who_comes_afterwards(mall):
    hub, (kiosk, _) = mall.hub, mall.kiosks
    hub.clock_was_wrong = True
    hub.clock_error = 86400.0
    mall.run(3.0)
    hub.clock_error = 0.0
    mall.run(25.0)  # the kiosks have heard the right time
    kiosk.unplug(20.0)
    mall.run(11.0)
    kiosk.press("ktp")
    mall.run(2.0)
    settle(mall)
    assert only_ticket(mall).state == "waiting"
    assert len(serve_everybody(mall)) == 1


# --- midnight while offline ---------------------------------------------------------------------------------


def test_closing_hour_while_offline_the_hub_assigns_the_day_and_offline_numbers_go_on():
    mall = World(seed=2, begins=CLOSING - 60.0)
    mall.switch_on()
    kiosk = mall.kiosks[0]
    letter = kiosk.outbox.recall("letter", "")
    kiosk.unplug(100.0)
    mall.run(30.0)
    kiosk.press("ktp")  # before closing
    mall.run(50.0)
    kiosk.press("ktp")  # after it
    settle(mall)
    first, second = (mall.audit.rows[bind.uid] for bind in kiosk.printer.jobs)
    assert [first.label, second.label] == [f"A-{letter}001", f"A-{letter}002"]
    assert first.day < second.day == mall.hub.desk.hall.day
    assert (first.state, second.state) == ("cancelled", "waiting")
    mall.kiosks[1].press("ktp")
    settle(mall)
    assert labels(mall)[-1] == "A001"  # the hub's own series began again
    assert serve_everybody(mall) == [f"A-{letter}002", "A001"]
