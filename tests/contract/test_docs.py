"""The manuals: what they point to is there, and what they name exists."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


def test_every_row_of_the_failure_table_names_tests_that_exist():
    rows = [
        line
        for line in (ROOT / "docs/protocol.md").read_text(encoding="utf-8").splitlines()
        if "`test_" in line
    ]
    known = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests/simulation").glob("test_*.py")
    )
    assert len(rows) == 9
    for row in rows:
        for name in re.findall(r"`(test_\w+)`", row):
            assert f"def {name}(" in known, name


def test_every_make_command_that_a_page_names_is_listed_by_make():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for page in PAGES:
        for command in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8")):
            assert re.search(rf"^\s+{command}\s", listed, re.MULTILINE), f"{page.name}: make {command}"
