"""A screen on which visitors choose: drawn with pygame in the agent's thread, touched through the kernel's own records.

The conversation is `kiosk.panel`; here are only its glass, its picture and its voice. Without them the kiosk goes on:
buttons print as ever. A finger is on the inbox a moment after it came down, whatever is being drawn.
"""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # it greets on stdout

from broker_config.contract import Part
from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import NIGHT
from broker_config.drawing.window import ScreenFault, Window, keep_no_spare_memory
from broker_config.settings import Settings
from kiosk.devices import Asked, Happened, Meant, Touched
from kiosk.panel.events import KEYS, Chose, Condition, Number, Pushed, Reading
from kiosk.panel.frame import frame
from kiosk.panel.glass import Glass, desk_events
from kiosk.panel.layout import Picture, Space, compose
from kiosk.panel.scene import due, view_of
from kiosk.panel.spoken import sentences
from kiosk.panel.state import Conversation
from kiosk.panel.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue

    from kiosk.panel.view import View
    from kiosk.roles import BindAndPrint, Tell

log = logging.getLogger(__name__)

EXAMPLE = """
[parts.layar]
type = "panel"
width = 1280           # pixels, as the visitor sees the picture
height = 800
inches = 10.1          # across the glass: letters and fingertips are reckoned in millimetres; 0: as usual for the size
fullscreen = true
turned = 0             # degrees clockwise: 90 for a wide screen that hangs on its side
touch = "/dev/input/by-id/usb-touch-event"   # "": buttons or keypads alone, or the mouse of a desk
touch_max_x = 0        # the far end of the touch's axes; 0: the kernel is asked
touch_max_y = 0
speech = true          # read the page aloud when help is asked for
headphones_pin = -1    # BCM number of a switch in the socket: plugged in, it asks for help; -1: none
language = "id"        # what a conversation begins in
"""

WIRING = """
HDMI -- screen
USB -- touch
# The touch of a screen has a plug of its own. A switch in the socket of the headphones is wired like a button.
"""

PUMP_S, PUMP_DESK_S = 0.25, 0.04  # how often SDL must be let at its window; how often a mouse is looked at
REOPEN_S = 5.0
HOLD_S = 0.06  # a picture waits so long after a wish: the number may come before it, and paper goes first
PRINTING_S = 0.012
DARK = "missing: the screen is off or unplugged"
PREFIX = "panel-"  # how a button or a key of a keypad says that it is for the panel


class Options(Settings, frozen=True, kw_only=True):
    """The table of a panel."""

    width: Annotated[int, Meta(ge=480, le=3840)]
    height: Annotated[int, Meta(ge=480, le=3840)]
    inches: Annotated[float, Meta(ge=0, le=100)] = 0.0
    fullscreen: bool = True
    turned: Literal[0, 90, 180, 270] = 0
    touch: Annotated[str, Meta(pattern="^(/.*)?$")] = ""
    touch_max_x: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    touch_max_y: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    speech: bool = True
    headphones_pin: Annotated[int, Meta(ge=-1, le=53)] = -1
    language: Literal["id", "en"] = "id"


