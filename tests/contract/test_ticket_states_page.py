"""The page on a ticket's states says what the hub's table says."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from hub import diagram
from hub.tickets import TRANSITIONS, State

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_committed_page_is_not_stale():
    committed = (DOCS / diagram.NAME).read_text(encoding="utf-8")
    assert committed == diagram.page(), "run `make docs`"


def test_every_state_is_explained():
    assert {"absent", *diagram.STATES} == set(get_args(State))


def test_every_transition_is_on_the_page(monkeypatch):
    page = diagram.page()
    for (before, event), after in TRANSITIONS.items():
        assert str(event.__struct_config__.tag) in page
        assert before == "absent" or f"`{before}`" in page
        assert f"`{after}`" in page
    monkeypatch.delitem(TRANSITIONS, ("called", diagram.e.Recalled))
    assert diagram.page() != page
