"""Bytes of an XLSX workbook to sheets of cells and back, however hostile, odd or broken the file is.

Formulas are not worked out, macros and links not looked at. Whatever cannot be read is a `BadFile`. Loaded only when a
workbook is wanted: openpyxl takes 8 MiB.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from hub.exchange.columns import FORMULA, tidy
from hub.exchange.files import MOST_ROWS, OLD_EXCEL, BadFile, Sheet, check_size, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_UNPACKED = 16_000_000
MOST_PARTS = 500
MOST_COLUMNS = 60
# Bounded, for a file may hold a million openings of a tag that never ends.
_ROW = re.compile(rb'<(?:\w{1,9}:)?row\b[^>]{0,200}?\sr="(\d{1,9})"')
_CELL = re.compile(rb'<(?:\w{1,9}:)?c\b[^>]{0,200}?\sr="([A-Z]{1,4})\d')


def read_xlsx(content: bytes) -> list[Sheet]:
    """The sheets of a workbook; a cell with a formula is `FORMULA`.

    Raises:
        BadFile: it is no workbook, or one that was made to do harm.
    """
    check_size(content)
    if content.startswith(OLD_EXCEL):
        raise BadFile(
            "berkas Excel lama (.xls) atau berkata sandi; simpan sebagai .xlsx tanpa kata sandi",
            "an old Excel file (.xls), or one with a password; save it as .xlsx without one",
        )
    _check_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: styles, validations, pictures
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheets = [Sheet(str(sheet.title), list(_rows(sheet))) for sheet in book.worksheets]
            book.close()
    except BadFile:
        raise
    except Exception as error:  # noqa: BLE001 - a broken workbook makes openpyxl raise whatever it trips over
        raise BadFile(
            f"berkas Excel rusak ({type(error).__name__})", f"a broken workbook ({type(error).__name__})"
        ) from None
    return sheets


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        values = [FORMULA if cell.data_type in ("f", "e") else cell.value for cell in cells]
        if any(value not in (None, "") for value in values):
            if number > MOST_ROWS:
                raise too_many_rows()
            yield number, values


def _check_parts(content: bytes) -> None:
    """Unpack every part within bounds, before a parser that trusts its input sees one."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _bomb()
            if "xl/workbook.xml" not in archive.namelist():
                raise BadFile("bukan berkas .xlsx", "not an .xlsx file")
            for part in parts:
                with archive.open(part) as file:
                    data = file.read(MOST_UNPACKED + 1)
                unpacked += len(data)
                if unpacked > MOST_UNPACKED:
                    raise _bomb()
                if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00" in data:
                    raise BadFile("berkas Excel tidak wajar (DTD)", "a workbook with a DTD")
                if part.filename.startswith("xl/worksheets/"):
                    _check_extent(data)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise BadFile("bukan berkas .xlsx, atau rusak", "not an .xlsx file, or a broken one") from None


def _check_extent(data: bytes) -> None:
    if max((int(row) for row in _ROW.findall(data)), default=0) > MOST_ROWS:
        raise too_many_rows()
    if any(_column(name) > MOST_COLUMNS for name in set(_CELL.findall(data))):
        raise BadFile(f"lebih dari {MOST_COLUMNS} kolom", f"more than {MOST_COLUMNS} columns")


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _bomb() -> BadFile:
    return BadFile("isinya terlalu besar setelah dibuka", "far too large once it is unpacked")


def write_xlsx(sheets: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> bytes:
    """Sheets (name, rows) as a workbook in which every cell is text, so that no number or formula is made of it."""
    book = Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        table = list(rows)
        for index, width in enumerate(map(_width, zip(*table, strict=True)), 1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        for number, row in enumerate(table):
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet, value=tidy(text) or None)
                if cell.value is not None:
                    cell.data_type = "s"
                    cell.number_format = "@"
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _width(column: Sequence[str]) -> int:
    """Wide enough for most of its texts, in characters."""
    return min(50, max(8, 2 + max(map(len, column))))
