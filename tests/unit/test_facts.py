"""The journal's events become the facts that a counter's minutes are judged by."""

from __future__ import annotations

from typing import Any

from counter_day import MIDNIGHT, MORNING, WHOLE, at, told
from counter_hall import Hall

from hub import events as e
from hub.minutes.evidence import Left, Link, Queue, Seen, Ticket
from hub.minutes.facts import CLOCK_SET, DAY_S, HUB_STOPPED, console, midnight
from hub.minutes.presence import NO_DEVICE, intervals

# --- what people do -----------------------------------------------------------------------------------------


def test_what_an_officer_does_with_a_ticket_is_evidence_and_says_where_it_is():
    hall = Hall()
    hall.wait("08:00", "a1")
    hall.act(e.Called, "08:01", "a1", device="pad-1")
    hall.act(e.Served, "08:02", "a1", by="ani")
    hall.act(e.Finished, "08:10", "a1", by="ani")
    assert hall.of(kind=Seen) == [
        Seen(at("08:01"), "called"), Seen(at("08:02"), "served", "ani"), Seen(at("08:10"), "finished", "ani"),
    ]  # fmt: skip
    assert hall.of(kind=Ticket) == [
        Ticket(at("08:01"), "A1"), Ticket(at("08:02"), "A1"), Ticket(at("08:10"), ""),
    ]  # fmt: skip
    assert hall.of("loket-2", Seen) == []


def test_a_card_a_button_and_a_sign_in_are_evidence_and_a_sign_out_is_the_contrary():
    hall = Hall()
    hall.attend("07:50", "sign_in", "ani")
    hall.attend("08:30", "card", "ani")
    hall.attend("15:30", "sign_out", "ani")
    assert hall.of() == [
        Seen(at("07:50"), "sign_in", "ani"), Seen(at("08:30"), "card", "ani"), Left(at("15:30"), "ani"),
    ]  # fmt: skip


def test_every_way_of_leaving_a_counter_ends_the_ticket_there():
    for event, more in (
        (e.Finished, {}), (e.Missed, {}), (e.Parked, {}), (e.Cancelled, {}), (e.Transferred, {"service": "akta"}),
        (e.Failed, {"reason": "jam", "counter": ""}),
    ):  # fmt: skip
        hall = Hall()
        hall.wait("08:00", "a1")
        hall.act(e.Called, "08:01", "a1")
        hall.act(event, "08:05", "a1", **{"counter": "loket-1", **more})
        assert hall.of(kind=Ticket)[-1] == Ticket(at("08:05"), ""), event


def test_news_of_a_tickets_paper_is_no_evidence_of_an_officer():
    hall = Hall()
    hall.wait("08:00", "a1")
    hall.act(e.Called, "08:01", "a1")
    hall.act(e.Printed, "08:30", "a1", counter="", confirmed=True)
    hall.do(e.Joined(at=at("08:40"), uid="a1", label="A1", counter="loket-1", visit="a0"))
    assert len(hall.of(kind=Seen)) == 1
    assert len(hall.of(kind=Ticket)) == 1


def test_what_the_manager_does_to_a_ticket_at_a_counter_is_no_evidence_of_its_officer():
    hall = Hall()
    hall.attend("08:00", "sign_in", "ani")
    hall.wait("08:00", "a1")
    hall.act(e.Called, "08:01", "a1", by="ani")
    hall.act(e.Transferred, "08:30", "a1", by="manajer", service="akta")
    assert [fact.how for fact in hall.of(kind=Seen)] == ["sign_in", "called"]
    hall.act(e.Called, "08:40", "a1", by="ani")
    hall.act(e.Transferred, "08:41", "a1", by="ani", service="akta")
    assert [fact.how for fact in hall.of(kind=Seen)] == ["sign_in", "called", "called", "transferred"]


