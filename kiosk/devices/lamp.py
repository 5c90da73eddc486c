"""A lamp on a GPIO pin: off, on, or blinking in step with every other lamp of the box.

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
shows = "ktp-baru"     # kiosk: a service, or "paper"; pad: waiting, called or link
"""

Pattern = Literal["off", "on", "slow", "fast", "double"]
HALF_PERIOD_S = {"slow": 0.5, "fast": 0.125}


class Options(Settings, frozen=True, kw_only=True):
    """The table of a lamp."""

    pin: Annotated[int, Meta(ge=0, le=53)]
    shows: Annotated[str, Meta(min_length=1)]


def lit(pattern: Pattern, now: float) -> bool:
    """Whether a lamp with this pattern is lit at a time of `time.monotonic`.

    >>> [lit("slow", t) for t in (0.1, 0.6, 1.1)]
    [True, False, True]
    """
    half_period_s = HALF_PERIOD_S.get(pattern)
    return pattern == "on" if half_period_s is None else int(now / half_period_s) % 2 == 0


class Lamp:
    """One lamp. `options.shows` says what, to the role that sets it."""

    def __init__(self, name: str, options: Options, inbox: SimpleQueue) -> None:
        self.name = name
        self.options = options
        self.pattern: Pattern = "off"
        self._claim = Claim(name, lambda: DigitalOutputDevice(options.pin))
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
        half_period_s = HALF_PERIOD_S.get(self.pattern)
        if self._claim.pin is None or half_period_s is None:
            return self._claim.retry_at
        return (math.floor(now / half_period_s) + 1) * half_period_s

    def _switch(self, now: float) -> None:
        want = lit(self.pattern, now)
        if self._claim.pin is not None and want != self._lit:
            self._claim.pin.value = self._lit = want
