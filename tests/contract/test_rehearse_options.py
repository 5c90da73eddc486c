"""`python -m provisioning rehearse`: what it refuses, in one line, before anything is started or deleted."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "provisioning", "rehearse", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)


def test_a_directory_with_somebody_elses_files_is_left_alone(tmp_path):
    mine = tmp_path / "paper" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    told = rehearse("--visitors", "1", "--out", str(tmp_path))
    assert told.returncode == 1
    assert (
        told.stderr.strip()
        == f"--out {tmp_path}: holds files of something else; name an empty or a new directory"
    )
    assert mine.read_text() == "mine"


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--speed", "0", "0.1 to 200 times its pace"),
        ("--speed", "-3", "0.1 to 200 times its pace"),
        ("--visitors", "-1", "0 to 5000"),
        ("--visitors", "ten", "invalid"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(option, value, reason):
    told = rehearse(option, value)
    assert told.returncode == 2
    assert reason in told.stderr
    assert "Traceback" not in told.stderr
