"""A GM65 and its like: QR scanners on a serial line that take commands.

Codes come as lines of text; answers to commands come in between, in the same stream: `02h 00h`, a type, a length, that
many bytes, and a CRC-16 (polynomial 1021h, from 0) over all but the first two.

In mode `continuous` it scans by itself and is told nothing. In mode `trigger` (set up with the code "command
trigger mode" of its manual) it scans when it is told to, which also shows whether it is alive.
"""

from __future__ import annotations

import binascii
import math
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from broker_config.settings import Settings
from kiosk.reading import GAP_S, Lines, Read, Say, Stream, wipe
from kiosk.serial_reader import Baud, SerialReader

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.identity import Value

EXAMPLE = """
[parts.pemindai]
type = "gm65"
port = "/dev/serial/by-id/usb-gm65"
baud = 9600
mode = "trigger"
away_s = 0.5
"""

WIRING = """
USB -- scanner
# With its USB cable, set to a virtual serial port (the code for that is in its manual), not to a keyboard.

5V -- GM65:VCC
GPIO14 -- GM65:RX
GPIO15 -- GM65:TX
GND -- GM65:GND
# On the header the port is /dev/serial0, with the login console on it switched off. Its signals have 3.3 V.
"""

TRIGGER = Say.fromhex("7e 00 08 01 00 02 01 02 da")
HEAD, LONGEST_ANSWER = 0x02, 16
AGAIN_S = 3.0  # it stops looking by itself after a while (5 s, as delivered)
NEXT_S = 0.2  # after a code; soon enough to see that the same one still lies there
ANSWER_S = 0.5
TRIES = 3


class Options(Settings, frozen=True, kw_only=True):
    """The table of a GM65. `away_s`: the same code counts again after so long; more than its reading interval."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Baud = 9600
    mode: Literal["continuous", "trigger"] = "continuous"
    away_s: Annotated[float, Meta(ge=0.1, le=60)] = 0.5


def Gm65(name: str, options: Options, inbox: SimpleQueue) -> SerialReader:  # noqa: N802 - the name of the type
    """One QR scanner. Puts `Scanned("code", …)` on the inbox."""

    def talk() -> Gm65Talk:
        return Gm65Talk(trigger=options.mode == "trigger")

    return SerialReader(name, "gm65", options, inbox, talk, reads="code", away_s=options.away_s)


class Gm65Talk:
    """Answers out of the stream, lines from the rest; and the trigger, again and again. Pure."""

    def __init__(self, *, trigger: bool) -> None:
        self.problem = ""
        self._stream, self._lines = Stream(LONGEST_ANSWER + 6), Lines()
        self._ends_at = math.inf  # the line, or the answer, that is under way
        self._say_at = -math.inf if trigger else math.inf
        self._trigger = trigger
        self._tries = 0
        self.answers = 0

    def feed(self, data: Value, now: float) -> list[Read | Say]:
        """The codes that these bytes complete."""
        found: list[Read | Say] = []
        answers = self.answers
        for _ in self._stream.fill(data):
            found += self._take()
        if self.answers != answers:
            self._tries, self.problem = 0, ""
            self._say_at = now + AGAIN_S if self._trigger else math.inf
        return self._after(found, now)

    def tick(self, now: float) -> list[Read | Say]:
        """The line that silence ends; the trigger."""
        found: list[Read | Say] = []
        if now >= self._ends_at:
            while len(self._stream):  # the beginning of an answer that did not go on
                self._stream.drop(1)
                found += self._take()
            line = self._lines.gap()
            found += [] if line is None else [line]
        found = self._after(found, now)
        if now >= self._say_at:
            self._tries += 1
            self._say_at = now + (ANSWER_S if self._tries < TRIES else AGAIN_S)
            if self._tries > TRIES:
                self.problem = "does not answer"
            found.append(TRIGGER)
        return found

    def deadline(self) -> float:
        """When silence has lasted, or the trigger is due."""
        return min(self._ends_at, self._say_at)

    def _after(self, found: list[Read | Say], now: float) -> list[Read | Say]:
        self._ends_at = math.inf if self._lines.empty and not len(self._stream) else now + GAP_S
        if found and self._trigger:  # one trigger is one code
            self._tries, self.problem, self._say_at = 0, "", now + NEXT_S
        return found

    def _take(self) -> list[Read | Say]:
        found: list[Read | Say] = []
        while len(self._stream):
            size = self._answer()
            if not size:
                break
            if size == 1 and (line := self._lines.feed(self._stream[0])) is not None:
                found.append(line)
            self._stream.drop(size)
        return found

    def _answer(self) -> int:
        """How long the answer at the start of the stream is: 1, it is none; 0, it is not whole yet."""
        stream = self._stream
        known = len(stream)
        if stream[0] != HEAD or (known > 1 and stream[1] != 0) or (known > 3 and stream[3] > LONGEST_ANSWER):
            return 1
        if known < 4 or known < 6 + stream[3]:
            return 0
        end = 4 + stream[3]
        told = stream.copy(2, end)
        check = binascii.crc_hqx(told, 0)
        wipe(told)  # it may have been no answer
        if check != stream[end] << 8 | stream[end + 1]:
            return 1
        self.answers += 1
        return end + 2
