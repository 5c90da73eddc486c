"""Bytes of a CSV file to rows of cells and back, however hostile, odd or broken the file is; `workbooks.py` has XLSX.

Whatever cannot be read is a `BadFile` with a sentence for a person, never another exception.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_BYTES = 2_000_000
MOST_ROWS = 10_000
_GUARDED = ("=", "+", "-", "@", "\t")  # what a spreadsheet would take for a formula when it opens a CSV
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class BadFile(Exception):
    """A file that cannot be read at all, and why: Indonesian, English; `row` where that is known."""

    def __init__(self, indonesian: str, english: str, row: int | None = None) -> None:
        super().__init__(indonesian)
        self.indonesian, self.english, self.row = indonesian, english, row


class Sheet(NamedTuple):
    """One sheet: its name (empty for a CSV) and its rows, counted from 1 as a spreadsheet shows them."""

    name: str
    rows: list[tuple[int, Sequence[Any]]]


def check_size(content: bytes) -> None:
    """Let nothing past that no list of a mall can be.

    Raises:
        BadFile: it is empty or too large.
    """
    if not content.strip():
        raise BadFile("berkas kosong", "the file is empty")
    if len(content) > MOST_BYTES:
        raise BadFile(
            f"lebih dari {MOST_BYTES // 1_000_000} MB; daftar sebuah mal tidak sebesar itu",
            f"more than {MOST_BYTES // 1_000_000} MB; no list of a mall is that large",
        )


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 where it says so itself.

    Raises:
        BadFile: it is not; other encodings would have to be guessed.
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise BadFile(
            "bukan UTF-8; simpan sebagai 'CSV UTF-8'",
            "not UTF-8; save it as 'CSV UTF-8'",
            None if wide else row,
        ) from None
    if "\x00" in text:
        raise BadFile("bukan teks", "not a text")
    return text


def read_csv(content: bytes) -> Sheet:
    """The rows of a CSV, with commas, semicolons (as Excel in Indonesia writes them) or tabs between cells.

    Raises:
        BadFile: it is no CSV.
    """
    check_size(content)
    if content.startswith((b"PK\x03\x04", OLD_EXCEL)):
        raise BadFile("isinya bukan CSV melainkan Excel", "this is no CSV but a file of Excel's")
    text = text_of(content)
    first, _, rest = text.partition("\n")
    mark = re.fullmatch(r'"?sep=(.)"?\r?', first)  # Excel's own way of saying it
    between = mark[1] if mark else max(";,\t", key=first.count)
    skipped = 1 if mark else 0
    reader = csv.reader(io.StringIO(rest if mark else text, newline=""), delimiter=between, strict=True)
    rows: list[tuple[int, Sequence[Any]]] = []
    try:
        for cells in reader:
            if len(rows) > MOST_ROWS:
                raise too_many_rows()
            rows.append((skipped + 1, [_unguarded(cell) for cell in cells]))
            skipped += 1  # rows as a spreadsheet counts them, not lines: a cell may hold several
    except csv.Error as error:
        raise BadFile(
            f"baris tidak dapat dibaca sebagai CSV ({error})", f"not a row of a CSV ({error})", skipped + 1
        ) from None
    return Sheet("", rows)


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as Excel in Indonesia opens them by a double click: UTF-8 with its mark, semicolons."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([f"'{cell}" if cell.startswith(_GUARDED) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def too_many_rows() -> BadFile:
    """Why a longer list is not read."""
    return BadFile(
        f"lebih dari {MOST_ROWS} baris; hapus baris kosong di bawah daftar",
        f"more than {MOST_ROWS} rows; delete the empty ones below the list",
    )
