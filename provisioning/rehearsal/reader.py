"""Card and code readers on ptys: what they read arrives as their makes say it, at the pace of their baud rate.

Each has `scan(text)`, which holds something to it for a moment, and a `SAMPLE` that belongs to nobody.
"""

from __future__ import annotations

import binascii
import threading
import time
from typing import TYPE_CHECKING

from provisioning.rehearsal.port import Port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BITS = 10  # 8N1: a start bit, eight of data, a stop bit
_AT_ONCE = 16  # bytes; a receiver's buffer hands them over in such lumps
NOISE = b"\xff\x00\x7e\x80\x13\xfe\x1b\x00\xc3"  # as when a plug is half in
TOUCH_S = 0.2  # a card that is held to the reader and taken away
_TURN_S = 0.004
_LOOKS_S = 5.0  # so long a QR scanner looks for a code after it was told to


class Wire:
    """A serial line with the product at the other end. `say` lets nobody speak in between."""

    def __init__(self, path: Path, baud: int) -> None:
        self._port, self._baud = Port(path), baud
        self._lock = threading.Lock()
        self.heard = b""  # what the product said last
        self.plug()

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self._port.master is not None

    def say(self, data: bytes, at_once: int = _AT_ONCE) -> bool:
        """Send bytes in lumps. False if the reader is not plugged in."""
        with self._lock:
            self._listen()
            for at in range(0, len(data), at_once):
                lump = data[at : at + at_once]
                time.sleep(len(lump) * _BITS / self._baud)
                self._port.write(lump)
            return self.plugged

    def hear(self) -> bytes:
        """What the product said and nobody has taken yet."""
        with self._lock:
            self._listen()
            heard, self.heard = self.heard, b""
            return heard

    def unplug(self) -> None:
        """Pull the plug."""
        with self._lock:
            self._port.unplug()

    def plug(self) -> None:
        """Put it back."""
        with self._lock:
            self._port.plug()

    def _listen(self) -> None:
        self.heard = (self.heard + self._port.read())[-4096:]


class Turning:
    """A thread that does something again and again until it is closed."""

    def __init__(self, turn: Callable[[], None], every_s: float) -> None:
        self._turn, self._every_s = turn, every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            self._turn()


class VirtualReader:
    """A scanner of lines on the port at `path`; the product opens it like `/dev/ttyUSB0`."""

    SAMPLE = "LATIHAN-0001"

    def __init__(self, path: Path, baud: int = 9600) -> None:
        self.wire = Wire(path, baud)
        self.plug, self.unplug, self.close = self.wire.plug, self.wire.unplug, self.wire.unplug

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self.wire.plugged

    @property
    def heard(self) -> bytes:
        """What the product said to the reader."""
        return self.wire.heard

    def scan(self, text: str) -> bool:
        """Read a code. False if the reader is not plugged in."""
        return self.wire.say(text.encode() + b"\r\n")

    def noise(self, data: bytes = NOISE) -> bool:
        """Send rubbish. False if the reader is not plugged in."""
        return self.wire.say(data)


class VirtualRdm6300:
    """A reader of 125 kHz cards, whose numbers are ten hex digits: it says them as long as the card is there."""

    SAMPLE = "0A00B1C2D3"
    EVERY_S = 0.05

    def __init__(self, path: Path, baud: int = 9600) -> None:
        self.wire = Wire(path, baud)
        self.plug, self.unplug, self.noise = self.wire.plug, self.wire.unplug, self.wire.say
        self._frame = b""
        self._turning = Turning(self._speak, self.EVERY_S)

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self.wire.plugged

    def rest(self, number: str) -> None:
        """Lay a card on it."""
        uid = bytes.fromhex(number)
        check = 0
        for byte in uid:
            check ^= byte
        self._frame = b"\x02" + f"{uid.hex()}{check:02x}".upper().encode() + b"\x03"

    def lift(self) -> None:
        """Take the card away."""
        self._frame = b""

    def scan(self, number: str) -> bool:
        """Hold a card to it for a moment. False if the reader is not plugged in."""
        self.rest(number)
        time.sleep(TOUCH_S)
        self.lift()
        return self.plugged

    def close(self) -> None:
        """Take it away."""
        self._turning.close()
        self.unplug()

    def _speak(self) -> None:
        if self._frame:
            self.wire.say(self._frame, 5)


