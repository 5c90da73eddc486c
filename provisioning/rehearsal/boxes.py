"""The virtual hardware of one box of the mall, at the far end of the ports that its settings name."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from provisioning.rehearsal.keypad import VirtualKeypad
from provisioning.rehearsal.panel import PinPanel
from provisioning.rehearsal.port import NetworkPort
from provisioning.rehearsal.printer import VirtualPrinter
from provisioning.rehearsal.reader import virtual_reader
from provisioning.rehearsal.relay import Relay
from provisioning.rehearsal.text_display import VirtualTextDisplay
from provisioning.rehearsal.touch import MOST, VirtualTouch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provisioning.boxes import Device
    from provisioning.rehearsal.mechanism import Character
    from provisioning.rehearsal.reader import AnyReader
    from provisioning.rehearsal.ticket import DecodedTicket

TAP_S, LONG_S = 0.08, 1.0  # a finger on a button
BLINK_S = 0.65  # a lamp that blinks changes at least so often (half a second, slowly)


class Box:
    """Everything around one device's process that a person could touch: buttons, lamps, printer, reader, cable.

    `ports` is a directory for sockets and ports; `tell(kind, **what)` hears of lamps and papers, in any thread.
    """

    def __init__(
        self,
        device: Device,
        ports: Path,
        broker_port: int,
        tell: Callable[..., None],
        keep: Path | None,
        rate: float,
        character: Character = "epson",
    ) -> None:
        self.device = device
        self.relay = Relay(broker_port)
        self.printer: VirtualPrinter | None = None
        self.readers: dict[str, AnyReader] = {}
        self.panel: PinPanel | None = None
        self.keypads: dict[str, VirtualKeypad] = {}
        self.text_displays: dict[str, VirtualTextDisplay] = {}
        self.touch: VirtualTouch | None = None
        self._tell = tell
        self._changes: dict[
            int, tuple[float, float]
        ] = {}  # of each lamp, when it last changed, and the time before
        self._ports: dict[str, dict[str, Any]] = {}
        self.pins = {name: part["pin"] for name, part in device.parts.items() if "pin" in part}
        buttons = [part for part in device.parts.values() if part["type"] == "button"]
        self.buttons = {part["means"]: part["pin"] for part in buttons}
        self.gestures = {  # what is meant by a long or a double press, and of which button
            part[how]: (how, part["means"]) for how in ("long", "double") for part in buttons if part.get(how)
        }
        self.keys: dict[str, tuple[VirtualKeypad, str]] = {}
        self.lamps = {part["shows"]: part["pin"] for part in device.parts.values() if part["type"] == "lamp"}
        if self.pins:
            self.panel = PinPanel(ports / f"{device.id}.pins", self._lamp)
        for name, part in device.parts.items():
            path = ports / f"{device.id}-{name}"
            if part["type"] == "printer":
                network = NetworkPort() if part["port"].startswith("tcp://") else None
                self.printer = VirtualPrinter(
                    network or path, paper_mm=part["paper_mm"], rate=rate, keep=keep, character=character,
                    on_ticket=self._paper, on_partial=self._piece,
                )  # fmt: skip
                if network is not None:
                    self._ports[name] = {"port": network.address}
                    continue
            elif reader := virtual_reader(part, path):
                self.readers[name] = reader
            elif part["type"] == "keypad":
                self.keypads[name] = keypad = VirtualKeypad(path)
                self.keys |= {means: (keypad, key) for key, means in part["keys"].items()}
            elif part["type"] == "text_display":
                self.text_displays[name] = VirtualTextDisplay(path, self._words)
            elif part["type"] == "panel":
                self.touch = VirtualTouch(path)
                axes = {"touch_max_x": MOST, "touch_max_y": MOST}
                self._ports[name] = {"touch": str(path), "fullscreen": False, **axes}
                continue
            else:
                continue
            self._ports[name] = {"port": str(path)}

    @property
    def has_screen(self) -> bool:
        """Whether visitors look at a screen of it."""
        return self.touch is not None

    @property
    def words(self) -> tuple[str, str] | None:
        """What its text display shows; None if it has none."""
        return next((one.lines for one in self.text_displays.values()), None)

    @property
    def reader(self) -> AnyReader | None:
        """The reader that is seen at the box; None if it has none."""
        return next(iter(self.readers.values()), None)

    def overrides(self) -> dict[str, Any]:
        """What this box's settings must say instead: the relay's port, and where its ports are."""
        return {"broker": {"host": "localhost", "port": self.relay.port}, "parts": self._ports}

    def environment(self, ports: Path) -> dict[str, str]:
        """How its process finds its pins."""
        return {
            "GPIOZERO_PIN_FACTORY": "rehearsal",
            "MPP_REHEARSAL_PINS": str(ports / f"{self.device.id}.pins"),
        }

    def can_press(self, means: str) -> bool:
        """Whether a finger can mean this here."""
        return means in self.buttons or means in self.gestures or means in self.keys

    def press(self, means: str) -> bool:
        """Press what has a meaning, as a finger does. False if nobody felt it."""
        if means in self.keys:
            keypad, key = self.keys[means]
            return keypad.tap(key)
        how, means = ("short", means) if means in self.buttons else self.gestures[means]
        felt = self._tap(means, LONG_S if how == "long" else TAP_S)
        if how == "double":
            time.sleep(TAP_S)
            felt = self._tap(means, TAP_S)
        return felt

    def _tap(self, means: str, seconds: float) -> bool:
        if self.panel is None:
            return False
        felt = self.panel.press(self.buttons[means], bounce=True)
        time.sleep(seconds)
        self.panel.release(self.buttons[means], bounce=True)
        return felt

    def lamp(self, shows: str) -> str:
        """What a lamp looks like: off, on or blinking. A key has none: who presses it takes it for lit."""
        if shows not in self.lamps and shows in self.keys:
            return "on"
        pin = self.lamps[shows]
        last, before = self._changes.get(pin, (0.0, 0.0))
        if time.monotonic() - last < BLINK_S and last - before < BLINK_S:
            return "blinking"
        return "on" if self.panel is not None and self.panel.lamps.get(pin) else "off"

    def close(self) -> None:
        """Take the box away."""
        for thing in (*self.keypads.values(), *self.text_displays.values()):
            thing.close()
        for thing in (self.panel, self.printer, self.touch, self.relay):
            if thing is not None:
                thing.close()
        for reader in self.readers.values():
            reader.close()

    def _lamp(self, pin: int, level: bool) -> None:  # noqa: FBT001 - the panel's callback
        self._changes[pin] = (time.monotonic(), self._changes.get(pin, (0.0, 0.0))[0])
        self._tell("lamp", device=self.device.id, pin=pin, level=level)

    def _words(self, lines: tuple[str, str]) -> None:
        self._tell("words", device=self.device.id, lines=lines)

    def _paper(self, ticket: DecodedTicket, raw: bytes) -> None:
        # Nobody is called by a slip, a copy, or by what is marked void: such a paper is no number.
        if ticket.number and not ticket.copy:
            self._tell("paper", device=self.device.id, ticket=ticket, raw=raw, whole=True)
        elif ticket.text:
            self._tell("slip", device=self.device.id, ticket=ticket)

    def _piece(self, ticket: DecodedTicket, raw: bytes) -> None:
        self._tell("paper", device=self.device.id, ticket=ticket, raw=raw, whole=False)


class News:
    """What happens in the rehearsal, to whoever listens. Listeners must not block."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[str, dict[str, Any]], None]] = []
        self._lock = threading.Lock()

    def listen(self, listener: Callable[[str, dict[str, Any]], None]) -> None:
        """Hear everything from now on."""
        with self._lock:
            self._listeners = [*self._listeners, listener]

    def leave(self, listener: Callable[[str, dict[str, Any]], None]) -> None:
        """Hear no more."""
        with self._lock:
            self._listeners = [other for other in self._listeners if other != listener]

    def tell(self, kind: str, **what: Any) -> None:
        """Tell everybody, in the caller's thread."""
        for listener in self._listeners:
            listener(kind, what)
