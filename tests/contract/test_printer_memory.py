"""What a printer's driver knows after a restart: what the printer is able to do, and what is left on its roll."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from virtual_hardware import eventually

from kiosk.devices import PrintDone, open_parts
from kiosk.escpos_commands import CLEAR
from kiosk.printer_memory import Abilities, Memory, keep, recall
from provisioning.rehearsal import mechanism
from provisioning.rehearsal.printer import VirtualPrinter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JOB = b"\x1b@A012\n\x1dVB\x00"


class Kiosk:
    """A printer, and a driver with a memory that can be started again."""

    def __init__(self, folder: Path, **printer: Any) -> None:
        self.folder, self.kept = folder, folder / "kept.bin"
        self.far = VirtualPrinter(folder / "lp0", rate=20.0, keep=self.kept, **printer)
        self.start()

    @property
    def memory(self) -> Memory:
        return recall(self.folder / "parts" / "printer.json")

    def start(self) -> None:
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        table = {"type": "printer", "port": str(self.folder / "lp0")}
        self.driver: Any = open_parts({"printer": table}, self.inbox, "x", self.folder / "parts")["printer"]
        eventually(lambda: self.driver.health().state == "ok")

    def said_in(self, act: Any) -> bytes:
        """The bytes that the printer got meanwhile."""
        before = self.kept.stat().st_size
        act()
        return self.kept.read_bytes()[before:]

    def print(self, job: str, length_mm: float = 100.0) -> None:
        self.driver.print(job, JOB, length_mm)

        def ended() -> bool:
            while True:
                what = self.inbox.get(timeout=10).what
                if isinstance(what, PrintDone) and what.job == job:
                    return True

        eventually(ended)

    def restart(self) -> bytes:
        self.driver.close()
        return self.said_in(self.start)


@pytest.fixture
def make(tmp_path) -> Iterator[Any]:
    made: list[Kiosk] = []

    def make(**printer: Any) -> Kiosk:
        made.append(Kiosk(tmp_path, **printer))
        return made[-1]

    yield make
    for kiosk in made:
        kiosk.driver.close()
        kiosk.far.close()


@pytest.mark.parametrize(
    ("character", "able"),
    [
        ("epson", Abilities(talks=True, proof="id", clears=True, model="TM-T82")),
        ("midrange", Abilities(talks=True, proof="in_turn", clears=False)),
        ("mute", Abilities(talks=False, proof="status", clears=False)),
    ],
)
def test_what_a_printer_is_able_to_do_is_asked_once_and_remembered(make, character, able):
    kiosk = make(character=character)
    assert eventually(lambda: kiosk.memory.abilities) == able
    assert CLEAR not in kiosk.restart()
    assert kiosk.memory.abilities == able


def test_a_printer_that_calls_itself_otherwise_is_asked_anew(make, monkeypatch):
    kiosk = make()
    eventually(lambda: kiosk.memory.abilities)
    monkeypatch.setattr(mechanism, "identity", lambda _what: b"_TM-m30\x00")
    assert CLEAR in kiosk.restart()
    eventually(lambda: kiosk.memory.abilities and kiosk.memory.abilities.model == "TM-m30")


def test_a_printer_that_answers_less_than_it_did_is_asked_anew(make):
    kiosk = make()
    eventually(lambda: kiosk.memory.abilities)
    kiosk.far._do(lambda: setattr(kiosk.far._mechanism, "character", "midrange"))
    kiosk.restart()
    eventually(lambda: kiosk.memory.abilities and kiosk.memory.abilities.proof == "in_turn")


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"abilities": 7}', b"\xff\x00"])
def test_a_memory_that_is_broken_is_no_memory(make, broken):
    kiosk = make()
    eventually(lambda: kiosk.memory.abilities)
    kiosk.driver.close()
    (kiosk.folder / "parts" / "printer.json").write_bytes(broken)
    kiosk.start()
    eventually(lambda: kiosk.memory.abilities)


@pytest.mark.parametrize(
    "broken",
    [
        b'{"abilities": {"talks": true, "proof": "id", "clears": true, "model": "\xff\xfe"}}',
        b'{"later": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"cuts": -1}',
        b'{"cuts": 1' + b"0" * 400 + b"}",
        b'{"roll": {"used": -5.0}}',
        b'{"roll": {"used": 1e300}}',
    ],
    ids=[
        "no text",
        "too deep",
        "cuts below none",
        "more cuts than counted",
        "used below none",
        "used too much",
    ],
)
def test_a_memory_of_rubbish_is_no_memory(tmp_path, broken):
    (tmp_path / "printer.json").write_bytes(broken)
    assert recall(tmp_path / "printer.json") == Memory()


def test_paper_and_cuts_are_told_in_figures_and_survive_a_restart(make):
    kiosk = make()
    for number in range(12):
        kiosk.print(f"A{number:03}", length_mm=1000.0)
    assert kiosk.driver.health().facts == {"paper_m": 58.0, "cuts": 12.0}
    kiosk.restart()
    assert kiosk.driver.health().facts == {"paper_m": 58.0, "cuts": 12.0}
    kiosk.far.paper_out()
    eventually(lambda: kiosk.driver.health().facts["paper_m"] == 0.0)
    kiosk.far.refill()
    eventually(lambda: kiosk.driver.health().facts["paper_m"] == 70.0)
    assert kiosk.memory.cuts == 12


def test_little_paper_by_reckoning_is_a_warning_where_no_sensor_says_so(make):
    kiosk = make(character="mute")
    kiosk.print("A012", length_mm=66_000.0)
    assert kiosk.driver.health().state == "warning"
    assert kiosk.driver.health().detail.startswith("paper low")


def test_a_card_is_not_worn_out_by_tickets(make, monkeypatch):
    kiosk = make()
    writes = []
    monkeypatch.setattr("kiosk.devices.printer.keep", lambda *what: writes.append(what))
    for number in range(25):
        kiosk.print(f"A{number:03}", length_mm=100.0)
    assert 1 <= len(writes) <= 4


def test_a_ticket_that_hung_there_when_the_kiosk_was_killed_falls_before_the_next(make):
    kiosk = make()
    eventually(lambda: kiosk.memory.abilities)
    kiosk.far._do(lambda: kiosk.far._mechanism.receive(b"A011\n"))  # its knife was never sent
    kiosk.restart()
    assert kiosk.far._mechanism._head == [] or not any(
        "A011" in getattr(element, "text", "") for element in kiosk.far._mechanism._head
    )


def test_a_disk_that_fails_costs_the_memory_and_nothing_else(tmp_path):
    keep(tmp_path / "not there" / "printer.json", Memory(cuts=1))
    assert recall(tmp_path / "not there" / "printer.json") == Memory()


def test_a_memory_is_written_whole(tmp_path):
    memory = Memory(abilities=Abilities(talks=True, proof="id", clears=True, model="X"), debt="void", cuts=3)
    keep(tmp_path / "printer.json", memory)
    assert recall(tmp_path / "printer.json") == memory
    assert [path.name for path in tmp_path.iterdir()] == ["printer.json"]
    assert msgspec.json.decode((tmp_path / "printer.json").read_bytes())["debt"] == "void"
