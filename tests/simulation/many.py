"""Many seeds, on all processors."""

from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING, TextIO

from tests.simulation.run import Result, run

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_all(seeds: Sequence[int], jobs: int = 0, bar: TextIO | None = None) -> list[Result]:
    """Run seeds, in order of their end; `bar` shows how far it is."""
    jobs = jobs or len(os.sched_getaffinity(0))
    results: list[Result] = []
    # Not forked: whoever calls may have threads.
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for result in pool.imap_unordered(run, seeds, chunksize=8):
            results.append(result)
            if bar is not None and (len(results) % 20 == 0 or len(results) == len(seeds)):
                broken = sum(1 for one in results if one.broken)
                print(
                    f"\r{len(results):6} of {len(seeds)} seeds, {broken} broken ",
                    end="",
                    file=bar,
                    flush=True,
                )
    if bar is not None:
        print(file=bar)
    return results
