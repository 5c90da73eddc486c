"""How a box itself is, from what was read of it: heat, power, disk, memory, clock, starts. Pure.

A figure that hovers about a limit may not make an alert of every minute: what is said of it is taken back only when
the figure is clearly better again.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from broker_config.contract import Part

State = Literal["ok", "warning", "fault"]

NAME, KIND = "kotak", "box"
LATCH_S = 3600.0  # a dip of the voltage lasts for a moment, and whoever can mend it comes later
HOUR_S, DAY_S = 3600.0, 86400.0


class Reading(NamedTuple):
    """What the box's own instruments show; None where it has no such instrument.

    `clock_offset_s` is how far our clock is ahead of the hub's, in seconds; None as long as the hub has told no time.
    """

    celsius: float | None = None
    under_voltage: bool | None = None
    disk_free_percent: float | None = None
    disk_read_only: bool = False
    memory_free_percent: float | None = None
    clock_offset_s: float | None = None
    uptime_s: float | None = None


class Limit(NamedTuple):
    """From where on something is the matter, and from where on it is not any more. `words` stand in the detail."""

    figure: str
    state: State
    begins: float
    ends: float
    words: str

    def passed(self, value: float, *, before: bool) -> bool:
        """Whether a value is beyond it; `before`: whether it was at the last look."""
        edge = self.ends if before else self.begins
        return value > edge if self.begins > self.ends else value < edge


LIMITS = (
    Limit("celsius", "fault", 85.0, 80.0, "too hot"),
    Limit("celsius", "warning", 75.0, 70.0, "hot"),  # a Pi makes itself slower from 80 on
    Limit("disk_free_percent", "fault", 1.0, 2.0, "disk full"),
    Limit("disk_free_percent", "warning", 5.0, 7.0, "disk nearly full"),
    Limit("memory_free_percent", "fault", 3.0, 6.0, "no memory left"),
    Limit("memory_free_percent", "warning", 8.0, 12.0, "little memory left"),
    Limit(
        "clock_off_s", "warning", 60.0, 30.0, "clock wrong"
    ),  # nothing hangs on it but the technician's log
    Limit("starts_in_hour", "warning", 3.5, 2.5, "starts again and again"),
)
LOW_POWER = "power supply too weak"
READ_ONLY = "disk cannot be written"


class Judge:
    """Remembers what has to be remembered: when the voltage was low, and what was said last."""

    def __init__(self) -> None:
        self._low_until: float | None = None
        self._said: frozenset[Limit] = frozenset()

    def voltage(self, now: float, *, low: bool) -> None:
        """The instrument was looked at; to be done every few seconds, for it forgets."""
        if low:
            self._low_until = now + LATCH_S

    def part(self, seen: Reading, starts: tuple[float, ...], hub_now: float | None, now: float) -> Part:
        """The box as a part of the device.

        Args:
            seen: what was read just now.
            starts: the hub's time (UTC seconds) of this start and those before it, as far as they are known.
            hub_now: the hub's time; None while it is not known.
            now: monotonic seconds.
        """
        low = self._low_until is not None and now < self._low_until
        figures = {
            key: value
            for key, value in seen._asdict().items()
            if value is not None and not isinstance(value, bool)
        }
        if low or seen.under_voltage is not None:
            figures["under_voltage"] = float(low)
        if hub_now is not None:
            figures["restarts"] = float(max(0, starts_within(starts, hub_now, DAY_S) - 1))
        found = self._beyond(figures, starts, hub_now)
        said = [limit.words for limit in found]
        grave = any(limit.state == "fault" for limit in found) or seen.disk_read_only
        said = [READ_ONLY] * seen.disk_read_only + [LOW_POWER] * low + said
        state: State = "fault" if grave else "warning" if said else "ok"
        facts = {key: round(value, 1) for key, value in figures.items()}
        return Part(name=NAME, kind=KIND, state=state, detail="; ".join(said), facts=facts)

    def _beyond(
        self, figures: dict[str, float], starts: tuple[float, ...], hub_now: float | None
    ) -> list[Limit]:
        known = dict(figures)
        if "clock_offset_s" in known:
            known["clock_off_s"] = abs(known["clock_offset_s"])
        if hub_now is not None:
            known["starts_in_hour"] = float(starts_within(starts, hub_now, HOUR_S))
        passed = [
            limit
            for limit in LIMITS
            if limit.figure in known and limit.passed(known[limit.figure], before=limit in self._said)
        ]
        self._said = frozenset(passed)
        grave = {limit.figure for limit in passed if limit.state == "fault"}
        return [limit for limit in passed if limit.state == "fault" or limit.figure not in grave]


def starts_within(starts: tuple[float, ...], hub_now: float, seconds: float) -> int:
    """How many starts lie so few seconds back.

    >>> starts_within((100.0, 3600.0, 3700.0), 3800.0, 300.0)
    2
    """
    return sum(hub_now - seconds < at <= hub_now + 1.0 for at in starts)


def alike(left: tuple[Part, ...], right: tuple[Part, ...]) -> bool:
    """Whether two tellings of the same parts differ in nothing that anybody has to hear at once: in figures alone."""

    def essence(parts: tuple[Part, ...]) -> list[tuple[str, str, str, str]]:
        return [(part.name, part.kind, part.state, part.detail) for part in parts]

    return essence(left) == essence(right)
