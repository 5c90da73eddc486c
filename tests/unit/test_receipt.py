"""A ticket fits its paper, says what it should, and nothing that is not known."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.receipt import (
    CHARACTER_DOTS,
    DOTS,
    Cut,
    Feed,
    Operation,
    Qr,
    Rule,
    Text,
    Ticket,
    compose,
    fold,
    height_mm,
    number_size,
    qr_modules,
)

WITA = timezone(timedelta(hours=8), "WITA")
PAPERS = [58, 80]


def a_ticket(**changes: Any) -> Ticket:
    facts: dict[str, Any] = {
        "mall": "Mal Pelayanan Publik",
        "regency": "Kabupaten Contoh",
        "agency": "Dinas Kependudukan dan Pencatatan Sipil",
        "service": "Perekaman KTP-el Baru",
        "label": "A012",
        "at": datetime(2026, 11, 23, 8, 14, tzinfo=WITA),
        "ahead": 7,
        "wait_min": 25,
        "hotline": "0812-3456-7890",
        "fee": "Gratis",
        "qr": "https://antrean.contoh.go.id/t/aB3dE6gH9jK2mN5pQ8s",
    }
    return Ticket(**{**facts, **changes})


def width(operation: Operation) -> int:
    """Dots across."""
    if isinstance(operation, Text):
        return len(operation.text) * operation.size * CHARACTER_DOTS
    if isinstance(operation, Rule):
        return operation.columns * CHARACTER_DOTS
    if isinstance(operation, Qr):
        return (qr_modules(operation.content) or 0) * operation.module
    return 0


def words(operations: list[Operation]) -> str:
    """All that can be read, blanks joined."""
    return " ".join(" ".join(op.text for op in operations if isinstance(op, Text)).split())


TICKETS = st.builds(
    a_ticket,
    mall=st.text(max_size=120),
    regency=st.text(max_size=120),
    agency=st.text(max_size=120),
    service=st.text(max_size=120),
    label=st.from_regex(r"[0-9]?[A-Z]{1,2}(-[A-Z]{1,3})?[0-9]{3,6}", fullmatch=True),
    at=st.none() | st.datetimes(timezones=st.just(WITA)),
    ahead=st.none() | st.integers(0, 1_000_000),
    wait_min=st.none() | st.integers(0, 10_000),
    hotline=st.text(max_size=400),
    fee=st.text(max_size=400),
    qr=st.text(max_size=400),
    offline=st.booleans(),
    copy=st.booleans(),
    replaces=st.sampled_from(["", "A011", "4K-ZAB123456"]),
    language=st.sampled_from(["id", "en"]),
)


@given(TICKETS, st.sampled_from(PAPERS))
def test_nothing_is_ever_wider_than_the_paper_or_anything_but_plain_ascii(ticket, paper_mm):
    operations = compose(ticket, paper_mm)
    assert max(map(width, operations)) <= DOTS[paper_mm]
    for operation in operations:
        if isinstance(operation, Text):
            assert all(" " <= char <= "~" for char in operation.text)
    assert operations[-1] == Cut()
    assert operations.count(Cut()) == 1
    large = [op for op in operations if isinstance(op, Text) and op.size > 1]
    assert [op.text for op in large if op.size == max(large, key=lambda op: op.size).size] in (
        [ticket.label],
        [],
    ), "nothing is as large as the number"


@pytest.mark.parametrize(
    ("label", "paper_mm", "size"),
    [("A012", 58, 8), ("A012", 80, 8), ("A-X017", 58, 5), ("A-X017", 80, 8), ("4K-ZAB123456", 58, 2)],
)
def test_the_number_is_as_large_as_the_paper_allows(label, paper_mm, size):
    assert number_size(label, paper_mm) == size
    assert Text(label, size, align="center") in compose(a_ticket(label=label), paper_mm)


def test_the_number_on_58_mm_fills_the_paper_to_the_dot():
    assert len("A012") * number_size("A012", 58) * CHARACTER_DOTS == DOTS[58]


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_a_ticket_says_all_that_is_known(paper_mm):
    said = words(compose(a_ticket(), paper_mm))
    for part in (
        "Mal Pelayanan Publik",
        "Kabupaten Contoh",
        "NOMOR ANTREAN A012 Perekaman KTP-el Baru Dinas Kependudukan dan Pencatatan Sipil",
        "Di depan Anda 7 orang",
        "Perkiraan tunggu 25 menit",
        "Biaya resmi Gratis",
        "Pengaduan 0812-3456-7890",
        "Pindai untuk memantau antrean",
        "Senin, 23 November 2026",
        "08.14 WITA",
    ):
        assert part in said
    assert "CETAK ULANG" not in said


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_an_offline_ticket_says_nothing_that_the_kiosk_cannot_know(paper_mm):
    said = words(compose(a_ticket(offline=True, at=None, ahead=7, wait_min=25), paper_mm))
    assert "Tunggu panggilan di layar" in said
    for unknown in ("Di depan", "orang", "menit", "2026", "WITA"):
        assert unknown not in said


def test_a_wait_that_is_not_known_is_left_out():
    said = words(compose(a_ticket(wait_min=None), 80))
    assert "Di depan Anda 7 orang" in said
    assert "menit" not in said


def test_a_wait_of_less_than_a_minute_is_not_said_to_be_none():
    assert "Perkiraan tunggu < 1 menit" in words(compose(a_ticket(ahead=0, wait_min=0), 58))


@pytest.mark.parametrize(
    ("minutes", "said"), [(59, "59 menit"), (64, "1 jam"), (87, "1 jam 30 menit"), (116, "2 jam")]
)
def test_a_long_wait_is_told_in_hours_and_no_closer_than_anybody_knows(minutes, said):
    paper = words(compose(a_ticket(wait_min=minutes), 80))
    assert f"Perkiraan tunggu {said} " in f"{paper} "


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_a_second_paper_for_the_same_number_is_marked_at_both_ends_and_in_large_letters(paper_mm):
    texts = [op for op in compose(a_ticket(copy=True), paper_mm) if isinstance(op, Text)]
    assert "CETAK ULANG" in texts[0].text
    assert texts[0].size == 2
    assert texts[-1].text == "*** CETAK ULANG ***"


@pytest.mark.parametrize(("language", "said"), [("id", "Prioritas"), ("en", "Priority")])
def test_a_ticket_that_is_called_first_says_so_and_another_does_not(language, said):
    assert said in words(compose(a_ticket(priority=True, language=language), 58))
    assert said not in words(compose(a_ticket(language=language), 58))


def test_a_ticket_in_the_place_of_one_that_failed_says_so():
    assert "Pengganti nomor A012" in words(compose(a_ticket(label="A014", replaces="A012"), 58))
    assert "Pengganti" not in words(compose(a_ticket(), 58))


@pytest.mark.parametrize("paper_mm", PAPERS)
def test_an_english_ticket_has_no_indonesian_word_but_names(paper_mm):
    said = words(compose(a_ticket(language="en", ahead=1, fee="Gratis", replaces="A011"), paper_mm))
    for part in (
        "QUEUE NUMBER A012",
        "In place of number A011",
        "Ahead of you 1 person",
        "Expected wait 25 min",
        "Official fee Free",
        "Complaints 0812-3456-7890",
        "Scan to follow the queue",
        "Monday, 23 November 2026",
        "08:14 WITA",
    ):
        assert part in said
    for word in ("ANTREAN", "depan", "tunggu", "Biaya", "Pindai", "Senin"):
        assert word not in said


def test_a_code_is_on_the_ticket_as_it_is_and_large_enough_to_read():
    for paper_mm in PAPERS:
        [code] = [op for op in compose(a_ticket(), paper_mm) if isinstance(op, Qr)]
        assert code.content == a_ticket().qr
        assert code.module >= 4
        assert 15 <= width(code) / 8 <= 25, "in millimetres"


@pytest.mark.parametrize("content", ["", "x" * 400, "https://contoh/\x10\x04\x01", "https://contoh/\u00e9"])
def test_without_a_code_that_can_be_printed_there_is_no_word_of_one(content):
    operations = compose(a_ticket(qr=content), 58)
    assert not any(isinstance(operation, Qr) for operation in operations)
    assert "Pindai" not in words(operations)


def test_long_names_are_broken_into_lines_of_about_the_same_length():
    lines = [
        op.text
        for op in compose(a_ticket(), 58)
        if isinstance(op, Text) and ("Dinas" in op.text or "Sipil" in op.text)
    ]
    assert lines == ["Dinas Kependudukan", "dan Pencatatan Sipil"]


def test_a_long_fee_gets_lines_of_its_own():
    fee = "Rp225.000 (SIM C baru), Rp100.000 (perpanjangan)"
    assert fee in words(compose(a_ticket(fee=fee), 58))


def test_the_regency_is_not_said_twice():
    said = words(compose(a_ticket(mall="MPP Kabupaten Contoh"), 80))
    assert said.count("Kabupaten Contoh") == 1


@pytest.mark.parametrize(("paper_mm", "most"), [(58, 120), (80, 110)])
def test_a_ticket_is_short_for_paper_costs_money(paper_mm, most):
    assert 80 < height_mm(compose(a_ticket(), paper_mm)) < most


def test_the_height_is_the_sum_of_what_is_printed_and_the_way_to_the_knife():
    assert height_mm([Text("x"), Text("x", 8), Rule(32), Feed(16), Cut()]) == (28 + 192 + 28 + 16) / 8 + 15


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Pelayanan  Izin", "Pelayanan Izin"),
        ("Caf\u00e9 \u201cMal\u201d \u2014 \u2018ok\u2019", "Cafe \"Mal\" - 'ok'"),
        ("a\x1b@\x10\x04b\nc", "a@b c"),
        ("\u65e5\u672c", ""),
    ],
)
def test_text_is_folded_to_what_every_printer_has(text, plain):
    assert fold(text) == plain
