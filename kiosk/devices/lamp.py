"""A lamp on a GPIO pin: off, on, or blinking in step with every other lamp of the box.

What people see, at a kiosk: on (the service is open), off (closed), fast (printing), slow (take your ticket), double
(refused: read the slip or the screen); the paper lamp: slow (near its end), fast (out). At a pad: `waiting` on (people
wait), `called` slow (called), on (being served); `link` on (hub there), off (no hub), fast (not done).

There is no thread behind it. The pattern is a function of the time, so `poll` only has to come by at the next
change; nothing costs anything while nothing blinks.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Annotated, Literal

from gpiozero import DigitalOutputDevice
from msgspec import Meta

from broker_config.settings import Settings
from kiosk.gpio import Claim

if TYPE_CHECKING:
    from queue import SimpleQueue

    from broker_config.contract import Part

EXAMPLE = """
[parts.lampu-1]
type = "lamp"
pin = 6                # BCM number; high is on
shows = "ktp-baru"     # kiosk: a service, or "paper"; pad: waiting, called, link or thanks
active_low = false     # true: low is on, as relay boards want it
"""

WIRING = """
GPIO6 -- resistor 330 Ω -- LED -- GND
# A small light-emitting diode takes a few milliamperes, which a pin can give. The long leg is on the side of the pin.

GPIO6 -- ULN2803A:1B
GND -- ULN2803A:GND
12 V -- lamp 12 V -- ULN2803A:1C
12 V minus -- ULN2803A:GND
# A lit arcade button or any lamp of 12 V needs a driver: one ULN2803A does for eight. Its ground is the box's ground.
# Never join 12 V to a pin of the header.
"""

HEALTH = {"no GPIO: …": "the pins cannot be had; it is tried again every 5 s"}

Pattern = Literal["off", "on", "slow", "fast", "double"]
STEP_S = 0.125  # every change of every pattern lies on this grid: lamps blink in step, and wake the process together
STEPS: dict[Pattern, str] = {  # what is lit, step by step, over and over
    "off": ".",
    "on": "#",
    "slow": "####....",
    "fast": "#.",
    "double": "#.#.....",
}


class Options(Settings, frozen=True, kw_only=True):
    """The table of a lamp."""

    pin: Annotated[int, Meta(ge=0, le=53)]
    shows: Annotated[str, Meta(min_length=1)]
    active_low: bool = False


def lit(pattern: Pattern, now: float) -> bool:
    """Whether a lamp with this pattern is lit at a time of `time.monotonic`.

    >>> [lit("slow", t) for t in (0.1, 0.6, 1.1)]
    [True, False, True]
    """
    steps = STEPS[pattern]
    return steps[math.floor(now / STEP_S) % len(steps)] == "#"


def next_change(pattern: Pattern, now: float) -> float:
    """When a lamp with this pattern is next switched; infinite if never.

    >>> next_change("slow", 0.1), next_change("double", 0.3), next_change("on", 0.1)
    (0.5, 0.375, inf)
    """
    steps, step = STEPS[pattern], math.floor(now / STEP_S)
    for ahead in range(1, len(steps)):
        if steps[(step + ahead) % len(steps)] != steps[step % len(steps)]:
            return (step + ahead) * STEP_S
    return math.inf


class Lamp:
    """One lamp. `options.shows` says what, to the role that sets it."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self.pattern: Pattern = "off"
        self._claim = Claim(
            name, lambda: DigitalOutputDevice(options.pin, active_high=not options.active_low)
        )
        self._lit = False
        del inbox  # a lamp has nothing to say

    def open(self) -> None:
        """Claim the pin; if the GPIO chip is not there, `poll` tries again."""
        if self._claim.open():
            self._lit = False
            self._switch(time.monotonic())

    def close(self) -> None:
        """Switch it off and give the pin back."""
        if self._claim.pin is not None:
            self._claim.pin.off()
        self._claim.close()

    def health(self) -> Part:
        """Fault without GPIO. A burnt-out lamp cannot be told from a good one."""
        return self._claim.health("lamp")

    def set(self, pattern: Pattern) -> None:
        """Show a pattern from now on. Only the thread that polls may call this."""
        if pattern != self.pattern:
            self.pattern = pattern
            self._switch(time.monotonic())

    def poll(self, now: float) -> float:
        """Switch if it is time to; the next change is the time to come again."""
        if now >= self._claim.retry_at:
            self.open()
        self._switch(now)
        if self._claim.pin is None:
            return self._claim.retry_at
        return next_change(self.pattern, now)

    def _switch(self, now: float) -> None:
        want = lit(self.pattern, now)
        if self._claim.pin is not None and want != self._lit:
            self._claim.pin.value = self._lit = want
