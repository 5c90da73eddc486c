"""The technician's page says what the self-test says."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.selftest import manual
from kiosk.selftest.faults import FAULTS
from provisioning.units import device_units

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
(UNIT,) = device_units("ticket_kiosk", "/etc/mpp", "/opt/mpp").values()
GROUPS = (
    next(line for line in UNIT.splitlines() if line.startswith("Supplementary")).partition("=")[2].split()
)


def test_the_committed_page_is_not_stale():
    assert (DOCS / manual.NAME).read_text(encoding="utf-8") == manual.page(), "run `make docs`"


def test_every_fault_is_on_the_page_with_what_to_do_about_it():
    page = manual.page()
    assert all(fault.what[0] in page and fault.todo[1] in page for fault in FAULTS.values())


def test_the_user_that_the_readme_makes_is_in_every_group_of_the_unit():
    (given,) = re.findall(r"^useradd .*-G (\S+) mpp$", README, re.MULTILINE)
    assert given.split(",") == GROUPS  # `sudo -u mpp` gives nobody the groups of a unit


def test_who_may_not_open_a_port_reads_all_the_groups():
    for said in FAULTS["port_denied"].todo:
        assert [group for group in GROUPS if group not in said] == []


def test_the_self_test_is_called_in_one_and_the_same_way_everywhere():
    line = "sudo -u mpp /opt/mpp/.venv/bin/python -m kiosk selftest /etc/mpp/kiosk-"
    for text in (README, manual.page()):
        assert 0 < text.count("kiosk selftest /etc") == text.count(line)


def test_what_a_technician_types_is_run_by_a_python_that_knows_the_product():
    install = README.partition("## Install a mall")[2].partition("## The pages")[0]
    assert re.findall(r"^python -m .*", install, re.MULTILINE) == []
    assert "`python -m" not in install


def test_a_kiosk_has_one_indonesian_name():
    assert not [
        fault for fault in FAULTS.values() if re.search(r"\bkios\b", " ".join((fault.what[0], fault.todo[0])))
    ]