class Panel:
    """One panel. Puts `Touched` and `Asked` on the inbox.

    Attributes:
        clock: gives the mall's time of a moment of ours, None while nobody knows it.
        stirred: something was taken since it was polled last, and it wants to be polled soon.
    """

    there = True

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self.clock: Callable[[float], float | None] = lambda _now: None
        self.stirred = True
        self._inbox = inbox
        keep_no_spare_memory()
        size = options.width, options.height
        self._frame = frame(*size, options.inches)
        self._brush = Brush()
        self._room = Space(self._frame, self._brush.measure)
        self._talk = Conversation(self._room, time.monotonic(), options.language)
        self._window = Window(
            "Kios antrean", size, fullscreen=options.fullscreen, ground=NIGHT, turned=options.turned
        )
        self._glass = Glass(name, options, inbox) if options.touch else None
        self._voice = Voice()
        self._view: View | None = None
        self._picture: Picture | None = None
        self._fault: str | None = None  # of the screen; None until it was looked for
        self._headphones = _switch(name, options.headphones_pin)
        self._plugged = False
        self._open_due = self._pump_due = self._hold = self._due = 0.0
        self._stale = True  # there may be something new to be drawn
        self._seen = self._talk.state
        self._closed = False

    # --- a device -----------------------------------------------------------------------------------------

    def open(self) -> None:
        """Listen to the glass; the screen is opened by `poll`, in the thread that draws."""
        if self._glass:
            self._glass.open()
        if self._headphones:
            self._headphones.open()

    def close(self) -> None:
        """Give screen, glass and voice back."""
        self._closed = True
        if self._glass:
            self._glass.close()
        if self._headphones:
            self._headphones.close()
        self._voice.close()
        self._window.close()

    def health(self) -> Part:
        """Fault without a picture; a warning without touch or sound, for there are other ways."""
        fault, warning = self._fault, self._glass.fault if self._glass else ""
        if self._closed:
            return Part(name=self.name, kind="panel", state="fault", detail="its driver has stopped")
        if fault is None:
            return Part(name=self.name, kind="panel", state="warning", detail="looking for it")
        state = "fault" if fault else "warning" if warning or self._voice.fault else "ok"
        return Part(
            name=self.name, kind="panel", state=state, detail=(fault or warning or self._voice.fault)[:400]
        )

    def poll(self, now: float) -> float:
        """Tend the window, and draw what has changed."""
        stirred, self.stirred = self.stirred, False
        if now >= self._open_due:
            self._open_due = now + REOPEN_S
            if not self._window.is_open:
                self._open_screen()
            elif self._fault in ("", DARK):
                self._note(DARK if self._window.dark() else "")
        if now >= self._pump_due:
            self._pump_due = now + (PUMP_DESK_S if self._at_a_desk() else PUMP_S)
            self._pump()
        self._talk.tick(now)
        if self._voice.busy:
            self._talk.stay(now)
        if stirred or self._talk.state is not self._seen or now >= self._due:
            self._due = due(self._talk, now, self.clock(now))
            self._stale, self._seen = True, self._talk.state
        if self._stale and now >= self._hold:
            self._draw(now)
        held = self._hold if now < self._hold else self._due
        return min(self._due, held, self._pump_due, self._open_due)

    # --- what the agent tells -----------------------------------------------------------------------------

    def take(self, event: object, now: float) -> None:
        """A touch, a catalogue, offers; whatever else a conversation takes."""
        if isinstance(event, Touched):
            # What was under the finger is what was to be seen, and not what will be.
            event = Chose(self._picture.at(event.x, event.y) if self._picture else "")
        self.stirred = True
        for wish in self._talk.take(event, now):
            self._hold = now + HOLD_S
            self._inbox.put(Happened(self.name, Asked(wish.service, wish.priority, wish.language)))

    def meant(self, what: Meant, now: float) -> bool:
        """A button or a key; False if it does not mean the panel."""
        key = what.means.removeprefix(PREFIX)
        if key == what.means or key not in KEYS:
            return False
        self.take(Pushed(key), now)
        return True

    def tell(self, told: Tell) -> None:
        """What became of a wish."""
        self.take(told, time.monotonic())

    def bound(self, bind: BindAndPrint, wait_min: int | None) -> None:
        """A number was given, and is on its way to the paper."""
        now = time.monotonic()
        number = Number(bind.uid, bind.label, bind.service, bind.ahead, wait_min, bool(bind.priority))
        self.take(number, now)
        self._hold = now + PRINTING_S

    def reading(self, now: float) -> None:
        """A card or code was shown."""
        self.take(Reading(), now)

    def condition(self, now: float, *, alive: bool, giving: bool, paper: str, owed: int) -> None:
        """How the kiosk is: called often, and takes only what has changed."""
        condition = Condition(alive, giving, paper, owed)
        if condition != self._talk.condition:
            self.take(condition, now)

    # --- picture and voice --------------------------------------------------------------------------------

    def _at_a_desk(self) -> bool:
        return not self._glass and self._talk.state.page != "idle"

    def _open_screen(self) -> None:
        try:
            self._window.open()
        except ScreenFault as fault:
            self._note(f"missing: {fault}")
        else:
            self._view, self._stale = None, True
            self._note("")

    def _pump(self) -> None:
        keys = not self.options.fullscreen
        for event in desk_events(self._window.pump(), mouse=self._glass is None, keys=keys):
            happened = Touched(*event) if isinstance(event, tuple) else Meant(PREFIX + event)
            self._inbox.put(Happened(self.name, happened))

        pin = self._headphones.pin if self._headphones else None
        plugged = bool(pin is not None and pin.is_active)
        if plugged and not self._plugged and not self._talk.state.spoken:
            self._inbox.put(Happened(self.name, Meant(PREFIX + "help")))
        self._plugged = plugged

    def _draw(self, now: float) -> None:
        if not self._window.is_open:
            return
        self._stale = False
        view = view_of(self._talk, self._room, now, self.clock(now))
        if view == self._view:
            return
        if self.options.speech:
            spoken = sentences(view._replace(clock="")) if self._talk.state.spoken else ()
            self._voice.say(spoken, view.language)
        self._picture = compose(view, self._frame, self._brush.measure)
        try:
            self._window.show(self._picture.panels, self._brush, ground=self._picture.ground)
        except ScreenFault as fault:
            self._note(f"missing: {fault}")
        else:
            self._view = view

    def _note(self, fault: str) -> None:
        if fault != self._fault:
            log.log(logging.WARNING if fault else logging.INFO, "%s: %s", self.name, fault or "ready")
        self._fault = fault


def _switch(name: str, pin: int) -> Any:
    """The switch in a socket for headphones; None without one."""
    if pin < 0:
        return None
    from gpiozero import DigitalInputDevice  # noqa: PLC0415 - most panels have no such switch

    from kiosk.gpio import Claim  # noqa: PLC0415

    return Claim(name, lambda: DigitalInputDevice(pin, pull_up=True))