class VirtualPn532:
    """A reader of 13.56 MHz cards, whose numbers are hex digits behind `a:` or `b:`: it answers, cut anywhere."""

    SAMPLE = "a:04A1B2C3D4E5F6"

    def __init__(self, path: Path, baud: int = 115200) -> None:
        self.wire = Wire(path, baud)
        self.unplug, self.noise = self.wire.unplug, self.wire.say
        self.mute = False  # it hangs, and says nothing
        self._card, self._seen = "", 0  # how often any card was found
        self._awake, self._told = False, b""
        self._turning = Turning(self._answer, _TURN_S)

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self.wire.plugged

    def plug(self) -> None:
        """Put it back; it sleeps until it is woken."""
        self._awake, self._told = False, b""
        self.wire.plug()

    def rest(self, number: str) -> None:
        """Lay a card on it."""
        self._card = number

    def lift(self) -> None:
        """Take the card away."""
        self._card = ""

    def scan(self, number: str) -> bool:
        """Hold a card to it until it was looked at twice, some seconds at most. False if it is not plugged in."""
        until, enough = time.monotonic() + _LOOKS_S, self._seen + 2
        self.rest(number)
        while self.plugged and not self.mute and self._seen < enough and time.monotonic() < until:
            time.sleep(_TURN_S)
        self.lift()
        return self.plugged

    def close(self) -> None:
        """Take it away."""
        self._turning.close()
        self.unplug()

    def _answer(self) -> None:
        self._told = (self._told + self.wire.hear())[-512:]
        while (start := self._told.find(b"\x00\xff")) >= 0 and len(self._told) >= start + 4:
            size = self._told[start + 2]
            end = start + 5 + size
            if len(self._told) < end:
                return
            woken = b"\x55\x55" in self._told[:start]
            body, self._told = self._told[start + 4 : end - 1], self._told[end:]
            self._awake = self._awake or woken
            if size and self._awake and not self.mute:
                self._do(body)

    def _do(self, body: bytes) -> None:
        self.wire.say(bytes.fromhex("00 00 ff 00 ff 00"), 4)
        if body[:2] == b"\xd4\x4a":
            self.wire.say(_framed(b"\xd5\x4b" + self._found("b" if body[3] else "a")), 7)
        else:
            self.wire.say(_framed(bytes((0xD5, body[1] + 1))), 3)

    def _found(self, kind: str) -> bytes:
        card_kind, _, number = self._card.partition(":")
        if card_kind != kind:
            return b"\x00"
        self._seen += 1
        uid = bytes.fromhex(number)
        if kind == "a":
            return b"\x01\x01" + bytes((0x00, 0x04, 0x08, len(uid))) + uid
        return b"\x01\x01\x50" + uid + bytes.fromhex("00000000 71 85 81 01 00")


def _framed(body: bytes) -> bytes:
    size = len(body)
    return b"\x00\x00\xff" + bytes((size, -size & 0xFF)) + body + bytes((-sum(body) & 0xFF, 0))


class VirtualGm65:
    """A QR scanner that answers to its trigger, in the middle of a code if need be.

    With `trigger` it reads only after it was told to; else it reads by itself.
    """

    SAMPLE = "LATIHAN-0002"
    ANSWER = b"\x02\x00\x00\x01\x00" + binascii.crc_hqx(b"\x00\x01\x00", 0).to_bytes(2, "big")
    TRIGGER = bytes.fromhex("7e 00 08 01 00 02 01 02 da")

    def __init__(self, path: Path, baud: int = 9600, *, trigger: bool = False) -> None:
        self.wire = Wire(path, baud)
        self.plug, self.unplug, self.noise = self.wire.plug, self.wire.unplug, self.wire.say
        self.mute = False  # it does not answer
        self._trigger, self._looks_until = trigger, 0.0
        self._told = b""
        self._turning = Turning(self._answer, _TURN_S)

    @property
    def plugged(self) -> bool:
        """Whether the device is there."""
        return self.wire.plugged

    def scan(self, text: str) -> bool:
        """Read a code. False if it is not plugged in, or was not told to look within some seconds."""
        until = time.monotonic() + _LOOKS_S
        while self._trigger and self.plugged and time.monotonic() >= self._looks_until:
            if time.monotonic() >= until:
                return False
            time.sleep(_TURN_S)
        self._looks_until = 0.0
        line = text.encode() + b"\r"
        answer = self.ANSWER if self._trigger else b""
        return self.wire.say(line[:5] + answer + line[5:])

    def close(self) -> None:
        """Take it away."""
        self._turning.close()
        self.unplug()

    def _answer(self) -> None:
        self._told = (self._told + self.wire.hear())[-64:]
        if self.TRIGGER in self._told:
            self._told = b""
            if not self.mute:
                self._looks_until = time.monotonic() + _LOOKS_S
                self.wire.say(self.ANSWER)


AnyReader = VirtualReader | VirtualRdm6300 | VirtualPn532 | VirtualGm65
READERS = {"reader": VirtualReader, "rdm6300": VirtualRdm6300, "pn532": VirtualPn532}


def virtual_reader(part: dict[str, object], path: Path) -> AnyReader | None:
    """The far end of a part of a box, if it is a reader."""
    if part.get("type") == "gm65":
        return VirtualGm65(path, trigger=part.get("mode") == "trigger")
    make = READERS.get(str(part.get("type")))
    return None if make is None else make(path)
