"""The lines that a search of the journal finds as CSV: bounded in number and in time, and it says so if it was cut.

Must never let a spreadsheet take a cell for a formula.
"""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING

import msgspec
from flask import Response

from broker_config.localtime import local
from hub import events as e
from hub.admin.journal.sentences import data, plain, sentence, who
from hub.storage.search import search

if TYPE_CHECKING:
    from hub.admin.journal.sentences import Names
    from hub.storage.search import Line, Wanted
    from hub.storage.store import Store

MOST_LINES = 10_000
MOST_S = 6.0
STEP = 2000
COLUMNS = ("baris", "waktu", "siapa", "peristiwa", "nomor", "loket", "perangkat", "kalimat", "data")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer(store: Store, wanted: Wanted, names: Names, now: float) -> Response:
    """The file as an answer; a byte order mark tells spreadsheets that it is UTF-8."""
    zone = names.register.mall.timezone
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    lines, cut = _lines(store, wanted)
    for line in lines:
        writer.writerow([safe(cell) for cell in _cells(line, names, zone)])
    if cut:
        writer.writerow([names.words["jr_csv_more"]])
    day = local(now, zone).date().isoformat()
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="jurnal-{day}.csv"'
    return response


def _lines(store: Store, wanted: Wanted) -> tuple[list[Line], bool]:
    """What is found, newest first, and whether there may be more."""
    lines: list[Line] = []
    before, ends = 0, time.monotonic() + MOST_S
    while len(lines) < MOST_LINES and time.monotonic() < ends:
        page = search(store, wanted, before, min(STEP, MOST_LINES - len(lines)))
        lines += page.lines
        before = page.before
        if not before:
            return lines, False
    return lines, True


def _cells(line: Line, names: Names, zone: str) -> list[str]:
    event = line.event
    return [
        str(line.seq),
        local(line.at, zone).isoformat(timespec="milliseconds"),
        who(event, names),
        e.tag(event),
        getattr(event, "label", ""),
        getattr(event, "counter", ""),
        getattr(event, "device", ""),
        plain(sentence(event, names)),
        msgspec.json.encode(data(event)).decode(),
    ]


def safe(cell: str) -> str:
    """A cell that no spreadsheet calculates.

    >>> safe("=1+1"), safe("A012")
    ("'=1+1", 'A012')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
