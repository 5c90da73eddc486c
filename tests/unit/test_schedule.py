"""Which minutes a counter is to be open, and when a number may be given."""

from __future__ import annotations

from datetime import date

import pytest
from small_mall import at, register

from hub.schedule import Window, issuing, opening, windows

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def changed(kind, slug, **fields):
    mall = register()
    mall.put(kind, slug, {**(mall.row(kind, slug) if slug in mall.table(kind) else {}), **fields})
    return mall


def closing(start, end, *, status="approved", **where):
    row = {"start": at(start), "end": at(end), "reason": "Pelatihan", "status": status, "decided_by": "sri"}
    return changed("closure", "tutup-1", **row, **where)


def shown(mall, counter, day):
    """Windows as local text, one line each."""
    zone = at("1970-01-01 00:00")

    def clock(seconds):
        minute = int(seconds - zone) // 60 % 1440
        return f"{minute // 60:02d}:{minute % 60:02d}"

    return [
        f"{clock(start)}-{clock(end)} {kind} {why}".strip()
        for start, end, kind, why in windows(mall, counter, day)
    ]


def test_an_ordinary_day_is_open_around_its_break():
    assert windows(register(), "loket-1", MONDAY) == (
        Window(at("2026-11-23 08:00"), at("2026-11-23 12:00"), "open", ""),
        Window(at("2026-11-23 12:00"), at("2026-11-23 13:00"), "break", ""),
        Window(at("2026-11-23 13:00"), at("2026-11-23 15:30"), "open", ""),
    )


def test_fridays_break_is_longer():
    assert shown(register(), "loket-1", FRIDAY) == [
        "08:00-11:30 open",
        "11:30-13:30 break",
        "13:30-15:00 open",
    ]


def test_an_agency_is_open_on_its_own_days_and_hours_alone():
    assert shown(register(), "loket-3", MONDAY) == ["09:00-12:00 open"]
    assert shown(register(), "loket-3", date(2026, 11, 24)) == []


def test_a_holiday_closes_every_counter():
    mall = register()
    assert [windows(mall, counter, date(2026, 12, 25)) for counter in mall.counters] == [()] * 4


def test_in_ramadan_the_mall_has_other_hours_and_an_agency_of_its_own_hours_stays_inside_them():
    mall = register()
    assert shown(mall, "loket-1", date(2027, 2, 8)) == [
        "08:00-12:00 open Ramadan",
        "12:00-12:30 break",
        "12:30-15:00 open Ramadan",
    ]
    assert shown(mall, "loket-3", date(2027, 2, 11)) == [
        "09:00-12:00 open Ramadan",
        "12:00-12:30 break",
        "12:30-15:00 open Ramadan",
    ]


def test_a_day_within_ramadan_may_have_hours_of_its_own():
    mall = changed("override", "rapat", **{"from": "2027-02-15"})
    assert shown(mall, "loket-1", date(2027, 2, 15)) == ["08:00-12:00 open Rapat kerja"]


def test_a_day_that_is_closed_anyway_is_not_opened_by_shorter_hours_nor_blamed_on_ramadan():
    mall = changed("override", "rapat", **{"from": "2027-02-13", "reason": "Rapat", "span": "08:00-12:00"})
    assert windows(mall, "loket-1", date(2027, 2, 13)) == ()
    assert opening(mall, None, date(2027, 2, 13)).text == "Tutup"


def test_a_saturday_that_is_named_is_opened():
    mall = changed(
        "override",
        "pesta",
        **{"from": "2026-11-28", "reason": "HUT kota", "hours": {"week": {"saturday": "08:00-11:00"}}},
    )
    assert shown(mall, "loket-1", date(2026, 11, 28)) == ["08:00-11:00 open HUT kota"]
    assert windows(mall, "loket-3", date(2026, 11, 28)) == ()


def test_an_agencys_own_absence_leaves_the_others_open():
    mall = register()
    assert windows(mall, "loket-3", date(2026, 11, 30)) == ()
    assert len(windows(mall, "loket-1", date(2026, 11, 30))) == 3


