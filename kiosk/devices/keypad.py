"""A keypad or a matrix of buttons, read from the kernel: more buttons than the header has pins.

USB keypads, arcade-button encoders and the kernel's own matrix keypad (`dtoverlay=gpio-matrix-keypad`) all look alike
there. It is ours alone while it is open, so that keys reach no console. `ls /dev/input/by-id` (or `by-path`) shows how
it is called; `evtest` with that path, while the kiosk is stopped, how its keys are. A key without a meaning does
nothing. No key is ever written down: a scanner that poses as a keyboard would type somebody's code into the log.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from broker_config.settings import ConfigError, Settings
from kiosk.devices import Happened, Meant, Pressed, Released
from kiosk.key_events import Key, KeyEvents
from kiosk.key_names import KEYS
from kiosk.plugged import Plugged

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.contract import Part
    from kiosk.port import Port

EXAMPLE = """
[parts.papan-tombol]
type = "keypad"
port = "/dev/input/by-id/usb-Generic_Keypad-event-kbd"
keys = { KEY_KP1 = "ktp-baru", KEY_KP2 = "kartu-keluarga", KEY_KPENTER = "panel-ok" }
"""

WIRING = """
USB -- keypad
# A USB number pad or an encoder board for arcade buttons: plug it in; the box feeds it.

GPIO5 -- matrix:row 1
GPIO6 -- matrix:row 2
GPIO16 -- matrix:column 1
GPIO20 -- matrix:column 2
# A matrix of bare buttons needs only pins: as many buttons as rows times columns. The kernel reads it, with a
# line in config.txt: dtoverlay=gpio-matrix-keypad, with pins and key codes. Diodes let several be pressed at once.
"""

STUCK = "pressed all the time: free it, or look for a pinched wire"
HEALTH = {
    "missing: …": "it is not plugged in, or may not be read (group `input`); it is looked for twice a second",
    STUCK: "one of its keys has been down for more than a minute",
}
STUCK_S = 60.0
_EVIOCGRAB = 0x40044590


class Options(Settings, frozen=True, kw_only=True):
    """The table of a keypad."""

    port: Annotated[str, Meta(pattern="^/")]
    keys: dict[str, Annotated[str, Meta(min_length=1)]]


class Keypad:
    """One keypad. Its keys count as they go down; a key that the keypad repeats by itself counts once."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._inbox = inbox
        self._means: dict[int, str] = {}
        self._events = KeyEvents()
        self._down: dict[int, float] = {}  # by key: since when
        self._presses = 0
        self._plugged = Plugged(name, "keypad", options.port, 9600, self._serve)

    def open(self) -> None:
        """Start the thread that looks for the keypad."""
        unknown = next((name for name in self.options.keys if name not in KEYS), None)
        if unknown is not None:
            raise ConfigError(
                f"keys: {unknown!r} is no key; there are KEY_1, KEY_KP1, KEY_A, KEY_F1, BTN_0, …"
            )
        self._means = {KEYS[name]: means for name, means in self.options.keys.items()}
        self._plugged.open()

    def close(self) -> None:
        """Stop listening."""
        self._plugged.close()

    def health(self) -> Part:
        """Fault while it is not plugged in; a warning if a key has been down for a minute."""
        now = time.monotonic()
        stuck = any(now - since > STUCK_S for since in tuple(self._down.values()))
        return self._plugged.health(STUCK if stuck else "", {"presses": float(self._presses)})

    def poll(self, now: float) -> float:
        """Nothing is ever due: the keypad has its own thread."""
        return now + STUCK_S

    # --- the keypad's thread ------------------------------------------------------------------------------

    def _serve(self, port: Port) -> None:
        with contextlib.suppress(
            OSError
        ):  # a matrix keypad that is somebody else's already, or no keypad of the kernel's
            port.control(_EVIOCGRAB, 1)
        self._events = KeyEvents()
        try:
            while not self._plugged.stopping:
                if port.wait(self._plugged.wake, 3600.0):
                    self._take([event for event in self._events.feed(port.read()) if isinstance(event, Key)])
        finally:
            self._take([event for event in self._events.let_go() if isinstance(event, Key)])

    def _take(self, keys: list[Key]) -> None:
        now = time.monotonic()
        for code, down in keys:
            means = self._means.get(code)
            if down:
                self._down[code] = now
                self._presses += 1
                if means is not None:
                    self._inbox.put(Happened(self.name, Meant(means)))
                self._inbox.put(Happened(self.name, Pressed(now)))
            else:
                self._inbox.put(Happened(self.name, Released(now - self._down.pop(code, now))))
