"""The keys behind the tokens of cards and codes, one `IDENTITY` for all readers of a process.

The day's key is random, lies in memory only, and is destroyed when the mall's service day has ended: from then on
nobody can match a visitor of that day with anything. Must never write, log or show a key or what was read.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from broker_config.identity import KEY_BYTES, booking_token, card, staff_token, token
from kiosk.devices import Scanned
from kiosk.reading import Read, wipe

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_DAY_S = 86_400.0  # where nobody tells the day, no key gets older


class Identity:
    """What a card or code is called outside its reader, by three keys."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.problem = ""  # why there is no identity key although there should be
        self._clock = clock
        self._lock = threading.Lock()
        self._mall_key = b""
        self._day_key = bytearray()
        self._born = 0.0
        self._day = ""
        self._booking_day = ""

    def take_key(self, key: bytes, problem: str = "") -> None:
        """The mall's identity key; empty if this box has none, then `problem` may say why."""
        with self._lock:
            self._mall_key, self.problem = key, problem

    def begin_day(self, day: str, *, trusted: bool) -> bool:
        """Say which service day it is (`2026-11-28`; empty: not known); another one destroys the key of the last.

        Bookings are known only on a day that is `trusted`. True when the day or its key is another one than before, so
        that whoever keeps tokens of papers has to ask for them again.
        """
        with self._lock:
            ended = bool(day and self._day and day != self._day)
            ended = ended or bool(self._day_key and self._clock() - self._born >= LONGEST_DAY_S)
            if ended:
                wipe(self._day_key)
                self._day_key = bytearray()
            came = bool(day) and day != self._day
            self._day = day or self._day
            self._booking_day = day if trusted else ""
        return came or ended

    def scanned(self, read: Read) -> Scanned:
        """What may be said of a card or code. Wipes it."""
        named = card(read.technology, read.value)
        try:
            return Scanned(
                read.kind,
                self._visitor_token(named),
                "" if read.passing else staff_token(self._mall_key, named),
                booking_token(self._mall_key, self._booking_day, read.value) if read.kind == "code" else "",
            )
        finally:
            read.wipe()
            wipe(named)

    def paper(self, qr: str) -> str:
        """The `token` that a reader of this process will have for the QR code of a ticket."""
        return self.scanned(Read("code", "code", bytearray(qr.encode()))).token

    def _visitor_token(self, named: bytearray) -> str:
        with self._lock:
            if not self._day_key:
                self._day_key, self._born = bytearray(os.urandom(KEY_BYTES)), self._clock()
            return token(self._day_key, named)


IDENTITY = Identity()  # one for all readers of a process: the same card gives the same token at each
