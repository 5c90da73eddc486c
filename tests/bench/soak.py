"""A day at one kiosk, as fast as its papers come: whether memory, threads and open files stay what they were.

Real broker, hub and kiosk; the printer answers like a good one, only faster; the reader's plug is out, so that it is
looked for all day. The next button is pressed when the paper before is out. What a process needs once it needs in the
first part of the day; after that every kibibyte a ticket is one too many.
"""

from __future__ import annotations

import queue
import time
from itertools import cycle, islice
from pathlib import Path
from statistics import median_low
from typing import TYPE_CHECKING, Any, NamedTuple

from provisioning.rehearsal.printer import VirtualPrinter
from tests.bench.figures import Figure, Goal
from tests.bench.mall import KIOSK, SERVICE, wait_for
from tests.bench.rest import memory_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.mall import BenchMall

RATE = 400.0  # how much faster than a real one the printer prints
PATIENCE_S = 20.0
HOLD_S, REST_S = 0.03, 0.125  # what is faster than a finger, or more often, is taken for a worn contact
SAMPLES = 40
WARM = 0.4  # of the day; until then caches fill, and SQLite's pages come in
GROWTH_KIB = 64.0  # in a thousand tickets: a month of busy days would be two MiB


class Sample(NamedTuple):
    """What the kiosk's process has after so many tickets."""

    tickets: int
    memory_kib: float
    threads: int
    files: int


class Growth(NamedTuple):
    """What grew from the end of the warming up to the last ticket; memory in KiB for each thousand tickets."""

    memory_kib: float
    threads: int
    files: int

    @property
    def flat(self) -> bool:
        """Whether it could go on like this."""
        return self.memory_kib <= GROWTH_KIB and self.threads <= 0 and self.files <= 0


def growth(samples: Sequence[Sample]) -> Growth:
    """The slope of the memory, by the medians of all pairs (one odd sample moves nothing), and the rest's excess."""
    warm = [one for one in samples if one.tickets >= WARM * samples[-1].tickets]
    slopes = sorted(
        (later.memory_kib - one.memory_kib) / (later.tickets - one.tickets) * 1000.0
        for at, one in enumerate(warm)
        for later in warm[at + 1 :]
    )
    half = len(warm) // 2
    return Growth(
        slopes[len(slopes) // 2],
        # a port that is looked for is open for a moment: what counts is what stays
        median_low(one.threads for one in warm[half:]) - median_low(one.threads for one in warm[:half]),
        median_low(one.files for one in warm[half:]) - median_low(one.files for one in warm[:half]),
    )


def live(mall: BenchMall, tickets: int) -> list[Sample]:
    """So many tickets at the kiosk of a mall whose broker and hub run; begins and ends the kiosk.

    Raises:
        RuntimeError: a press gave no paper, or the kiosk gave numbers of its own.
    """
    papers: queue.SimpleQueue[str] = queue.SimpleQueue()
    port = mall.directory / "soak-printer"
    printer = VirtualPrinter(
        port, rate=RATE, roll_mm=1e9, on_ticket=lambda paper, _raw: papers.put(paper.label)
    )
    mall.settle(
        KIOSK, parts={"printer": {"port": str(port)}, "pembaca": {"port": str(mall.directory / "no-reader")}}
    )
    mall.start(KIOSK)
    try:
        wait_for("an open kiosk", lambda: mall.lamp(KIOSK, SERVICE))
        return _press_all_day(mall, tickets, papers)
    finally:
        mall.processes.end(KIOSK)
        printer.close()


def _press_all_day(mall: BenchMall, tickets: int, papers: queue.SimpleQueue[str]) -> list[Sample]:
    parts = next(row.parts for row in mall.fleet.devices if row.id == KIOSK)
    buttons: list[Any] = [part["pin"] for part in parts.values() if part["type"] == "button"]
    every = max(1, tickets // SAMPLES)
    found, seen = [], set()
    rested: dict[Any, float] = {}
    for number, pin in enumerate(islice(cycle(buttons), tickets), 1):
        time.sleep(max(0.0, rested.get(pin, 0.0) - time.monotonic()))
        rested[pin] = time.monotonic() + REST_S
        mall.pins[KIOSK].tap(pin, HOLD_S)
        try:
            seen.add(papers.get(timeout=PATIENCE_S))
        except queue.Empty:
            raise RuntimeError(f"press {number} gave no paper") from None
        mall.pins[KIOSK].look()
        if number % every == 0:
            found.append(_sample(mall, number))
    if len(seen) != tickets:
        raise RuntimeError(f"{tickets} papers and {len(seen)} numbers")
    offline = sum("-" in label for label in seen)
    if offline > tickets // 20:
        raise RuntimeError(f"{offline} tickets without the hub: the machine is too busy")
    return found


def measure(mall: BenchMall, tickets: int) -> list[Figure]:
    """The figures of such a day; needs the hub."""
    samples = live(mall, tickets)
    grown = growth(samples)
    return [
        Figure(
            f"soak, {tickets} tickets, memory",
            "KiB per 1000",
            (grown.memory_kib,),
            goals=(Goal(0.5, GROWTH_KIB),),
        ),
        Figure(f"soak, {tickets} tickets, memory at the end", "MiB RSS", (samples[-1].memory_kib / 1024,)),
        Figure(f"soak, {tickets} tickets, threads", "more", (float(grown.threads),), goals=(Goal(0.5, 0.0),)),
        Figure(
            f"soak, {tickets} tickets, open files", "more", (float(grown.files),), goals=(Goal(0.5, 0.0),)
        ),
    ]


def _sample(mall: BenchMall, tickets: int) -> Sample:
    process = Path(f"/proc/{mall.processes.pid(KIOSK)}")
    threads, files = (len(list((process / folder).iterdir())) for folder in ("task", "fd"))
    return Sample(tickets, memory_of(mall, KIOSK) * 1024, threads, files)
