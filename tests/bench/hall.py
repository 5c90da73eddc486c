"""A display in a hall where something always moves: notices run, pictures change; and a whole day of it.

The display is alone on the floor's broker, which says what a hub would. The mall's pictures lie in its cache already.
"""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pygame

from broker_config import contract as c
from broker_config.signage import Clip, Page, Row
from tests.bench import calls
from tests.bench.figures import Figure, Goal
from tests.bench.mall import DISPLAY, FLOOR_BROKER, OBSERVER, wait_for
from tests.bench.rest import used_of
from tests.bench.soak import Sample, growth

if TYPE_CHECKING:
    from tests.bench.mall import BenchMall

TICKER = {"ticker": True}
TICKER_PERCENT = 3.0
IDLE_AFTER_S = 5.0  # no call for so long, and the pictures begin
PICTURE_S = 1.0
LOOKS_S = 2.5  # so long they have changed before somebody is called
HOURS, CALLS_AN_HOUR = 24, 35  # fewer hours prove nothing
CALL_EVERY_S = 0.2
QUIET_S = 8.0  # of every hour: pictures and a page
DAY_GROWTH_KIB = 64.0  # an hour
MINUTES = 60


class Day(NamedTuple):
    """What the display's processes had after each hour, and how the memory grew, in KiB an hour."""

    hours: list[Sample]
    memory_kib: float


def measure(mall: BenchMall, samples: int, windows: int, seconds: float, hours: int) -> list[Figure]:
    """So many calls out of the middle of the pictures, so many windows of a ticker, so many hours."""
    mall.start(FLOOR_BROKER)
    hub = calls.Hub(mall)
    try:
        hub.say(_programme(mall, 1))
        ours, floor = _frames(mall, hub, samples)
        running = _ticker(mall, hub, windows, seconds)
        day = live(mall, hub, hours)
    finally:
        hub.close()
        mall.processes.end(FLOOR_BROKER)
    last = day.hours[-1]
    return [
        Figure(
            "call → frame on screen, while a ticker runs and pictures change", "ms", ours, floor,
            (Goal(0.5, 10.0), Goal(0.95, 50.0)),
        ),
        Figure(
            "idle processor time, display with a ticker", "% of a core", running, goals=(Goal(0.5, TICKER_PERCENT),)
        ),
        Figure(
            f"a display's day, {hours} hours, memory", "KiB an hour", (day.memory_kib,),
            goals=(Goal(0.5, DAY_GROWTH_KIB),) if hours >= HOURS else (),  # it warms up for some hours
        ),
        Figure(f"a display's day, {hours} hours, memory at the end", "MiB RSS", (last.memory_kib / 1024,)),
    ]  # fmt: skip


