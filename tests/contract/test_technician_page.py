"""The technician's page says what the self-test says."""

from __future__ import annotations

from pathlib import Path

from kiosk.selftest import manual
from kiosk.selftest.faults import FAULTS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_committed_page_is_not_stale():
    assert (DOCS / manual.NAME).read_text(encoding="utf-8") == manual.page(), "run `make docs`"


def test_every_fault_is_on_the_page_with_what_to_do_about_it():
    page = manual.page()
    assert all(fault.what[0] in page and fault.todo[1] in page for fault in FAULTS.values())
