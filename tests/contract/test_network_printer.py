"""A printer at port 9100: power cuts, other clients, and a port that never answers must not hang or fool the kiosk."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from virtual_hardware import eventually

from broker_config.settings import ConfigError
from kiosk import printer_port
from kiosk.devices import PrintDone, PrinterState, open_parts
from kiosk.port import PortGone
from kiosk.printer_port import Address, NetworkPort, check_address
from provisioning.rehearsal.port import NetworkPort as FarPort
from provisioning.rehearsal.printer import VirtualPrinter

if TYPE_CHECKING:
    from collections.abc import Iterator

JOB = b"\x1b@A012\n\x1dVB\x00"
WELL = PrinterState(ok=True, paper="ok")


class Kiosk:
    """A driver whose printer is in the network."""

    def __init__(self, address: str) -> None:
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self.states: list[PrinterState] = []
        self.done: list[PrintDone] = []
        self.driver: Any = open_parts({"p": {"type": "printer", "port": address}}, self.inbox, "x")["p"]

    def hear(self) -> None:
        while not self.inbox.empty():
            what = self.inbox.get().what
            if isinstance(what, PrinterState):
                self.states.append(what)
            else:
                self.done.append(what)

    def becomes(self, wanted: PrinterState) -> None:
        def is_so() -> bool:
            self.hear()
            return bool(self.states) and self.states[-1] == wanted

        eventually(is_so, 10)

    def print(self, job: str) -> PrintDone:
        self.driver.print(job, JOB, 20.0)

        def ended() -> PrintDone | None:
            self.hear()
            return next((done for done in self.done if done.job == job), None)

        done = eventually(ended, 10)
        assert done is not None
        return done


@pytest.fixture
def far() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter(FarPort(), rate=20.0)
    yield printer
    printer.close()


@pytest.fixture
def kiosk(far) -> Iterator[Kiosk]:
    kiosk = Kiosk(far._port.address)
    yield kiosk
    kiosk.driver.close()


def test_a_job_is_printed_and_proven_over_the_network(far, kiosk):
    kiosk.becomes(WELL)
    assert kiosk.print("A012") == PrintDone("A012", "printed")
    assert far.state.printed == 1


def test_a_printer_that_was_switched_off_comes_back_by_itself(far, kiosk):
    kiosk.becomes(WELL)
    far.unplug()
    eventually(lambda: kiosk.hear() or not kiosk.states[-1].ok)
    assert kiosk.print("A012").result == "failed"
    far.plug()
    kiosk.becomes(WELL)
    assert kiosk.print("A013").result == "printed"


def test_a_printer_that_another_computer_holds_is_no_printer_until_it_is_let_go(far):
    host, port = far._port.address.removeprefix("tcp://").split(":")
    with socket.create_connection((host, int(port))) as other:
        other.sendall(b"\x10\x04\x01")
        assert other.recv(1) == b"\x12", "it is served"
        kiosk = Kiosk(far._port.address)
        kiosk.becomes(PrinterState(ok=False, error="does not answer"))
        assert kiosk.print("A012") == PrintDone("A012", "failed", "does not answer")
        assert far.state.printed == 0
    kiosk.becomes(WELL)
    assert kiosk.print("A013").result == "printed"
    kiosk.driver.close()


def test_a_port_that_nobody_answers_at_is_missing_and_closing_does_not_wait_for_it(monkeypatch):
    monkeypatch.setattr(printer_port, "CONNECT_S", 60.0)
    with full_door() as address:
        kiosk = Kiosk(address)
        eventually(lambda: any(thread.name == "p" for thread in threading.enumerate()))
        begun = time.monotonic()
        kiosk.driver.print("A012", JOB, 20.0)  # wakes it: there is no printer, and nobody waits to hear that
        eventually(lambda: kiosk.hear() or kiosk.done)
        kiosk.driver.close()
        assert time.monotonic() - begun < 3.0
    assert kiosk.done == [PrintDone("A012", "failed", "printer missing")]


@contextlib.contextmanager
def full_door() -> Iterator[str]:
    """A port whose connections neither come about nor are refused, as of a printer that has gone."""
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        while True:
            client = stack.enter_context(socket.socket())
            client.settimeout(0.1)
            try:
                client.connect(door.getsockname())
            except TimeoutError:
                break
        yield f"tcp://127.0.0.1:{door.getsockname()[1]}"


def test_a_line_that_died_without_a_word_is_noticed_by_the_kernel_within_seconds(far):
    wake = os.eventfd(0)
    port = NetworkPort(check_address(far._port.address) or Address("", 0), wake)
    read = port._socket.getsockopt
    assert read(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    idle, every, times = (
        read(socket.IPPROTO_TCP, option)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
    )
    assert idle + every * times <= 15
    assert 0 < read(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 15_000
    assert read(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
    port.close()
    os.close(wake)


def test_bytes_that_the_printer_never_took_are_not_delivered_some_day():
    wake = os.eventfd(0)
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = NetworkPort(Address("127.0.0.1", door.getsockname()[1]), wake)
        taken, _ = door.accept()
        while port.write(b"x" * 65536):
            pass  # until nothing more is taken
        with pytest.raises(PortGone):
            port.drop()
        port.close()
        with taken, pytest.raises(ConnectionResetError):
            read_all(taken)
    os.close(wake)


def read_all(end: socket.socket) -> None:
    while end.recv(1 << 20):
        pass


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://192.168.1.50:9100", Address("192.168.1.50", 9100)),
        ("tcp://192.168.1.50", Address("192.168.1.50", 9100)),
        ("tcp://[fd00::50]:9101", Address("fd00::50", 9101)),
        ("/dev/usb/lp0", None),
    ],
)
def test_an_address_is_a_number_and_a_port(text, address):
    assert check_address(text) == address


@pytest.mark.parametrize(
    "text", ["tcp://printer:9100", "tcp://", "tcp://1.2.3:1", "tcp://1.2.3.4:0", "tcp://1.2.3.4:x"]
)
def test_an_address_that_is_none_is_refused_at_the_start(text):
    with pytest.raises(ConfigError, match=r"x: parts.p: port: .*tcp://192.168.1.50:9100"):
        open_parts({"p": {"type": "printer", "port": text}}, queue.SimpleQueue(), "x")


def test_ten_thousand_reconnects_leave_no_file_open():
    wake = os.eventfd(0)
    with socket.create_server(("127.0.0.1", 0)) as door:
        good = Address("127.0.0.1", door.getsockname()[1])
        nobody = Address("127.0.0.1", 1)
        before = open_files()
        for number in range(10_000):
            address = good if number % 20 == 0 else nobody
            with contextlib.suppress(OSError), contextlib.closing(NetworkPort(address, wake)):
                door.accept()[0].close()
        assert open_files() <= before  # those of tests before may be given back meanwhile
    os.close(wake)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
