"""The instruments of a box, as the kernel of a Pi shows them, and what of its starts a box remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broker_config.box_sensors import EVERY_S, Box, Places, read
from broker_config.outbox import Outbox

if TYPE_CHECKING:
    from pathlib import Path

NOON = 1795410000.0


@pytest.fixture
def pi(tmp_path: Path) -> Places:
    """The files of a Raspberry Pi that is well."""
    files = {
        "sys/class/thermal/thermal_zone0/temp": "48312\n",
        "sys/class/hwmon/hwmon0/name": "cpu_thermal\n",
        "sys/class/hwmon/hwmon1/name": "rpi_volt\n",
        "sys/class/hwmon/hwmon1/in0_lcrit_alarm": "0\n",
        "proc/meminfo": "MemTotal:        1000000 kB\nMemFree: 100 kB\nMemAvailable:     640000 kB\n",
        "proc/uptime": "4711.25 9000.00\n",
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Places(disk=tmp_path, sys=tmp_path / "sys", proc=tmp_path / "proc")


@pytest.fixture
def outbox(tmp_path: Path):
    made = Outbox(tmp_path / "outbox.db")
    yield made
    made.close()


def test_the_instruments_of_a_pi_are_read(pi: Places):
    seen = read(pi, clock_offset_s=1.5)
    assert (seen.celsius, seen.under_voltage, seen.memory_free_percent) == (48.312, False, 64.0)
    assert (seen.uptime_s, seen.clock_offset_s, seen.disk_read_only) == (4711.25, 1.5, False)
    assert seen.disk_free_percent is not None
    assert 0.0 < seen.disk_free_percent <= 100.0


def test_of_a_machine_without_any_of_them_nothing_is_said(tmp_path: Path):
    nothing = Places(disk=tmp_path / "gone", sys=tmp_path / "sys", proc=tmp_path / "proc")
    assert set(read(nothing)) == {None, False}


@pytest.mark.parametrize("rubbish", ["", "nan?", "\xff\xfe", "-"])
def test_an_instrument_that_writes_rubbish_is_one_that_is_not_there(pi: Places, rubbish: str):
    (pi.sys / "class/thermal/thermal_zone0/temp").write_text(rubbish, encoding="latin-1")
    (pi.sys / "class/hwmon/hwmon1/in0_lcrit_alarm").write_text(rubbish, encoding="latin-1")
    (pi.proc / "meminfo").write_text(f"MemTotal: {rubbish}\n", encoding="latin-1")
    seen = read(pi)
    assert (seen.celsius, seen.under_voltage, seen.memory_free_percent) == (None, None, None)


def test_a_dip_of_the_voltage_is_seen_at_the_next_look_and_kept(pi: Places, outbox: Outbox):
    box = Box(outbox, pi)
    alarm = pi.sys / "class/hwmon/hwmon1/in0_lcrit_alarm"
    assert box.part(0.0, None, NOON).state == "ok"
    alarm.write_text("1\n")
    assert box.part(EVERY_S - 0.1, None, NOON).state == "ok"  # not looked at for every press
    assert box.part(EVERY_S, None, NOON).detail == "power supply too weak"
    alarm.write_text("0\n")
    assert box.part(EVERY_S * 3, None, NOON).detail == "power supply too weak"


def test_starts_are_kept_by_the_hubs_clock_and_counted_over_a_day(pi: Places, tmp_path: Path):
    for minute in range(4):
        outbox = Outbox(tmp_path / "outbox.db")
        box = Box(outbox, pi)
        told = NOON + 60.0 * minute
        assert "restarts" not in box.part(100.0, None, 0.0).facts  # nobody has told us the time yet
        part = box.part(101.0, told, told)
        assert part.facts["restarts"] == float(minute)
        outbox.close()
    assert (part.state, part.detail) == ("warning", "starts again and again")


def test_a_wrong_clock_is_measured_in_our_own_seconds_however_fast_the_mall_runs(pi: Places, outbox: Outbox):
    part = Box(outbox, pi, rate=60.0).part(0.0, NOON, NOON + 600.0)
    assert part.facts["clock_offset_s"] == 10.0
    assert part.state == "ok"
