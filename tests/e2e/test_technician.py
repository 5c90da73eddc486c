"""`python -m kiosk selftest`: a kiosk that is well is let go, and whatever is wrong is named with what to do."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from broker_config.settings import load
from kiosk.selftest.faults import FAULTS
from kiosk.settings import KioskSettings
from provisioning.apply import certify
from tests.e2e.hub_rig import ROOT, Rig, free_port, rig
from tests.e2e.technician import Kiosk, Said, kiosk, off_by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = ROOT / "provisioning/examples/small.toml"


@pytest.fixture(scope="module")
def mall(tmp_path_factory) -> Iterator[Rig]:
    with rig(SITE, tmp_path_factory.mktemp("mall")) as running:
        yield running


@pytest.fixture
def box(mall: Rig, tmp_path: Path) -> Iterator[Kiosk]:
    with kiosk(mall, tmp_path) as made:
        made.remember_the_mall()
        yield made


def names(said: Said, *faults: str) -> None:
    """The faults that were told are these and no others, each with its advice."""
    text = " ".join(said.text.split())
    told = {key for key, fault in FAULTS.items() if fault.what[0] in text and fault.todo[0] in text}
    assert told == set(faults), said.text
    assert said.text.count("GAGAL") == len(faults)
    assert said.code == 1


def test_a_kiosk_that_is_well_ends_with_0_and_the_report_is_on_its_paper(box: Kiosk):
    said = box.test(box.settle())
    assert said.code == 0, said.text
    assert "GAGAL" not in said.text
    assert "tak diuji" not in said.text
    assert said.text.rstrip().endswith("SEMUA BAIK")
    assert all(f"Tombol '{box.names[service]}'" in said.text for service in ("ktp-baru", "nib", "skck-baru"))
    (paper,) = box.papers
    assert paper.lines[:2] == ("PEMERIKSAAN MANDIRI", "kiosk-1")
    assert paper.lines[-1] == "SEMUA BAIK"
    assert "Mal Pelayanan Publik" in paper.text
    assert "WIB" in paper.text
    assert (paper.too_wide, paper.unknown, paper.complete) == ((), (), True)


def test_narrow_paper_and_a_printer_that_cannot_tell_are_no_fault(mall: Rig, tmp_path: Path):
    with kiosk(mall, tmp_path, "kiosk-2") as box:
        box.printer.mute()
        said = box.test(box.settle(), "--yes")
        assert said.code == 0, said.text
        assert "printer tak dapat memberi bukti" in said.text
        assert "tak diuji" in said.text
        (paper,) = box.papers
        assert (paper.too_wide, paper.unknown, paper.paper_mm) == ((), (), 58)


def test_dead_buttons_dark_lamps_and_a_wrong_clock_are_named_on_terminal_and_paper(box: Kiosk, mall: Rig):
    box.dead = {"KTP-el baru", "Kertas"}
    said = box.test(box.settle(clock=off_by(mall.clock, 3600.0)))
    # both the button and the lamp of one service bear its name
    names(said, "button_silent", "lamp_dark", "lamp_dark", "clock_off")
    assert "+3600 s" in said.text
    (paper,) = box.papers
    assert paper.text.count("GAGAL:") == said.text.count("GAGAL")
    assert paper.lines[-1] == "4 HAL PERLU DIPERBAIKI"
    assert paper.text.count("ganti lampunya") == 1  # of two lamps
    assert paper.too_wide == ()


def test_no_paper_and_a_reader_that_is_not_plugged_in_are_named_and_nothing_is_printed_later(box: Kiosk):
    box.printer.paper_out()
    box.box.readers["pembaca"].unplug()
    said = box.test(box.settle(), "--yes")
    names(said, "paper_out", "port_missing")
    assert "Laporan ini tidak dicetak." in said.text
    box.printer.refill()
    assert box.papers == []


def test_a_printer_that_is_not_there_is_named(box: Kiosk):
    box.printer.unplug()
    names(box.test(box.settle(), "--yes"), "printer_missing")


def test_a_broker_that_cannot_be_reached_is_named(box: Kiosk):
    names(box.test(box.settle(broker={"port": free_port()}), "--yes", "--no-print"), "unreachable")


def test_a_name_that_nobody_knows_is_named(box: Kiosk):
    names(box.test(box.settle(broker={"host": "hub.invalid"}), "--yes", "--no-print"), "host_unknown")


def test_the_certificate_of_another_box_is_named(box: Kiosk):
    other = {"certificate": "kiosk-2.pem", "key": "kiosk-2.key"}
    said = box.test(box.settle(broker=other), "--yes", "--no-print")
    names(said, "certificate_owner")
    assert "kiosk-2" in said.text


def test_certificates_of_another_authority_are_named_whoever_has_them(box: Kiosk, mall: Rig, tmp_path: Path):
    certify(mall.fleet, tmp_path / "foreign")
    foreign = {key: str(tmp_path / "foreign" / name) for key, name in (
        ("ca", "ca.pem"), ("certificate", "kiosk-1.pem"), ("key", "kiosk-1.key"),
    )}  # fmt: skip
    said = box.test(box.settle(broker=foreign), "--yes", "--no-print")
    names(said, "certificate_foreign")
    ours = {**foreign, "ca": "ca.pem"}
    names(box.test(box.settle(broker=ours), "--yes", "--no-print"), "certificate_refused")


def test_certificate_files_that_are_not_there_are_named(box: Kiosk):
    names(box.test(box.settle(broker={"key": "gone.key"}), "--yes", "--no-print"), "certificate_files")


def test_a_hub_that_is_away_is_named_and_the_kiosk_is_told_to_be_well_without_it(box: Kiosk, mall: Rig):
    mall.stop_hub()
    try:
        said = box.test(box.settle(), "--yes", "--no-print")
    finally:
        mall.start_hub()
    names(said, "hub_away")
    assert "anjungan tetap memberi nomor" in said.text


def test_it_does_not_fight_with_the_kiosk_that_serves(box: Kiosk):
    settings = box.settle()
    serving = subprocess.Popen(
        [sys.executable, "-c", "input()", "kiosk", str(settings)], stdin=subprocess.PIPE, cwd=ROOT
    )  # what `python -m kiosk FILE` looks like from outside
    try:
        said = box.test(settings, "--yes")
    finally:
        serving.communicate(b"\n")
    assert said.code == 2
    assert "systemctl stop mpp-kiosk@kiosk-1" in said.text
    assert box.papers == []


def test_testing_a_kiosk_counts_no_start_of_it(box: Kiosk):
    settings = box.settle()
    memory = box.folder / "var" / "outbox.db"
    before = memory.read_bytes()
    box.test(settings, "--yes", "--no-print")
    assert memory.read_bytes() == before
    assert load(settings, KioskSettings).device.id == "kiosk-1"
