"""A reader on a serial line that sends each code as a line of text, as most QR scanners do.

CR, LF, CRLF or 200 ms of silence end a line. Nothing is ever said to it: it is set up with the codes of its manual.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from broker_config.settings import Settings
from kiosk.reading import GAP_S, Lines, Read, Say
from kiosk.serial_reader import Baud, SerialReader

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.identity import Value

EXAMPLE = """
[parts.pembaca]
type = "reader"
port = "/dev/serial/by-id/usb-scanner"
baud = 9600
"""

WIRING = """
USB -- scanner
# Set to a virtual serial port, not to a keyboard: the code for that is in the scanner's manual.
"""


class Options(Settings, frozen=True, kw_only=True):
    """The table of a reader."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Baud = 9600


def Reader(name: str, options: Options, inbox: SimpleQueue) -> SerialReader:  # noqa: N802 - the name of the type
    """One reader of lines. Puts `Scanned("code", …)` on the inbox."""
    return SerialReader(name, "reader", options, inbox, LineTalk, reads="code")


class LineTalk:
    """Listens only. Pure."""

    def __init__(self) -> None:
        self.problem = ""
        self._lines = Lines()
        self._ends_at = math.inf

    def feed(self, data: Value, now: float) -> list[Read | Say]:
        """The lines that these bytes end."""
        found = [line for line in map(self._lines.feed, data) if line is not None]
        self._ends_at = math.inf if self._lines.empty else now + GAP_S
        return [*found]

    def tick(self, now: float) -> list[Read | Say]:
        """The line that silence ends."""
        if now < self._ends_at:
            return []
        self._ends_at = math.inf
        line = self._lines.gap()
        return [] if line is None else [line]

    def deadline(self) -> float:
        """When silence has lasted."""
        return self._ends_at
