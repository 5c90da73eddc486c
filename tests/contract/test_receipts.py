"""Every ticket of the full example, on both papers, read back by a decoder that shares no code with its builder."""

from __future__ import annotations

import itertools
import tomllib
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from kiosk.escpos_bytes import to_bytes
from kiosk.receipt import DOTS, LARGEST, Ticket, compose, compose_slip, fold
from kiosk.receipt_words import WORDS
from provisioning.rehearsal.dots import burn
from provisioning.rehearsal.escpos import tickets
from provisioning.rehearsal.ticket import Line, Qr
from tests.e2e.hub_rig import ROOT
from tests.receipt_pictures import sheet

if TYPE_CHECKING:
    from provisioning.rehearsal.ticket import DecodedTicket

SITE = tomllib.loads((ROOT / "provisioning/examples/full.toml").read_text(encoding="utf-8"))
MALL, AGENCIES = SITE["mall"], SITE["agencies"]
# those without a prefix are served elsewhere, and give no numbers
SERVICES = {name: row for name, row in SITE["services"].items() if "prefix" in row}
AT = datetime(2026, 11, 23, 8, 14, tzinfo=timezone(timedelta(hours=8), "WITA"))
QR = f"{MALL['ticket_url']}aB3dE6gH9jK2mN5pQ8sT0u"
KINDS = {
    "ticket": {"ahead": 7, "wait_min": 87},
    "english": {"ahead": 1, "wait_min": 5, "language": "en"},
    "offline": {"offline": True, "at": None},
    "copy": {"copy": True},
    "replacement": {"ahead": 0, "wait_min": 0, "replaces": "A011"},
}
PAPERS = [58, 80]


def a_ticket(which: str, label: str, **changes) -> Ticket:
    row = SERVICES[which]
    agency = AGENCIES[row["agency"]]
    facts = {
        "mall": MALL["name"], "regency": MALL["regency"], "agency": agency["name"], "service": row["name"],
        "label": label, "at": AT, "hotline": agency.get("hotline") or MALL["hotline"],
        "fee": row.get("fee", "Gratis"), "qr": QR,
    }  # fmt: skip
    return Ticket(**{**facts, **changes})


def read(ticket: Ticket, paper_mm: int) -> DecodedTicket:
    """The one paper that the bytes make, in which nothing is wrong."""
    [paper] = tickets(to_bytes(compose(ticket, paper_mm)), paper_mm)
    assert paper.complete
    assert paper.too_wide == ()
    assert paper.unknown == ()
    return paper


def in_order(paper: DecodedTicket, *parts: str) -> None:
    """All these words stand on the paper, whole, one below the other."""
    text, at = " ".join(paper.text.split()), 0
    for part in parts:
        words = " ".join(fold(part).split())
        assert words in text[at:], f"{words!r} is not below the others in {text!r}"
        at = text.index(words, at) + len(words)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paper_mm", PAPERS)
def test_every_word_of_every_ticket_of_the_full_mall_is_where_it_should_be(paper_mm, kind):
    changes = KINDS[kind]
    words = WORDS[changes.get("language", "id")]
    for service, row in SERVICES.items():
        label = f"{row['prefix']}{'-X' if kind == 'offline' else ''}012"
        ticket = a_ticket(service, label, **changes)
        paper = read(ticket, paper_mm)
        below = [
            words.fee,
            words.free if ticket.fee == "Gratis" else ticket.fee,
            words.complaints,
            words.scan,
        ]
        if ticket.at is not None:
            below.append("2026")
        in_order(
            paper, *([words.copy] if ticket.copy else []), ticket.mall, ticket.regency, words.number, label,
            row["name"], ticket.agency, *([f"{ticket.replaces}"] if ticket.replaces else []),
            *([words.watch] if ticket.ahead is None else [words.ahead, words.wait]), *below,
        )  # fmt: skip
        assert paper.label == paper.number == label
        assert paper.qr == QR
        assert paper.copy == ticket.copy


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_the_number_is_as_large_as_the_paper_allows_on_every_ticket(paper_mm):
    for service, row in SERVICES.items():
        label = f"{row['prefix']}012"
        lines = [
            element
            for element in read(a_ticket(service, label), paper_mm).elements
            if isinstance(element, Line)
        ]
        number = max(lines, key=lambda line: line.scale)
        size = number.runs[0].style.width
        assert size == number.runs[0].style.height
        one_more = (size + 1) * len(label) * 12
        assert size == LARGEST or one_more > DOTS[paper_mm], f"{label} could be larger"


@pytest.mark.parametrize("paper_mm", PAPERS)
@pytest.mark.parametrize("character", ["W", "Wi ", "Dinas Kependudukan "])
def test_names_of_any_length_are_broken_and_never_lost(paper_mm, character):
    name = (character * 120)[:120].strip()
    ticket = a_ticket("ktp-baru", "4K-ZAB123456", service=name, agency=name, mall=name, fee=name, copy=True)
    said = "".join(read(ticket, paper_mm).text.split())
    assert said.count("".join(name.split())) >= 2


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_a_qr_code_is_in_the_middle_with_white_around_it_and_is_drawn_whole(paper_mm):
    paper = read(a_ticket("ktp-baru", "A012"), paper_mm)
    [code] = [element for element in paper.elements if isinstance(element, Qr)]
    assert code.level == "M"
    margin = (DOTS[paper_mm] - code.width) // 2
    assert margin >= 4 * code.module, "cameras want four modules of white"
    image = burn(paper)
    dark = ImageChops.invert(image).getbbox()
    assert dark is not None
    assert dark[2] <= DOTS[paper_mm]


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_a_slip_is_no_number_and_does_not_look_like_one(paper_mm):
    text = "Layanan ini tutup hari ini. Buka lagi Selasa, 24 November 2026 pukul 07.30."
    for service in SERVICES.values():
        [slip] = tickets(to_bytes(compose_slip(MALL["name"], service["name"], text, paper_mm)), paper_mm)
        assert slip.too_wide == ()
        assert slip.number == ""
        assert slip.qr is None
        assert "BUKAN NOMOR ANTREAN" in slip.lines
        assert max(line.scale for line in slip.elements if isinstance(line, Line)) == 1
        in_order(slip, MALL["name"], "BUKAN NOMOR ANTREAN", service["name"], text)


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_the_pictures_in_the_docs_are_what_is_printed_today(paper_mm, tmp_path):
    now = tmp_path / "now.png"
    now.write_bytes(sheet(paper_mm))
    kept = ROOT / "docs" / "pictures" / f"receipts-{paper_mm}.png"
    with Image.open(now) as fresh, Image.open(kept) as old:
        assert fresh.size == old.size
        difference = ImageChops.difference(fresh.convert("L"), old.convert("L")).histogram()
    assert sum(difference[48:]) <= 60, "make docs"


def test_two_tickets_differ_where_they_must():
    texts = {kind: read(a_ticket("ktp-baru", "A012", **changes), 58).text for kind, changes in KINDS.items()}
    for one, other in itertools.combinations(texts, 2):
        assert texts[one] != texts[other]
