"""An RDM6300 and its like: readers of 125 kHz cards (EM4100), as staff cards often are. They only speak.

`02h`, ten hex digits (five bytes: the card's number), two hex digits (their XOR), `03h`; again about every 50 ms as
long as the card is there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from broker_config.settings import Settings
from kiosk.reading import GAP_S, Read, Say, Stream
from kiosk.serial_reader import Baud, SerialReader

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.identity import Value

EXAMPLE = """
[parts.kartu]
type = "rdm6300"
port = "/dev/serial/by-id/usb-rdm6300"
baud = 9600
"""

WIRING = """
5V -- RDM6300:5V
GPIO15 -- level shifter -- RDM6300:TX
GND -- RDM6300:GND
# Its signal may have 5 V, and a pin bears 3.3 V: a level shifter between, or the module on a USB adapter of 5 V. On the
# header the port is /dev/serial0, with the login console on it switched off. The coil lies behind plastic, not metal.
"""

START, END, SIZE = 0x02, 0x03, 14
_NIBBLES = {ord(digit): value for value, digit in enumerate("0123456789ABCDEF")}
_NIBBLES |= {ord(digit): value for value, digit in enumerate("abcdef", 10)}


class Options(Settings, frozen=True, kw_only=True):
    """The table of an RDM6300."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Baud = 9600


def Rdm6300(name: str, options: Options, inbox: SimpleQueue) -> SerialReader:  # noqa: N802 - the name of the type
    """One reader of 125 kHz cards. Puts `Scanned("card", …)` on the inbox."""
    return SerialReader(name, "rdm6300", options, inbox, Rdm6300Talk, reads="card")


class Rdm6300Talk:
    """Bytes to cards: start, digits, checksum, end; else one byte is dropped. Pure."""

    def __init__(self) -> None:
        self.problem = ""
        self._stream = Stream(SIZE)
        self._ends_at = math.inf

    def feed(self, data: Value, now: float) -> list[Read | Say]:
        """The cards that these bytes complete."""
        found: list[Read | Say] = []
        for _ in self._stream.fill(data):
            while len(self._stream):
                size, card = self._first()
                if not size:
                    break
                self._stream.drop(size)
                if card is not None:
                    found.append(card)
        self._ends_at = now + GAP_S if len(self._stream) else math.inf
        return found

    def tick(self, now: float) -> list[Read | Say]:
        """Forget a frame that does not go on: most of a card's number may be in it."""
        if now >= self._ends_at:
            self._stream.drop(len(self._stream))
            self._ends_at = math.inf
        return []

    def deadline(self) -> float:
        """When silence has lasted."""
        return self._ends_at

    def _first(self) -> tuple[int, Read | None]:
        """How many bytes are done with, and which card they were; 0 if the frame is not whole yet."""
        stream = self._stream
        if stream[0] != START:
            return 1, None
        # No digit is a start: a frame that was cut short never takes the next one with it.
        if any(stream[at] not in _NIBBLES for at in range(1, min(len(stream), SIZE - 1))):
            return 1, None
        if len(stream) < SIZE:
            return 0, None
        number, check = bytearray(5), 0
        for at in range(5):
            number[at] = self._byte(1 + 2 * at)
            check ^= number[at]
        if check != self._byte(11) or stream[SIZE - 1] != END:
            number[:] = bytes(5)
            return 1, None
        return SIZE, Read("card", "em4100", number)

    def _byte(self, at: int) -> int:
        return _NIBBLES[self._stream[at]] << 4 | _NIBBLES[self._stream[at + 1]]