def _frames(mall: BenchMall, hub: calls.Hub, samples: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    calls.start(mall, hub, calls.HURRY, screen=TICKER)
    observer = mall.floor("show", "show", OBSERVER, mall.topic("all/catalogue"), 1920, 1080)
    called, floor = {}, []
    for _ in range(1 + samples):
        wait_for("the end of it", lambda: calls.was_said(mall, hub.calls))
        time.sleep(IDLE_AFTER_S + LOOKS_S)
        began = hub.to_observer()
        floor.append((observer.hear() - began) * 1000)
        at = hub.call()
        called[hub.calls] = at
        wait_for("the frame", lambda: hub.calls in calls.shown_calls(mall))
    observer.end()
    shown = calls.shown_calls(mall)
    mall.processes.end(DISPLAY)
    ours = [(shown[number] - at) * 1000 for number, at in called.items()]
    return tuple(ours[1:]), tuple(floor[1:])


def _ticker(mall: BenchMall, hub: calls.Hub, windows: int, seconds: float) -> tuple[float, ...]:
    """Processor time of a display on which notices run and nothing else happens."""
    hub.say(c.Programme(epoch=1, rev=2))
    calls.start(mall, hub, calls.HURRY, rate=1.0, screen=TICKER)
    wait_for("silence", lambda: calls.was_said(mall, hub.calls))
    time.sleep(IDLE_AFTER_S + QUIET_S)  # the voice lets go of its device, the card of its call
    used = tuple(used_of(mall, DISPLAY, seconds) for _ in range(windows))
    mall.processes.end(DISPLAY)
    return used


def live(mall: BenchMall, hub: calls.Hub, hours: int) -> Day:
    """A day of the display: its clock runs, and in every hour come calls, an announcement, a page and pictures."""
    rows = tuple(Row(left=agency.name, right=agency.short) for agency in mall.fleet.agencies)
    page = Page(kind="services", title="Layanan", english="Services", rows=rows)
    hub.say(_programme(mall, 3, page))
    real_s = CALLS_AN_HOUR * CALL_EVERY_S + QUIET_S
    rate = 3600.0 / real_s
    calls.start(mall, hub, calls.HURRY, rate=rate)
    began, found = time.time(), []

    def mall_time() -> float:
        return began + (time.time() - began) * rate

    for hour in range(1, hours + 1):
        hub.say(c.Clock(epoch=1, at=mall_time()))
        hub.say(c.Announcements(epoch=1, rev=hour, items=(_told(hour, mall_time()),)))
        for _ in range(CALLS_AN_HOUR):
            hub.call(mall_time())
            time.sleep(CALL_EVERY_S)
        time.sleep(QUIET_S)
        os.truncate(mall.sound, 0)  # nobody listens, and it lies in memory
        found.append(_sample(mall.processes.pid(DISPLAY), hour * MINUTES))
    if hub.calls not in calls.shown_calls(mall):
        raise RuntimeError("the last call of the day was not shown")
    mall.processes.end(DISPLAY)
    return Day(found, growth(found).memory_kib * MINUTES / 1000)


def _programme(mall: BenchMall, rev: int, *pages: Page) -> c.Programme:
    """Two pictures that change every second, with a page between them; they are in the display's cache."""
    folder = mall.directory / "var" / DISPLAY / "media"
    folder.mkdir(parents=True, exist_ok=True)
    clips = tuple(
        _picture(folder, name, colour) for name, colour in (("pagi", "#2a6f97"), ("sore", "#bc4b51"))
    )
    return c.Programme(epoch=1, rev=rev, clips=clips, pages=pages, after_s=IDLE_AFTER_S, page_s=5.0)


def _picture(folder: Path, name: str, colour: str) -> Clip:
    """A picture of the screen's size, with something on it, as a file that has its hash for a name."""
    picture = pygame.Surface((1920, 1080), depth=24)
    picture.fill(colour)
    for step in range(0, 1920, 60):
        pygame.draw.circle(
            picture, pygame.Color(colour).lerp("white", step / 1920), (step, 1080 - step // 2), 240
        )
    drawn = folder / f"{name}.png"
    pygame.image.save(picture, str(drawn))
    content = drawn.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    drawn.rename(folder / sha256)
    return Clip(id=name, kind="picture", sha256=sha256, size=len(content), seconds=PICTURE_S)


def _told(number: int, at: float) -> c.Announcement:
    return c.Announcement(
        number=number, kind="text", text=f"Pemilik kunci nomor {number} ditunggu di meja informasi.", at=at,
        until=at + 1800.0,
    )  # fmt: skip


def _sample(pid: int, minutes: int) -> Sample:
    """The display and its player together."""
    family = [pid]
    for parent in family:
        for listed in Path(f"/proc/{parent}/task").glob("*/children"):
            family += map(int, listed.read_text().split())
    memory = threads = files = 0
    for one in family:
        status = Path(f"/proc/{one}/status").read_text().splitlines()
        memory += next((int(line.split()[1]) for line in status if line.startswith("VmRSS")), 0)
        threads += len(list(Path(f"/proc/{one}/task").iterdir()))
        files += len(list(Path(f"/proc/{one}/fd").iterdir()))
    return Sample(minutes, float(memory), threads, files)
