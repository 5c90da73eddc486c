"""What each process costs while nothing happens: processor time, and memory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.figures import Figure, Goal
from tests.bench.mall import BROKER, DISPLAY, HUB, KIOSK, PAD

if TYPE_CHECKING:
    from tests.bench.mall import BenchMall

PROCESSES = {BROKER: "broker", HUB: "hub", KIOSK: "kiosk", PAD: "pad", DISPLAY: "display"}
SETTLED_S = 8.0  # the voice lets go of its device after five
IDLE_PERCENT = 0.5
MEMORY_MIB = {KIOSK: 40.0, PAD: 40.0, DISPLAY: 60.0, HUB: 90.0}


def idle(mall: BenchMall, windows: int, seconds: float) -> list[Figure]:
    """Processor time in so many windows of so many seconds; needs the whole mall."""
    time.sleep(SETTLED_S)
    used: dict[str, list[float]] = {name: [] for name in PROCESSES}
    for _ in range(windows):
        before = {name: _cpu_s(mall.processes.pid(name)) for name in PROCESSES}
        began = time.monotonic()
        time.sleep(seconds)
        took = time.monotonic() - began
        for name, start in before.items():
            used[name].append((_cpu_s(mall.processes.pid(name)) - start) / took * 100)
    return [
        Figure(
            f"idle processor time, {PROCESSES[name]}", "% of a core", tuple(shares),
            goals=(Goal(0.5, IDLE_PERCENT),) if name != BROKER else (),
        )
        for name, shares in used.items()
    ]  # fmt: skip


def memory(mall: BenchMall) -> list[Figure]:
    """Resident memory now, and of it what is not shared with others; needs the whole mall."""
    figures = []
    for name, word in PROCESSES.items():
        rss, pss = _memory_mib(mall.processes.pid(name))
        goals = (Goal(0.5, MEMORY_MIB[name]),) if name in MEMORY_MIB else ()
        figures.append(Figure(f"memory, {word}", "MiB RSS", (rss,), goals=goals))
        figures.append(Figure(f"memory, {word}, its share", "MiB PSS", (pss,)))
    return figures


def used_of(mall: BenchMall, name: str, seconds: float) -> float:
    """Processor time of one process in the seconds to come, in percent of a core."""
    pid, began = mall.processes.pid(name), time.monotonic()
    before = _cpu_s(pid)
    time.sleep(seconds)
    return (_cpu_s(pid) - before) / (time.monotonic() - began) * 100


def memory_of(mall: BenchMall, name: str) -> float:
    """Resident memory of one process now, MiB."""
    return _memory_mib(mall.processes.pid(name))[0]


def _cpu_s(pid: int) -> float:
    """Seconds on a processor, of all threads; to the nanosecond, where `stat` counts hundredths."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def _memory_mib(pid: int) -> tuple[float, float]:
    found = dict.fromkeys(("Rss", "Pss"), 0.0)
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        key, _, value = line.partition(":")
        if key in found:
            found[key] = int(value.split()[0]) / 1024
    return found["Rss"], found["Pss"]
