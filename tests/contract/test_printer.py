"""The printer's driver and a printer on a pty: what it says about each job, and what is really on paper."""

from __future__ import annotations

import queue
import time
from typing import TYPE_CHECKING, Any

import pytest
from virtual_hardware import eventually

from kiosk import printer_ready, printer_talk
from kiosk.devices import PrintDone, PrinterState, open_parts
from kiosk.escpos_bytes import to_bytes
from kiosk.receipt import Cut, Text
from provisioning.rehearsal.printer import VirtualPrinter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provisioning.rehearsal.ticket import DecodedTicket

WELL = PrinterState(ok=True, paper="ok")
LENGTH_MM = 40.0
PROOF, KNIFE = b"\x1d(H", b"\x1dVB\x00"


def ticket(label: str) -> bytes:
    return to_bytes([Text("NOMOR ANTREAN"), Text(label, 8), Text("Loket 1"), Cut()])


class Counter:
    """A driver and its printer; mechanical times divided by `rate`."""

    def __init__(self, folder: Path, *, mute: bool = False, **printer: Any) -> None:
        self.papers: list[str] = []
        self.voids = 0
        self.pieces: list[str] = []
        self.kept = folder / "kept.bin"
        self.far = VirtualPrinter(
            folder / "lp0",
            on_ticket=self._comes_out,
            on_partial=lambda paper, _raw: self.pieces.append(paper.text),
            keep=self.kept,
            **{"rate": 20.0, **printer},
        )
        self.far.mute(on=mute)
        self._inbox: queue.SimpleQueue = queue.SimpleQueue()
        self._states: list[PrinterState] = []
        self._outcomes: list[PrintDone] = []
        table = {"type": "printer", "port": str(folder / "lp0")}
        self.driver: Any = open_parts({"printer": table}, self._inbox, "kiosk-1.toml")["printer"]

    def _comes_out(self, paper: DecodedTicket, _raw: bytes) -> None:
        if paper.number:
            self.papers.append(paper.number)
        self.voids += "BATAL" in paper.text

    def _hear(self) -> None:
        while not self._inbox.empty():
            what = self._inbox.get().what
            if isinstance(what, PrinterState):
                self._states.append(what)
            else:
                self._outcomes.append(what)

    def state(self) -> PrinterState | None:
        self._hear()
        return self._states[-1] if self._states else None

    def outcomes(self, job: str) -> list[PrintDone]:
        self._hear()
        return [outcome for outcome in self._outcomes if outcome.job == job]

    def becomes(self, state: PrinterState) -> None:
        eventually(lambda: self.state() == state)

    def print(self, label: str) -> PrintDone:
        """Print a ticket and wait for its outcome, of which there must be one."""
        self.driver.print(label, ticket(label), LENGTH_MM)
        return self.outcome(label)

    def outcome(self, label: str) -> PrintDone:
        outcomes = eventually(lambda: self.outcomes(label), 10)
        assert len(outcomes) == 1
        return outcomes[0]

    def close(self) -> None:
        self.driver.close()
        self.far.close()


@pytest.fixture
def make(tmp_path) -> Iterator[Any]:
    made: list[Counter] = []

    def make(**printer: Any) -> Counter:
        made.append(Counter(tmp_path, **printer))
        return made[-1]

    yield make
    for counter in made:
        counter.close()


@pytest.mark.parametrize("character", ["epson", "midrange"])
def test_a_job_is_printed_when_the_printer_has_said_so(make, character):
    counter = make(character=character)
    counter.becomes(WELL)
    assert counter.print("A012") == PrintDone("A012", "printed")
    assert counter.papers == ["A012"], "it was said to be printed before it was"


def test_jobs_come_out_in_order_and_each_outcome_is_its_own(make):
    counter = make()
    labels = [f"A{number:03}" for number in range(10)]
    for label in labels:
        counter.driver.print(label, ticket(label), LENGTH_MM)
    assert [counter.outcome(label).result for label in labels] == ["printed"] * 10
    assert counter.papers == labels


def test_a_job_for_a_printer_that_is_well_goes_out_before_any_question(make):
    counter = make(character="epson")
    counter.print("A012")
    said = counter.kept.read_bytes()
    counter.print("A013")
    assert counter.kept.read_bytes()[len(said) :].startswith(ticket("A013").removesuffix(KNIFE))


