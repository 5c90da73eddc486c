"""Rows of a list to changes of the register, with every fault and its place: file, sheet, row, column. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.exchange.columns import LISTS, BadCell, Column, cell_text, read_cell, tidy, write_cell
from hub.register.rows import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.exchange.columns import Listing
    from hub.exchange.files import Sheet
    from hub.register import Register

MOST_FAULTS = 2000
MANY_SERVICES = 20  # more than that of one agency is rarely true, and never impossible
_WORDS = {listing.kind: listing.heading.lower() for listing in LISTS}


_PASSED = Column("?", "")  # a column that nobody knows; its heading is told, its cells are not


class Problem(NamedTuple):
    """What is wrong (or odd) in a file, and where, as far as that is known; `row` counts from 1.

    For site.toml `sheet` is the table and `column` the key.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    text: str
    english: str

    def __str__(self) -> str:
        where = [self.file, self.sheet and f"lembar {self.sheet}", self.row and f"baris {self.row}"]
        where.append(self.column and f"kolom {self.column}")
        return f"{', '.join(part for part in where if part)}: {self.text}"


class _Place(NamedTuple):
    sheet: str
    row: int
    headings: dict[str, str]


class Findings:
    """What was found in one file so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Problem] = []
        self.warnings: list[Problem] = []
        self.kinds: dict[str, str] = {}  # whose lists the file has, and the sheets they are in
        self._told: set[tuple[str, int, str]] = set()
        self.places: dict[tuple[str, str], _Place] = {}  # where each row of the register is

    def fault(
        self, text: str, english: str, *, sheet: str = "", row: int | None = None, column: str = ""
    ) -> None:
        """Note a fault; the first one of a cell counts, and thousands are not told one by one."""
        if (sheet, row, column) in self._told:
            return
        if row is not None and column:
            self._told.add((sheet, row, column))
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Problem(self.file, sheet, row, column, text, english))
        elif len(self.faults) == MOST_FAULTS:
            self.faults.append(
                Problem(self.file, "", None, "", "masih ada kesalahan lain", "there are more faults")
            )

    def warn(self, text: str, english: str, sheet: str = "") -> None:
        """Note what hinders nothing."""
        self.warnings.append(Problem(self.file, sheet, None, "", text, english))


def read_sheet(sheet: Sheet, listing: Listing, register: Register, findings: Findings) -> list[Change]:
    """The rows of a sheet as changes; what is wrong with a cell is noted, and the cell passed over."""
    if not sheet.rows:
        findings.fault("tidak ada judul kolom", "there are no column headings", sheet=sheet.name)
        return []
    findings.kinds[listing.kind] = sheet.name
    (top, headings), *rows = sheet.rows
    columns = _columns(headings, listing, sheet.name, top, findings)
    if not any(column and column.field == "id" for column in columns):
        findings.fault("tidak ada kolom 'id'", "there is no column 'id'", sheet=sheet.name, row=top)
        return []
    known = {column.field: column.heading for column in listing.columns}
    last = max((getattr(row, "position", 0) for row in register.table(listing.kind).values()), default=0)
    changes: list[Change] = []
    for number, cells in rows:
        texts = _texts(cells, columns, sheet.name, number, findings)
        if not any(texts.values()):
            continue
        slug = texts.get("id", "")
        if slug == "":
            findings.fault("belum diisi", "is missing", sheet=sheet.name, row=number, column="id")
            continue
        place = findings.places.setdefault((listing.kind, slug), _Place(sheet.name, number, known))
        if place.row != number:
            findings.fault(
                f"'{slug}' sudah ada di baris {place.row}", f"'{slug}' is in row {place.row} already",
                sheet=sheet.name, row=number, column="id",
            )  # fmt: skip
            continue
        fields = [column for column in columns if column and column.field in texts]
        row = _row(slug, listing, fields, texts, register, findings)
        if slug not in register.table(listing.kind) and listing.kind in ("agency", "service"):
            last += 1
            row["position"] = last
        changes.append(Change(listing.kind, slug, row))
    return changes


def _columns(
    headings: Sequence[Any], listing: Listing, sheet: str, row: int, findings: Findings
) -> list[Column | None]:
    """The column that each heading names, by its Indonesian word or the field's name."""
    known = {column.heading: column for column in listing.columns}
    known |= {column.field.replace("_", " "): column for column in listing.columns}
    columns: list[Column | None] = []
    for heading in headings:
        text = tidy(str(heading or "")).lower().replace("_", " ")
        column = known.get(" ".join(text.split()))
        if column is None and text:
            close = difflib.get_close_matches(text[:64], [one.heading for one in listing.columns], n=1)
            hint = (f" (maksudnya '{close[0]}'?)", f" (did you mean '{close[0]}'?)") if close else ("", "")
            findings.fault(
                f"tidak ada kolom '{text[:64]}'{hint[0]}", f"there is no column '{text[:64]}'{hint[1]}",
                sheet=sheet, row=row, column=text[:64],
            )  # fmt: skip
            column = _PASSED
        elif column is not None and column in columns:
            findings.fault(
                "kolom ini ada dua kali", "this column is there twice",
                sheet=sheet, row=row, column=column.heading,
            )  # fmt: skip
            column = _PASSED
        columns.append(column)
    return columns


