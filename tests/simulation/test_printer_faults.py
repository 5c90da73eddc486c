"""Every printer, every fault: what the visitor holds, what the hub says, and that both agree.

The product's driver, conversation, role, clerk and hub are the real ones, in simulated time; see `printer_world`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import printer_ready, printer_talk
from kiosk.escpos_commands import INITIALISE, KNIFE
from kiosk.printer_questions import Questions
from kiosk.printer_ready import Readiness
from kiosk.printer_talk import Conversation, Outcome
from tests.simulation.audit import Broken
from tests.simulation.printer_faults import (
    CHARACTERS,
    FAULTS,
    audit,
    held,
    one_fault,
    random_faults,
    story,
    table,
)

SEEDS = 1000
ENOUGH = 120  # seeds within which any of the faults below shows
PAGE = Path(__file__).parents[2] / "docs" / "printers.md"
# What becomes of the first number, where the printer can speak. Everything else is in the table of the page.
SPEAKING = {
    "paper out before the job": "no number",
    "paper out at its first line": "failed",
    "paper out in its middle": "failed",
    "paper out after the job": "printed",
    "cover opened in the job": "failed",
    "cutter jammed at the cut": "unconfirmed",
    "cutter jammed for good": "unconfirmed",
    "head too hot in the job": "failed",
    "mechanical error in the job": "failed",
    "unplugged in the job": "unconfirmed",
    "power cycle in the job": "unconfirmed",
    "power cycle behind an adapter": "unconfirmed",
    "mute in the job": "unconfirmed",
    "five times as slow": "unconfirmed",
    "kiosk killed in the job": "?",
}


@pytest.mark.parametrize("character", CHARACTERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_paper_outcome_and_row_agree(character, fault):
    stage = one_fault(character, fault)
    audit(stage)
    first = next(iter(stage.uids), "")
    result = stage.result(first) if first else "no number"
    if character == "mute":
        assert result in ("unconfirmed", "?"), "it cannot tell, and nobody else can"
        assert len(stage.uids) == 1
    elif fault in SPEAKING:
        assert result == SPEAKING[fault]
    if result == "failed":
        assert held(stage, first) in ("nothing", "piece", "void")
        assert [held(stage, label) for label in list(stage.uids)[1:]] == ["paper"], "its place has its paper"
    stage.close()


def test_the_page_has_the_table_as_it_is():
    assert table() in PAGE.read_text(encoding="utf-8"), "python -m tests.simulation.printer_faults --table"


@pytest.mark.timeout(300)
def test_a_thousand_random_troubles_lose_no_paper_double_none_and_let_no_stale_one_out():
    lived = [live(seed) for seed in range(SEEDS)]
    broken = [
        f"{problem}\n    python -m tests.simulation.printer_faults --seed {seed}"
        for seed, (problem, _) in enumerate(lived)
        if problem
    ]
    assert "\n".join(broken[:10]) == ""
    assert sum(numbers for _, numbers in lived) > 2 * SEEDS


def live(seed: int) -> tuple[str, int]:
    """What is wrong with a seed, if anything, and how many numbers were given."""
    try:
        stage = random_faults(seed)
    except Broken as problem:
        return str(problem), 0
    try:
        audit(stage)
    except Broken as problem:
        return str(problem), 0
    finally:
        stage.close()
    return "", len(stage.uids)


def test_the_same_seed_is_the_same_story():
    stories = []
    for _ in range(2):
        stage = random_faults(7)
        stories.append((story(stage), [round(piece.at, 6) for piece in stage.pieces]))
        stage.close()
    assert stories[0] == stories[1]


# --- faults put into the product: each must be seen ---------------------------------------------------------------


def first_broken() -> str:
    return next((problem for problem, _ in map(live, range(ENOUGH)) if problem), "")


def test_a_failed_paper_that_is_not_marked_void_is_seen(monkeypatch):
    for module in (printer_talk, printer_ready):
        monkeypatch.setattr(module, "VOID", INITIALISE + KNIFE)
    assert "failed, and came out whole" in first_broken()


def test_what_hangs_there_when_the_next_ticket_comes_is_seen(monkeypatch):
    monkeypatch.setattr(Readiness, "_settle", lambda self: setattr(self, "debt", ""))
    assert "one paper with the numbers" in first_broken()


def test_a_proof_that_is_not_waited_for_is_seen(monkeypatch):
    monkeypatch.setattr(Conversation, "_outcome_by_proof", lambda _self, _came: Outcome("printed"))
    assert "was said to be printed" in first_broken()


def test_an_unsure_job_that_is_called_failed_is_seen(monkeypatch):
    monkeypatch.setattr(Conversation, "_unsure", lambda _self, reason: Outcome("failed", reason))
    assert "failed, and" in first_broken()


def test_any_answer_taken_for_any_proof_is_seen(monkeypatch):
    def credulous(self, _answer):
        for question in self._open:
            question.answered = True
        self._open.clear()
        return True

    monkeypatch.setattr(Questions, "hear", credulous)
    assert first_broken()
