"""What the hub does for the hall by itself: who speaks where, and what the hours say. Pure.

It is asked at every tick and answers with commands; what it remembers between two looks is volatile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import commands as cmd
from hub.signage.day import Day
from hub.signage.pictures import Pictures
from hub.signage.speakers import elect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from broker_config.contract import Part
    from hub.devices import Presence
    from hub.hall import Hall

    Health = Mapping[str, tuple[Part, ...]]

VOICE = "suara"  # the part of a display that speaks
ARRIVING_S = (
    15.0  # once the hub hears its broker it waits so long for a speaker of whom it has heard nothing yet
)


class Usher:
    """What is done by itself; `displays`: per zone, those that stand there.

    Attributes:
        pictures: what displays showed last.
        silent: the zones that have displays and no voice, and since when (UTC seconds).
    """

    def __init__(self, displays: Mapping[str, tuple[str, ...]]) -> None:
        self._displays = displays
        self._began: float | None = None
        self._day = Day()
        self.pictures = Pictures()
        self.silent: dict[str, float] = {}

    def listen(self, mono: float) -> None:
        """From now on displays can be heard; only the first time counts."""
        self._began = mono if self._began is None else self._began

    def due(
        self, hall: Hall, presence: Mapping[str, Presence], health: Health, now: float, mono: float
    ) -> Iterator[cmd.Command]:
        """What is to be done now: `now` in UTC seconds, `mono` in real monotonic ones.

        `presence` and `health` are what the desk knows of its devices.
        """
        arriving = self._began is None or mono - self._began < ARRIVING_S
        yield from self._speakers(hall, presence, health, arriving=arriving)
        self._note_silence(hall, health, now)
        yield from self._announcements(hall, now)

    def _speakers(
        self, hall: Hall, presence: Mapping[str, Presence], health: Health, *, arriving: bool
    ) -> Iterator[cmd.Command]:
        able: set[str] = set()
        for zone, devices in self._displays.items():
            for device in devices:
                known, parts = presence.get(device), health.get(device)
                # After a start of the hub a display tells its health within a minute, and speaks until then.
                speaks = hall.speakers.get(zone) == device and parts is None
                there = known.online if known is not None else speaks and arriving
                if there and (speaks or _has_voice(parts or ())):
                    able.add(device)
        found = elect(self._displays, able, hall.speakers)
        for zone in sorted(self._displays.keys() | hall.speakers.keys()):
            if found.get(zone, "") != hall.speakers.get(zone, ""):
                yield cmd.ChooseSpeaker(zone, found.get(zone, ""))

    def _note_silence(self, hall: Hall, health: Health, now: float) -> None:
        """A zone whose displays all told that they have no voice is quiet on purpose."""
        for zone, devices in self._displays.items():
            quiet = all(device in health and not _told_of_voice(health[device]) for device in devices)
            row = hall.register.zones.get(zone)
            if quiet or hall.speakers.get(zone) or row is None or row.archived:
                self.silent.pop(zone, None)
            else:
                self.silent.setdefault(zone, now)

    def _announcements(self, hall: Hall, now: float) -> Iterator[cmd.Command]:
        rows = self._day.look(hall.register, now)
        if rows is None:
            return
        due = {row.key for row in rows}
        for standing in list(hall.told.standing(now)):
            if standing.key and not standing.by and standing.key not in due:
                yield cmd.EndAnnouncement(standing.number)  # the hours were changed, or it was switched off
        for row in rows:
            if row.key not in hall.told.keys:
                yield cmd.Announce(
                    kind=row.kind, text=row.text, english=row.english, until=row.until, key=row.key
                )


def _told_of_voice(parts: tuple[Part, ...]) -> bool:
    return any(part.name == VOICE for part in parts)


def _has_voice(parts: tuple[Part, ...]) -> bool:
    return any(part.name == VOICE and part.state != "fault" for part in parts)