def _texts(
    cells: Sequence[Any], columns: list[Column | None], sheet: str, row: int, findings: Findings
) -> dict[str, str]:
    """The tidy text of every cell by its field; a cell that is none is noted and left out."""
    texts: dict[str, str] = {}
    for index, cell in enumerate(cells):
        column = columns[index] if index < len(columns) else None
        if column is _PASSED:
            continue
        try:
            text = cell_text(cell)
        except BadCell as bad:
            heading = column.heading if column else f"ke-{index + 1}"
            findings.fault(bad.indonesian, bad.english, sheet=sheet, row=row, column=heading)
            continue
        if column is not None:
            texts[column.field] = text
        elif text:
            findings.fault(
                "di luar kolom yang berjudul", "outside of the columns that have a heading",
                sheet=sheet, row=row, column=f"ke-{index + 1}",
            )  # fmt: skip
    # Cells that a CSV leaves out at the end of a row are empty ones.
    missing = [column for column in columns[len(cells) :] if column not in (None, _PASSED)]
    return texts | {column.field: "" for column in missing if column}


def _row(
    slug: str,
    listing: Listing,
    columns: Iterable[Column],
    texts: dict[str, str],
    register: Register,
    findings: Findings,
) -> dict[str, Any]:
    """The row as it would be: what the file says, over what there is."""
    present = register.table(listing.kind).get(slug)
    row = register.row(listing.kind, slug) if present is not None else {}
    place = findings.places[listing.kind, slug]
    for column in columns:
        text = texts[column.field]
        if column.field == "id" or (
            present is not None and text == tidy(write_cell(getattr(present, column.field), column))
        ):
            continue  # as it was, to the letter
        try:
            value = read_cell(text, column)
        except BadCell as bad:
            findings.fault(
                bad.indonesian, bad.english, sheet=place.sheet, row=place.row, column=column.heading
            )
            continue
        if value is None:
            row.pop(column.field, None)
        else:
            row[column.field] = value
    return row


def check_rows(changes: Sequence[Change], register: Register, findings: Findings) -> None:
    """Note what the register would have against the changes, each fault at its cell; and what is odd."""
    for fault in register.check(changes):
        place = findings.places.get((fault.kind, fault.id))
        field = re.split(r"[.\[]", fault.field)[0]
        if place is None:  # of a row that is not in the file
            where = " ".join(filter(None, (_WORDS.get(fault.kind, fault.kind), fault.id, fault.field)))
            findings.fault(f"{where}: {fault.text}", f"{where}: {fault.english}")
        else:
            column = place.headings.get(field, fault.field)
            findings.fault(fault.text, fault.english, sheet=place.sheet, row=place.row, column=column)
    _warn_of_many(changes, register, findings)


def _warn_of_many(changes: Sequence[Change], register: Register, findings: Findings) -> None:
    agency_of = {row.id: row.agency for row in register.services.values() if not row.archived}
    touched: set[str] = set()
    for kind, slug, row in changes:
        if kind == "service":
            touched.add(str(row.get("agency", "")))
            agency_of[slug] = "" if row.get("archived") else str(row.get("agency", ""))
    for agency, services in Counter(agency_of.values()).items():
        if agency in touched and agency and services > MANY_SERVICES:
            findings.warn(
                f"'{agency}' mempunyai {services} layanan; periksa apakah itu benar",
                f"'{agency}' has {services} services; check that this is true",
                findings.kinds.get("service", ""),
            )


def absent(changes: Sequence[Change], register: Register, kinds: Iterable[str]) -> list[Change]:
    """Rows of these kinds that the file does not have, as they go into the archive."""
    named = {change[:2] for change in changes}
    return [
        Change(kind, slug, {**register.row(kind, slug), "archived": True})
        for kind in kinds
        for slug, row in register.table(kind).items()
        if (kind, slug) not in named and not row.archived
    ]
