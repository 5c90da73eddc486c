"""Whatever is asked of the API, it answers as its document says: schemathesis against the real application.

It walks the edges of every parameter, tries what the document forbids, leaves the token away, and compares each
answer with the document. `--fuzz 500` tries as many random requests more for each address.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Response

from hub.api.table import PREFIX, ROUTES
from hub.hall import Hall
from hub.register import Register
from hub.storage.books import verify
from tests.contract.api_house import Mall, mall_at_work

SEED = 20261123
USUAL = 3


@pytest.fixture
def mall(tmp_path):
    with mall_at_work(tmp_path, patient=True) as found:
        yield found


def schemathesis(mall: Mall, directory: Path, *more: str) -> subprocess.CompletedProcess[str]:
    program = [Path(sys.executable).with_name("schemathesis"), "run", f"{mall.url}{PREFIX}/openapi.json"]
    header = ["--header", f"Authorization: {mall.headers['Authorization']}"]
    return subprocess.run(
        [*program, *header, "--checks", "all", "--no-color", "--no-shrink", "--warnings", "off", *more],
        cwd=directory, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.timeout(900)
def test_no_request_finds_a_fault_of_ours_or_an_answer_that_the_document_does_not_know(
    mall: Mall, tmp_path, request, caplog
):
    fuzz = request.config.getoption("--fuzz")
    seed = [] if fuzz else ["--seed", str(SEED)]
    run = schemathesis(
        mall, tmp_path, "--max-examples", str(fuzz or USUAL), "--phases", "coverage,fuzzing", *seed
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    operations = sum(1 + route.many for route in ROUTES)
    assert f"Tested: {operations}" in run.stdout
    assert "page api" not in caplog.text
    assert list(verify(mall.house.store, Hall(Register()))) == []


def test_an_answer_that_the_document_does_not_know_would_be_found(mall: Mall, tmp_path):
    mall.house.app.view_functions["api.health"] = lambda: Response(
        '{"status": "well"}', mimetype="application/json"
    )
    run = schemathesis(mall, tmp_path, "--include-operation-id", "health", "--phases", "coverage")
    assert run.returncode == 1
    assert "Response violates schema" in run.stdout
