"""The code reader's driver: a token for each showing of a code or card, and never the content itself."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import termios
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from virtual_hardware import eventually

from broker_config.identity import booking_token, card, staff_token
from kiosk.devices import Scanned, open_parts
from kiosk.identity import IDENTITY, Identity
from kiosk.port import Port
from kiosk.reading import Presence, Read
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
    driver: Any = open_parts({"pembaca": table}, inbox, "kiosk-1.toml")["pembaca"]
    eventually(lambda: driver.health().state == "ok")
    driver._presence = Presence(away_s=0.0)  # whatever is scanned again was away
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


def test_what_another_program_has_left_on_the_line_does_not_matter(far, tmp_path):
    with (tmp_path / "ttyUSB0").open("rb") as line:
        mode = termios.tcgetattr(line)
        mode[2] |= termios.CSTOPB | termios.CRTSCTS
        termios.tcsetattr(line, termios.TCSANOW, mode)
        Port(str(tmp_path / "ttyUSB0"), 9600).close()
        assert not termios.tcgetattr(line)[2] & (termios.CSTOPB | termios.CRTSCTS)


def test_closing_does_not_wait_for_the_next_code(far, tmp_path, inbox):
    table = {"type": "reader", "port": str(tmp_path / "ttyUSB0")}
    driver = open_parts({"pembaca": table}, inbox, "kiosk-1.toml")["pembaca"]
    eventually(lambda: driver.health().state == "ok")
    begun = time.monotonic()
    driver.close()
    assert time.monotonic() - begun < 1


def test_tokens_of_two_processes_cannot_be_matched():
    one, other = Identity(), Identity()
    assert one.paper(CODE) == one.paper(CODE) != other.paper(CODE)


def test_tokens_of_two_days_cannot_be_matched_and_the_key_of_the_first_is_overwritten():
    identity = Identity()
    assert identity.begin_day("2026-11-23", trusted=False)
    monday, key = identity.paper(CODE), identity._day_key
    assert not identity.begin_day("2026-11-23", trusted=True)
    assert not identity.begin_day("", trusted=False)
    assert identity.paper(CODE) == monday
    assert identity.begin_day("2026-11-24", trusted=True)
    assert identity.paper(CODE) != monday
    assert key == bytes(32)


def test_a_day_that_becomes_known_does_not_forget_who_was_here_before():
    identity = Identity()
    identity.begin_day("", trusted=False)
    before = identity.paper(CODE)
    assert identity.begin_day("2026-11-23", trusted=True)
    assert identity.paper(CODE) == before


def test_a_key_gets_no_older_than_a_day_where_nobody_tells_the_day():
    now = 0.0
    identity = Identity(clock=lambda: now)
    first = identity.paper(CODE)
    now = 86_399.0
    assert not identity.begin_day("", trusted=False)
    now = 86_400.0
    assert identity.begin_day("", trusted=False)
    assert identity.paper(CODE) != first


def test_each_use_has_a_token_of_its_own_and_what_was_read_is_wiped():
    identity = Identity()
    identity.take_key(bytes(range(32)))
    identity.begin_day("2026-11-28", trusted=True)
    read = Read("code", "code", bytearray(b"MPP-7F3K2"))
    scanned = identity.scanned(read)
    assert len({scanned.token, scanned.staff, scanned.booking, ""}) == 4
    assert scanned.booking == booking_token(bytes(range(32)), "2026-11-28", b"MPP-7F3K2")
    assert not any(read.value)


def test_a_booking_needs_a_date_that_is_trusted():
    identity = Identity()
    identity.take_key(bytes(range(32)))
    identity.begin_day("2026-11-28", trusted=False)
    assert identity.scanned(Read("code", "code", bytearray(b"MPP-7F3K2"))).booking == ""


def test_a_card_is_no_booking_and_a_number_that_the_card_made_up_is_no_staff_card():
    identity = Identity()
    identity.take_key(bytes(range(32)))
    identity.begin_day("2026-11-28", trusted=True)
    uid = bytes.fromhex("04a1b2c3d4e5f6")
    scanned = identity.scanned(Read("card", "iso14443a", bytearray(uid)))
    assert scanned.booking == ""
    assert scanned.staff == staff_token(bytes(range(32)), card("iso14443a", uid))
    passing = identity.scanned(Read("card", "iso14443a", bytearray(b"\x08abc"), passing=True))
    assert (passing.staff, len(passing.token)) == ("", 32)


def test_without_the_malls_key_a_visitor_still_has_a_token():
    scanned = Identity().scanned(Read("card", "em4100", bytearray(5)))
    assert len(scanned.token) == 32
    assert scanned.staff == scanned.booking == ""


def test_what_is_wrong_with_the_malls_key_is_a_warning_of_the_reader(driver, monkeypatch):
    monkeypatch.setattr(IDENTITY, "problem", "identity.key: cannot be read")
    assert driver.health().state == "warning"
    assert driver.health().detail == "identity.key: cannot be read"


def test_a_million_bytes_through_a_driver_leave_no_memory_behind(driver, far, inbox):
    rubbish = bytes(byte * 167 % 256 for byte in range(2000)) + b"MPP-7F3K2\r"
    ours = [tracemalloc.Filter(inclusive=True, filename_pattern="*/kiosk/*")]

    def drain() -> None:
        while not inbox.empty():  # rubbish has ends of lines in it, too
            inbox.get()

    def held() -> int:
        drain()
        taken = tracemalloc.take_snapshot().filter_traces(ours)
        return sum(one.size for one in taken.statistics("filename"))

    def write(rest: bytes) -> bytes:
        with contextlib.suppress(BlockingIOError):
            return rest[os.write(far.wire._port.master, rest) :]
        return rest

    def through(times: int) -> None:
        for _ in range(times):
            rest = rubbish
            while rest := write(rest):
                select.select([], [far.wire._port.master], [], 5)
            inbox.get(timeout=20)
            drain()

    tracemalloc.start()
    try:
        through(5)
        before = held()
        through(500)
        eventually(lambda: held() - before < 4096)
    finally:
        tracemalloc.stop()
    assert driver.health().state == "ok"


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
