"""Files that mean harm, are broken or merely odd: a fault is told, nothing is raised, no text is harmed."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from hub.exchange import export_csv, export_site, export_xlsx, read_lists
from hub.exchange.lists import Problem
from tests.unit.small_mall import register


def workbook(**sheets):
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(name, content, mall=None, **more):
    """The faults of a file, as a person reads them; a file with faults changes nothing."""
    reading = read_lists(name, content, mall or register(), **more)
    assert not (reading.faults and reading.changes)
    assert all(fault.english for fault in reading.faults)
    return [str(fault) for fault in reading.faults]


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)


@settings(max_examples=20)
@given(name=TEXTS, fee=TEXTS, requirements=TEXTS)
def test_no_text_however_odd_is_changed_by_going_out_and_in(name, fee, requirements):
    mall = register()
    row = {**mall.row("service", "ktp"), "name": name, "fee": fee, "requirements": requirements}
    mall.put("service", "ktp", row)
    for file, content in (
        ("site.toml", export_site(mall).encode()),
        ("layanan.csv", export_csv(mall, "service")),
        ("mal.xlsx", export_xlsx(mall)),
    ):
        reading = read_lists(file, content, mall)
        assert reading.changes == ()
        assert reading.faults == ()


# --- hostile and broken workbooks -------------------------------------------------------------------------


def parts(content, **replaced):
    """A workbook with parts replaced (or added) by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in replaced:
                new.writestr(name, old.read(name))
        for name, data in replaced.items():
            new.writestr(name, data)
    return out.getvalue()


SOUND = workbook(Layanan=[["id", "nama"], ["ktp", "KTP"]])
SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
TEXT = '<c t="inlineStr"><is><t>ktp</t></is></c>'
CELL = '<c r="{}" t="inlineStr"><is><t>ktp</t></is></c>'
WORKBOOKS = {
    "an old file": (b"\xd0\xcf\x11\xe0" + b"x" * 1000, "berkas Excel lama (.xls) atau berkata sandi"),
    "a csv": (b"id;nama\nktp;x", "bukan berkas .xlsx"),
    "a zip of something else": (parts(b"PK\x05\x06" + b"\0" * 18, **{"a.txt": b"x"}), "bukan berkas .xlsx"),
    "half a file": (SOUND[: len(SOUND) // 2], "bukan berkas .xlsx"),
    "a bomb": (parts(SOUND, **{"xl/media/a.bin": b"\0" * 30_000_000}), "isinya terlalu besar setelah dibuka"),
    "many parts": (
        parts(SOUND, **{f"xl/x{n}": b"" for n in range(600)}),
        "isinya terlalu besar setelah dibuka",
    ),
    "entities": (parts(SOUND, **{SHEET: DOCTYPE + sheet_xml("")}), "berkas Excel tidak wajar (DTD)"),
    "a row at the end of the world": (
        parts(SOUND, **{SHEET: sheet_xml(f'<row r="1048576">{CELL.format("A1048576")}</row>')}),
        "lebih dari 10000 baris",
    ),
    "a cell at the end of the world": (
        parts(SOUND, **{SHEET: sheet_xml(f'<row r="1">{CELL.format("XFD1")}</row>')}),
        "lebih dari 60 kolom",
    ),
    "rows without numbers": (
        parts(SOUND, **{SHEET: sheet_xml(f"<row>{TEXT}</row>" * 10_002)}),
        "lebih dari 10000 baris",
    ),
    "broken xml": (parts(SOUND, **{SHEET: "<worksheet><row"}), "berkas Excel rusak"),
    "no workbook inside": (parts(SOUND, **{"xl/workbook.xml": "<x/>"}), ""),
    "tags that never end": (parts(SOUND, **{SHEET: "<row " * 200_000}), "berkas Excel rusak"),
    "an unknown sheet": (
        workbook(Layanann=[["id"]]),
        "lembar Layanann: lembar ini tidak dikenal; yang ada: Layanan",
    ),
    "nothing in it": (workbook(Layanan=[]), "tidak ada daftar di dalamnya"),
}


@pytest.mark.parametrize(("content", "expected"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_a_workbook_that_is_none_or_means_harm_is_told_so(content, expected):
    found = told("mal.xlsx", content)
    assert len(found) == 1
    assert found[0].removeprefix("mal.xlsx").lstrip(",: ").startswith(expected), found


TOMLS = {
    "no toml": (b"[mall\n", "baris 1: bukan TOML yang sah"),
    "another encoding": (b"a = '\xe9'", "baris 1: bukan UTF-8"),
    "nothing but a table": (b"[mall]\n", "kolom hours: belum diisi"),
    "deep lists": (b"a = " + b"[" * 100_000, "tabel di dalam tabel terlalu dalam"),
    "deep tables": (b"a." * 500_000 + b"a = 1", "baris 1: terlalu banyak titik"),
    "a long number": (b"a = " + b"9" * 10_000, "bukan TOML yang sah"),
    "a mall that is a number": (b"mall = 7", ""),
}


@pytest.mark.parametrize(("content", "expected"), TOMLS.values(), ids=TOMLS)
def test_a_broken_site_file_is_told_what_is_wrong(content, expected):
    found = told("site.toml", content)
    assert found
    assert any(line.removeprefix("site.toml").lstrip(",: ").startswith(expected) for line in found), found


BYTES = st.binary(max_size=300) | st.text(max_size=300).map(str.encode)


@settings(max_examples=60)
@given(content=BYTES, name=st.sampled_from(["layanan.csv", "a.xlsx", "a.toml"]))
def test_no_bytes_whatever_raise(content, name):
    reading = read_lists(name, content, register())
    assert reading.faults or reading.changes == ()


CELLS = st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.dates()


@settings(max_examples=20)
@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=4))
def test_no_cells_whatever_raise(rows):
    def plain(cell):
        return "".join(filter(str.isprintable, cell)) if isinstance(cell, str) else cell

    headings = ["id", "nomor", "zona", "instansi", "layanan", "arah"]
    content = workbook(Loket=[headings, *[[plain(cell) for cell in row] for row in rows]])
    reading = read_lists("mal.xlsx", content, register())
    assert all(isinstance(fault, Problem) for fault in reading.faults)


def test_of_thousands_of_faults_the_first_are_told_and_that_there_are_more():
    found = told("site.toml", b"\n".join(b"[x%d]" % number for number in range(20_000)))
    assert len(found) == 2001
    assert found[-1] == "site.toml: masih ada kesalahan lain"