def test_a_mute_printer_prints_and_the_ticket_is_unconfirmed(make):
    counter = make(character="mute")
    counter.becomes(PrinterState(ok=True, paper="unknown"))
    assert counter.print("A012").result == "unconfirmed"
    eventually(lambda: counter.papers == ["A012"])
    assert counter.driver.health().state == "ok"


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [("paper_out", "paper out"), ("open_cover", "cover open"), ("jam", "cutter jammed")],
)
@pytest.mark.parametrize("character", ["epson", "midrange"])
def test_a_printer_in_trouble_refuses_the_job_at_once_and_gets_nothing_of_it(
    make, character, trouble, reason
):
    counter = make(character=character)
    counter.becomes(WELL)
    getattr(counter.far, trouble)()
    eventually(lambda: not counter.state().ok, 8)
    assert counter.print("A012") == PrintDone("A012", "failed", reason)
    assert b"A012" not in counter.kept.read_bytes()
    assert counter.driver.health().detail == reason


@pytest.mark.parametrize("character", ["epson", "midrange"])
def test_paper_that_ends_in_a_ticket_is_a_failure_and_a_new_roll_is_noticed(make, character):
    counter = make(character=character)
    counter.becomes(WELL)
    counter.far.paper_out_in_next_ticket(20)
    assert counter.print("A012") == PrintDone("A012", "failed", "paper out")
    assert counter.papers == []
    counter.becomes(PrinterState(ok=False, paper="out"))
    counter.far.refill()
    counter.becomes(WELL)
    assert counter.print("A013").result == "printed"
    eventually(lambda: "A013" in counter.papers)


def test_a_failed_ticket_does_not_come_out_after_the_refill(make):
    counter = make(character="epson")
    counter.becomes(WELL)
    counter.far.paper_out_in_next_ticket(5)
    assert counter.print("A012").result == "failed"
    counter.far.refill()
    counter.becomes(WELL)
    assert counter.print("A013").result == "printed"
    assert counter.papers == ["A013"]
    assert counter.voids == 1, "what hung there fell marked void"
    assert not any("Loket 1" in piece for piece in counter.pieces)


def test_a_jam_at_the_cut_leaves_the_number_valid_and_one_that_it_can_clear_is_cleared(make):
    counter = make()
    counter.becomes(WELL)
    counter.far.jam(at_next_cut=True, recoverable=True)
    assert counter.print("A012") == PrintDone("A012", "unconfirmed", "cutter jammed")
    assert any("A012" in piece for piece in counter.pieces), "all of it is there to be torn off"
    counter.becomes(WELL)
    assert counter.print("A013").result == "printed"


def test_a_near_end_of_the_paper_is_a_warning_and_prints(make):
    counter = make(roll_mm=2000)
    counter.becomes(PrinterState(ok=True, paper="near_end"))
    assert counter.driver.health().state == "warning"
    assert counter.print("A012").result == "printed"


def test_a_job_without_a_printer_fails_at_once(make):
    counter = make()
    counter.becomes(WELL)
    counter.far.unplug()
    counter.becomes(PrinterState(ok=False, error="missing"))
    assert counter.print("A012") == PrintDone("A012", "failed", "printer missing")
    assert counter.papers == []


def test_a_printer_pulled_out_in_a_job_leaves_it_unconfirmed_and_it_is_not_sent_again(make):
    counter = make(rate=0.5)
    counter.becomes(WELL)
    counter.driver.print("A012", ticket("A012"), LENGTH_MM)
    eventually(lambda: counter.far.state.printing)
    counter.far.unplug()
    assert counter.outcome("A012").result == "unconfirmed"
    eventually(lambda: counter.driver.health().detail == "missing")
    counter.far.slow(0.01)
    counter.far.plug()
    counter.becomes(WELL)
    assert counter.print("A013").result == "printed"
    assert counter.papers == ["A012", "A013"]
    assert counter.kept.read_bytes().count(b"A012") == 1


def test_a_printer_that_was_busy_when_it_was_found_is_asked_for_proofs_again(make, monkeypatch):
    monkeypatch.setattr(printer_ready, "PROBE_AGAIN_S", 0.1)
    monkeypatch.setattr(printer_talk, "POLL_S", 0.1)
    counter = make(rate=0.5)
    counter.becomes(WELL)
    counter.driver.print("A012", ticket("A012"), LENGTH_MM)
    eventually(lambda: counter.far.state.printing)
    counter.far.unplug()
    counter.outcome("A012")
    counter.far.plug()  # still busy
    eventually(lambda: counter.papers == ["A012"])
    counter.far.slow(0.01)
    labels = iter(f"A{number:03}" for number in range(100, 200))

    def next_job_asks_for_proof() -> bool:
        label = next(labels)
        assert counter.print(label).result == "printed"
        return PROOF in counter.kept.read_bytes().partition(label.encode())[2]

    eventually(next_job_asks_for_proof, 20)


