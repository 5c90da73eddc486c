"""A ticket's bytes say the same to a printer as its layout did, and building them costs little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kiosk.escpos_bytes import to_bytes
from kiosk.receipt import Text, Ticket, compose, height_mm
from provisioning.rehearsal.escpos import tickets

ROOT = Path(__file__).parents[2]
TICKET = Ticket(
    mall="Mal Pelayanan Publik",
    regency="Kabupaten Contoh",
    agency="Dinas Kependudukan dan Pencatatan Sipil",
    service="Perekaman KTP-el Baru",
    label="A012",
    at=datetime(2026, 11, 23, 8, 14, tzinfo=timezone(timedelta(hours=7), "WIB")),
    ahead=7,
    wait_min=25,
    hotline="0812-3456-7890",
    fee="Gratis",
    qr="https://antrean.contoh.go.id/t/aB3dE6gH9jK2mN5pQ8s",
)


@pytest.mark.parametrize("label", ["A012", "A-X017", "4K-ZAB123456"])
@pytest.mark.parametrize("paper_mm", [58, 80])
def test_a_printer_reads_from_the_bytes_what_the_layout_says(paper_mm, label):
    operations = compose(Ticket(**{**_fields(TICKET), "label": label}), paper_mm)
    [paper] = tickets(to_bytes(operations), paper_mm)
    laid_out = [op.text.strip() for op in operations if isinstance(op, Text)]
    assert [line for line in paper.lines if set(line) != {"-"}] == laid_out
    assert paper.label == label
    assert paper.qr == TICKET.qr
    assert paper.too_wide == ()
    assert paper.unknown == ()
    assert paper.complete
    assert paper.length_mm == pytest.approx(height_mm(operations), abs=5)


def _fields(ticket: Ticket) -> dict[str, object]:
    return {name: getattr(ticket, name) for name in ticket.__struct_fields__}


def test_the_bytes_begin_by_forgetting_the_last_job_and_leaving_chinese_mode():
    assert to_bytes([]) == b"\x1b@\x1c.\x1b3\x1c"


def test_a_ticket_is_a_few_hundred_bytes_and_not_a_picture():
    assert len(to_bytes(compose(TICKET, 80))) < 800


def test_two_tickets_built_one_after_the_other_do_not_disturb_each_other():
    assert to_bytes(compose(TICKET, 58)) == to_bytes(compose(TICKET, 58))


def test_a_kiosk_loads_no_pictures_and_leaves_nothing_behind(tmp_path):
    script = """
import json, os, sys, tempfile
before, made, make = (dict(os.environ), tempfile.gettempdir()), [], tempfile.mkdtemp
def mkdtemp(*words, **more):
    made.append(make(*words, **more))
    return made[-1]
tempfile.mkdtemp = mkdtemp
import kiosk.escpos_bytes
tempfile.mkdtemp = make
left = [directory for directory in made if os.path.exists(directory)]
pictures = sorted(name for name in sys.modules if name.split(".")[0] in ("PIL", "yaml", "barcode", "qrcode"))
unchanged = (dict(os.environ), tempfile.gettempdir()) == before
import PIL.Image, escpos.image, qrcode
whole = hasattr(escpos.image.EscposImage, "to_raster_format") and qrcode.make("x").size[0] > 0
print(json.dumps([pictures, unchanged, whole, bool(made), left, os.listdir(tempfile.gettempdir())]))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == [[], True, True, True, [], []]
    assert done.stderr == ""
