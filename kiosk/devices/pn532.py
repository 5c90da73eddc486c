"""A PN532 on a serial line (HSU): a reader of 13.56 MHz cards, type A and type B; a KTP-el may be either.

It only answers. It is woken, told to give up soon when there is no card, and then asked for a card of type A and of
type B in turn. Frames both ways: `00 00 FF`, length, its complement, the bytes, the complement of their sum, `00`.
Asked too often in vain it is woken again; what it had begun to do is called off with an ACK.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Meta

from broker_config.settings import Settings
from kiosk.reading import Read, Say, Stream
from kiosk.serial_reader import Baud, SerialReader

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.identity import Value

EXAMPLE = """
[parts.kartu]
type = "pn532"
port = "/dev/serial/by-id/usb-pn532"
baud = 115200
"""

WIRING = """
3V3 -- PN532:VCC
GPIO14 -- PN532:RX
GPIO15 -- PN532:TX
GND -- PN532:GND
# Both little switches at 0 (HSU). What the box says (TXD) goes to what the module hears (RX), and vice versa. On the
# header the port is /dev/serial0, with the login console on it switched off; a USB adapter of 3.3 V does as well.
"""


class Options(Settings, frozen=True, kw_only=True):
    """The table of a PN532."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Baud = 115200


def Pn532(name: str, options: Options, inbox: SimpleQueue) -> SerialReader:  # noqa: N802 - the name of the type
    """One reader of 13.56 MHz cards. Puts `Scanned("card", …)` on the inbox."""
    return SerialReader(name, "pn532", options, inbox, Pn532Talk, reads="card")


# --- frames -----------------------------------------------------------------------------------------------

TO_CHIP, FROM_CHIP, ERROR = 0xD4, 0xD5, 0x7F
ACK = bytes.fromhex("00 00 ff 00 ff 00")
WAKE = b"\x55\x55" + bytes(14)
NO_BODY = ((0x00, 0xFF), (0xFF, 0x00))  # length and complement of ACK and NACK
LONGEST = 64  # bytes between length and checksum; one card's answer has 15 to 40


def frame(*body: int) -> bytes:
    """What is said to the chip, wrapped.

    >>> frame(0xD4, 0x14, 0x01).hex(" ")
    '00 00 ff 03 fd d4 14 01 17 00'
    """
    size = len(body)
    return bytes((0x00, 0x00, 0xFF, size, -size & 0xFF, *body, -sum(body) & 0xFF, 0x00))


class Step(NamedTuple):
    """What is said, the code of the answer to it, and what is said next."""

    say: bytes
    answer: int
    then: str


STEPS = {
    "wake": Step(WAKE + frame(TO_CHIP, 0x14, 0x01), 0x15, "retries"),  # SAMConfiguration: normal mode
    "retries": Step(frame(TO_CHIP, 0x32, 0x05, 0xFF, 0x01, 0x01), 0x33, "type_a"),  # RFConfiguration: once
    "type_a": Step(
        frame(TO_CHIP, 0x4A, 0x01, 0x00), 0x4B, "type_b"
    ),  # InListPassiveTarget: one, 106 kbit/s A
    "type_b": Step(frame(TO_CHIP, 0x4A, 0x01, 0x03, 0x00), 0x4B, "type_a"),  # 106 kbit/s B, any application
}
PAUSE_S = 0.15  # between one look for a card and the next
ANSWER_S = 0.5
TRIES = 3
WAKE_AGAIN_S = 2.0