def test_a_press_at_the_pad_is_evidence_though_nobody_knows_whose():
    hall = Hall()
    hall.attend("08:00", "sign_in", "ani")
    hall.wait("08:00", "a1")
    hall.act(e.Called, "08:01", "a1", device="pad-1")
    hall.act(e.Cancelled, "08:30", "a1", device="pad-1")
    assert [fact.how for fact in hall.of(kind=Seen)] == ["sign_in", "called", "cancelled"]


def test_who_works_at_a_counter_does_so_until_they_sign_out_themselves():
    hall = Hall()
    hall.attend("08:00", "sign_in", "ani")
    hall.attend("08:10", "sign_out", "budi")
    hall.wait("08:20", "a1")
    hall.act(e.Called, "08:21", "a1")
    hall.act(e.Transferred, "08:22", "a1", by="manajer", service="akta")
    assert [fact.how for fact in hall.of(kind=Seen)] == ["sign_in", "called"]


def test_what_the_information_desk_does_to_a_ticket_is_evidence_at_no_counter():
    hall = Hall()
    hall.wait("08:00", "a1")
    hall.act(e.Cancelled, "08:10", "a1", "", by="meja")
    hall.act(e.Restored, "08:20", "a1", "", by="meja")
    assert set(hall.facts.at) == {"loket-1"}
    assert hall.of(kind=Seen) == []


def test_a_paper_roll_that_is_entered_afterwards_is_no_evidence_of_now():
    hall = Hall()
    hall.do(
        e.EnteredServed(
            at=at("14:00"), uid="roll.1.1", label="A-R001", counter="loket-1", device="roll", service="ktp",
            day="2026-11-24", token="", queue_time=at("08:00"),
        )
    )  # fmt: skip
    assert hall.of() == []


# --- who waits ----------------------------------------------------------------------------------------------


def test_people_wait_at_every_counter_that_could_call_them_from_when_their_paper_is_out():
    hall = Hall()
    told: dict[str, Any] = {"uid": "a1", "label": "A1"}
    hall.do(
        e.Bound(at=at("08:00"), **told, service="akta", day="2026-11-24", token="", queue_time=at("08:00"))
    )
    assert hall.of() == []
    hall.do(e.Printed(at=at("08:01"), **told, confirmed=True))
    assert hall.of() == hall.of("loket-2") == [Queue(at("08:01"), waiting=True)]
    hall.act(e.Called, "08:05", "a1", "loket-2")
    assert hall.of()[-1] == Queue(at("08:05"), waiting=False)


def test_who_is_meant_for_one_counter_waits_at_no_other():
    hall = Hall()
    hall.wait("08:00", "a1", "ktp")
    hall.act(e.Called, "08:01", "a1")
    hall.act(e.Transferred, "08:02", "a1", service="akta", only="loket-2")
    assert hall.of(kind=Queue)[-1] == Queue(at("08:01"), waiting=False)
    assert hall.of("loket-2", Queue) == [Queue(at("08:02"), waiting=True)]


def test_a_visitor_who_is_at_one_counter_waits_at_no_other_meanwhile():
    hall = Hall()
    hall.wait("08:00", "a1", "ktp")
    hall.wait("08:01", "b1", "akta", visit="a1")
    hall.act(e.Called, "08:10", "a1", "loket-1")
    hall.act(e.Finished, "08:20", "a1", "loket-1")
    assert hall.of("loket-2", Queue) == [
        Queue(at("08:01"), waiting=True), Queue(at("08:10"), waiting=False), Queue(at("08:20"), waiting=True),
    ]  # fmt: skip


def test_a_second_person_in_line_is_no_news():
    hall = Hall()
    hall.wait("08:00", "a1")
    hall.wait("08:01", "a2")
    hall.act(e.Called, "08:02", "a1")
    assert hall.of(kind=Queue) == [Queue(at("08:00"), waiting=True)]


