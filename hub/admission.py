"""How a device is let in: whose journal it is, what it holds, what the hub forgot. Pure.

A journal id that the hub does not know, or a boot counter that runs backwards, is a card that was wiped, restored
or cloned: it gets a boot counter and (a kiosk) a letter that were never used, so that nothing it says can be taken
for something that was said before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.labels import kiosk_letter, letter_index
from broker_config.sequence import before_boot
from hub import events as e
from hub import tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config import contract as c
    from hub.hall import DeviceRecord, Hall

STORM_BIRTHS, STORM_S = 12, 30.0
ALARM_AGAIN_S, REST_S = 600.0, 60.0


def admit(hall: Hall, device: str, birth: c.Birth, now: float) -> list[e.Event]:
    """What follows from a birth; afterwards the hall's record of the device is what it is to be welcomed with."""
    record, strange = hall.device(device), is_strange(hall, device, birth)
    held = _held_of_a_stranger(record, birth) if strange else record.log_seq
    events: list[e.Event] = []
    if birth.acked > held and birth.epoch >= hall.epoch:
        # It was told that we hold more than we do: this hub came back from a backup.
        events.append(e.EpochBegan(at=now, epoch=max(birth.epoch, hall.epoch) + 1, device=device))
    if strange or (birth.role == "ticket_kiosk" and not record.letter):
        admission = _admission(hall, device, birth, held, now)
        # What it does not list may be on paper all the same, and forgotten with the card.
        return [*events, admission, *_lost_prints(hall, device, birth, admission.boot, now, may_void=False)]
    if birth.boot > record.boot:
        events.append(e.DeviceBorn(at=now, device=device, boot=birth.boot))
        # What it does not list was never bound; unless we are the one who forgot, and its log is still to come.
        events += _lost_prints(hall, device, birth, birth.boot, now, may_void=birth.acked <= held)
    return events


def is_strange(hall: Hall, device: str, birth: c.Birth) -> bool:
    """Whether this is not the card that we know, or not as we know it."""
    record = hall.device(device)
    return record.journal != birth.journal or birth.boot < record.boot or _has_forgotten(hall, device, birth)


class Storm:
    """The births of one device of late. Two boxes with one identity throw each other out for ever.

    Each of them is a stranger to the hub after the other: without a rest, they would use up the mall's letters. A box
    that gets no answer goes on with the letter it has.
    """

    def __init__(self) -> None:
        self._births: list[float] = []
        self._alarm_due = self._rests_until = float("-inf")

    def birth(self, device: str, now: float, mono: float) -> list[e.Event]:
        """Note a birth; an alarm if there were far too many, and none for that of late."""
        self._births = [*self._births, mono][-STORM_BIRTHS:]
        if not self._rages(mono) or mono < self._alarm_due:
            return []
        self._alarm_due = mono + ALARM_AGAIN_S
        detail = f"{STORM_BIRTHS} births within {STORM_S:.0f} s: two boxes with one identity?"
        return [e.AlarmRaised(at=now, kind="take_over_storm", device=device, detail=detail)]

    def may_admit(self, mono: float) -> bool:
        """Whether a stranger is let in now; in a storm, one after each rest."""
        if self._rages(mono) and mono < self._rests_until:
            return False
        self._rests_until = mono + REST_S
        return True

    def _rages(self, mono: float) -> bool:
        return len(self._births) == STORM_BIRTHS and mono - self._births[0] < STORM_S


def _has_forgotten(hall: Hall, device: str, birth: c.Birth) -> bool:
    """Whether the card is an old copy: it knows nothing of a ticket that it once bound, durably, and told us."""
    if birth.acked >= hall.device(device).log_seq:
        return False
    bound = {t.uid for t in hall.tickets.values() if t.device == device and t.bound_seq > birth.acked}
    return not bound <= set(birth.open)


def _held_of_a_stranger(record: DeviceRecord, birth: c.Birth) -> int:
    """How far we hold a log whose journal we do not know: what it wrote under boots unheard of, we have forgotten."""
    return min(birth.acked, before_boot(record.boot + 1))


def _admission(hall: Hall, device: str, birth: c.Birth, held: int, now: float) -> e.DeviceAdmitted:
    record = hall.device(device)
    letter = ""
    if birth.role == "ticket_kiosk":
        # Beyond the one it has, too: the hub that gave it may have been forgotten together with later ones.
        letter = kiosk_letter(max(hall.letters, letter_index(birth.letter) + 1))
    boot = birth.boot if not record.journal else max(record.boot + 1, birth.boot)
    return e.DeviceAdmitted(
        at=now, device=device, journal=birth.journal, boot=boot, letter=letter, log_seq=held
    )


def _lost_prints(
    hall: Hall, device: str, birth: c.Birth, boot: int, now: float, *, may_void: bool
) -> Iterator[e.Event]:
    """End the prints of a device's earlier starts, which will not be heard of again.

    What it had bound has an unknown end: it is never printed again by itself, and stays in line with a flag. What it
    had not even bound never reached paper; but for what an earlier card had asked for, which this one knows nothing of.
    """
    since = hall.device(device).since
    held = set(birth.open)  # thousands, of a kiosk that was alone for weeks
    for ticket in hall.of_device(device, tickets.IN_LINE):
        if ticket.uid in held or ticket.place.boot >= boot:
            continue
        told = {"at": now, "uid": ticket.uid, "label": ticket.label, "device": device}
        if may_void and not ticket.bound and ticket.place.boot >= since:
            yield e.Voided(**told, reason="never bound")
        elif tickets.may(ticket, e.Presumed):
            yield e.Presumed(**told, reason="kiosk restarted")