def test_a_slow_printer_is_waited_for(make):
    counter = make(rate=1.0, speed_mm_s=60)
    counter.becomes(WELL)
    begun = time.monotonic()
    assert counter.print("A012").result == "printed"
    assert counter.papers == ["A012"]
    assert time.monotonic() - begun > LENGTH_MM / 60


@pytest.mark.parametrize("character", ["epson", "midrange"])
def test_a_proof_that_comes_too_late_is_not_taken_for_that_of_the_next_job(make, character, monkeypatch):
    monkeypatch.setattr(printer_talk, "MARGIN_S", 0.1)
    counter = make(rate=1.0, character=character)
    counter.becomes(WELL)
    counter.far.slow(5)
    assert counter.print("A012").result == "unconfirmed"
    assert counter.papers == []
    counter.driver.print("A013", ticket("A013"), 4 * LENGTH_MM)
    eventually(lambda: counter.papers == ["A012"])
    counter.far.slow(0.1)
    assert counter.outcome("A013").result == "printed"
    assert counter.papers == ["A012", "A013"]


def test_a_printer_that_falls_silent_is_a_fault_until_it_speaks_again(make, monkeypatch):
    monkeypatch.setattr(printer_talk, "POLL_S", 0.2)
    counter = make()
    counter.becomes(WELL)
    counter.far.mute(on=True)
    counter.becomes(PrinterState(ok=False, paper="ok", error="does not answer"))
    assert counter.print("A012") == PrintDone("A012", "failed", "does not answer")
    counter.far.mute(on=False)
    counter.becomes(WELL)
    assert counter.print("A013").result == "printed"


def test_a_printer_that_is_switched_on_behind_its_adapter_is_found(make, monkeypatch):
    monkeypatch.setattr(printer_talk, "POLL_S", 0.2)
    counter = make(mute=True)
    counter.becomes(PrinterState(ok=True, paper="unknown"))
    counter.far.power_cycle(port_stays=True)
    counter.far.mute(on=False)
    counter.becomes(WELL)
    assert counter.print("A012").result == "printed"


def test_a_job_under_way_when_the_kiosk_stops_is_unconfirmed_and_the_rest_failed(make):
    counter = make(rate=0.2)
    counter.becomes(WELL)
    for label in ("A012", "A013"):
        counter.driver.print(label, ticket(label), LENGTH_MM)
    eventually(lambda: counter.far.state.printing)
    begun = time.monotonic()
    counter.driver.close()
    assert time.monotonic() - begun < 1
    assert counter.outcome("A012").result == "unconfirmed"
    assert counter.outcome("A013") == PrintDone("A013", "failed", "the kiosk stopped")
    assert counter.print("A014").result == "failed"


def test_a_port_that_is_no_printer_is_named_in_the_health(tmp_path):
    (tmp_path / "lp0").symlink_to("/")
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    table = {"type": "printer", "port": str(tmp_path / "lp0")}
    driver = open_parts({"printer": table}, inbox, "kiosk-1.toml")["printer"]
    assert inbox.get(timeout=5).what.error == "cannot be opened: Is a directory"
    driver.close()


def test_a_printer_is_ours_alone(make, tmp_path):
    counter = make()
    counter.becomes(WELL)
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    table = {"type": "printer", "port": str(tmp_path / "lp0")}
    second = open_parts({"printer": table}, inbox, "kiosk-2.toml")["printer"]
    assert inbox.get(timeout=5).what.error == "another program uses it"
    assert counter.print("A012").result == "printed"
    second.close()


def test_a_port_that_reports_the_end_of_the_paper_by_itself_is_believed():
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    table = {"type": "printer", "port": "/dev/full"}  # like a USB printer's port: no room, for want of paper
    driver: Any = open_parts({"printer": table}, inbox, "kiosk-1.toml")["printer"]
    assert inbox.get(timeout=5).what == PrinterState(ok=False, paper="out")
    driver.print("A012", ticket("A012"), LENGTH_MM)
    assert inbox.get(timeout=5).what.result == "failed"
    driver.close()
