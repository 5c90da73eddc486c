"""A push button between a GPIO pin and ground. It counts at its first edge, unless it has further meanings.

With `long` or `double` a short press has to wait until it can be neither: until the finger is off, and 0.35 s more. A
long press (0.8 s) counts while the finger is still down, a double one as the second press begins.

The callbacks run in the GPIO library's one notify thread, which an exception would kill, and every button
with it: they may put on the inbox, and nothing else.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import TYPE_CHECKING, Annotated

from gpiozero import DigitalInputDevice
from msgspec import Meta

from broker_config.settings import Settings
from kiosk.chatter import Chatter
from kiosk.devices import Happened, Meant, Pressed, Released, Stirred
from kiosk.gestures import Gestures
from kiosk.gpio import Claim

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.contract import Part

log = logging.getLogger(__name__)

EXAMPLE = """
[parts.tombol-1]
type = "button"
pin = 5                # BCM number; the button pulls it to ground
means = "call_next"    # pad: an action, or face-1 to face-4; kiosk: a service, or panel-up, panel-ok, …
long = "no_show"       # what a press of 0.8 s means; without it, the same as a short one
double = "recall"      # what two presses within 0.35 s mean; without it, two short ones
"""

WIRING = """
GPIO5 -- button -- GND
# The box pulls the pin up by itself: no resistor. A normally open push button; its two wires may be swapped.
# Longer than 3 m? Twist the two wires together, and keep them away from mains cables.
"""

HEALTH = {
    "pressed all the time: free it, or look for a pinched wire": "closed for more than a minute",
    "chatters, and is muted: tighten its wires or change it": "more edges than a finger can make; muted until it was "
    "quiet for 10 s, so that it prints no tickets by itself",
    "no GPIO: …": "the pins cannot be had; it is tried again every 5 s",
}
STUCK, CHATTERS = list(HEALTH)[:2]

SETTLE_S = 0.040  # contacts of cheap arcade buttons bounce for up to 20 ms
REREAD_S = 1.0  # a trailing edge can get lost; then the pin itself tells
STUCK_S = 60.0


class Options(Settings, frozen=True, kw_only=True):
    """The table of a button."""

    pin: Annotated[int, Meta(ge=0, le=53)]
    means: Annotated[str, Meta(min_length=1)]
    long: str = ""
    double: str = ""


class Debounce:
    """Edges to presses. Fires on the first edge, and again only after the contact was open for a while.

    Times are seconds of any one clock. A button that is held when we start has not been pressed.
    """

    def __init__(self, now: float, *, closed: bool) -> None:
        self._closed = closed
        self._since = now
        self._open_since: float | None = None  # a release that has begun, and may be a bounce
        self._told = False  # that this press ended was said already, too early
        self.opened = -math.inf  # when the release that counted last began

    def edge(self, now: float, *, closed: bool) -> list[Pressed | Released]:
        """The contact closed or opened just now."""
        events = self._settle(now)
        if self._closed and closed:
            self._open_since = None  # it was only a bounce
        elif self._closed and self._open_since is None:
            self._open_since = now
        elif closed and now - self.opened < SETTLE_S:
            # An edge that came so late that the pin was read before it: a bounce all the same, and still that press.
            self._closed = self._told = True
        elif closed and not self._closed:
            events += self._press(now)
        return events

    def reading(self, now: float, *, closed: bool) -> list[Pressed | Released]:
        """The contact is closed or open, and its edges may have got lost.

        A contact that is closed where a release was under way is taken for a bounce: rather a visitor who
        presses twice than a ticket that nobody asked for.
        """
        if closed and self._closed:
            self._open_since = None
            return []
        return self.edge(now, closed=closed)

    def held_s(self, now: float) -> float:
        """How long the contact has been closed."""
        return now - self._since if self._closed else 0.0

    def due(self) -> float | None:
        """When a release that has begun will count."""
        return None if self._open_since is None else self._open_since + SETTLE_S

    def _press(self, now: float) -> list[Pressed | Released]:
        self._closed, self._since = True, now
        return [Pressed(now)]

    def _settle(self, now: float) -> list[Pressed | Released]:
        opened = self._open_since
        if opened is None or now < opened + SETTLE_S:  # as `due` reckons, to the last bit
            return []
        held_s, self._closed, self._open_since = opened - self._since, False, None
        self.opened = opened
        told, self._told = self._told, False
        return [] if told else [Released(held_s)]


class Button:
    """One button. `options.means`, `long` and `double` say what for, to the role that reads it."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._inbox = inbox
        # not gpiozero's Button: its hold thread wakes ten times a second
        self._claim = Claim(name, lambda: DigitalInputDevice(options.pin, pull_up=True), self._watch_edges)
        self._debounce = Debounce(0.0, closed=False)
        self._chatter = Chatter()
        further = options.long or options.double
        self._gestures = (
            Gestures(options.means, long=options.long, double=options.double) if further else None
        )
        self._lock = threading.Lock()  # edges come from the notify thread, readings from the agent's

    def open(self) -> None:
        """Claim the pin; if the GPIO chip is not there, `poll` tries again."""
        self._claim.open()

    def _watch_edges(self, pin: DigitalInputDevice) -> None:
        self._debounce = Debounce(time.monotonic(), closed=bool(pin.is_active))
        pin.pin.when_changed = self._edge  # pyright: ignore[reportOptionalMemberAccess] - it is open

    def close(self) -> None:
        """Give the pin back."""
        self._claim.close()

    def health(self) -> Part:
        """Fault without GPIO; a warning if it has been pressed for a minute, or chatters."""
        stuck = self._debounce.held_s(time.monotonic()) > STUCK_S
        warning = CHATTERS if self._chatter.muted else STUCK if stuck else ""
        facts = {"presses": float(self._chatter.presses), "edges": float(self._chatter.edges)}
        return self._claim.health("button", warning, facts)

    def poll(self, now: float) -> float:
        """Read the pin again, for edges that got lost; say what a press meant that time has decided."""
        if now >= self._claim.retry_at:
            self.open()
        pin = self._claim.pin
        if pin is None:
            return self._claim.retry_at
        with self._lock:  # read inside it, or an edge in between would be overruled by an older reading
            self._take(self._debounce.reading(now, closed=bool(pin.is_active)), now)
            if self._chatter.muted:
                self._chatter.tick(now)
                self._say_if_muted(was=True)
            if self._gestures is not None:
                self._mean(self._gestures.tick(now))
            return self._due(now)

    def _due(self, now: float) -> float:
        # All buttons are read in the same moment: twenty of them wake the process once a second, not twenty times.
        due = (math.floor(now / REREAD_S) + 1) * REREAD_S
        for at in (self._debounce.due(), self._gestures.due() if self._gestures else None):
            if at is not None:
                due = min(due, at)
        return due

    # --- in the notify thread, too ------------------------------------------------------------------------

    def _edge(self, ticks: float, level: int) -> None:
        # The kernel's time of the edge, not ours: on a busy box edges arrive late and in clumps, and a bounce
        # that came late would pass for a second press.
        with self._lock:
            was = self._chatter.muted
            self._chatter.edge(ticks)
            self._say_if_muted(was=was)
            letting_go = self._debounce.due()
            self._take(self._debounce.edge(ticks, closed=not level), ticks)
            if self._gestures is not None and letting_go is None and self._debounce.due() is not None:
                self._inbox.put(Happened(self.name, Stirred()))  # the release counts in 40 ms: be there

    def _take(self, events: list[Pressed | Released], now: float) -> None:
        for event in events:
            was = self._chatter.muted
            if isinstance(event, Pressed):
                self._chatter.press(event.at)
                if not self._chatter.muted:
                    self._mean(self._gestures.press(event.at) if self._gestures else [self.options.means])
            else:
                self._chatter.release(now, event.held_s)
                if self._gestures is not None:
                    self._mean(self._gestures.release(self._debounce.opened))
            self._say_if_muted(was=was)
            self._inbox.put(Happened(self.name, event))

    def _mean(self, meanings: list[str]) -> None:
        for means in meanings:
            self._inbox.put(Happened(self.name, Meant(means)))

    def _say_if_muted(self, *, was: bool) -> None:
        if self._chatter.muted == was:
            return
        if self._gestures is not None:
            self._gestures.forget()
        log.warning("%s: %s", self.name, CHATTERS if self._chatter.muted else "is quiet again")
