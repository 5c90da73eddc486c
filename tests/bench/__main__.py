"""`python -m tests.bench`: measure the mall beside its floors, and print, keep or publish the figures."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.bench import calls, crowded, flood, hall, journal, merge, pages, press, report, rest, soak
from tests.bench.children import ROOT
from tests.bench.mall import BROKER, HUB, BenchMall, bench_mall

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.figures import Figure

PAGE = ROOT / "docs" / "performance.md"


class Amounts(NamedTuple):
    """How much is measured. `seconds` is the length of a window of idleness."""

    press: int = 500
    calls: int = 100
    pictures: int = 20
    hours: int = 24
    sounds: int = 20
    blocks: int = 15
    flood: int = 2000  # fewer than the broker queues, or it would drop some of the floor's
    windows: int = 5
    seconds: int = 5
    keys: int = 150
    rows: int = 10_000_000
    days: int = 10
    soak: int = 2000


QUICK = Amounts(
    press=40,
    calls=15,
    pictures=3,
    hours=3,
    sounds=3,
    blocks=2,
    flood=500,
    windows=2,
    seconds=2,
    keys=10,
    rows=20_000,
    days=2,
    soak=200,
)


class Part(NamedTuple):
    """Something that can be measured by itself, and what has to run for it: `mall`, `hub` or nothing."""

    measure: Callable[[BenchMall, Amounts], list[Figure]]
    needs: str


PARTS = {
    "idle": Part(lambda mall, many: rest.idle(mall, many.windows, many.seconds), "mall"),
    "press": Part(lambda mall, many: press.measure(mall, many.press), "mall"),
    "memory": Part(lambda mall, _many: rest.memory(mall), "mall"),
    "crowded": Part(lambda mall, many: crowded.measure(mall, many.press), "mall"),
    "ingest": Part(lambda mall, many: flood.measure(mall, many.blocks, many.flood), "hub"),
    "soak": Part(lambda mall, many: soak.measure(mall, many.soak), "hub"),
    "merge": Part(lambda mall, many: merge.measure(mall, many.days), "hub"),
    "calls": Part(lambda mall, many: calls.measure(mall, many.calls, many.sounds), ""),
    "hall": Part(
        lambda mall, many: hall.measure(mall, many.pictures, many.windows, many.seconds, many.hours), ""
    ),
    "past": Part(lambda _mall, many: journal.measure(many.rows, many.press), ""),
    "pages": Part(lambda _mall, many: pages.measure(many.keys, many.seconds), ""),
}


def main() -> int:
    """Measure; 0 even where a goal is missed: that is said in the table."""
    options = _parser().parse_args()
    amounts = QUICK if options.quick else Amounts()
    os.environ["BENCH_LOAD"] = f"{os.getloadavg()[0]:.1f}"
    figures: list[Figure] = []
    with bench_mall() as mall:
        running = ""
        for name in options.only or PARTS:
            part = PARTS[name]
            began = time.monotonic()
            running = _bring_up(mall, part.needs, running)
            figures += part.measure(mall, amounts)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    figures.sort(key=lambda figure: _ORDER.index(figure.name.partition(",")[0]))
    print(report.table(figures))
    if options.json:
        rows = json.dumps([figure.as_json() for figure in figures], indent=2, ensure_ascii=False)
        options.json.write_text(rows + "\n", encoding="utf-8")
    if options.write or not (options.quick or options.only):
        PAGE.write_text(report.page(figures, "make bench", amounts._asdict()), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0


_ORDER = (
    "press → label bound",
    "press → first byte at the printer",
    "call → frame on screen",
    "call → first sample of sound",
    "press beside a long past",
    "key at a console → board",
    "pages",
    "hub ingest",
    "a day alone",
    "memory",
    "soak",
    "a display's day",
    "idle processor time",
)


def _bring_up(mall: BenchMall, needs: str, running: str) -> str:
    """Start what a part needs, and end what would only disturb it."""
    if needs == "mall" and running != "mall":
        mall.processes.end()
        mall.open()
    elif needs == "hub":
        if running == "mall":
            mall.close_boxes()
        elif running != "hub":
            mall.start(BROKER)
            mall.start(HUB)
    elif not needs:
        mall.processes.end()
    return needs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        epilog='example: make bench ARGS="--json figures.json"',
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in FILE")
    parser.add_argument(
        "--only", action="append", choices=PARTS, metavar="PART", help=f"one of {', '.join(PARTS)}"
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples: whether it works, not how fast")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md even so")
    return parser


if __name__ == "__main__":
    sys.exit(main())
