"""The lists that are exchanged as CSV and XLSX: their sheets, columns and words, and a cell to a value and back. Pure.

What has no column here (hours of an agency, the mall itself) travels in site.toml, and an import of a list leaves it
as it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal, NamedTuple

CellKind = Literal["text", "whole", "names", "choice", "yes_no"]
LONGEST = 5000  # characters of a cell
FORMULA = "\ue000formula"  # stands for a cell that holds no value but a way to one

# What separates names in a cell: people write commas, semicolons and new lines.
_BETWEEN = re.compile(r"[\s,;]+")
# Neither a spreadsheet nor a database has a place for these.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_YES_NO = {
    "ya": True,
    "y": True,
    "true": True,
    "1": True,
    "tidak": False,
    "t": False,
    "false": False,
    "0": False,
}


class Column(NamedTuple):
    """One column: its heading, the field of the row, and (of a choice) the word for each value."""

    heading: str
    field: str
    kind: CellKind = "text"
    words: dict[str, str] = {}


class Listing(NamedTuple):
    """One list; `heading` names its sheet, and its file in small letters."""

    heading: str
    kind: str
    columns: tuple[Column, ...]


_TYPES = {"opd": "OPD", "vertical": "vertikal", "bumn": "BUMN", "bumd": "BUMD", "private": "swasta"}
_STATES = {
    "not_signed": "belum ditandatangani",
    "signed": "ditandatangani",
    "preparing": "persiapan",
    "active": "aktif",
    "paused": "dijeda",
}
_PLACES = {"here": "di mal", "back_office": "kantor instansi", "referral": "rujukan"}
_DIRECTIONS = {"left": "kiri", "right": "kanan", "up": "lurus", "down": "belakang"}
_ROLES = {"manager": "manajer", "officer": "petugas", "technician": "teknisi", "observer": "pemantau"}
_ID, _ARCHIVED = Column("id", "id"), Column("diarsipkan", "archived", "yes_no")

LISTS = (
    Listing(
        "Instansi",
        "agency",
        (
            _ID,
            Column("nama", "name"),
            Column("singkatan", "short"),
            Column("jenis", "type", "choice", _TYPES),
            Column("status", "status", "choice", _STATES),
            Column("hotline", "hotline"),
            Column("kop surat", "letterhead"),
            _ARCHIVED,
        ),
    ),
    Listing(
        "Layanan",
        "service",
        (
            _ID,
            Column("instansi", "agency"),
            Column("nama", "name"),
            Column("awalan", "prefix"),
            Column("tempat", "place", "choice", _PLACES),
            Column("tarif", "fee"),
            Column("menit standar", "standard_minutes", "whole"),
            Column("hari standar", "standard_days", "whole"),
            Column("kuota sehari", "quota", "whole"),
            Column("persyaratan", "requirements"),
            Column("prosedur", "procedure"),
            _ARCHIVED,
        ),
    ),
    Listing(
        "Loket",
        "counter",
        (
            _ID,
            Column("nomor", "number", "whole"),
            Column("zona", "zone"),
            Column("instansi", "agency"),
            Column("layanan", "services", "names"),
            Column("arah", "direction", "choice", _DIRECTIONS),
            _ARCHIVED,
        ),
    ),
    Listing(
        "Pengguna",
        "user",
        (
            _ID,
            Column("nama", "name"),
            Column("peran", "role", "choice", _ROLES),
            Column("instansi", "agency"),
            Column("loket", "counters", "names"),
            _ARCHIVED,
        ),
    ),
)


class BadCell(ValueError):
    """A cell that says nothing its column could mean: Indonesian, English."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(indonesian)
        self.indonesian, self.english = indonesian, english


def write_cell(value: Any, column: Column) -> str:
    """A field's value as the text of a cell; `None` is an empty one."""
    if value is None:
        return ""
    if column.kind == "yes_no":
        return "ya" if value else "tidak"
    if column.kind == "names":
        return ", ".join(value)
    return column.words.get(value, str(value)) if column.kind == "choice" else tidy(str(value))


def cell_text(cell: Any) -> str:
    """What stands in a cell, as a spreadsheet's library or a CSV reader gives it, as one tidy text.

    Raises:
        BadCell: a formula; a date, where none belongs; a fraction; a text that is too long.
    """
    if cell == FORMULA:
        raise BadCell("berisi rumus; tempelkan nilainya saja", "holds a formula; paste its value instead")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, float):
        if not cell.is_integer():
            raise BadCell("pecahan; ubah format sel menjadi teks", "a fraction; format the cell as text")
        cell = int(cell)
    if isinstance(cell, date):
        raise BadCell(
            "terbaca sebagai tanggal; ubah format sel menjadi teks", "read as a date; format the cell as text"
        )
    text = tidy(str(cell))
    if len(text) > LONGEST:
        raise BadCell(f"lebih dari {LONGEST} huruf", f"more than {LONGEST} characters")
    return text


def read_cell(text: str, column: Column) -> Any:
    """A cell's tidy text as a field's value; `None` for an empty cell.

    Raises:
        BadCell: it cannot be one.
    """
    if text == "":
        return None
    if column.kind == "whole":
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise BadCell(f"'{_short(text)}' bukan bilangan bulat", f"'{_short(text)}' is no whole number")
        return int(text)
    if column.kind == "names":
        return [name for name in _BETWEEN.split(text) if name]
    if column.kind == "text":
        return text
    words = (
        _YES_NO if column.kind == "yes_no" else {word.lower(): code for code, word in column.words.items()}
    )
    codes = {code: code for code in column.words}
    found = (words | codes).get(text.lower())
    if found is None:
        known = "ya, tidak" if column.kind == "yes_no" else ", ".join(column.words.values())
        raise BadCell(
            f"'{_short(text)}' bukan salah satu dari: {known}", f"'{_short(text)}' is none of: {known}"
        )
    return found


def tidy(text: str) -> str:
    """A text without what no cell keeps: other line ends, unprintable characters, blanks around it."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
