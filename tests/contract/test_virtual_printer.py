"""A program writes to the printer's port as to any device; paper and trouble are at the other end."""

from __future__ import annotations

import errno
import os
import queue
import select
import threading
from typing import TYPE_CHECKING

import pytest
import serial
from escpos.printer import Dummy
from virtual_hardware import eventually

from provisioning.rehearsal.printer import BUFFER, VirtualPrinter

if TYPE_CHECKING:
    from pathlib import Path

PROOF = b"\x1d(H\x06\x0000abcd"
PROVED = b'7"abcd\x00'


def ticket(label: str) -> bytes:
    paper = Dummy()
    paper.hw("INIT")
    paper.text("MAL PELAYANAN PUBLIK\n")
    paper.set(custom_size=True, width=8, height=8)
    paper.text(f"{label}\n")
    paper.cut()
    return bytes(paper.output)


class Room:
    """A printer, all that came out of it, and the port open at the other end."""

    def __init__(self, folder: Path, *, rate: float = 50.0, speed_mm_s: float = 150.0) -> None:
        self.path = folder / "lp0"
        self.kept = folder / "kiosk-1.bin"
        self.papers: queue.SimpleQueue = queue.SimpleQueue()
        self.pieces: queue.SimpleQueue = queue.SimpleQueue()
        self.printer = VirtualPrinter(
            self.path,
            on_ticket=lambda ticket, raw: self.papers.put((ticket, raw)),
            on_partial=lambda ticket, raw: self.pieces.put((ticket, raw)),
            keep=self.kept,
            rate=rate,
            speed_mm_s=speed_mm_s,
        )
        self.port = os.open(self.path, os.O_RDWR | os.O_NOCTTY)

    def say(self, data: bytes) -> None:
        os.write(self.port, data)

    def hear(self, size: int, deadline_s: float = 5.0) -> bytes:
        """What the printer answers: `size` bytes, or what there is by the deadline."""
        heard = b""
        while len(heard) < size and select.select([self.port], [], [], deadline_s)[0]:
            heard += os.read(self.port, size - len(heard))
        return heard

    def close(self) -> None:
        os.close(self.port)
        self.printer.close()


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path)
    yield room
    room.close()


def test_a_ticket_comes_out_once_with_the_bytes_that_made_it_and_then_its_proof(room):
    data = ticket("A012")
    room.say(data + PROOF)
    assert room.hear(len(PROVED)) == PROVED
    paper, raw = room.papers.get(timeout=5)
    assert paper.label == "A012"
    assert raw == data
    assert room.kept.read_bytes() == data + PROOF
    assert room.papers.empty()
    assert room.printer.state.printed == 1


def test_every_byte_passes_unchanged_in_both_directions(room):
    every = bytes(set(range(256)) - {0x10, 0x1B, 0x1C, 0x1D})
    room.say(every)
    eventually(lambda: room.kept.read_bytes() == every)
    room.say(b"\n\x1d(H\x06\x0000\x0a\x0d\x11\x13")
    assert room.hear(7) == b'7"\x0a\x0d\x11\x13\x00'


def test_pyserial_opens_it_like_any_port(room):
    with serial.Serial(str(room.path), 115200, timeout=5, exclusive=True) as port:
        port.write(b"\x10\x04\x01")
        assert port.read(1) == b"\x12"


def test_paper_that_ends_in_a_ticket_leaves_a_piece_and_status_that_says_so(room):
    room.say(b"\x1da\xff")
    assert room.hear(4) == b"\x10\x00\x00\x00"
    room.printer.paper_out_in_next_ticket(10)
    room.say(ticket("A012")[2:] + PROOF)  # without ESC @, which would end automatic status
    told = room.hear(4)
    if told == b"\x10\x00\x03\x00":  # near its end first, unless the printer got through both at once
        told = room.hear(4)
    assert told == b"\x18\x00\x0f\x00"
    piece, _ = room.pieces.get(timeout=5)
    assert not piece.complete
    room.say(b"\x10\x04\x04")
    assert room.hear(1) == b"\x7e"
    assert room.printer.state.paper_out
    assert room.papers.empty()