class Pn532Talk:
    """Asks, and takes cards out of the answers. Pure."""

    def __init__(self) -> None:
        self.problem = ""
        self._stream = Stream(LONGEST + 6)
        self._step = "wake"
        self._waiting = False  # for an answer
        self._due = -math.inf
        self._tries = 0

    def feed(self, data: Value, now: float) -> list[Read | Say]:
        """The cards that these bytes complete."""
        found: list[Read | Say] = []
        for _ in self._stream.fill(data):
            found += self._take(now)
        if self._due <= now:
            found += self.tick(now)
        return found

    def tick(self, now: float) -> list[Read | Say]:
        """Ask what is next, or again."""
        if now < self._due:
            return []
        found: list[Read | Say] = []
        if self._waiting:
            while len(self._stream):  # the beginning of a frame that did not go on, and what it may hide
                self._stream.drop(1)
                found += self._take(now)
            if now < self._due:
                return found
        step = STEPS[self._step]
        again = self._waiting
        self._tries = self._tries + 1 if again else 0
        if self._tries >= TRIES:
            self.problem = "does not answer"
            self._step, self._waiting, self._tries, self._due = "wake", False, 0, now + WAKE_AGAIN_S
            return found
        self._waiting, self._due = True, now + ANSWER_S
        return [*found, Say((ACK if again and self._step != "wake" else b"") + step.say)]

    def deadline(self) -> float:
        """When something is to be asked, or has waited long enough for its answer."""
        return self._due

    def _take(self, now: float) -> list[Read | Say]:
        found: list[Read | Say] = []
        while len(self._stream):
            size, body = self._first()
            if not size:
                break
            card = self._answer(body, now) if body else None
            if card is not None:
                found.append(card)
            self._stream.drop(size)
        return found

    def _first(self) -> tuple[int, int]:
        """How many bytes are done with, and how many of them are an answer's body; 0 if the frame is not whole."""
        stream, known = self._stream, len(self._stream)
        if not self._may_be_a_frame():
            return 1, 0
        if known < 4:
            return 0, 0
        size = stream[2]
        if (size, stream[3]) in NO_BODY:
            return 4, 0
        if known < size + 6:
            return 0, 0
        good = not stream.sum(4, 5 + size) & 0xFF and stream[5 + size] == 0x00
        return (size + 6, size) if good else (1, 0)

    def _may_be_a_frame(self) -> bool:
        """Whether the stream begins as a frame does: the sooner noise is seen to be noise, the better."""
        stream, known = self._stream, len(self._stream)
        if stream[0] != 0x00 or (known > 1 and stream[1] != 0xFF):
            return False
        if known < 4 or (stream[2], stream[3]) in NO_BODY:
            return True
        if (stream[2] + stream[3]) & 0xFF or stream[2] > LONGEST:
            return False
        return known < 5 or stream[4] in (FROM_CHIP, ERROR)

    def _answer(self, size: int, now: float) -> Read | None:
        """Take the answer at the start of the stream, if it is the one that is waited for; the card in it."""
        step = STEPS[self._step]
        if not self._waiting or size < 2 or self._stream[4] != FROM_CHIP or self._stream[5] != step.answer:
            return None
        card = _card(self._stream, size, self._step)
        asked, self._waiting, self._tries, self.problem = self._step, False, 0, ""
        self._step = "type_a" if card is not None else step.then
        # Type B is asked for right after type A; only after both comes the pause.
        self._due = now + PAUSE_S if card is not None or asked == "type_b" else now
        return card


def _card(stream: Stream, size: int, asked: str) -> Read | None:
    """The card in an answer whose body is the `size` bytes from the fourth on; None if there is none.

    Type A: D5 4B, 1, target, SENS_RES (2), SEL_RES, length, UID, perhaps more. Type B: D5 4B, 1, target, 50, PUPI (4).
    """
    if stream[5] != 0x4B or size < 12 or stream[6] != 1:
        return None
    if asked == "type_b":
        return Read("card", "iso14443b", stream.copy(9, 13)) if size >= 16 and stream[8] == 0x50 else None
    length = stream[11]
    if length not in (4, 7, 10) or size < 8 + length:
        return None
    # A number of four bytes that begins with 08 is a new one each time, by the standard.
    passing = length == 4 and stream[12] == 0x08
    return Read("card", "iso14443a", stream.copy(12, 12 + length), passing=passing)
