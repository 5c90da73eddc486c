"""The benchmark works and keeps its promises to whoever reads its figures; how fast things are is not judged here."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.bench import report
from tests.bench.__main__ import PAGE, Amounts
from tests.bench.children import ROOT
from tests.bench.figures import Figure, Goal, quantile

KEYS = ["name", "unit", "ours_p50", "ours_p99", "floor_p50", "floor_p99", "goal"]
PAGE_BEFORE = PAGE.read_bytes() if PAGE.exists() else b""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    kept = tmp_path_factory.mktemp("bench") / "figures.json"
    command = (
        sys.executable,
        "-m",
        "tests.bench",
        "--quick",
        "--only",
        "ingest",
        "--only",
        "past",
        "--json",
        str(kept),
    )
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    assert "hub ingest" in done.stdout
    return json.loads(kept.read_text())


def test_json_rows_have_the_agreed_keys_and_plain_numbers(rows: list[dict]):
    assert [row["name"] for row in rows] == ["press beside a long past", "hub ingest, durable"]
    assert all(list(row) == KEYS for row in rows)
    assert [row["unit"] for row in rows] == ["ms", "messages/s"]
    assert all(isinstance(row[key], float) for row in rows for key in KEYS[2:])


def test_the_hub_takes_messages_and_the_floor_was_measured_beside_it(rows: list[dict]):
    _, ingest = rows
    assert ingest["ours_p50"] >= ingest["ours_p99"] > 0
    assert ingest["goal"] == pytest.approx(0.6 * ingest["floor_p50"], rel=1e-3)


def test_a_quick_run_leaves_the_published_page_alone(rows: list[dict]):
    assert rows
    assert (PAGE.read_bytes() if PAGE.exists() else b"") == PAGE_BEFORE


def test_of_a_time_the_p99_is_slow_and_of_a_rate_it_is_slow_too():
    samples = tuple(float(n) for n in range(1, 101))
    assert (Figure("t", "ms", samples).at(0.5), Figure("t", "ms", samples).at(0.99)) == (50.0, 99.0)
    rate = Figure("r", "messages/s", samples, rate=True)
    assert (rate.at(0.5), rate.at(0.99)) == (50.0, 1.0)


def test_a_goal_is_met_up_to_its_limit_and_missed_beyond_it():
    floor = (2.0,)
    goal = Goal(0.5, 1.25, times_floor=True)
    assert Figure("t", "ms", (2.5,), floor).met(goal)
    assert not Figure("t", "ms", (2.6,), floor).met(goal)
    assert Figure("r", "messages/s", (1.2,), floor, rate=True).met(Goal(0.5, 0.6, times_floor=True))
    assert not Figure("r", "messages/s", (1.1,), floor, rate=True).met(Goal(0.5, 0.6, times_floor=True))
    assert not Figure("t", "ms", (2.5,)).met(goal)  # a floor that was not measured proves nothing


def test_what_does_not_apply_is_null():
    row = Figure("memory, kiosk", "MiB RSS", (36.5,)).as_json()
    assert (row["floor_p50"], row["floor_p99"], row["goal"]) == (None, None, None)


def test_the_table_and_the_page_say_where_a_goal_was_missed_and_by_how_much():
    missed = Figure("press → label bound", "ms", (3.0,), (2.0,), (Goal(0.5, 1.25, times_floor=True),))
    assert report.table([missed]).splitlines()[-1].endswith("missed")
    amounts = Amounts()._asdict()
    page = report.page([missed], "make bench", amounts)
    assert "- **press → label bound**, p50: 3 ms, the goal is 2.5: missed by 20%." in page


def test_a_quantile_is_a_sample_that_was_measured():
    assert [quantile([4, 1, 3, 2], share) for share in (0.0, 0.25, 0.5, 0.99, 1.0)] == [1, 1, 2, 4, 4]
