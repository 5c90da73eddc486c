"""How a device is let in: whose journal it is, what it holds, what the hub forgot. Pure.

A journal id that the hub does not know, or a boot counter that runs backwards, is a card that was wiped, restored
or cloned: it gets a boot counter and (a kiosk) a letter that were never used, so that nothing it says can be taken
for something that was said before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import contract as c
from broker_config.labels import kiosk_letter, letter_index
from broker_config.sequence import before_boot
from hub import commands, tickets
from hub import events as e

if TYPE_CHECKING:
    from hub.desk import Desk
    from hub.hall import DeviceRecord

STORM_BIRTHS, STORM_S = 12, 30.0


def admit(desk: Desk, device: str, birth: c.Birth, now: float, mono: float) -> None:
    """Take a birth, and answer with a welcome."""
    record = desk.hall.device(device)
    _watch_for_storm(desk, device, now, mono)
    strange = (
        record.journal != birth.journal or birth.boot < record.boot or _has_forgotten(desk, device, birth)
    )
    held = _held_of_a_stranger(record, birth) if strange else record.log_seq
    if birth.acked > held and birth.epoch >= desk.hall.epoch:
        # It was told that we hold more than we do: this hub came back from a backup.
        epoch = max(birth.epoch, desk.hall.epoch) + 1
        desk.happen([e.EpochBegan(at=now, epoch=epoch, device=device)], mono)
    if strange or (birth.role == "ticket_kiosk" and not record.letter):
        desk.happen([_admission(desk, device, birth, held, now)], mono)
        # What it does not list may be on paper all the same, and forgotten with the card.
        _end_lost_prints(desk, device, birth, now, mono, may_void=False)
    elif birth.boot > record.boot:
        desk.happen([e.DeviceBorn(at=now, device=device, boot=birth.boot)], mono)
        # What it does not list was never bound; unless we are the one who forgot, and its log is still to come.
        _end_lost_prints(desk, device, birth, now, mono, may_void=birth.acked <= held)
    record = desk.hall.device(device)
    welcome = c.Welcome(
        boot=record.boot, epoch=desk.hall.epoch, acked=record.log_seq, letter=record.letter, at=now
    )
    desk.answer(welcome, device, ("welcome", device))


def _has_forgotten(desk: Desk, device: str, birth: c.Birth) -> bool:
    """Whether the card is an old copy: it knows nothing of a ticket that it once bound, durably, and told us."""
    if birth.acked >= desk.hall.device(device).log_seq:
        return False
    bound = {t.uid for t in desk.hall.tickets.values() if t.device == device and t.bound_seq > birth.acked}
    return not bound <= set(birth.open)


def _held_of_a_stranger(record: DeviceRecord, birth: c.Birth) -> int:
    """How far we hold a log whose journal we do not know: what it wrote under boots unheard of, we have forgotten."""
    return min(birth.acked, before_boot(record.boot + 1))


def _admission(desk: Desk, device: str, birth: c.Birth, held: int, now: float) -> e.DeviceAdmitted:
    record = desk.hall.device(device)
    letter = ""
    if birth.role == "ticket_kiosk":
        # Beyond the one it has, too: the hub that gave it may have been forgotten together with later ones.
        letter = kiosk_letter(max(desk.hall.letters, letter_index(birth.letter) + 1))
    boot = birth.boot if not record.journal else max(record.boot + 1, birth.boot)
    return e.DeviceAdmitted(
        at=now, device=device, journal=birth.journal, boot=boot, letter=letter, log_seq=held
    )


def _end_lost_prints(
    desk: Desk, device: str, birth: c.Birth, now: float, mono: float, *, may_void: bool
) -> None:
    """End the prints of a device's earlier starts, which will not be heard of again.

    What it had bound has an unknown end: it is never printed again by itself, and stays in line with a flag. What it
    had not even bound never reached paper.
    """
    boot = desk.hall.device(device).boot
    for ticket in desk.hall.of_device(device, tickets.IN_LINE):
        if ticket.uid in birth.open or ticket.place.boot >= boot:
            continue
        if ticket.bound or not may_void:
            desk.do(commands.Presume(ticket.uid, "kiosk restarted"), now, mono)
        else:
            desk.do(commands.Void(ticket.uid, "never bound"), now, mono)


def _watch_for_storm(desk: Desk, device: str, now: float, mono: float) -> None:
    births = desk.births.setdefault(device, [])
    births.append(mono)
    del births[:-STORM_BIRTHS]
    if len(births) == STORM_BIRTHS and mono - births[0] < STORM_S:
        births.clear()
        detail = f"{STORM_BIRTHS} births within {STORM_S:.0f} s: two boxes with one identity?"
        desk.happen([e.AlarmRaised(at=now, kind="take_over_storm", device=device, detail=detail)], mono)
