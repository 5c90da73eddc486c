"""`python -m tests.simulation.day`: a day of the example mall, its minutes, and the waits that people were told.

With `--docs` it writes the picture and the figures of docs/day.md again.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from provisioning.apply import read_site
from provisioning.rehearsal.day import compare as minutes_compare
from provisioning.rehearsal.day import picture as minutes_picture
from provisioning.rehearsal.day.minutes import STATES
from tests.simulation.day_play import Played, play

if TYPE_CHECKING:
    from provisioning.fleet import Fleet

ROOT = Path(__file__).parents[2]
SITE = ROOT / "provisioning/examples/full.toml"
PAGE, PICTURE = ROOT / "docs/day.md", ROOT / "docs/pictures/day.svg"
FIGURES = re.compile(r"(<!-- figures -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> int:
    """Play; 0 if every minute is on record as it was lived, and the books balance."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.day", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1500, help="numbers given out (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which day (%(default)s)")
    parser.add_argument("--out", type=Path, help="a directory for minutes.csv and minutes.svg")
    parser.add_argument("--docs", action="store_true", help="write docs/day.md's picture and figures")
    options = parser.parse_args()
    fleet, began = read_site(SITE), time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        played = play(fleet, options.tickets, options.seed, f"sqlite:///{directory}/hub.db")
    wrong = minutes_compare.differences(played.expected, played.recorded, 1.0)
    for one in wrong[:20]:
        print(
            f"{one.counter} {one.minute // 60:02d}.{one.minute % 60:02d}: {one.recorded}, and it was {one.expected}"
        )
    for fault in played.faults[:20]:
        print(fault)
    print(figures(played, len(wrong)))
    print(f"played in {time.monotonic() - began:.1f} s", file=sys.stderr)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "minutes.csv").write_text(minutes_picture.csv(played.expected, played.recorded))
        (options.out / "minutes.svg").write_text(picture(fleet, played))
    if options.docs:
        PICTURE.write_text(picture(fleet, played), encoding="utf-8")
        text = PAGE.read_text(encoding="utf-8")
        told = FIGURES.sub(lambda found: f"{found[1]}{figures(played, len(wrong))}\n{found[2]}", text)
        PAGE.write_text(told, encoding="utf-8")
    return 1 if wrong or played.faults else 0


def figures(played: Played, wrong: int) -> str:
    """The day in figures, as two tables."""
    wanted, told = minutes_compare.totals(played.expected), minutes_compare.totals(played.recorded)
    rows = ["| minutes of all counters | lived | recorded |", "|---|--:|--:|"]
    rows += [f"| {state} | {wanted.get(state, 0)} | {told.get(state, 0)} |" for state in STATES]
    rows += [f"| of these, recorded wrongly | | {wrong} |", ""]
    rows += ["| wait until the first call, minutes | tickets | median | P90 | median error | P90 error |"]
    rows += ["|---|--:|--:|--:|--:|--:|"]
    day = next(hours for hours in played.day.hours.values() if hours is not None)
    rest = day.rest or (day.closes, day.closes)
    waits = [(told, at, called) for told, at, called in played.stage.waits.values() if called is not None]
    groups = {
        "all": waits,
        "taken and called in hours, on the same side of the break": [
            row
            for row in waits
            if (day.opens <= row[1] and row[2] <= rest[0]) or (rest[1] <= row[1] and row[2] <= day.closes)
        ],
        "taken before opening, or called after the break": [
            row for row in waits if row[1] < day.opens or row[1] < rest[1] <= row[2]
        ],
    }
    return "\n".join([*rows, *(_waits(name, found) for name, found in groups.items())])


def _waits(name: str, rows: list[tuple[float | None, float, float]]) -> str:
    waited = [called - at for _told, at, called in rows]
    errors = [abs(told - (called - at)) for told, at, called in rows if told is not None]
    if len(errors) < 2:
        return f"| {name} | {len(rows)} | | | | |"
    cells = [f(row) / 60 for row in (waited, errors) for f in (statistics.median, _p90)]
    return f"| {name} | {len(rows)} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |"


def _p90(values: list[float]) -> float:
    return statistics.quantiles(values, n=10)[-1]


def picture(fleet: Fleet, played: Played) -> str:
    """The day's picture."""
    shorts = {agency.id: agency.short for agency in fleet.agencies}
    parts = {counter: part.replace("_", " ") for part, counter in played.day.cast.items()}
    lines = [
        minutes_picture.Line(
            name=f"{shorts[row.agency]} {row.number}" + (f" · {parts[row.id]}" if row.id in parts else ""),
            expected=played.expected[row.id],
            recorded=played.recorded[row.id],
            there=minutes_picture.there(played.stage.company.acts, row.id),
        )
        for row in sorted(fleet.counters, key=lambda row: row.number)
        if played.day.hours[row.id] is not None
    ]
    title = f"{fleet.mall.name}, {played.day.date:%A %-d %B %Y}: {played.day.tickets} tickets, seed {played.day.seed}"
    return minutes_picture.svg(lines, title)


if __name__ == "__main__":
    sys.exit(main())
