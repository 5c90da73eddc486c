"""After a rehearsed day: what the hub recorded beside what was lived, as files and as a verdict."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from provisioning.rehearsal.audit import Findings, audit
from provisioning.rehearsal.day import compare as minutes_compare
from provisioning.rehearsal.day import minutes
from provisioning.rehearsal.day import picture as minutes_picture
from provisioning.rehearsal.day.compare import Stretch, by_minute, second_by_second

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day import Day
    from provisioning.rehearsal.day.acts import Act

# What the journal calls what the diary calls `called` and `free`.
_SAID = {"called": "called"} | dict.fromkeys(
    ("finished", "no_show", "parked", "transferred", "cancelled"), "free"
)


def close(
    fleet: Fleet,
    day: Day,
    acts: list[Act],
    slack_s: float,
    findings: Findings,
    directory: Path,
    out: Path,
    kills: list[float],
    unwanted: list[str],
) -> tuple[dict[str, Any], list[str]]:
    """Write the minutes as a table and a picture, and the journal; gives the summary and every fault."""
    faults: list[str] = []
    verified = _hub(directory, "verify")
    if verified.returncode:
        faults.append(f"hub verify: {verified.stdout.strip()[-2000:]}{verified.stderr.strip()}")
    exported = _hub(directory, "export", "journal").stdout
    (out / "journal.jsonl").write_text(exported, encoding="utf-8")
    journal = [json.loads(line) for line in exported.splitlines()]
    # Displays are not looked at, and one was restarted: what they showed is another test's business.
    summary, found = audit(journal, findings, {"display"})
    acts = as_it_could_tell(acts, journal, day.midnight, kills)
    rows = [json.loads(line) for line in _hub(directory, "export", "minutes").stdout.splitlines()]
    stretches: dict[str, list[Stretch]] = {counter.id: [] for counter in fleet.counters}
    for row in rows:
        if row["day"] == day.date.isoformat():
            start, end = row["start"] - day.midnight, row["end"] - day.midnight
            stretches[row["counter"]].append(Stretch(start, end, row["state"]))
    serves = {counter.id: counter.services for counter in fleet.counters}
    expected = minutes.expected(day, acts, serves)
    end = _whole_minutes(stretches.values())
    recorded = {
        counter: second_by_second(found)[:end] + expected[counter][end:]
        for counter, found in stretches.items()
    }
    wrong = minutes_compare.differences(expected, recorded, slack_s)
    faults += [
        f"{one.counter} {one.minute // 60:02d}.{one.minute % 60:02d}: {one.recorded or 'nothing'}, was {one.expected}"
        for one in wrong
    ]
    moved = sum(
        one != other
        for counter in expected
        for one, other in zip(by_minute(expected[counter]), by_minute(recorded[counter]), strict=True)
    )
    (out / "diary.csv").write_text(minutes_picture.diary(acts), encoding="utf-8")
    (out / "minutes.csv").write_text(minutes_picture.csv(expected, recorded), encoding="utf-8")
    (out / "minutes.svg").write_text(_picture(fleet, day, acts, expected, recorded), encoding="utf-8")
    summary |= {
        "compared_until": f"{end // 3600:02d}:{end // 60 % 60:02d}",
        "minutes_expected": minutes_compare.totals(expected),
        "minutes_recorded": minutes_compare.totals(recorded),
        "minutes_wrong": len(wrong),
        "minutes_on_the_border": moved - len(wrong),
    }
    # For an agency that is not there nobody calls them: they end with the day, as such papers do.
    known = [text for text in found if text.startswith("ticket ") and text.split()[1] in unwanted]
    summary["lost"] -= len(known)
    return summary, [*(text for text in found if text not in known), *faults]


def as_it_could_tell(
    acts: list[Act], journal: list[dict[str, Any]], midnight: float, kills: list[float]
) -> list[Act]:
    """The diary with the hub's deaths moved to the last moment of which its disk can tell that it lived.

    What it heard in between is nowhere: a record that said more than `unknown` of that time would be made up. And who
    asked for something, and was answered only by the next hub, had it done by the one that died if its disk says so.
    """
    starts = [
        (datetime.fromisoformat(row["at"]).timestamp() - midnight, row["alive_until"] - midnight)
        for row in journal
        if row["event"] == "hub_started"
    ]
    done = _done(journal, midnight)
    moved: dict[tuple[str, float], float] = {}  # where and when something was answered -> when it was done
    found = []
    for act in acts:
        known = act.at
        if act.what == "down":
            for kill in kills:
                back = next((start for start in starts if start[0] > kill), None)
                if back is not None and kill <= act.at < back[0]:
                    known = min(known, back[1])
        elif act.what in ("called", "free"):
            times = done[act.what, act.counter, act.ticket]
            at = min(times, key=lambda at: abs(at - act.at), default=act.at)
            if any(at <= kill < act.at for kill in kills):
                known = moved[act.counter, act.at] = at
        found.append(act._replace(at=known))
    # The press with which it was done was then, too.
    return [
        act._replace(at=moved.get((act.counter, act.at), act.at)) if act.what == "seen" else act
        for act in found
    ]


def _done(journal: list[dict[str, Any]], midnight: float) -> dict[tuple[str, str, str], list[float]]:
    """When a ticket came to a counter or left it, as the diary says it: what, counter, ticket -> times."""
    times = defaultdict(list)
    for row in journal:
        what = _SAID.get(row["event"])
        if what is not None and "label" in row:
            at = datetime.fromisoformat(row["at"]).timestamp() - midnight
            times[what, row.get("counter", ""), row["label"]].append(at)
    return times


def _whole_minutes(stretches: Iterable[list[Stretch]]) -> int:
    """Up to which second every counter is on record, to the last whole minute."""
    return int(min((rows[-1].end if rows else 0.0) for rows in stretches) // 60) * 60


def _picture(
    fleet: Fleet, day: Day, acts: list[Act], expected: dict[str, list[str]], recorded: dict[str, list[str]]
) -> str:
    shorts = {agency.id: agency.short for agency in fleet.agencies}
    parts = {counter: part.replace("_", " ") for part, counter in day.cast.items()}
    lines = [
        minutes_picture.Line(
            name=f"{shorts[row.agency]} {row.number}" + (f" · {parts[row.id]}" if row.id in parts else ""),
            expected=expected[row.id],
            recorded=recorded[row.id],
            there=minutes_picture.there(acts, row.id),
        )
        for row in sorted(fleet.counters, key=lambda row: row.number)
        if day.hours[row.id] is not None
    ]
    title = f"{fleet.mall.name}, {day.date:%A %-d %B %Y}: {day.tickets} tickets, seed {day.seed}"
    return minutes_picture.svg(lines, title)


def _hub(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "hub", "--log-level", "WARNING", *command, "hub.toml"),
        cwd=directory, capture_output=True, text=True, check=False,
    )  # fmt: skip
