"""Pictures of what a kiosk's printer puts out, by the product's bytes and the rehearsal's decoder, for `docs/pictures`.

`python -m tests.receipt_pictures --out docs/pictures`; `make docs` calls it.
"""

from __future__ import annotations

import argparse
import io
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from kiosk.escpos_bytes import to_bytes
from kiosk.escpos_commands import VOID
from kiosk.receipt import Ticket, compose, compose_slip
from provisioning.rehearsal.escpos import tickets
from provisioning.rehearsal.paper import draw

if TYPE_CHECKING:
    from kiosk.receipt import Operation

WALL = (226, 224, 219)
GAP = 20
FACTS: dict[str, Any] = {
    "mall": "Mal Pelayanan Publik Samudra",
    "regency": "Kota Samudra",
    "agency": "Dinas Kependudukan dan Pencatatan Sipil",
    "service": "KTP-el baru",
    "label": "A012",
    "at": datetime(2026, 11, 23, 8, 14, tzinfo=timezone(timedelta(hours=8), "WITA")),
    "ahead": 7,
    "wait_min": 25,
    "hotline": "1500 537",
    "fee": "Gratis",
    "qr": "https://mpp.samudra.example/t/aB3dE6gH9jK2mN5pQ8sT0",
}
CLOSED = "Layanan ini tutup hari ini. Buka lagi Selasa, 24 November 2026 pukul 07.30."


def ticket(paper_mm: int, **changes: Any) -> list[Operation]:
    """A ticket with these facts."""
    return compose(Ticket(**{**FACTS, **changes}), paper_mm)


def papers(paper_mm: int) -> list[bytes]:
    """Ticket, English ticket, offline ticket, copy, one in another's place, slip, and what is left of a failure."""
    return [
        to_bytes(ticket(paper_mm)),
        to_bytes(ticket(paper_mm, language="en")),
        to_bytes(ticket(paper_mm, label="A-X017", offline=True, at=None)),
        to_bytes(ticket(paper_mm, copy=True, ahead=None, wait_min=None)),
        to_bytes(ticket(paper_mm, label="A014", replaces="A012", ahead=0, wait_min=0)),
        to_bytes(compose_slip(FACTS["mall"], "Paspor baru", CLOSED, paper_mm)),
        VOID,
    ]


def sheet(paper_mm: int) -> bytes:
    """All of them side by side, as a PNG."""
    drawn = [draw(tickets(data, paper_mm)[0]) for data in papers(paper_mm)]
    columns: list[list[Image.Image]] = [[paper] for paper in drawn[:-2]] + [drawn[-2:]]
    width = sum(max(paper.width for paper in column) for column in columns) + GAP * (len(columns) + 1)
    height = max(sum(paper.height for paper in column) for column in columns) + 2 * GAP
    wall = Image.new("RGB", (width, height), WALL)
    left = GAP
    for column in columns:
        top = GAP
        for paper in column:
            wall.paste(paper, (left, top), paper)
            top += paper.height
        left += max(paper.width for paper in column) + GAP
    half = wall.resize((width // 2, height // 2), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    half.quantize(48, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def main() -> None:
    """Write the pictures."""
    options = argparse.ArgumentParser(prog="python -m tests.receipt_pictures")
    options.add_argument("--out", type=Path, required=True)
    out: Path = options.parse_args().out
    for paper_mm in (58, 80):
        (out / f"receipts-{paper_mm}.png").write_bytes(sheet(paper_mm))


if __name__ == "__main__":
    main()