def test_a_stopped_printer_takes_no_more_than_its_buffer_and_then_blocks_the_host(room):
    room.printer.paper_out()
    os.set_blocking(room.port, False)
    with pytest.raises(BlockingIOError):
        write_everything(room.port, ticket("A012") * 10_000)
    assert room.printer.state.buffered <= BUFFER
    room.printer.refill()
    assert select.select([], [room.port], [], 5)[1]


def write_everything(port: int, data: bytes) -> None:
    while data:
        data = data[os.write(port, data) :]


def test_an_unplugged_printer_is_an_error_for_who_has_it_open_and_no_file_for_who_has_not(room):
    room.printer.unplug()
    with pytest.raises(OSError, match="Input/output error") as caught:
        os.write(room.port, b"A012\n")
    assert caught.value.errno == errno.EIO
    assert not room.path.exists()
    room.printer.plug()
    again = os.open(room.path, os.O_RDWR | os.O_NOCTTY)
    os.write(again, ticket("A013"))
    os.close(again)
    assert room.papers.get(timeout=5)[0].label == "A013"


def test_a_power_cycle_loses_what_was_not_printed(tmp_path):
    room = Room(tmp_path, rate=1.0, speed_mm_s=20)
    room.say(ticket("A012") + ticket("A013"))
    eventually(lambda: room.printer.state.printing)
    room.printer.power_cycle()
    assert not room.printer.state.printing
    os.close(room.port)
    room.port = os.open(room.path, os.O_RDWR | os.O_NOCTTY)
    room.say(b"\x10\x04\x01")
    assert room.hear(1) == b"\x12"
    assert room.papers.empty()
    room.close()


def test_a_jam_is_an_error_until_it_is_cleared(room):
    room.printer.jam(at_next_cut=True)
    room.say(ticket("A012"))
    assert room.pieces.get(timeout=5)[0].label == "A012"
    room.say(b"\x10\x04\x03")
    assert room.hear(1) == b"\x3a"
    assert room.printer.state.jammed
    room.printer.clear_jam()
    room.say(ticket("A013"))
    assert room.papers.get(timeout=5)[0].label == "A013"


def test_an_open_cover_stops_it_and_a_closed_one_lets_it_go_on(room):
    room.printer.open_cover()
    room.say(ticket("A012") + b"\x10\x04\x02")
    assert room.hear(1) == b"\x16"
    assert room.papers.empty()
    room.printer.close_cover()
    assert room.papers.get(timeout=5)[0].label == "A012"


def test_a_mute_printer_prints_and_says_nothing_until_it_finds_its_voice(room):
    room.printer.mute()
    room.say(ticket("A012") + PROOF + b"\x10\x04\x01")
    assert room.papers.get(timeout=5)[0].label == "A012"
    eventually(lambda: not room.printer.state.printing)
    room.printer.mute(on=False)
    room.say(b"\x10\x04\x01")
    assert room.hear(2, deadline_s=0.2) == b"\x12"


def test_a_slow_printer_takes_longer(tmp_path):
    room = Room(tmp_path, rate=1000.0)
    room.printer.slow(1e6)
    room.say(ticket("A012") + b"\x10\x04\x01")
    assert room.hear(1) == b"\x12"
    assert room.papers.empty()
    assert room.printer.state.printing
    room.close()


def test_a_printer_that_was_taken_away_leaves_no_thread_no_file_and_obeys_nobody(tmp_path):
    room = Room(tmp_path)
    room.close()
    assert not room.path.exists()
    assert not [thread for thread in threading.enumerate() if "lp0" in thread.name]
    with pytest.raises(RuntimeError, match="taken away"):
        room.printer.paper_out()
