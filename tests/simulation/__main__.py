"""`python -m tests.simulation`: thousands of malls, each with its own bad day; or one of them, message by message."""

from __future__ import annotations

import argparse
import sys
import time

from tests.simulation.many import run_all
from tests.simulation.run import run


def main() -> int:
    """Run; 0 if every invariant held in every seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--first", type=int, default=0, help="the first one (default: 0)")
    parser.add_argument("--seed", type=int, help="this one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print all that happens")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one a processor)")
    options = parser.parse_args()
    if options.seed is not None:
        result = run(options.seed, print if options.trace else None)
        print(
            f"seed {options.seed}: {result.papers} papers, {result.events} events: {result.broken or 'all holds'}"
        )
        return 1 if result.broken else 0
    began = time.monotonic()
    bar = sys.stderr if sys.stderr.isatty() else None
    results = run_all(range(options.first, options.first + options.seeds), options.jobs, bar)
    took = time.monotonic() - began
    broken = [result for result in results if result.broken]
    for result in broken[:10]:
        print(
            f"seed {result.seed}: {result.broken}\n    python -m tests.simulation --seed {result.seed} --trace"
        )
    papers, events = (sum(getattr(result, what) for result in results) for what in ("papers", "events"))
    print(
        f"{len(results)} seeds, {papers} papers, {events} events in {took:.1f} s "
        f"({len(results) / took:.0f} seeds/s): {len(broken)} broken"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
