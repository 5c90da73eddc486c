"""The code reader's driver: a token for each showing of a code or card, and never the content itself."""

from __future__ import annotations

import logging
import queue
import time
from pathlib import Path

import pytest
from virtual_hardware import eventually

from kiosk.devices import Scanned, open_parts
from kiosk.devices.reader import AWAY_S, LONGEST, DayKey, Lines, Resting
from provisioning.rehearsal.reader import VirtualReader

CODE = "https://antrean.example/t/abcdefghijklmnop"


@pytest.fixture
def far(tmp_path):
    far = VirtualReader(tmp_path / "ttyUSB0", 115200)
    yield far
    far.close()


@pytest.fixture
def inbox():
    return queue.SimpleQueue()


@pytest.fixture
def driver(far, tmp_path, inbox):
    table = {"type": "reader", "port": str(tmp_path / "ttyUSB0"), "baud": 115200}
    driver = open_parts({"pembaca": table}, inbox, "kiosk-1.toml")["pembaca"]
    eventually(lambda: driver.health().state == "ok")
    yield driver
    driver.close()


def test_a_scan_is_one_token_that_is_not_the_code(driver, far, inbox):
    far.scan(CODE)
    scanned = inbox.get(timeout=5)
    assert scanned.part == "pembaca"
    assert isinstance(scanned.what, Scanned)
    assert len(scanned.what.token) == 32
    assert int(scanned.what.token, 16)


def test_the_same_code_has_the_same_token_and_another_code_another(driver, far, inbox):
    tokens = []
    for code in (CODE, CODE + "x", CODE):
        far.scan(code)
        tokens.append(inbox.get(timeout=5).what.token)
    assert tokens[0] == tokens[2] != tokens[1]


def test_a_code_without_an_end_ends_when_nothing_more_comes(driver, far, inbox):
    far.noise(CODE.encode())
    assert isinstance(inbox.get(timeout=5).what, Scanned)


def test_noise_alone_is_nothing_and_does_not_spoil_the_code_after_it(driver, far, inbox):
    far.scan(CODE)
    token = inbox.get(timeout=5).what.token
    far.noise(b"\xff\x00\x80\xfe\r\nxy\r")
    far.scan("0012345678")
    assert inbox.get(timeout=5).what.token != token
    far.noise(b"\xff\xfe")
    far.scan(CODE)
    assert inbox.get(timeout=5).what.token == token
    assert inbox.empty()


def test_nothing_of_the_code_is_logged_or_shown(driver, far, inbox, caplog):
    caplog.set_level(logging.DEBUG)
    far.scan(CODE)
    scanned = inbox.get(timeout=5)
    far.unplug()
    eventually(lambda: driver.health().state == "fault")
    told = caplog.text + repr(scanned) + repr(driver) + repr(vars(driver)) + repr(driver.health())
    assert CODE not in told
    assert "abcdefghijklmnop" not in told


def test_a_reader_is_ours_alone(driver, tmp_path, inbox):
    table = {"type": "reader", "port": str(tmp_path / "ttyUSB0")}
    second = open_parts({"kedua": table}, inbox, "kiosk-1.toml")["kedua"]
    eventually(lambda: second.health().state == "fault")
    assert driver.health().state == "ok"
    second.close()


def test_closing_does_not_wait_for_the_next_code(far, tmp_path, inbox):
    table = {"type": "reader", "port": str(tmp_path / "ttyUSB0")}
    driver = open_parts({"pembaca": table}, inbox, "kiosk-1.toml")["pembaca"]
    eventually(lambda: driver.health().state == "ok")
    begun = time.monotonic()
    driver.close()
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r"])
def test_every_end_of_a_line_ends_it_once(end):
    lines = Lines()
    assert lines.feed(b"0012" + b"345678" + end + b"0087654321" + end) == [b"0012345678", b"0087654321"]
    assert lines.gap() == []


def test_a_line_may_come_a_byte_at_a_time():
    lines = Lines()
    assert [found for byte in b"\xff0012345678\r\n" for found in lines.feed(bytes((byte,)))] == [
        b"0012345678"
    ]


def test_a_line_that_is_too_long_is_dropped_whole_and_the_next_is_read():
    lines = Lines()
    assert lines.feed(b"x" * (LONGEST + 1) + b"\r") == []
    assert lines.feed(b"x" * LONGEST + b"\r") == [b"x" * LONGEST]


def test_a_card_that_rests_on_the_reader_is_one_event_until_it_was_away():
    resting = Resting()
    assert [resting.is_new("card", at) for at in (0.0, 0.05, 0.3, 0.7, 1.1)] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert resting.is_new("card", 1.1 + AWAY_S)
    assert resting.is_new("another", 1.2 + AWAY_S)


def test_tokens_of_two_processes_or_two_days_cannot_be_matched(monkeypatch):
    key = DayKey()
    monday = key.token(b"0012345678")
    assert key.token(b"0012345678") == monday
    assert DayKey().token(b"0012345678") != monday
    monkeypatch.setattr(time, "strftime", lambda _format: "2026-11-24")
    assert key.token(b"0012345678") != monday


def test_an_unplugged_reader_leaves_no_descriptor_behind(driver, far):
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    far.unplug()
    eventually(lambda: driver.health().state == "fault")
    before = descriptors()
    for _ in range(3):
        far.plug()
        eventually(lambda: driver.health().state == "ok")
        far.unplug()
        eventually(lambda: driver.health().state == "fault")
    assert eventually(lambda: descriptors() <= before)
