"""docs/pages.md says who may open what, and the rules say the same; every page is looked at by axe, and pictured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hub.accounts import PERMISSIONS
from tests.e2e.every_page import ELSEWHERE, PAGES

if TYPE_CHECKING:
    from tests.contract.house import House

PAGE = Path(__file__).resolve().parents[2] / "docs/pages.md"
NEEDS = {
    "Lantai": {"floor"},
    "Konsol loket": {"console"},
    "Nomor": {"tickets"},
    "Perangkat": {"devices"},
    "Layar": {"screens"},
    "Media": {"hall"},
    "Siaran": {"announce"},
    "Penutupan": {"closures"},
    "Jurnal": {"journal", "journal_devices"},
    "Pengaturan": {"settings"},
    "Pengaturan: the hall": {"hall"},
    "Pengguna": {"users"},
    "Token": {"tokens"},
}


def test_the_table_of_who_may_open_what_is_that_of_the_rules():
    table = PAGE.read_text(encoding="utf-8").split("## Who may open what")[1]
    head, _line, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in re.findall(r"^\|.*\|$", table, re.MULTILINE)
    )
    told = {name: {role for role, cell in zip(head[1:], cells, strict=True) if cell} for name, *cells in rows}
    assert told == {
        page: set().union(*(PERMISSIONS[permission] for permission in needed))
        for page, needed in NEEDS.items()
    }


def test_every_picture_has_been_taken_at_both_widths():
    pictures = PAGE.parent / "pictures/pages"
    names = {path.stem.rpartition("-")[0] for path in pictures.glob("*.png")}
    assert sorted(f"{name}-{width}.png" for name in names for width in ("desktop", "phone")) == sorted(
        path.name for path in pictures.glob("*.png")
    )


# What is fetched by a page, a machine or for a file, and is no page itself.
NO_PAGE = re.compile(
    r"/(api|static|media|pengaturan/ekspor)/|/(live|now|daftar|here|health|gambar)$|\.(csv|js|css|ico|txt)$"
)


def test_axe_looks_at_every_page_there_is(mall: House):
    routes = mall.app.url_map.bind("localhost")
    looked_at = {routes.match(path.partition("?")[0], "GET")[0] for path in PAGES}
    rules = {
        rule.rule: rule.endpoint for rule in mall.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    pages = {rule: endpoint for rule, endpoint in rules.items() if not NO_PAGE.search(rule)}
    assert sorted(rule for rule, endpoint in pages.items() if endpoint not in looked_at) == sorted(ELSEWHERE)
