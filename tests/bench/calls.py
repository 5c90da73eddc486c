"""From a board with a new call to the frame that shows it, and to the first sample of its sound.

The board is published as the hub would, with the display alone on the floor's broker; the display and its voice are
as in production, but for a clock that gives each call the card for an instant only, and for SDL's drivers without
a screen and a loudspeaker. The floor of a frame: the same number of bytes to a process that copies a full frame,
drawn long before, to the same kind of screen.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
import wave
from datetime import datetime
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from broker_config.codec import encode
from tests.bench import raw
from tests.bench.children import ROOT
from tests.bench.figures import Figure, Goal
from tests.bench.mall import DISPLAY, FLOOR_BROKER, HUB, OBSERVER, wait_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.bench.mall import BenchMall

CLOCK_RATE = 100.0  # a call has the card for four mall seconds
MORNING = 1795395600.0  # Monday, 23 November 2026, 08.00 in Jakarta
REST_S = 0.1
WARM_UP = 5
BUFFER_MS = 1024 / 22050 * 1000  # of the voice's sound device
HURRY = {"SDL_DISKAUDIODELAY": "1"}  # a loudspeaker that is soon done with each call
CLIP_S = 0.05  # of each word, where only the first sample matters
_SHOWN = re.compile(r"^(\S+) INFO display\.agent: frame \d+ shows call (\d+) ", re.MULTILINE)


def measure(mall: BenchMall, samples: int, sounds: int) -> list[Figure]:
    """So many calls to the screen, and so many to the ear. Needs nothing that runs."""
    mall.start(FLOOR_BROKER)
    hub = Hub(mall)
    try:
        ours, floor = _frames(mall, hub, samples)
        heard = _sounds(mall, hub, sounds)
    finally:
        hub.close()
        mall.processes.end(FLOOR_BROKER)
    goals = (Goal(0.5, 10.0), Goal(0.95, 50.0))
    return [
        Figure("call → frame on screen", "ms", ours, floor, goals),
        Figure(
            "call → first sample of sound", "ms", heard, tuple(one + BUFFER_MS for one in floor),
            (Goal(0.95, 150.0),),
        ),
    ]  # fmt: skip


class Hub:
    """Says boards, and what else the hall is told, as the hub does."""

    def __init__(self, mall: BenchMall) -> None:
        self._mall = mall
        self._client = raw.connect(mall.floor_port, str(mall.directory), HUB)
        self.calls = 0

    def call(self, mall_time: float = MORNING) -> float:
        """Call the next one; gives the wall time just before."""
        self.calls += 1
        payload = encode(_board(self._mall, self.calls, mall_time))
        at = time.time()
        self._client.publish(
            self._mall.topic(f"all/board/{self._mall.fleet.zones[0].id}"), payload, 1, retain=True
        )
        return at

    def say(self, message: c.Message) -> None:
        """Tell all displays something, retained."""
        topic = c.topic_of(type(message), self._mall.fleet.site)
        self._client.publish(topic, encode(message), 1, retain=True)

    def to_observer(self) -> float:
        """As many bytes to somebody else; gives the wall time just before."""
        payload = encode(_board(self._mall, self.calls, MORNING))
        at = time.time()
        self._client.publish(self._mall.topic("all/catalogue"), payload, 1)
        return at

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()


def _frames(mall: BenchMall, hub: Hub, samples: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    start(mall, hub, HURRY)
    observer = mall.floor("show", "show", OBSERVER, mall.topic("all/catalogue"), 1920, 1080)
    first, called, floor = hub.calls + 1, [], []
    for _ in range(WARM_UP + samples):
        called.append(hub.call())
        wait_for("the end of it", lambda: was_said(mall, hub.calls))
        time.sleep(REST_S)
        began = hub.to_observer()
        floor.append((observer.hear() - began) * 1000)
        time.sleep(REST_S)
    observer.end()
    wait_for("the last frame", lambda: hub.calls in shown_calls(mall))
    shown = shown_calls(mall)
    mall.processes.end(DISPLAY)
    ours = [(shown[number] - at) * 1000 for number, at in enumerate(called, first)]
    return tuple(ours[WARM_UP:]), tuple(floor[WARM_UP:])


def _sounds(mall: BenchMall, hub: Hub, samples: int) -> tuple[float, ...]:
    fifo = mall.directory / "sound.pcm"
    os.mkfifo(fifo)
    ear = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
    start(mall, hub, {"SDL_DISKAUDIOFILE": str(fifo)})
    took = []
    for _ in range(1 + samples):
        began = hub.call()
        took.append((_first_sound(ear) - began) * 1000)
        wait_for("the end of it", lambda: _drained(ear) and was_said(mall, hub.calls))
    mall.processes.end(DISPLAY)
    os.close(ear)
    return tuple(took[1:])


def start(
    mall: BenchMall,
    hub: Hub,
    environment: Mapping[str, str],
    *,
    rate: float = CLOCK_RATE,
    screen: Mapping[str, Any] | None = None,
) -> None:
    """Start the display with the first call on its screen; `rate` is its clock's, `screen` lies over its table."""
    now = {"start": time.time(), "anchor": time.monotonic(), "rate": rate}
    broker = {"port": mall.floor_port}
    shape = {"fullscreen": False, **(screen or {})}
    mall.settle(DISPLAY, broker=broker, clock=now, screen=shape, voice={"recordings": str(_curt(mall))})
    mall.processes.log(DISPLAY).unlink(missing_ok=True)
    mall.start(DISPLAY, **environment)
    wait_for("the display", lambda: "session 1" in mall.processes.log(DISPLAY).read_text())
    hub.call()  # the first board announces nothing
    hub.call()
    wait_for("the first call", lambda: hub.calls in shown_calls(mall))