def test_a_counter_that_is_given_another_service_has_the_people_of_that_one():
    hall = Hall()
    hall.wait("08:00", "a1", "ktp")
    hall.facts.offer(at("09:00"), {"loket-1": ("akta",), "loket-2": ("akta", "ktp")})
    assert hall.of(kind=Queue)[-1] == Queue(at("09:00"), waiting=False)
    assert hall.of("loket-2", Queue) == [Queue(at("09:00"), waiting=True)]


# --- devices ------------------------------------------------------------------------------------------------


def test_a_counter_can_be_heard_as_long_as_one_of_its_devices_can():
    hall = Hall()
    hall.up("07:00")
    hall.up("07:05", "pad-1b")
    hall.down("09:00:15", "09:00", "pad-1")
    assert hall.of() == [Link(at("07:00"), alive=True)]
    hall.down("09:30:15", "09:30", "pad-1b")
    assert hall.of()[-1] == Link(at("09:30"), alive=False, what="pad-1b gone")  # since it was heard last


def test_a_console_is_a_device_of_its_counter():
    hall = Hall()
    hall.up("07:30", console("loket-2"))
    hall.down("12:00:20", "12:00", console("loket-2"))
    assert hall.of("loket-2") == [
        Link(at("07:30"), alive=True), Link(at("12:00"), alive=False, what="console:loket-2 gone"),
    ]  # fmt: skip


def test_devices_of_no_counter_and_strangers_tell_nothing():
    hall = Hall()
    hall.up("07:30", "kiosk-1")
    hall.up("07:30", "stray")
    hall.down("07:40", "07:39", "stray")
    hall.down("07:40", "07:39", "pad-2")  # was never heard
    assert hall.facts.at == {}


def test_while_the_hub_is_dead_nothing_is_known_of_any_counter():
    hall = Hall()
    hall.up("07:00")
    hall.up("07:00", "pad-2")
    hall.attend("08:30", "button")
    hall.do(e.HubStarted(at=at("10:00"), boot=2, alive_until=at("09:00")))
    hall.up("10:00:03")
    judged = intervals(hall.of(), MORNING, MIDNIGHT, at("10:30"))
    assert told(judged) == ["08:00 open_idle", "09:00 unknown", "10:00:03 open_idle"]
    assert judged[2].evidence == HUB_STOPPED
    assert hall.of("loket-2")[-1] == Link(at("09:00"), alive=False, what=HUB_STOPPED)


def test_a_counter_that_was_dark_before_the_hub_died_keeps_its_reason():
    hall = Hall()
    hall.up("07:00")
    hall.down("08:00", "08:00")
    hall.do(e.HubStarted(at=at("10:00"), boot=2, alive_until=at("09:00")))
    assert hall.of()[-1] == Link(at("08:00"), alive=False, what="pad-1 gone")


def test_a_hub_that_died_yesterday_leaves_the_rest_of_yesterday_unknown():
    hall = Hall()
    hall.up("07:00")
    hall.attend("08:00", "button")
    over = hall.do(e.HubStarted(at=at("32:30"), boot=2, alive_until=at("08:30")))
    assert [(day.start, day.end) for day in over] == [(MIDNIGHT, MIDNIGHT + DAY_S)]
    yesterday = intervals(over[0].facts["loket-1"], WHOLE, over[0].start, over[0].end)
    assert told(yesterday) == ["08:00 open_idle", "08:30 unknown", "12:00 break", "13:00 unknown"]
    assert hall.of() == [Link(at("24:00"), alive=False, what=HUB_STOPPED)]


def test_a_first_start_has_no_past():
    hall = Hall()
    assert hall.do(e.HubStarted(at=at("07:00"), boot=1, alive_until=0.0)) == []
    hall.up("07:00:02")
    assert hall.of() == [Link(at("07:00:02"), alive=True)]


# --- the clock ----------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_forward_was_not_watched_meanwhile():
    hall = Hall()
    hall.up("07:00")
    hall.do(e.ClockStepped(at=at("10:00"), before=at("08:00")))
    assert hall.of() == [
        Link(at("07:00"), alive=True), Link(at("08:00"), alive=False, what=CLOCK_SET), Link(at("10:00"), alive=True),
    ]  # fmt: skip
    assert hall.of("loket-2") == []


