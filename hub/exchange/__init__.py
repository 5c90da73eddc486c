"""The register out as site.toml, CSV and XLSX, and in from the same: every fault is told before anything is written.

An import changes only what the file says: a row that is not in it stays as it is, unless the person asks to put those
into the archive; a column that is not in it leaves its field alone. Nothing is guessed.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import tomli_w

from broker_config.mall_file import mall_tables
from hub.exchange import files
from hub.exchange.columns import LISTS, Listing, write_cell
from hub.exchange.lists import Findings, absent, check_rows, read_sheet
from hub.exchange.site import read_site
from hub.register.rows import ROWS, Change, as_row, in_order

if TYPE_CHECKING:
    from hub.exchange.lists import Problem
    from hub.register import Register

NOTE = "# The mall as the hub has it. Boxes are described beside it, when a mall is set up.\n"


class Reading(NamedTuple):
    """What a file would do: the changes, or (then there are none) its faults; `warnings` hinder nothing."""

    changes: tuple[Change, ...]
    faults: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def export_site(register: Register) -> str:
    """The mall as site.toml without boxes. Closures and passwords are not in it."""
    return NOTE + "\n" + tomli_w.dumps(mall_tables(register.data()))


def export_csv(register: Register, kind: str) -> bytes:
    """One list, archived rows included, as CSV.

    Raises:
        KeyError: there is no list of this kind; `agency`, `service`, `counter` and `user` have one.
    """
    listing = {listing.kind: listing for listing in LISTS}[kind]
    return files.write_csv(_table(register, listing))


def export_xlsx(register: Register) -> bytes:
    """All lists as one workbook, a sheet each."""
    from hub.exchange import workbooks  # noqa: PLC0415 - openpyxl takes 8 MiB, and is wanted now and then

    return workbooks.write_xlsx((listing.heading, _table(register, listing)) for listing in LISTS)


def _table(register: Register, listing: Listing) -> list[list[str]]:
    rows = in_order(register.table(listing.kind).values())
    return [
        [column.heading for column in listing.columns],
        *([write_cell(getattr(row, column.field), column) for column in listing.columns] for row in rows),
    ]


def read_lists(name: str, content: bytes, register: Register, *, archive_absent: bool = False) -> Reading:
    """What a file (`site.toml`, `layanan.csv`, a workbook) would change, or every fault of it. Never raises for one.

    Args:
        name: the file's; a CSV is called as its list is (`layanan.csv`, `layanan 2026.csv`).
        content: its bytes.
        register: what there is.
        archive_absent: rows of the file's lists that are not in it go into the archive.
    """
    findings = Findings(name)
    try:
        changes = _read(name.lower(), content, register, findings)
    except files.BadFile as error:
        findings.fault(error.indonesian, error.english, row=error.row)
        changes = []
    if archive_absent:
        changes += absent(changes, register, findings.kinds)
    check_rows(changes, register, findings)
    if findings.faults:
        return Reading((), tuple(findings.faults), tuple(findings.warnings))
    changed = tuple(change for change in changes if _differs(change, register))
    return Reading(changed, (), tuple(findings.warnings))


def _read(name: str, content: bytes, register: Register, findings: Findings) -> list[Change]:
    if name.endswith(".toml"):
        files.check_size(content)
        return read_site(files.text_of(content), register, findings)
    if name.endswith(".csv"):
        listing = next((row for row in LISTS if name.startswith(row.heading.lower())), None)
        if listing is None:
            known = ", ".join(f"{row.heading.lower()}.csv" for row in LISTS)
            raise files.BadFile(
                f"namai berkas menurut daftarnya: {known}", f"name the file as its list: {known}"
            )
        return read_sheet(files.read_csv(content), listing, register, findings)
    if name.endswith(".xlsx"):
        from hub.exchange import workbooks  # noqa: PLC0415 - as above

        return _read_book(workbooks.read_xlsx(content), register, findings)
    raise files.BadFile(
        "hanya berkas .xlsx, .csv, dan .toml yang dapat dibaca",
        "only .xlsx, .csv and .toml files can be read",
    )


def _read_book(sheets: list[files.Sheet], register: Register, findings: Findings) -> list[Change]:
    listings = {row.heading.lower(): row for row in LISTS}
    changes: list[Change] = []
    for sheet in sheets:
        listing = listings.get(sheet.name.strip().lower())
        if listing is not None:
            if sheet.rows:  # a list that nobody filled in is no list
                changes += read_sheet(sheet, listing, register, findings)
        elif sheet.rows:
            close = difflib.get_close_matches(sheet.name.lower(), listings, n=1)
            hint = listings[close[0]].heading if close else ", ".join(row.heading for row in LISTS)
            findings.fault(
                f"lembar ini tidak dikenal; yang ada: {hint}",
                f"unknown sheet; there is: {hint}",
                sheet=sheet.name,
            )
    if not changes and not findings.faults:
        raise files.BadFile("tidak ada daftar di dalamnya", "there is no list in it")
    return changes


def _differs(change: Change, register: Register) -> bool:
    kind, slug, row = change
    present = register.table(kind).get(slug)
    inner = row if kind == "mall" else {**row, "id": slug}
    return present is None or as_row(msgspec.convert(inner, ROWS[kind])) != as_row(present)
