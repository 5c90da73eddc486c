"""The papers that came out, drawn when somebody looks at one. Keeps the newest few."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

from provisioning.rehearsal import paper

if TYPE_CHECKING:
    from provisioning.rehearsal.ticket import DecodedTicket

KEPT = 80


class Sheet(NamedTuple):
    """One paper, whole or torn, and the kiosk it came out of."""

    number: int
    device: str
    ticket: DecodedTicket
    whole: bool

    def told(self) -> dict[str, Any]:
        """What the page needs to know of it."""
        return {
            "id": self.number,
            "device": self.device,
            "label": self.ticket.label,
            "whole": self.whole,
            "text": self.ticket.text,
        }


class Papers:
    """All of them, by number."""

    def __init__(self) -> None:
        self._sheets: OrderedDict[int, Sheet] = OrderedDict()
        self._drawn: dict[int, bytes] = {}
        self._lock = threading.Lock()
        self._count = 0

    def add(self, device: str, ticket: DecodedTicket, *, whole: bool) -> Sheet:
        """A paper came out. Nothing is drawn yet: this is the printer's thread."""
        with self._lock:
            self._count += 1
            sheet = self._sheets[self._count] = Sheet(self._count, device, ticket, whole)
            while len(self._sheets) > KEPT:
                number, _ = self._sheets.popitem(last=False)
                self._drawn.pop(number, None)
        return sheet

    def newest(self, count: int) -> list[Sheet]:
        """The newest, oldest first."""
        with self._lock:
            return list(self._sheets.values())[-count:]

    def newest_code(self, device: str) -> str:
        """The QR code on the newest whole paper out of a kiosk; empty if there is none."""
        with self._lock:
            sheets = [one for one in self._sheets.values() if one.device == device and one.whole]
        return next((one.ticket.qr for one in reversed(sheets) if one.ticket.qr), "")

    def png(self, number: int) -> bytes | None:
        """The picture of a paper, None if it is not known any more."""
        sheet = self._sheets.get(number)
        if sheet is None:
            return None
        drawn = self._drawn.get(number) or paper.png(sheet.ticket)
        with self._lock:
            if number in self._sheets:
                self._drawn[number] = drawn
        return drawn
