"""Two lines of twenty characters for the officer or the visitor: a serial customer display, as tills have them.

It speaks what ESC/POS and CD5220 displays have in common: home `0Bh`, down `0Ah`, clear `0Ch`. It never answers, so
nobody can know whether it shows anything; what it shall show is therefore said again now and then, in case its own
plug was out. Letters outside ASCII lose their accents.
"""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from broker_config.settings import Settings
from kiosk.plugged import Plugged

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.contract import Part
    from kiosk.port import Port

EXAMPLE = """
[parts.layar-loket]
type = "text_display"
port = "/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"
baud = 9600
"""

WIRING = """
USB -- display
# With USB: plug it in. With a round or nine-pole plug (RS-232): a USB adapter between; set the display to 9600 8N1.
# Never join RS-232 to the pins of the header: it has up to ±12 V.
"""

HEALTH = {"missing: …": "its port is not there; it is looked for twice a second, and written again"}

WIDTH = 20
AGAIN_S = 30.0
CLEAR, HOME, DOWN = b"\x0c", b"\x0b", b"\x0a"
# Reset, cursor off in either dialect. What a display does not know it may show: therefore the last one clears it.
INITIALISE = b"\x1b@\x1fC\x00\x1b_\x00" + CLEAR


class Options(Settings, frozen=True, kw_only=True):
    """The table of a text display."""

    port: Annotated[str, Meta(pattern="^/")]
    baud: Literal[2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600


def fold(text: str) -> str:
    """A line of a display: twenty characters of ASCII.

    >>> fold("Loket 5: Café")
    'Loket 5: Cafe       '
    """
    plain = text.translate(
        {0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xB7: "."}
    )
    plain = unicodedata.normalize("NFKD", plain)
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return "".join(one if " " <= one <= "~" else "?" for one in kept)[:WIDTH].ljust(WIDTH)


class TextDisplay:
    """One display. `write` may be called at any time; it never waits."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._lines = ("", "")
        self._plugged = Plugged(name, "text_display", options.port, options.baud, self._serve)
        del inbox  # it has nothing to say

    def open(self) -> None:
        """Start the thread that looks for the display."""
        self._plugged.open()

    def close(self) -> None:
        """Stop. What it shows last stays there until it is switched off."""
        self._plugged.close()

    def health(self) -> Part:
        """Fault while its port is not there."""
        return self._plugged.health()

    def poll(self, now: float) -> float:
        """Nothing is ever due: the display has its own thread."""
        return now + AGAIN_S

    def write(self, lines: tuple[str, str]) -> None:
        """Show these two lines from now on, also after it was unplugged; each is cut to its width."""
        if lines != self._lines:
            self._lines = lines
            self._plugged.nudge()

    # --- the display's thread -----------------------------------------------------------------------------

    def _serve(self, port: Port) -> None:
        shown, again_at = None, 0.0
        left = INITIALISE
        while not self._plugged.stopping:
            now, lines = time.monotonic(), self._lines
            if not left and (lines != shown or now >= again_at):
                shown, again_at = lines, now + AGAIN_S
                left = HOME + fold(lines[0]).encode() + HOME + DOWN + fold(lines[1]).encode()
            left = left[port.write(left) :] if left else left
            wait_s = max(0.0, again_at - now) if lines == shown else 0.0
            if port.wait(self._plugged.wake, 1.0 if left else wait_s, to_write=bool(left)):
                port.read()  # it has nothing to say that matters
