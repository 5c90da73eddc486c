"""`python -m tests.fuzz`: guess at every parser of a serial line, led by coverage, and keep the inputs that matter.

What it finds is kept in `tests/fuzz/corpus/`, as few inputs as reach all that is reached, and replayed by the tests.
An input that fails is printed, and the command ends with 1: put it into the corpus, so that it fails in the tests, too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.harnesses import HARNESSES, PARSERS, keep, kept

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300  # bytes of an input
LEAK_BYTES = 2_000_000


class Guessed(NamedTuple):
    """What came of the guessing at one parser."""

    name: str
    seconds: int
    executions: int
    edges: int
    inputs: int
    failed: int


def guess(name: str, seconds: int) -> Guessed:
    """Guess at one parser; its corpus is as small as may be afterwards."""
    program = [sys.executable, "-m", "tests.fuzz.one", name]
    with tempfile.TemporaryDirectory() as folder:
        found, few, failed = (Path(folder, part) for part in ("found", "few", "failed"))
        for path in (found, few, failed):
            path.mkdir()
        for at, data in enumerate(kept(name)):
            found.joinpath(f"kept-{at}").write_bytes(data)
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1"]
        run = subprocess.run(
            [*program, str(found), *options, f"-artifact_prefix={failed}/"],
            cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        units = re.search(r"number_of_executed_units: (\d+)", run.stderr)
        if units is None:
            raise RuntimeError(run.stdout + run.stderr)
        subprocess.run([*program, "-merge=1", few, found], cwd=ROOT, check=True, capture_output=True)
        keep(name, {path.read_bytes() for path in few.iterdir()})
        failures = [path.read_bytes().hex() for path in failed.iterdir()]
    for failure in failures:
        print(f"{name} fails with {failure}\n{run.stdout[-2000:]}", file=sys.stderr)
    edges = [int(one) for one in re.findall(r"cov: (\d+)", run.stderr)]
    return Guessed(name, seconds, int(units[1]), max(edges, default=0), len(kept(name)), len(failures))


def leaks(name: str, amount: int) -> int:
    """Bytes that a parser holds on to after so many bytes of its own corpus, beyond what the first pass left."""
    inputs, take = kept(name), PARSERS[name]()
    for data in inputs:
        take(data)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(amount // sum(map(len, inputs)) + 1):
        for data in inputs:
            take(data)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return grown


def main() -> int:
    """Guess at all parsers, or some; print what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument(
        "--minutes", type=float, default=10, help="in all, shared by the parsers (%(default)s)"
    )
    parser.add_argument("--only", choices=sorted(HARNESSES), help="this parser alone")
    parser.add_argument("--at-once", type=int, default=1, help="so many parsers side by side (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there")
    parsed = parser.parse_args()
    names = [parsed.only] if parsed.only else list(HARNESSES)
    seconds = max(1, round(parsed.minutes * 60 / len(names)))
    with ThreadPoolExecutor(parsed.at_once) as pool:
        guessed = list(pool.map(lambda name: guess(name, seconds), names))
    rows = [{**one._asdict(), "bytes": LEAK_BYTES, "grown": leaks(one.name, LEAK_BYTES)} for one in guessed]
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    if parsed.json:
        parsed.json.write_text(json.dumps(rows, indent=1) + "\n")
    return int(any(one.failed for one in guessed))


if __name__ == "__main__":
    sys.exit(main())
