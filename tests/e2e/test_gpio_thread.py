"""Fingers on a kiosk's pins and keys: each has one ticket, also when the GPIO library's one thread dies under it."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import msgspec
import pytest

from kiosk.thread_watch import LONGEST_S
from provisioning.apply import read_site
from provisioning.rehearsal.mall import Mall
from tests.contract import virtual_hardware

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = 1795396200.0
KIOSK, SERVICE, OTHER, ON_A_KEY, LONG = "kiosk-1", "ktp-baru", "nib", "izin-praktik", "pengaduan"
NOTICED = "ERROR kiosk.thread_watch: the GPIO library's thread pins has ended: starting again"
KEYPAD = {"type": "keypad", "port": "/dev/input/event0", "keys": {"KEY_KP1": ON_A_KEY}}
NOTICED_S = 2.0
ENDED_S = LONGEST_S + 1.0  # a paper that is under way comes out first
eventually = functools.partial(virtual_hardware.eventually, deadline_s=20.0)  # the whole machine may be busy


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A broker, a hub and one kiosk; and the numbers on all papers that came out."""
    fleet = read_site(ROOT / "provisioning/examples/small.toml")
    kiosk = next(device for device in fleet.devices if device.id == KIOSK)
    parts = {**kiosk.parts, "papan": KEYPAD, "tombol-2": {**kiosk.parts["tombol-2"], "long": LONG}}
    kiosk = msgspec.structs.replace(kiosk, parts=parts)
    fleet = msgspec.structs.replace(fleet, devices=(kiosk,), hub=msgspec.structs.replace(fleet.hub, port=0))
    mall = Mall(fleet, tmp_path_factory.mktemp("hall"), start_at=MONDAY_MORNING)
    papers: list[str] = []

    def paper(kind, what):
        if kind == "paper" and what["ticket"].label:  # not what a printer feeds when it is opened
            papers.append(what["ticket"].label)

    mall.news.listen(paper)
    mall.open()
    yield mall, papers
    mall.close()


def log_of(mall: Mall) -> str:
    return (mall.directory / "log" / f"{KIOSK}.log").read_text()


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
    virtual_hardware.eventually(lambda: NOTICED in log_of(mall), NOTICED_S)
    assert box.press(SERVICE), "nobody held the pins"
    eventually(lambda: len(papers) == 1)
    assert mall.warden.starts(KIOSK) == 1, "the paper came before the restart"
    eventually(lambda: not mall.warden.running()[KIOSK] or mall.warden.starts(KIOSK) == 2)
    assert time.monotonic() - died < ENDED_S
    opened(mall, 2)
    assert box.press(SERVICE)
    eventually(lambda: len(papers) == 2)
    assert len(set(papers)) == 2


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


def test_a_key_of_a_keypad_and_a_long_press_have_one_ticket_each(hall):
    mall, papers = hall
    box, before = mall.boxes[KIOSK], len(papers)
    opened(mall, mall.warden.starts(KIOSK), OTHER)
    prefixes = {service.id: service.prefix for service in mall.fleet.services}
    assert box.press(ON_A_KEY)
    eventually(lambda: len(papers) == before + 1)
    assert box.press(LONG)
    eventually(lambda: len(papers) == before + 2)
    assert [label[:2] for label in papers[before:]] == [prefixes[ON_A_KEY], prefixes[LONG]]
