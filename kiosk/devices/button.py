"""A push button between a GPIO pin and ground: `Pressed` at the first edge, `Released` once it stays open.

The callbacks run in the GPIO library's one notify thread, which an exception would kill, and every button
with it: they may put on the inbox, and nothing else.
"""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Annotated

from gpiozero import DigitalInputDevice
from msgspec import Meta

from broker_config.settings import Settings
from kiosk.devices import Happened, Meant, Pressed, Released
from kiosk.gpio import Claim

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.contract import Part

EXAMPLE = """
[parts.tombol-1]
type = "button"
pin = 5                # BCM number; the button pulls it to ground
means = "ktp-baru"     # kiosk: a service; pad: call_next, recall, serve, finish or no_show
"""

SETTLE_S = 0.040  # contacts of cheap arcade buttons bounce for up to 20 ms
REREAD_S = 1.0  # a trailing edge can get lost; then the pin itself tells
STUCK_S = 60.0


class Options(Settings, frozen=True, kw_only=True):
    """The table of a button."""

    pin: Annotated[int, Meta(ge=0, le=53)]
    means: Annotated[str, Meta(min_length=1)]


class Debounce:
    """Edges to presses. Fires on the first edge, and again only after the contact was open for a while.

    Times are seconds of any one clock. A button that is held when we start has not been pressed.
    """

    def __init__(self, now: float, *, closed: bool) -> None:
        self._closed = closed
        self._since = now
        self._open_since: float | None = None  # a release that has begun, and may be a bounce
        self._opened = -math.inf  # when the release that counted last began

    def edge(self, now: float, *, closed: bool) -> list[Pressed | Released]:
        """The contact closed or opened just now."""
        if not self._closed:
            # An edge that came so late that the pin was read before it: a bounce all the same.
            late = now - self._opened < SETTLE_S
            return self._press(now) if closed and not late else []
        events = self._settle(now)
        if not closed:
            if self._closed and self._open_since is None:
                self._open_since = now
        elif events:
            events += self._press(now)
        else:
            self._open_since = None  # it was only a bounce
        return events

    def reading(self, now: float, *, closed: bool) -> list[Pressed | Released]:
        """The contact is closed or open, and its edges may have got lost.

        A contact that is closed where a release was under way is taken for a bounce: rather a visitor who
        presses twice than a ticket that nobody asked for.
        """
        if closed and self._closed:
            self._open_since = None
            return []
        return self._settle(now) or self.edge(now, closed=closed)

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
        if opened is None or now - opened < SETTLE_S:
            return []
        held_s, self._closed, self._open_since = opened - self._since, False, None
        self._opened = opened
        return [Released(held_s)]


class Button:
    """One button. `options.means` says what for, to the role that reads it."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self._inbox = inbox
        # not gpiozero's Button: its hold thread wakes ten times a second
        self._claim = Claim(name, lambda: DigitalInputDevice(options.pin, pull_up=True))
        self._debounce = Debounce(0.0, closed=False)
        self._lock = threading.Lock()  # edges come from the notify thread, readings from the agent's

    def open(self) -> None:
        """Claim the pin; if the GPIO chip is not there, `poll` tries again."""
        if self._claim.open() and (pin := self._claim.pin):
            self._debounce = Debounce(time.monotonic(), closed=bool(pin.is_active))
            pin.pin.when_changed = self._edge  # pyright: ignore[reportOptionalMemberAccess] - it is open

    def close(self) -> None:
        """Give the pin back."""
        self._claim.close()

    def health(self) -> Part:
        """Fault without GPIO; a warning if it has been pressed for a minute."""
        stuck = self._debounce.held_s(time.monotonic()) > STUCK_S
        return self._claim.health("button", "pressed all the time" if stuck else "")

    def poll(self, now: float) -> float:
        """Read the pin again, for edges that got lost."""
        if now >= self._claim.retry_at:
            self.open()
        pin = self._claim.pin
        if pin is None:
            return self._claim.retry_at
        with self._lock:  # read inside it, or an edge in between would be overruled by an older reading
            self._put(self._debounce.reading(now, closed=bool(pin.is_active)))
            return self._debounce.due() or now + REREAD_S

    def _edge(self, ticks: float, level: int) -> None:
        # The kernel's time of the edge, not ours: on a busy box edges arrive late and in clumps, and a bounce
        # that came late would pass for a second press.
        with self._lock:
            self._put(self._debounce.edge(ticks, closed=not level))

    def _put(self, events: list[Pressed | Released]) -> None:
        for event in events:
            if isinstance(event, Pressed):
                self._inbox.put(Happened(self.name, Meant(self.options.means)))
            self._inbox.put(Happened(self.name, event))
