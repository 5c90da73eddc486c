"""A kiosk that stops, and one that hears the same again: what it leaves on its card."""

from __future__ import annotations

import contextlib
import math
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.outbox import Outbox
from broker_config.settings import BrokerSettings, DeviceSettings, StorageSettings
from kiosk import agent as agent_file
from kiosk.agent import Agent, Stop
from kiosk.clerk import owed
from kiosk.devices import Happened, Meant, PrintDone, PrinterState
from kiosk.settings import KioskSettings
from tests.unit.small_hall import MALL, MORNING, SERVICES

CATALOGUE = c.Catalogue(
    epoch=1, rev=7, mall=MALL, zones=(), services=SERVICES, counters=(),
    agencies=(c.Agency(id="capil", name="Capil", short="Capil"), c.Agency(id="pajak", name="Pajak", short="Pajak")),
)  # fmt: skip


class Printer:
    """One that is busy for ever: its jobs wait until it is closed, and have failed then."""

    name, options = "printer", SimpleNamespace(paper_mm=80)

    def __init__(self, inbox: Any) -> None:
        self.inbox, self.jobs = inbox, []

    def print(self, job: str, _data: bytes, _expected_mm: float) -> None:
        self.jobs.append(job)

    def health(self) -> c.Part:
        return c.Part(name=self.name, kind="printer", state="ok")

    def poll(self, _now: float) -> float:
        return math.inf

    def end(self, job: str, result: Any) -> None:
        self.jobs.remove(job)
        self.inbox.put(Happened(self.name, PrintDone(job, result, "the kiosk stopped")))

    def close(self) -> None:
        for job in list(self.jobs):
            self.end(job, "failed")


class NoLink:
    """A broker that is never there."""

    alive = True

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def stop(self) -> None:
        pass

    def send(self, _message: c.Message) -> bool:
        return False


@pytest.fixture
def card(tmp_path):
    """The card of a kiosk that was admitted once."""
    with contextlib.closing(Outbox(tmp_path / "outbox.db")) as outbox, outbox.transaction(sync=False):
        outbox.write("letter", "X")
        outbox.write("hub_time", MORNING)
        outbox.write("catalogue", msgspec.json.encode(CATALOGUE))
    return tmp_path


@pytest.fixture
def kiosk(card, monkeypatch):
    monkeypatch.setattr(agent_file, "Link", NoLink)
    monkeypatch.setattr(
        agent_file.devices, "open_parts", lambda _parts, inbox, *_: {"printer": Printer(inbox)}
    )
    settings = KioskSettings(
        device=DeviceSettings(id="kiosk-1", role="ticket_kiosk", site="contoh"),
        broker=BrokerSettings(host="127.0.0.1", port=1, ca="", certificate="", key=""),
        storage=StorageSettings(directory="."),
    )
    made: Any = Agent(settings, card / "kiosk-1.toml")
    yield made
    with contextlib.suppress(Exception):
        made.close()


def hear(kiosk: Any, *items: Any) -> None:
    for item in items:
        kiosk.inbox.put(item)
        kiosk._turn()


def test_papers_that_waited_for_the_printer_when_the_kiosk_stopped_are_owed_at_the_next_start(kiosk, card):
    hear(kiosk, Happened("printer", PrinterState(ok=True, paper="ok")))
    hear(kiosk, *(Happened("printer", Meant(service)) for service in ("ktp", "akta", "npwp")))
    printer = kiosk._parts["printer"]
    came_out, refused, waiting = printer.jobs
    printer.end(came_out, "printed")
    printer.end(refused, "failed")
    kiosk.inbox.put(Stop())
    kiosk.close()
    with contextlib.closing(Outbox(card / "outbox.db")) as outbox:
        assert [due.uid for due in owed(outbox)] == [refused, waiting]
        assert len(outbox.latest(c.Bound)) == 3, "a number that nobody can print is not given"
        assert outbox.find(c.Printed, came_out) is not None


def test_a_kiosk_is_busy_from_the_press_until_the_paper_is_out(kiosk):
    hear(kiosk, Happened("printer", PrinterState(ok=True, paper="ok")))
    assert not kiosk._busy()
    hear(kiosk, Happened("printer", Meant("ktp")))
    assert kiosk._busy()
    printer = kiosk._parts["printer"]
    printer.end(printer.jobs[0], "printed")
    kiosk._turn()
    assert not kiosk._busy()


def test_the_catalogue_that_is_known_is_not_written_again(kiosk):
    before = kiosk._outbox._db.total_changes
    hear(kiosk, Heard("hub", CATALOGUE))
    assert kiosk._outbox._db.total_changes == before
    hear(kiosk, Heard("hub", msgspec.structs.replace(CATALOGUE, rev=8)))
    assert kiosk._outbox._db.total_changes == before + 1
