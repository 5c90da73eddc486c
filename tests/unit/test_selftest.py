"""The self-test's judgement: what is made of a part's words, who has to use the hands for what, and how it is told."""

from __future__ import annotations

import importlib
import tomllib
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from broker_config.box import LIMITS, LOW_POWER, READ_ONLY
from broker_config.contract import Part
from kiosk import devices
from kiosk.receipt import CHARACTER_DOTS, DOTS, Cut, Text
from kiosk.selftest.faults import FAULTS
from kiosk.selftest.findings import (
    _BOX,
    ENDING_DAYS,
    SLOW_MS,
    Finding,
    all_well,
    failed,
    of_box,
    of_clock,
    of_days,
    of_part,
    of_round_trip,
    ok,
    untried,
)
from kiosk.selftest.sheet import compose, lines, verdict
from kiosk.selftest.tasks import lamp_of, tasks
from kiosk.selftest.words import words

AT = datetime(2026, 11, 23, 8, 15, tzinfo=timezone(timedelta(hours=7), "WIB"))
SAY = words("id")


def part(kind: str, detail: str, state: Any = "fault") -> Part:
    return Part(name="x", kind=kind, state=state, detail=detail)


@pytest.mark.parametrize(
    ("kind", "detail", "fault"),
    [
        ("printer", "missing", "printer_missing"),
        ("printer", "paper out", "paper_out"),
        ("printer", "paper near its end", "paper_low"),
        ("printer", "cover open", "cover_open"),
        ("printer", "cutter", "cutter"),
        ("printer", "does not answer", "printer_silent"),
        ("printer", "another program uses it", "port_busy"),
        ("printer", "cannot be opened: Permission denied", "port_denied"),
        ("printer", "something new", "part_other"),
        ("button", "no GPIO: GPIO busy", "port_busy"),
        ("lamp", "no GPIO: no such chip", "gpio_missing"),
        ("button", "pressed all the time", "button_stuck"),
        ("reader", "missing: could not open port /dev/ttyUSB0", "port_missing"),
        ("pn532", "does not answer", "port_missing"),
        ("button", "it chatters", "button_chatters"),
        ("printer", "paper low, reckoned from what was printed", "paper_low"),
        ("panel", "no screen: kmsdrm not available", "screen_dark"),
        ("never_heard_of", "on fire", "part_other"),
    ],
)
def test_what_a_part_says_of_itself_has_an_advice(kind, detail, fault):
    assert of_part("it", part(kind, detail)).fault == fault


def test_a_part_that_is_well_is_well_even_if_it_cannot_tell_much():
    assert of_part("it", part("printer", "does not tell about itself", "ok")) == ok("it")


def test_every_trouble_of_a_box_has_an_advice():
    every = {limit.words for limit in LIMITS} | {LOW_POWER, READ_ONLY}
    assert every - _BOX.keys() == {"clock wrong"}  # which is asked of the hub itself
    assert set(_BOX.values()) <= FAULTS.keys()


def test_a_box_is_judged_instrument_by_instrument():
    seen = Part(
        name="kotak", kind="box", state="fault", detail=f"{LOW_POWER}; too hot",
        facts={"celsius": 86.0, "under_voltage": 1.0, "memory_free_percent": 60.0},
    )  # fmt: skip
    assert of_box(seen, SAY) == [
        failed("Daya listrik", "power_low"),
        failed("Suhu", "hot", "86 °C"),
        ok("Memori bebas", "60 %"),
    ]


def test_limits_of_certificate_answer_and_clock():
    assert of_days("c", ENDING_DAYS + 1, "hari").verdict == "ok"
    assert of_days("c", ENDING_DAYS, "hari").fault == of_days("c", -3.0, "hari").fault == "certificate_ending"
    assert (of_round_trip("h", 0.4).value, of_round_trip("h", SLOW_MS).verdict) == ("< 1 ms", "ok")
    assert of_round_trip("h", SLOW_MS + 1).fault == "hub_slow"
    assert (of_clock("j", -0.3).value, of_clock("j", -61.0).fault) == ("< 1 s", "clock_off")