def test_a_clock_that_is_set_back_is_no_news():
    hall = Hall()
    hall.up("07:00")
    hall.do(e.ClockStepped(at=at("08:00"), before=at("09:00")))
    assert hall.of() == [Link(at("07:00"), alive=True)]


def test_a_clock_that_jumps_over_days_leaves_them_unknown():
    hall = Hall()
    hall.up("07:00")
    over = hall.do(e.ClockStepped(at=at("57:00"), before=at("08:00")))
    assert [day.start for day in over] == [MIDNIGHT, MIDNIGHT + DAY_S]
    assert over[1].facts["loket-1"] == [Link(at("24:00"), alive=False, what=CLOCK_SET)]
    assert hall.of()[-1] == Link(at("57:00"), alive=True)


def test_a_clock_that_jumps_over_years_does_not_make_years_of_days():
    hall = Hall()
    hall.up("07:00")
    far = at("08:00") + 3650 * DAY_S
    over = hall.do(e.ClockStepped(at=far, before=at("08:00")))
    assert len(over) == 1
    assert hall.facts.start <= far < hall.facts.start + DAY_S


def test_the_latest_fact_is_where_the_counters_stand_after_a_clock_was_set_back():
    hall = Hall()
    assert hall.facts.latest == MIDNIGHT
    hall.attend("09:00", "button")
    hall.do(e.ClockStepped(at=at("08:00"), before=at("09:00")))
    hall.attend("08:01", "button", counter="loket-2")
    assert hall.facts.latest == at("09:00")


# --- midnight -----------------------------------------------------------------------------------------------


def test_the_day_turns_at_local_midnight_and_what_still_stands_goes_along():
    hall = Hall()
    hall.up("07:00")
    hall.wait("20:00", "a1")
    hall.wait("20:01", "a2")
    hall.act(e.Called, "23:00", "a1")
    over = hall.facts.turn(at("24:00"))
    assert over[0].facts["loket-1"][-1] == Ticket(at("23:00"), "A1")
    assert hall.of() == [
        Link(at("24:00"), alive=True), Ticket(at("23:00"), "A1"), Queue(at("24:00"), waiting=True),
    ]  # fmt: skip
    assert hall.facts.turn(at("24:00")) == []
    hall.act(e.Finished, "24:10", "a1")
    judged = intervals(hall.of(), (), hall.facts.start, at("25:00"))
    assert told(judged) == ["24:00 serving"]


def test_a_ticket_that_was_finished_before_midnight_does_not_go_along():
    hall = Hall()
    hall.up("07:00")
    hall.wait("20:00", "a1")
    hall.act(e.Called, "20:01", "a1")
    hall.act(e.Finished, "20:10", "a1")
    hall.facts.turn(at("24:00"))
    assert hall.of() == [Link(at("24:00"), alive=True)]


def test_a_counter_that_was_dark_is_dark_after_midnight_for_the_same_reason():
    hall = Hall()
    hall.up("07:00")
    hall.down("08:00", "08:00")
    hall.attend("08:00", "button", counter="loket-2")
    hall.facts.turn(at("24:00"))
    assert hall.of() == [Link(at("24:00"), alive=False, what="pad-1 gone")]
    assert hall.of("loket-2") == [Link(at("24:00"), alive=False, what=NO_DEVICE)]


def test_midnight_is_that_of_the_malls_zone():
    assert midnight(at("00:00"), "Asia/Jakarta") == midnight(at("23:59:59"), "Asia/Jakarta") == MIDNIGHT
    assert midnight(at("12:00"), "Asia/Makassar") == MIDNIGHT - 3600
    assert midnight(at("23:00"), "Asia/Jayapura") == MIDNIGHT + 22 * 3600
