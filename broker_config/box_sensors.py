"""The instruments of the box we run on: what `/sys`, `/proc` and the file system say. Judged in `box.py`.

Reading must cost next to nothing and can never fail: what is not there is None. A PC has no `rpi_volt`, a container
no thermometer.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from broker_config.box import DAY_S, Judge, Reading

if TYPE_CHECKING:
    from broker_config.contract import Part
    from broker_config.outbox import Outbox

EVERY_S = 5.0  # the kernel looks at the voltage every two seconds, and keeps what it saw until the next look
STARTS, STARTS_KEPT = "starts", 50


class Places(NamedTuple):
    """Where the instruments are. `disk` is a directory on the disk that has to last."""

    disk: Path
    sys: Path = Path("/sys")
    proc: Path = Path("/proc")


def read(places: Places, clock_offset_s: float | None = None) -> Reading:
    """Look at all of them once."""
    free, read_only = _disk(places.disk)
    return Reading(
        celsius=_celsius(places.sys),
        under_voltage=_under_voltage(places.sys),
        disk_free_percent=free,
        disk_read_only=read_only,
        memory_free_percent=_memory(places.proc),
        clock_offset_s=clock_offset_s,
        uptime_s=_number(places.proc / "uptime"),
    )


class Box:
    """The box a process runs on. `rate`: how many seconds of the mall pass in one of ours (the rehearsal's)."""

    def __init__(self, outbox: Outbox, places: Places, *, rate: float = 1.0) -> None:
        self._outbox, self._places, self._rate = outbox, places, rate
        self._judge = Judge()
        self._began: float | None = None
        self._starts: tuple[float, ...] = ()
        self._noted = False
        self._part: Part | None = None
        self._look_at = 0.0

    def part(self, now: float, hub_now: float | None, our_now: float) -> Part:
        """The box as a part of the device, not older than some seconds.

        Args:
            now: monotonic seconds.
            hub_now: the mall's time as the hub told it, UTC seconds; None while it is not known.
            our_now: the same as our own clock has it.
        """
        self._began = now if self._began is None else self._began
        if self._part is None or now >= self._look_at or (hub_now is not None and not self._noted):
            self._look_at = now + EVERY_S
            if hub_now is not None and not self._noted:
                self._note_start(hub_now - (now - self._began) * self._rate)
            offset_s = None if hub_now is None else (our_now - hub_now) / self._rate
            seen = read(self._places, offset_s)
            self._judge.voltage(now, low=bool(seen.under_voltage))
            self._part = self._judge.part(seen, self._starts, hub_now, now)
        return self._part

    def _note_start(self, at: float) -> None:
        """Only the hub's clock says when: ours may stand at the date of its image."""
        self._noted = True
        kept = self._outbox.recall(STARTS, b"[]")
        try:
            before = msgspec.json.decode(kept, type=tuple[float, ...])
        except (msgspec.MsgspecError, TypeError):
            before = ()
        self._starts = (*(one for one in before if at - DAY_S < one <= at), at)[-STARTS_KEPT:]
        with self._outbox.transaction(sync=False):
            self._outbox.write(STARTS, msgspec.json.encode(self._starts))


def _celsius(sys: Path) -> float | None:
    """The hottest of the thermometers."""
    found = [_number(file) for file in sys.glob("class/thermal/thermal_zone*/temp")]
    return max((value / 1000.0 for value in found if value is not None), default=None)


def _under_voltage(sys: Path) -> bool | None:
    for monitor in sys.glob("class/hwmon/hwmon*"):
        if _text(monitor / "name") == "rpi_volt":
            value = _number(monitor / "in0_lcrit_alarm")
            return None if value is None else value > 0
    return None


def _disk(directory: Path) -> tuple[float | None, bool]:
    try:
        found = os.statvfs(directory)
    except OSError:
        return None, False
    free = 100.0 * found.f_bavail / found.f_blocks if found.f_blocks else None
    return free, bool(found.f_flag & os.ST_RDONLY)


def _memory(proc: Path) -> float | None:
    figures = {}
    for line in _text(proc / "meminfo").splitlines():
        key, _, value = line.partition(":")
        if key in ("MemTotal", "MemAvailable"):
            figures[key] = _first(value)
    total, available = figures.get("MemTotal"), figures.get("MemAvailable")
    return 100.0 * available / total if total and available is not None else None


def _number(file: Path) -> float | None:
    return _first(_text(file))


def _first(text: str) -> float | None:
    """The first number in a text."""
    try:
        value = float(text.split(maxsplit=1)[0])
    except (ValueError, IndexError):
        return None
    return value if math.isfinite(value) else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
