"""Is the hub there? What a device believes, and what it says to find out. Pure.

`alive` is set by proof alone: a welcome, or an answer to a probe. A retained "online" proves nothing. Times are real
monotonic seconds; mall time is the hub's, carried on by our own clock.
"""

from __future__ import annotations

from typing import NamedTuple

from broker_config import contract as c

BIRTH_AGAIN_S = 1.0
PROBE_EVERY_S = 2.0


class LinkUp(NamedTuple):
    """A session with the broker has begun."""


class LinkDown(NamedTuple):
    """It is over."""


class NobodyHeard(NamedTuple):
    """The broker found nobody for a message, or does not let us say it."""

    message: c.Message


class Introduce(NamedTuple):
    """Action: say who we are (the shell fills in the outbox's part)."""

    epoch: int


class Admitted(NamedTuple):
    """Action: the hub knows us now; deliver the log from here on, under this boot and letter."""

    welcome: c.Welcome


class Send(NamedTuple):
    """Action: publish, once, now."""

    message: c.Message


class HubWatch:
    """One device's view of the hub.

    Attributes:
        alive: whether the hub has proved that it is there.
        epoch: the last one we were told, 0 if never.
    """

    def __init__(self, rate: float = 1.0, remembered: float | None = None) -> None:
        self.alive = False
        self.epoch = 0
        self._up = False
        self._welcomed = False
        self._hub_boot = 0
        self._nonce = 0
        self._due: float | None = None
        self._rate = rate
        self._told: tuple[float, float] | None = None  # hub time, and our monotonic time when it was told
        self._remembered = remembered  # hub time of the last boot: a lower bound, not to be trusted
        self._started: float | None = None

    def hub_time(self, now: float) -> float | None:
        """The mall's time, UTC seconds; None as long as the hub has not told it since we started."""
        return None if self._told is None else self._told[0] + (now - self._told[1]) * self._rate

    def at_least(self, now: float) -> float | None:
        """The best lower bound of the mall's time there is."""
        trusted = self.hub_time(now)
        if trusted is not None or self._remembered is None:
            return trusted
        self._started = now if self._started is None else self._started
        return self._remembered + (now - self._started) * self._rate

    def since(self, at: float | None, now: float) -> float | None:
        """Real seconds that have passed since a mall time; None without trusted time."""
        told = self.hub_time(now)
        return None if told is None or at is None else (told - at) / self._rate

    def lasts(self, seconds: float) -> float:
        """How many real seconds go by while so many go by in the mall, whose clock may run faster in a rehearsal."""
        return seconds / self._rate

    def doubt(self, now: float) -> None:
        """The hub did not answer in time: believe in it again when it has answered a probe."""
        if self.alive:
            self.alive = False
            self._due = now if self._up else None

    def forgotten(self, now: float) -> None:
        """The hub holds less of our log than it said: it is not the one that knew us. Introduce ourselves again."""
        if self._welcomed:
            self._welcomed, self._due = False, now

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        return self._due

    def tick(self, now: float) -> list[object]:
        """Introduce ourselves again, or probe."""
        if self._due is None or now < self._due or not self._up:
            return []
        if not self._welcomed:
            self._due = now + BIRTH_AGAIN_S
            return [Introduce(self.epoch)]
        self._due = now + PROBE_EVERY_S
        self._nonce += 1
        return [Send(c.HubProbe(nonce=self._nonce))]

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened on the link; events of no concern are passed over."""
        if self._started is None:
            self._started = now
        if isinstance(event, LinkUp):
            self._up, self._welcomed, self._due = True, False, now
            return self.tick(now)
        if isinstance(event, LinkDown):
            self._up = self._welcomed = self.alive = False
            self._due = None
        elif isinstance(event, NobodyHeard) and not isinstance(event.message, c.HubProbe | c.Birth):
            self.doubt(now)
        elif isinstance(event, c.Message):
            return self._told_by_hub(event, now)
        return []

    def _told_by_hub(self, message: c.Message, now: float) -> list[object]:
        at = getattr(message, "at", None)
        # A retained clock may be an hour old: it counts only from a hub that has shown that it lives.
        if at is not None and (self.alive or not isinstance(message, c.Clock)):
            self._told = (at, now)
        if isinstance(message, c.Welcome) and self._up:
            self._welcomed = self.alive = True
            self._due = None
            self.epoch = message.epoch
            return [Admitted(message)]
        if isinstance(message, c.HubAlive) and self._welcomed and message.nonce == self._nonce:
            self.alive, self._due = True, None
        elif isinstance(message, c.HubState) and self._up:
            return self._hub_state(message, now)
        return []

    def _hub_state(self, message: c.HubState, now: float) -> list[object]:
        if message.status == "offline":
            self._hub_boot = 0  # the next one is another process, even if it counts its boots as this one did
            self.doubt(now)
            return []
        known, self._hub_boot = self._hub_boot, message.boot
        if message.boot == known or not self._welcomed:
            return []
        # Another hub process than the one that welcomed us: it wants to know us, too.
        self._welcomed, self._due = False, now
        return self.tick(now)