def test_an_archived_override_holds_no_longer():
    mall = changed("override", "natal", archived=True)
    assert len(windows(mall, "loket-1", date(2026, 12, 25))) == 3


@pytest.mark.parametrize(
    "where", [{"counter": "loket-1"}, {"agency": "dukcapil"}, {}], ids=["counter", "agency", "mall"]
)
def test_an_approved_closure_takes_its_minutes_out_of_opening_and_break(where):
    mall = closing("2026-11-23 11:00", "2026-11-23 14:00", **where)
    assert shown(mall, "loket-1", MONDAY) == [
        "08:00-11:00 open",
        "11:00-14:00 closed_approved Pelatihan",
        "14:00-15:30 open",
    ]


def test_a_closure_of_one_counter_leaves_its_neighbour_alone():
    mall = closing("2026-11-23 11:00", "2026-11-23 14:00", counter="loket-1")
    assert shown(mall, "loket-2", MONDAY) == shown(register(), "loket-2", MONDAY)


@pytest.mark.parametrize("status", ["asked", "refused"])
def test_a_closure_counts_only_once_it_is_approved(status):
    mall = closing("2026-11-23 11:00", "2026-11-23 14:00", status=status)
    assert windows(mall, "loket-1", MONDAY) == windows(register(), "loket-1", MONDAY)


def test_a_closure_over_nights_is_cut_to_each_days_hours():
    mall = closing("2026-11-20 00:00", "2026-11-24 10:00")
    assert shown(mall, "loket-1", MONDAY) == ["08:00-15:30 closed_approved Pelatihan"]
    assert shown(mall, "loket-1", date(2026, 11, 24))[0] == "08:00-10:00 closed_approved Pelatihan"


@pytest.mark.parametrize("counter", ["loket-4", "loket-9"])
def test_a_counter_of_an_agency_that_is_not_there_yet_or_of_nobody_is_never_scheduled(counter):
    assert windows(register(), counter, MONDAY) == ()


def test_what_was_worked_out_is_forgotten_with_the_next_edit():
    mall = register()
    assert windows(mall, "loket-1", MONDAY)
    mall.put("counter", "loket-1", {**mall.row("counter", "loket-1"), "archived": True})
    assert windows(mall, "loket-1", MONDAY) == ()


# --- numbers ----------------------------------------------------------------------------------------------


def told(mall, service, moment, issued=0):
    closed = issuing(mall, service, at(moment), issued)
    return (closed.reason, closed.text) if closed else ("", "")


@pytest.mark.parametrize("moment", ["07:30", "08:00", "12:30", "14:59"])
def test_numbers_are_given_from_half_past_seven_until_the_cut_off_breaks_included(moment):
    assert issuing(register(), "ktp", at(f"2026-11-23 {moment}"), 0) is None


def test_before_that_it_says_when():
    closed = issuing(register(), "ktp", at("2026-11-23 07:29"), 0)
    assert closed is not None
    assert closed.reason == "not_yet"
    assert closed.text == "Pengambilan nomor dibuka pukul 07.30."
    assert closed.english == "Numbers are given from 07:30."
    assert closed.opens_at == at("2026-11-23 07:30")


def test_after_the_cut_off_it_says_so_and_names_the_next_day():
    closed = issuing(register(), "ktp", at("2026-11-23 15:00"), 0)
    assert closed is not None
    assert closed.reason == "cut_off"
    assert closed.text == (
        "Pengambilan nomor ditutup pukul 15.00. Dibuka lagi Selasa, 24 November 2026, pukul 07.30."
    )
    assert (
        closed.english
        == "No more numbers since 15:00 today. Open again on Tuesday 24 November 2026 at 07:30."
    )
    assert closed.opens_at == at("2026-11-24 07:30")


def test_an_agencys_cut_off_and_next_day_are_its_own():
    assert told(register(), "paspor", "2026-11-23 11:45") == (
        "cut_off",
        "Pengambilan nomor ditutup pukul 11.45. Dibuka lagi Kamis, 26 November 2026, pukul 07.30.",
    )


def test_on_a_day_off_it_says_why_and_leaps_over_the_weekend():
    assert told(register(), "ktp", "2026-12-25 09:00") == (
        "closed_today",
        "Hari ini tutup: Hari Raya Natal. Dibuka lagi Senin, 28 Desember 2026, pukul 07.30.",
    )


