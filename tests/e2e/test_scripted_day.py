"""A part of a scripted morning with every process of a mall, the hub killed in it: its minutes are as lived."""

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
PATIENCE_S = 300  # on a busy machine the mall sets its clock to open late

pytestmark = pytest.mark.timeout(PATIENCE_S)


@pytest.fixture(scope="module")
def morning(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("day")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "provisioning", "rehearse", "--day", "--speed", "60", "--tickets", "250"),
            *("--from", "07:55", "--until", "08:25", "--kill-hub", "--seed", "1", "--out", str(out)),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S - 10,
    )  # fmt: skip
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    return out


@pytest.fixture(scope="module")
def told(morning) -> dict:
    return json.loads((morning / "summary.json").read_text())


def test_nothing_was_lost_or_doubled_though_the_hub_was_killed(told):
    assert told["hub_killed"] >= 1
    assert (told["lost"], told["doubled"], told["faults"]) == (0, 0, [])
    assert told["called"] == told["tickets"] > 5


def test_consoles_and_pads_were_live_again_within_three_seconds_of_its_return(told):
    assert 0 < told["live_again_s"] <= 3.0


def test_no_minute_is_on_record_otherwise_than_it_was(told):
    assert told["minutes_wrong"] == 0
    assert told["compared_until"] > "08:25"


def test_the_table_of_minutes_has_every_minute_of_every_counter(morning):
    with (morning / "minutes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == MINUTES * len(read_site(SITE).counters)
    states = Counter(row["recorded"] for row in rows if "08:00" <= row["minute"] < "08:25")
    assert states["serving"] > 10
    assert states["open_idle"] > 10
    assert states["unknown"] > 0  # the hub was away for more than a minute


def test_the_picture_shows_every_counter_that_works_that_day(morning):
    picture = (morning / "minutes.svg").read_text()
    assert picture.startswith("<svg")
    assert "absent" in picture
