"""What a printer is told when a job goes wrong, in time that is given: its mark is printed, whatever was cut off."""

from __future__ import annotations

from typing import Any

from kiosk.escpos_commands import KNIFE
from kiosk.printer_memory import Abilities
from kiosk.printer_talk import Conversation
from provisioning.rehearsal.escpos import Decoder
from provisioning.rehearsal.ticket import Line

# A number, and a QR code of 255 bytes that the line is cut off in.
HEAD = b"\x1b@A012\n\x1d(k\xff\x00\x31\x50\x30"
JOB = HEAD + b"q" * 252 + b"\n" + KNIFE


class SlowPort:
    """A line on which the head of a job has gone out when the paper ends; all else waits in it, and can be dropped."""

    must_answer = False

    def __init__(self) -> None:
        self.time = 100.0
        self.arrived, self.waiting = bytearray(), bytearray()
        self.dropped = False

    def wait(self, wake: int | None, timeout_s: float, *, to_write: bool = False) -> bool:
        del wake, to_write
        self.time += max(0.001, timeout_s)
        return False

    def read(self) -> bytes:
        return b""

    def write(self, data: bytes | memoryview) -> int:
        room = len(data) if self.dropped else len(HEAD) - len(self.arrived)
        self.arrived += data[:room]
        self.waiting += data[room:]
        return len(data)

    def drop(self) -> None:
        self.waiting.clear()
        self.dropped = True

    def paper_out(self) -> bool | None:
        return None

    def close(self) -> None:
        pass


def test_a_command_that_was_cut_off_swallows_nothing_of_the_mark_that_makes_the_paper_void():
    port = SlowPort()
    known = Abilities(talks=True, proof="id", clears=True)  # and it does not say that it has forgotten
    talk: Any = Conversation(
        port, -1, changed=lambda: None, stopping=lambda: False, known=known, now=lambda: port.time
    )
    line = talk.line
    line.talks, line.heard_at, talk.ready.known = True, port.time, True
    talk._watch, watch = (
        lambda *when: (watch(*when), setattr(line, "condition", line.condition._replace(paper_out=True))),
        talk._watch,
    )
    assert talk.print(JOB, 100.0) == ("failed", "paper out")
    assert port.dropped
    printed = [placed.element for placed in Decoder().feed(bytes(port.arrived))]
    texts = [element.text.strip() for element in printed if isinstance(element, Line)]
    assert texts[0] == "A012"
    assert "*** BATAL ***" in texts