def shown_calls(mall: BenchMall) -> dict[int, float]:
    """Per call, when its frame had been handed over."""
    found = _SHOWN.findall(mall.processes.log(DISPLAY).read_text())
    return {int(call): datetime.fromisoformat(at).timestamp() for at, call in found}


def was_said(mall: BenchMall, call: int) -> bool:
    """Whether the voice is done with a call."""
    return f"voice said call {call}\n" in mall.processes.log(DISPLAY).read_text()


def _curt(mall: BenchMall) -> Path:
    """A bank of clips that are cut short, so that an announcement does not last seven seconds."""
    bank, folder = mall.directory / "var" / DISPLAY / "voice", mall.directory / "curt"
    if not bank.exists():
        subprocess.run((sys.executable, "-m", "display", "clips", bank), cwd=ROOT, check=True)
    folder.mkdir(exist_ok=True)
    for clip in bank.glob("*.wav"):
        with wave.open(str(clip)) as whole, wave.open(str(folder / clip.name), "wb") as short:
            short.setparams(whole.getparams())
            short.writeframes(whole.readframes(int(CLIP_S * whole.getframerate())))
    return folder


def _first_sound(ear: int) -> float:
    deadline = time.monotonic() + 10.0
    while select.select([ear], [], [], max(0.0, deadline - time.monotonic()))[0]:
        at = time.time()
        if any(os.read(ear, 65536)):
            return at
    raise TimeoutError("nothing was heard")


def _drained(ear: int) -> bool:
    """Take in what was said since; a full pipe would stop the voice."""
    while select.select([ear], [], [], 0)[0]:
        os.read(ear, 65536)
    return True


def _board(mall: BenchMall, newest: int, at: float) -> c.Board:
    """A board in the middle of a busy morning, `at` a mall time."""
    fleet = mall.fleet
    counters = fleet.counters
    calls = tuple(
        c.Call(
            call=number, uid=f"kiosk-1.1.{number}", label=f"{'ABCD'[number % 4]}{number % 1000:03d}",
            counter=counters[number % len(counters)].number, direction="right",
            agency=next(row.short for row in fleet.agencies if row.id == counters[number % len(counters)].agency),
            at=at - newest + number, recall=False,
        )
        for number in range(max(1, newest - 11), newest + 1)
    )  # fmt: skip
    last = {call.agency: call for call in calls}
    tiles = tuple(
        c.Tile(
            agency=row.short,
            label=last[row.short].label if row.short in last else None,
            counter=last[row.short].counter if row.short in last else None,
            waiting=12 + n - newest % 3 if row.short == calls[-1].agency else 12 + n,
        )
        for n, row in enumerate(fleet.agencies)
    )
    return c.Board(
        epoch=1, rev=newest, zone=fleet.zones[0].id, mall=fleet.mall.name, regency=fleet.mall.regency,
        timezone=fleet.mall.timezone, calls=calls, tiles=tiles, notices=fleet.mall.notices,
    )  # fmt: skip
