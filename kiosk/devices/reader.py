"""A reader on a serial line that sends each code or card as a line of text, as most QR scanners do.

What it reads may be an identity card. The content must never leave this file: not to the inbox, not to a log,
not into a repr. All that anybody gets is a token for it, good for a day, under a key that is never written.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import math
import secrets
import termios
import threading
import time
from typing import TYPE_CHECKING, Annotated

import serial
from msgspec import Meta

from broker_config.contract import Part
from broker_config.settings import Settings
from kiosk.devices import Happened, Scanned

if TYPE_CHECKING:
    from queue import SimpleQueue

log = logging.getLogger(__name__)

EXAMPLE = """
[parts.pembaca]
type = "reader"
port = "/dev/serial/by-id/usb-scanner"
baud = 9600
"""

DOMAIN = b"mpp-queue/reader/1\0"
GAP_S = 0.05  # a reader that ends no line is silent after it
AWAY_S = 0.5  # a card that rests on the reader is read again and again
LONGEST, SHORTEST = 512, 4  # shorter is noise: the shortest card number has 8 digits
RECONNECT_S = 0.5
CLOSE_S = 5.0


class Options(Settings, frozen=True, kw_only=True):
    """The table of a reader."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Annotated[int, Meta(ge=1200, le=230400)] = 9600


class Lines:
    """Bytes to lines: CR, LF, CRLF or a gap ends one. The unprintable is noise; too long is dropped."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that these bytes complete."""
        lines = []
        for byte in data:
            if byte in b"\r\n":
                lines += self.gap()
            elif len(self._line) >= LONGEST:
                self._too_long = True
            elif 0x20 <= byte <= 0x7E:
                self._line.append(byte)
        return lines

    def gap(self) -> list[bytes]:
        """The line that ends because nothing more comes, if there is one."""
        line, good = bytes(self._line), len(self._line) >= SHORTEST and not self._too_long
        self._line[:] = b""
        self._too_long = False
        return [line] if good else []

    @property
    def empty(self) -> bool:
        """Whether no line is under way."""
        return not self._line


class DayKey:
    """The key of the tokens: random, in memory only, new each day, so that no two days can be matched."""

    def __init__(self) -> None:
        self._day = ""
        self._key = b""
        self._lock = threading.Lock()

    def token(self, value: bytes) -> str:
        """What stands for a value today: 32 hex digits."""
        today = time.strftime("%Y-%m-%d")
        with self._lock:
            if today != self._day:
                self._day, self._key = today, secrets.token_bytes(32)
            return hmac.new(self._key, DOMAIN + value, hashlib.sha256).digest()[:16].hex()


_DAY_KEY = DayKey()  # one for all readers of a process: the same card gives the same token at each


class Resting:
    """Tells a card that is shown from one that just lies there."""

    def __init__(self) -> None:
        self._token = ""
        self._seen_at = -math.inf

    def is_new(self, token: str, now: float) -> bool:
        """Whether this is another card than just before, or the same one after it was away."""
        new = token != self._token or now - self._seen_at >= AWAY_S
        self._token, self._seen_at = token, now
        return new


class Reader:
    """One reader. Puts `Scanned` on the inbox."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._inbox = inbox
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._port: serial.Serial | None = None
        self._fault: str | None = None  # None until it was looked for
        self._resting = Resting()

    def open(self) -> None:
        """Start the thread that looks for the reader."""
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        until = time.monotonic() + CLOSE_S
        while thread.is_alive() and time.monotonic() < until:
            if port := self._port:
                with contextlib.suppress(OSError, TypeError):  # it may be closing just now
                    port.cancel_read()
            thread.join(GAP_S)

    def health(self) -> Part:
        """Fault while it is not plugged in."""
        if self._thread is None or not self._thread.is_alive():
            return Part(name=self.name, kind="reader", state="fault", detail="its driver has stopped")
        if self._fault is None:
            return Part(name=self.name, kind="reader", state="warning", detail="looking for it")
        return Part(
            name=self.name, kind="reader", state="fault" if self._fault else "ok", detail=self._fault[:400]
        )

    def poll(self, now: float) -> float:
        """Nothing is ever due: the reader has its own thread."""
        del now
        return math.inf

    # --- the reader's thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with serial.Serial(self.options.port, self.options.baud, exclusive=True) as port:
                    self._port = port
                    self._note("")
                    self._listen(port)
            # pulling the plug is a SerialException here and a bare OSError or termios.error there
            except (OSError, termios.error) as error:
                self._note(f"missing: {error.args[-1] if error.args else error}")
                self._stopping.wait(RECONNECT_S)
            finally:
                self._port = None

    def _listen(self, port: serial.Serial) -> None:
        lines = Lines()
        while not self._stopping.is_set():
            port.timeout = None if lines.empty else GAP_S
            data = port.read(1)
            found = lines.feed(data + port.read(port.in_waiting)) if data else lines.gap()
            for line in found:
                self._scan(line)

    def _scan(self, line: bytes) -> None:
        token = _DAY_KEY.token(line)
        if self._resting.is_new(token, time.monotonic()):
            self._inbox.put(Happened(self.name, Scanned("code", token)))

    def _note(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            log.info("%s: %s", self.name, fault or "ready")