def test_untried_is_no_failure():
    assert all_well([ok("a"), untried("b")])
    assert not all_well([ok("a"), failed("c", "paper_out")])


@pytest.mark.parametrize("kind", devices.types())
def test_every_device_type_is_walked_or_asked(kind):
    module = importlib.import_module(f"kiosk.devices.{kind}")
    table = next(iter(tomllib.loads(module.EXAMPLE)["parts"].values()))
    table.pop("type")
    for task in tasks("bagian", kind, msgspec.convert(table, module.Options), {}):
        assert task.part == "bagian"
        assert "{}" not in task.title(SAY)


def test_a_type_that_nobody_thought_of_is_judged_by_its_options():
    keypad = msgspec.defstruct("keypad", [("keys", dict[str, str])])(
        keys={"1": "ktp", "2": "akta", "KP1": "ktp"}
    )
    assert [(one.deed, one.name) for one in tasks("p", "keypad9", keypad, {"ktp": "KTP-el baru"})] == [
        ("press", "KTP-el baru"),
        ("press", "akta"),
    ]
    assert [one.deed for one in tasks("p", "bell", SimpleNamespace(shows="called"), {})] == ["look"]
    assert tasks("p", "thermometer", SimpleNamespace(pin=3), {}) == []


def test_the_lamp_of_a_button_is_the_one_that_shows_what_it_means():
    lamps = [("lampu-1", "akta"), ("lampu-2", "ktp")]
    assert (lamp_of("ktp", lamps), lamp_of("nib", lamps)) == ("lampu-2", "")


EVERYTHING: list[Finding] = [failed(f"Bagian {key}", key, "x" * 90) for key in FAULTS]
EVERYTHING += [ok("Tombol 'Surat Izin Praktik Tenaga Kesehatan'", "7 ms"), untried("Lampu 'Kertas'")]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("paper_mm", [58, 80])
def test_whatever_was_found_fits_the_paper_and_can_be_read_by_the_cheapest_printer(paper_mm, language):
    operations = compose("kiosk-1", "Mal Pelayanan Publik Tirtamarta", AT, EVERYTHING, paper_mm, language)
    texts = [one for one in operations if isinstance(one, Text)]
    assert all(len(one.text) * CHARACTER_DOTS * one.size <= DOTS[paper_mm] for one in texts)
    assert all(one.text.isascii() for one in texts)
    assert isinstance(operations[-1], Cut)
    everything = " ".join(" ".join(one.text for one in texts).split())
    assert all(f"Bagian {key}" in everything for key in FAULTS)


def test_what_helps_against_several_things_is_printed_once():
    alike = [
        failed("Lampu 'A'", "lamp_dark"),
        failed("Tombol 'A'", "button_silent"),
        failed("Lampu 'B'", "lamp_dark"),
    ]
    texts = [one.text for one in compose("k", "", None, alike, 80) if isinstance(one, Text)]
    assert [text for text in texts if text.startswith("GAGAL")] == [
        "GAGAL: Lampu 'A'",
        "GAGAL: Lampu 'B'",
        "GAGAL: Tombol 'A'",
    ]
    assert sum("ganti lampunya" in text for text in texts) == 1


def test_on_the_terminal_the_advice_stands_below_in_the_language_that_was_asked_for():
    finding = failed("Printer", "paper_out")
    indonesian, english = (lines(finding, language) for language in ("id", "en"))
    assert indonesian[0].split() == ["GAGAL", "Printer", "kertas", "habis"]
    assert "Pasang gulungan baru" in indonesian[1]
    assert english[0].startswith("FAILED")
    assert "Put in a new roll" in english[1]
    assert verdict([finding], "id") == "1 HAL PERLU DIPERBAIKI"
    assert verdict([ok("a")], "en") == "ALL IS WELL"


def test_every_advice_is_a_sentence_in_both_languages():
    for fault in FAULTS.values():
        assert all(text and text[0].islower() and text[-1] != "." for text in fault.what)
        assert all(text[0].isupper() and text[-1] in ".?" for text in fault.todo)
