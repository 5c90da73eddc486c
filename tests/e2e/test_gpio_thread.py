"""The GPIO library's one thread dies under a kiosk: it is started again, and every finger has one ticket."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import msgspec
import pytest

from provisioning.apply import read_site
from provisioning.rehearsal.mall import Mall
from tests.contract import virtual_hardware

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = 1795396200.0
KIOSK, SERVICE, OTHER = "kiosk-1", "ktp-baru", "nib"
NOTICED_S = 2.0
eventually = functools.partial(virtual_hardware.eventually, deadline_s=20.0)  # the whole machine may be busy


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A broker, a hub and one kiosk; and the numbers on all papers that came out."""
    fleet = read_site(ROOT / "provisioning/examples/small.toml")
    kiosk = tuple(device for device in fleet.devices if device.id == KIOSK)
    fleet = msgspec.structs.replace(fleet, devices=kiosk, hub=msgspec.structs.replace(fleet.hub, port=0))
    mall = Mall(fleet, tmp_path_factory.mktemp("hall"), start_at=MONDAY_MORNING)
    papers: list[str] = []
    mall.news.listen(lambda kind, what: papers.append(what["ticket"].label) if kind == "paper" else None)
    mall.open()
    yield mall, papers
    mall.close()


def opened(mall: Mall, starts: int, service: str = SERVICE) -> None:
    """The kiosk has been started so often, and gives numbers."""
    box = mall.boxes[KIOSK]
    eventually(lambda: mall.warden.starts(KIOSK) == starts and box.lamp(service) == "on")


def test_presses_while_the_thread_is_dead_and_after_the_restart_are_one_ticket_each(hall):
    mall, papers = hall
    box = mall.boxes[KIOSK]
    opened(mall, 1)
    box.panel.garble()
    died = time.monotonic()
    assert box.press(SERVICE), "nobody held the pins"
    eventually(lambda: len(papers) == 1)
    assert mall.warden.starts(KIOSK) == 1, "the paper came before the restart"
    eventually(lambda: not mall.warden.running()[KIOSK] or mall.warden.starts(KIOSK) == 2)
    assert time.monotonic() - died < NOTICED_S
    opened(mall, 2)
    assert box.press(SERVICE)
    eventually(lambda: len(papers) == 2)
    assert len(set(papers)) == 2
    log = (mall.directory / "log" / f"{KIOSK}.log").read_text()
    assert "ERROR kiosk.agent: the GPIO library's thread pins has ended: starting again" in log


def test_a_finger_that_stays_down_over_the_restart_has_one_ticket(hall):
    mall, papers = hall
    box = mall.boxes[KIOSK]
    starts, before = mall.warden.starts(KIOSK), len(papers)
    opened(mall, starts, OTHER)
    box.panel.press(box.buttons[OTHER], bounce=True)
    eventually(lambda: len(papers) == before + 1)
    box.panel.garble()
    opened(mall, starts + 1, OTHER)
    box.panel.release(box.buttons[OTHER], bounce=True)
    assert box.press(SERVICE)
    eventually(lambda: len(papers) == before + 2)
    assert [label[:2] == "2A" for label in papers[before:]] == [True, False], (
        "it was taken for a second press"
    )
