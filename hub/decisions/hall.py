"""What the waiting hall is told, and who tells it: announcements, and the speaker of each zone. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hub import events as e
from hub.refused import Refused
from hub.signage.told import LONGEST_S

if TYPE_CHECKING:
    from hub.commands import Announce, ChooseSpeaker, EndAnnouncement
    from hub.hall import Hall

MOST = 12  # that stand at once; more than anybody reads
# All of them are one message of 65,536 bytes, in which an emergency has room whatever else stands.
MOST_BYTES, MOST_BYTES_WITH_EMERGENCIES = 24_000, 48_000
LONGEST_TEXT = 400


def announce(hall: Hall, command: Announce, now: float) -> list[e.Event]:
    """Tell the hall something. The same key again is the same announcement."""
    if command.key and command.key in hall.told.keys:
        return []
    if not 0 < len(command.text) <= LONGEST_TEXT or len(command.english) > LONGEST_TEXT:
        raise Refused("bad_announcement", most=LONGEST_TEXT)
    for zone in command.zones:
        row = hall.register.zones.get(zone)
        if row is None or row.archived:
            raise Refused("unknown_zone")
    if not 0 < command.until - now <= LONGEST_S:
        raise Refused("bad_minutes", most=round(LONGEST_S / 60))
    if command.by and _is_full(hall, command, now):
        raise Refused("many_announcements")
    # The time of day as a number, so that a hub from a backup does not give one that was given after it was made.
    number = max(hall.told.number + 1, int(now))
    return [
        e.Announced(
            at=now, by=command.by, number=number, kind=command.kind, text=command.text, english=command.english,
            zones=tuple(dict.fromkeys(command.zones)), spoken=command.spoken, until=command.until, key=command.key,
        )
    ]  # fmt: skip


def _is_full(hall: Hall, command: Announce, now: float) -> bool:
    standing = list(hall.told.standing(now))
    taken = sum(_bytes(each) for each in (*standing, command))
    if command.kind == "emergency":
        return taken > MOST_BYTES_WITH_EMERGENCIES
    return len(standing) >= MOST or taken > MOST_BYTES


def _bytes(told: Announce | e.Announced) -> int:
    return 200 + len(msgspec.json.encode((told.text, told.english, told.zones)))


def end_announcement(hall: Hall, command: EndAnnouncement, now: float) -> list[e.Event]:
    """Take an announcement back; one that is over already is over."""
    standing = (each.number for each in hall.told.standing(now))
    return (
        [e.AnnouncementEnded(at=now, by=command.by, number=command.number)]
        if command.number in standing
        else []
    )


def choose_speaker(hall: Hall, command: ChooseSpeaker, now: float) -> list[e.Event]:
    """Let a display speak for a zone, or (none named) nobody."""
    if hall.speakers.get(command.zone, "") == command.device:
        return []
    return [e.SpeakerChosen(at=now, zone=command.zone, device=command.device)]
