"""The forms of the register: a row goes into its form and comes out the same, and what is typed is understood."""

from __future__ import annotations

import tomllib
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from broker_config.mall_file import read_mall
from hub.admin.settings.closing import ends_of_day, seconds
from hub.admin.settings.fields import FORMS, fields_of, kind_of
from hub.admin.settings.findings import findings
from hub.admin.settings.form import ahead, week
from hub.admin.settings.hours import read_hours, read_time
from hub.admin.settings.lists import Wanted, listed
from hub.admin.settings.reading import mark, new_id, read_form, write_form
from hub.desk import Station
from hub.register import Register, from_mall
from hub.register.rows import ROWS, as_row
from tests.e2e.hub_rig import ROOT


def mall(name: str) -> Register:
    site = tomllib.loads((ROOT / f"provisioning/examples/{name}.toml").read_text())
    boxes = ("broker", "hub", "devices")
    return Register(from_mall(read_mall({key: rows for key, rows in site.items() if key not in boxes}, name)))


@pytest.fixture(scope="module")
def full() -> Register:
    return mall("full")


def typed(filled: dict) -> MultiDict[str, str]:
    """What a browser sends of a form."""
    return MultiDict(filled)


def settled(form: str, row: dict) -> dict:
    kind = kind_of(form)
    return as_row(msgspec.convert({**row, "id": "x"} if kind != "mall" else row, ROWS[kind]))


@pytest.mark.parametrize("form", FORMS)
def test_every_row_of_a_full_mall_comes_out_of_its_form_as_it_went_in(full: Register, form: str):
    for row in full.table(kind_of(form)).values():
        before = as_row(row)
        sent = typed(dict(write_form(form, msgspec.to_builtins(row))))
        assert settled(form, read_form(form, sent, before)[0]) == before


@pytest.mark.parametrize("form", FORMS)
def test_what_a_form_does_not_ask_stays(full: Register, form: str):
    slug, row = next(iter(full.table(kind_of(form)).items()))
    before = {**as_row(row), **({"archived": True} if kind_of(form) != "mall" else {})}
    read, _ = read_form(form, typed(dict(write_form(form, before))), before)
    asked = {field.name.partition(".")[0] for field in fields_of(form)} | {"closed", "span", "hours"}
    assert {key: value for key, value in read.items() if key not in asked} == {
        key: value for key, value in before.items() if key not in asked
    }, slug


@given(
    form=st.sampled_from(list(FORMS)),
    sent=st.dictionaries(
        st.sampled_from(
            [*(f.name for name in FORMS for f in fields_of(name)), "hours.own", "hours.break.from"]
        ),
        st.text(max_size=60),
    ),
)
def test_whatever_is_typed_a_form_is_read_and_shown_again(form: str, sent: dict[str, str]):
    row, filled = read_form(form, MultiDict(sent), {})
    msgspec.json.encode(row)
    assert all(isinstance(value, str | list) for value in filled.values())


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8", "08:00"),
        ("8.30", "08:30"),
        ("08:30", "08:30"),
        ("0830", "08:30"),
        ("pagi", "pagi"),
        ("25.99", "25:99"),
    ],
)
def test_a_time_may_be_typed_as_people_do(text: str, time: str):
    assert read_time(text) == time


def test_what_an_agency_leaves_empty_is_as_the_mall_has_it():
    assert read_hours({"hours.week.monday.from": " ", "hours.break.until": ""}, base=False) is None
    sent = {"hours.week.monday.from": "9", "hours.week.monday.until": "12", "hours.cutoff_minutes": "15"}
    assert read_hours(sent, base=False) == {"week": {"monday": "09:00-12:00"}, "cutoff_minutes": 15}


def test_of_a_special_day_only_what_was_chosen_counts():
    sent = {"reason": "Rapat", "from": "2026-12-01", "mode": "span", "span.from": "8", "span.until": "10"}
    row, _ = read_form("override", typed(sent), {"closed": True, "hours": {"week": {}}})
    assert row == {"reason": "Rapat", "from": "2026-12-01", "span": "08:00-10:00"}
    assert read_form("override", typed({**sent, "mode": "closed"}), {})[0] == {
        "reason": "Rapat", "from": "2026-12-01", "closed": True,
    }  # fmt: skip


def test_a_number_may_have_its_thousands_apart_and_what_is_none_is_kept_for_the_register_to_refuse():
    assert read_form("service", typed({"quota": "1.000", "position": "0"}), {})[0] == {
        "quota": 1000,
        "position": 0,
    }
    assert read_form("service", typed({"quota": "banyak", "position": "²"}), {})[0] == {
        "quota": "banyak", "position": "²",
    }  # fmt: skip


def test_a_new_row_gets_an_id_of_its_own():
    assert new_id("Surat Ketërangan № 1", ()) == "surat-keterangan-no-1"
    assert new_id("漢字", ("baris",)) == "baris-2"
    assert len(new_id("panjang " * 30, ())) <= 48


def test_a_mark_changes_with_the_row_and_not_with_the_order_of_its_keys():
    assert mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1}) != mark({"a": 1})
    assert mark(None) == ""


def test_a_week_is_drawn_as_far_as_what_was_typed_can_be_understood(full: Register):
    hours = {"week": {"monday": "08:00-12:00", "tuesday": "besok"}, "cutoff_minutes": "x"}
    bars = week(full, "hours", "mall", {"hours": hours})
    assert bars is not None
    opened = [each.opened for _, each in bars.days]
    assert [str(span) if span else None for span in opened] == ["08:00-12:00", *[None] * 6]


def test_the_days_ahead_show_holidays_with_their_names(full: Register):
    days = dict(ahead(full, "", date(2026, 12, 21)).days)
    assert days[date(2026, 12, 25)].opened is None
    assert days[date(2026, 12, 25)].reason == "Hari Raya Natal"
    assert str(days[date(2026, 12, 21)].opened) == "08:00-15:30"


def test_a_list_is_searched_by_every_word_and_turned_over_page_by_page(full: Register):
    found = listed(full, "service", Wanted(text="ktp RUSAK"))
    assert [line.title for line in found.lines] == ["KTP-el hilang atau rusak"]
    last = listed(full, "service", Wanted(page=99))
    assert (last.page, last.pages, last.found) == (4, 4, 156)
    assert {line.cells["agency"] for line in listed(full, "service", Wanted(agency="polres")).lines} == {
        "Polres"
    }


def test_what_is_worth_a_look_is_found():
    register = mall("small")
    today = date(2026, 11, 23)
    counter = next(iter(register.counters.values()))
    register.put("counter", counter.id, {**as_row(counter), "services": []})
    lost = {"pad-9": Station("counter_pad", counter="loket-99")}
    names = {found.name: found.rows for found in findings(register, lost, today)}
    assert ("counter", counter.id) in names["counter_no_service"]
    assert names["device_nowhere"] == (("device", "pad-9"),)
    assert "no_hotline" not in names


def test_a_local_time_becomes_seconds_and_a_closure_ends_with_the_day(full: Register):
    assert seconds("2026-11-24", "08:00", "Asia/Makassar") == 1_795_478_400.0
    assert seconds("2026-11-24", "08:61", "Asia/Makassar") is None
    assert seconds("0001-01-01", "00:00", "Asia/Makassar") is None
    assert (ends_of_day(full, date(2026, 11, 24)), ends_of_day(full, date(2026, 11, 22))) == (
        "15:30",
        "23:59",
    )
