"""Lists out and in: the same comes back, and whatever is wrong with a file is told by its place, never raised."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from small_mall import register

from broker_config.mall_file import read_mall
from hub.exchange import export_csv, export_site, export_xlsx, read_lists
from hub.register import Register, from_mall
from provisioning.apply import part_types
from provisioning.fleet import read

EXAMPLES = Path(__file__).parents[2] / "provisioning/examples"
CSV_OF = {"agency": "instansi", "service": "layanan", "counter": "loket", "user": "pengguna"}


def csv_file(*rows):
    return "\r\n".join(rows).encode()


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


def changes(name, content, mall=None, **more):
    reading = read_lists(name, content, mall or register(), **more)
    assert reading.faults == ()
    return {(kind, slug): row for kind, slug, row in reading.changes}


# --- there and back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", ["small", "full"])
def test_what_goes_out_comes_back_without_a_change(example):
    fleet = read(tomllib.loads((EXAMPLES / f"{example}.toml").read_text()), example, part_types())
    mall = Register(from_mall(fleet))
    assert changes("site.toml", export_site(mall).encode(), mall) == {}
    assert changes("mal.xlsx", export_xlsx(mall), mall) == {}
    for kind, name in CSV_OF.items():
        assert changes(f"{name}.csv", export_csv(mall, kind), mall, archive_absent=True) == {}


def test_the_lists_of_one_mall_make_another_the_same():
    mall = register()
    bare = Register(change for change in mall.rows() if change.kind in ("mall", "zone", "priority_group"))
    for kind, slug, row in changes_of("mal.xlsx", export_xlsx(mall), bare):
        bare.put(kind, slug, row)
    assert bare.wire(1, 1).services == mall.wire(1, 1).services
    assert [row.id for row in bare.wire(1, 1).counters] == [row.id for row in mall.wire(1, 1).counters]
    assert bare.users == mall.users


def changes_of(name, content, mall):
    reading = read_lists(name, content, mall)
    assert reading.faults == ()
    return reading.changes


def test_the_exported_site_is_one_that_a_new_hub_can_start_with():
    mall = register()
    data = read_mall(tomllib.loads(export_site(mall)), "mall.toml")
    assert Register(from_mall(data)).wire(1, 1) == mall.wire(1, 1)


def test_a_spreadsheet_makes_no_formula_of_what_a_mall_calls_its_services():
    mall = register()
    mall.put("service", "ktp", {**mall.row("service", "ktp"), "name": "=1+1", "fee": "+62 811"})
    assert b"'=1+1;" in export_csv(mall, "service")
    sheet = load_workbook(io.BytesIO(export_xlsx(mall)))["Layanan"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")


# --- what an import does ----------------------------------------------------------------------------------


def test_a_row_changes_only_in_the_columns_that_the_file_has():
    mall = register()
    found = changes("layanan.csv", csv_file("id;tarif", "ktp;Rp10.000"), mall)
    assert found == {("service", "ktp"): {**mall.row("service", "ktp"), "fee": "Rp10.000"}}


def test_an_empty_cell_is_the_usual_again():
    found = changes("layanan.csv", csv_file("id;kuota sehari;persyaratan", "ktp;;"))
    assert "quota" not in found["service", "ktp"]
    assert "requirements" not in found["service", "ktp"]


def test_a_new_row_comes_after_the_others():
    content = csv_file(
        "id,nama,instansi,awalan,tempat,kuota sehari",
        "kia,Kartu Anak,dukcapil,C,di mal,20",
        "x,X,dukcapil,,rujukan,",
    )
    found = changes("layanan.csv", content)
    assert found["service", "kia"] == {
        "name": "Kartu Anak",
        "agency": "dukcapil",
        "prefix": "C",
        "place": "here",
        "quota": 20,
        "position": 6,
    }
    assert found["service", "x"]["position"] == 7


def test_rows_that_the_file_does_not_have_stay_unless_they_shall_go():
    content = csv_file("id;nama;peran", "sri;Sri Wahyuni;manajer")
    assert changes("pengguna.csv", content) == {}
    found = changes("pengguna.csv", content, archive_absent=True)
    assert list(found) == [("user", "budi")]
    assert found["user", "budi"]["archived"] is True


def test_words_may_be_indonesian_or_those_of_the_file_format_in_any_case():
    content = csv_file("ID;Jenis;STATUS;Kop Surat", "bnn;Vertikal;AKTIF;Jalan 1", "imigrasi;bumn;signed;")
    found = changes("Instansi 2026.csv", content)
    assert (found["agency", "bnn"]["status"], found["agency", "bnn"]["letterhead"]) == ("active", "Jalan 1")
    assert (found["agency", "imigrasi"]["type"], found["agency", "imigrasi"]["status"]) == ("bumn", "signed")


def test_names_in_a_cell_may_be_parted_by_commas_semicolons_or_lines():
    content = csv_file("id,layanan", 'loket-2,"akta; ktp"')
    assert changes("loket.csv", content)["counter", "loket-2"]["services"] == ["akta", "ktp"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("between", ";,\t")
def test_a_csv_is_read_as_excel_writes_it(encoding, between):
    content = f"id{between}nama\r\nktp{between}KTP\N{EN DASH}el\r\n\r\n".encode(encoding)
    assert changes("layanan.csv", content)["service", "ktp"]["name"] == "KTP\N{EN DASH}el"


def test_excels_own_line_about_the_separator_is_understood():
    assert changes("layanan.csv", b"sep=|\r\nid|tarif\r\nktp|Rp1\r\n")["service", "ktp"]["fee"] == "Rp1"


def test_numbers_of_a_spreadsheet_are_numbers_and_texts():
    content = workbook(Layanan=[["id", "kuota sehari", "tarif"], ["ktp", 25.0, 10000]])
    found = changes("mal.xlsx", content)["service", "ktp"]
    assert (found["quota"], found["fee"]) == (25, "10000")


def test_a_site_file_with_boxes_is_welcome_and_its_boxes_are_passed_over():
    text = export_site(register()).replace('name = "Utama"', 'name = "Ruang Utama"')
    text += '\n[broker]\nhost = "localhost"\n\n[devices.x]\nrole = "display"\n'
    reading = read_lists("site.toml", text.encode(), register())
    assert [change[:2] for change in reading.changes] == [("zone", "utama")]
    assert "perangkat tidak diimpor" in reading.warnings[0].text


def test_more_than_twenty_services_of_an_agency_are_doubted_and_taken():
    rows = [f"s{n};S{n};dukcapil;{chr(67 + n)}" for n in range(19)]
    reading = read_lists("layanan.csv", csv_file("id;nama;instansi;awalan", *rows), register())
    assert len(reading.changes) == 19
    assert [str(one) for one in reading.warnings] == [
        "layanan.csv: 'dukcapil' mempunyai 21 layanan; periksa apakah itu benar"
    ]


# --- faults -----------------------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_with_row_and_column_and_nothing_changes():
    content = csv_file(
        "id;nama;instansi;awalan;kuota sehari;tempat",
        "baru;Baru;dukcapl;A;banyak;di mal",
        ";Tanpa id;dukcapil;Z;;",
        "ktp;;dukcapil;A;5;di rumah",
        "baru;Lagi;dukcapil;Y;;",
    )
    assert told("layanan.csv", content) == [
        "layanan.csv, baris 2, kolom kuota sehari: 'banyak' bukan bilangan bulat",
        "layanan.csv, baris 3, kolom id: belum diisi",
        "layanan.csv, baris 4, kolom tempat: 'di rumah' bukan salah satu dari: di mal, kantor instansi, rujukan",
        "layanan.csv, baris 5, kolom id: 'baru' sudah ada di baris 2",
        "layanan.csv, baris 4, kolom nama: belum diisi",
        "layanan.csv, baris 2, kolom instansi: tidak ada instansi 'dukcapl' (maksudnya 'dukcapil'?)",
        "layanan.csv, baris 2, kolom awalan: 'A' sudah dipakai 'ktp'",
    ]


def test_a_fault_of_a_workbook_names_its_sheet():
    content = workbook(
        Layanan=[["id", "kuota sehari"], ["ktp", 1.5], ["akta", "=1+1"]],
        Loket=[["id", "nomor"], [None, None], ["loket-2", 1]],
    )
    assert told("mal.xlsx", content) == [
        "mal.xlsx, lembar Layanan, baris 2, kolom kuota sehari: pecahan; ubah format sel menjadi teks",
        "mal.xlsx, lembar Layanan, baris 3, kolom kuota sehari: berisi rumus; tempelkan nilainya saja",
        "mal.xlsx, lembar Loket, baris 3, kolom nomor: '1' sudah dipakai 'loket-1'",
    ]


def test_a_fault_that_an_import_makes_elsewhere_is_told_too():
    content = csv_file("id;diarsipkan", "skhpn;ya")
    assert told("layanan.csv", content) == [
        "layanan.csv, baris 2, kolom diarsipkan: masih dipakai oleh counters.loket-4"
    ]


def test_a_fault_of_a_site_file_names_its_line():
    text = export_site(register()).replace('prefix = "B"', 'prefix = "A"')
    line = text.splitlines().index('prefix = "A"', text.splitlines().index('prefix = "A"') + 1) + 1
    assert told("site.toml", text.encode()) == [
        f"site.toml, lembar services.akta, baris {line}, kolom prefix: 'A' sudah dipakai 'ktp'"
    ]


def test_another_malls_file_is_refused():
    text = export_site(register()).replace('site = "contoh"', 'site = "samudra"')
    assert told("site.toml", text.encode())[0].endswith("berkas ini milik mal lain, 'samudra'")


HEADINGS = {
    "an unknown column": (b"id;nma\nktp;x", "baris 1, kolom nma: tidak ada kolom 'nma' (maksudnya 'nama'?)"),
    "a column twice": (b"id;nama;nama\nktp;x;y", "baris 1, kolom nama: kolom ini ada dua kali"),
    "no id": (b"nama;awalan\nx;A", "baris 1: tidak ada kolom 'id'"),
    "a cell beside the columns": (b"id;tarif\nktp;Rp1;x", "baris 2, kolom ke-3: di luar kolom yang berjudul"),
    "a cell below no heading": (b"id;;tarif\nktp;x;Rp1", "baris 2, kolom ke-2: di luar kolom yang berjudul"),
    "quotes that do not end": (b'id;nama\nktp;"x', "baris 2: baris tidak dapat dibaca sebagai CSV"),
    "a cell without end": (b"id;nama\nktp;" + b"x" * 200_000, "baris 2: baris tidak dapat dibaca sebagai CSV"),
    "a long cell": (b"id;nama\nktp;" + b"x" * 6000, "baris 2, kolom nama: lebih dari 5000 huruf"),
    "another encoding": ("id;nama\nktp;caf\xe9".encode("cp1252"), "baris 2: bukan UTF-8; simpan sebagai 'CSV UTF-8'"),
    "no text": (b"id;nama\nktp;\x00", "bukan teks"),
    "nothing": (b"", "berkas kosong"),
    "only blanks": (b"\xef\xbb\xbf", "tidak ada judul kolom"),
    "an Excel file": (workbook(Layanan=[["id"]]), "isinya bukan CSV melainkan Excel"),
    "too much": (b"id\n" + b"x\n" * 1_100_000, "lebih dari 2 MB"),
    "too many rows": (b"id\n" + b"x\n" * 10_001, "lebih dari 10000 baris"),
    "a number of a thousand digits": (b"id;kuota sehari\nktp;" + b"9" * 4900, "baris 2, kolom kuota sehari: '999"),
    "a date for an id": (b"id;nama\n2026-12-25 x;y", "baris 2, kolom id: hanya huruf kecil, angka"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_a_faulty_csv_is_told_what_is_wrong(content, expected):
    found = told("layanan.csv", content)
    assert any(line.removeprefix("layanan.csv").lstrip(",: ").startswith(expected) for line in found), found[
        :5
    ]


@pytest.mark.parametrize("name", ["layanan.xls", "layanan.pdf", "layanan", "", "daftar.csv"])
def test_a_file_whose_name_says_nothing_is_refused(name):
    assert len(told(name, b"id;nama")) == 1


def test_how_the_hall_looks_and_sounds_goes_out_and_comes_back_and_stays_where_a_file_says_nothing_of_it():
    plain, mall = register(), register()
    voice = {"languages": ["id", "en"], "loudness": [{"since": "07:30", "volume": 0.8}]}
    mall.put("mall", "mall", {**mall.row("mall", "mall"), "voice": voice, "announcements": {"break": False}})
    mall.put("screen", "layar-1", {"layout": "hall", "inches": 55.0})
    other = register()
    for kind, slug, row in changes_of("site.toml", export_site(mall).encode(), other):
        other.put(kind, slug, row)
    assert (other.mall, other.screens) == (mall.mall, mall.screens)
    assert changes("site.toml", export_site(plain).encode(), mall) == {}
