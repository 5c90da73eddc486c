"""A part of a scripted morning with every process of a mall: its minutes are on record as they were lived."""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from provisioning.apply import read_site

ROOT = Path(__file__).parents[2]
SITE = ROOT / "provisioning/examples/small.toml"
MINUTES = 1440


def live(out: Path, *arguments: str) -> dict:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "provisioning", "rehearse", "--day", "--speed", "60", "--tickets", "250"),
            *("--seed", "1", "--out", str(out), *arguments),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    return json.loads((out / "summary.json").read_text())


@pytest.fixture(scope="module")
def morning(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("day")
    live(out, "--from", "07:55", "--until", "08:20")
    return out


def test_nothing_was_lost_or_doubled_and_no_minute_is_on_record_otherwise_than_it_was(morning):
    told = json.loads((morning / "summary.json").read_text())
    assert (told["lost"], told["doubled"], told["minutes_wrong"], told["faults"]) == (0, 0, 0, [])
    assert told["called"] == told["tickets"] > 5
    assert told["compared_until"] > "08:20"


def test_the_table_of_minutes_has_every_minute_of_every_counter_and_its_states_were_all_lived(morning):
    with (morning / "minutes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == MINUTES * len(read_site(SITE).counters)
    states = Counter(row["recorded"] for row in rows if "08:00" <= row["minute"] < "08:20")
    assert states["serving"] > 10
    assert states["open_idle"] > 10
    assert states["unattended"] > 10  # one officer does not come, and another one is late
    picture = (morning / "minutes.svg").read_text()
    assert picture.startswith("<svg")
    assert "absent" in picture


def test_with_the_hub_killed_in_the_middle_nothing_is_lost_nobody_is_called_absent_and_consoles_come_back(
    tmp_path,
):
    told = live(tmp_path, "--from", "07:55", "--until", "08:40", "--kill-hub")
    assert told["hub_killed"] >= 1
    assert (told["lost"], told["doubled"], told["faults"]) == (0, 0, [])
    assert told["live_again_s"] <= 3.0