def test_the_next_day_leaps_over_an_agencys_absence():
    reason, text = told(register(), "paspor", "2026-11-26 20:00")
    assert reason == "cut_off"
    assert "Kamis, 3 Desember 2026" in text


def test_a_quota_is_a_days():
    assert told(register(), "ktp", "2026-11-23 09:00", 49) == ("", "")
    assert told(register(), "ktp", "2026-11-23 09:00", 50) == (
        "quota",
        "Kuota hari ini, 50 nomor, sudah habis. Dibuka lagi Selasa, 24 November 2026, pukul 07.30.",
    )


def test_numbers_stop_when_closures_leave_nothing_of_the_day():
    mall = closing("2026-11-23 10:00", "2026-11-23 23:00", agency="dukcapil")
    assert told(mall, "ktp", "2026-11-23 09:59") == ("", "")
    assert told(mall, "ktp", "2026-11-23 10:00") == (
        "closure",
        "Layanan ini ditutup untuk hari ini: Pelatihan. Dibuka lagi Selasa, 24 November 2026, pukul 07.30.",
    )


def test_a_closure_that_ends_before_the_day_does_stops_nobody():
    mall = closing("2026-11-23 10:00", "2026-11-23 11:00", agency="dukcapil")
    assert told(mall, "ktp", "2026-11-23 10:30") == ("", "")


def test_one_counter_that_stays_open_is_enough():
    mall = closing("2026-11-23 08:00", "2026-11-23 16:00", counter="loket-1")
    assert told(mall, "ktp", "2026-11-23 10:00") == ("", "")
    assert told(mall, "akta", "2026-11-23 10:00")[0] == "closure"


@pytest.mark.parametrize("service", ["skhpn", "naturalisasi", "tidak-ada"])
def test_what_is_not_served_here_has_no_numbers(service):
    assert told(register(), service, "2026-11-23 09:00")[0] == "not_offered"


def test_a_service_that_no_counter_serves_has_no_numbers():
    mall = changed("counter", "loket-3", services=[])
    assert told(mall, "paspor", "2026-11-23 09:00")[0] == "no_counter"


def test_a_mall_that_stays_closed_promises_nothing_whatever_hours_were_meant_for_then():
    mall = changed(
        "override", "gempa", **{"from": "2026-11-01", "to": "2027-12-31", "reason": "Gempa", "closed": True}
    )
    closed = issuing(mall, "ktp", at("2026-11-23 09:00"), 0)
    assert closed is not None
    assert closed[1:] == ("Hari ini tutup: Gempa.", "Closed today: Gempa.", None)


# --- to be shown ------------------------------------------------------------------------------------------


def test_todays_hours_in_words_and_seconds():
    today = opening(register(), None, MONDAY)
    assert today.text == "08.00\N{EN DASH}15.30, istirahat 12.00\N{EN DASH}13.00"
    assert (today.opens, today.closes) == (at("2026-11-23 08:00"), at("2026-11-23 15:30"))
    assert (today.issuing_from, today.issuing_until) == (at("2026-11-23 07:30"), at("2026-11-23 15:00"))


def test_an_agencys_hours_and_a_holidays_name():
    assert opening(register(), "imigrasi", MONDAY).text == "09.00\N{EN DASH}12.00"
    assert (
        opening(register(), "dukcapil", date(2027, 2, 8)).text
        == "08.00\N{EN DASH}15.00, istirahat 12.00\N{EN DASH}12.30 (Ramadan)"
    )
    holiday = opening(register(), "dukcapil", date(2026, 12, 25))
    assert (holiday.text, holiday.opens) == ("Tutup: Hari Raya Natal", None)


def test_a_mall_in_jayapura_opens_two_hours_before_one_in_jakarta():
    east, west = (changed("mall", "mall", timezone=zone) for zone in ("Asia/Jayapura", "Asia/Jakarta"))
    assert windows(west, "loket-1", MONDAY)[0].start - windows(east, "loket-1", MONDAY)[0].start == 7200
