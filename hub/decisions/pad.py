"""What a counter's pad wrote down while nobody listened, or just now: faces that were touched, staff cards. Pure.

An entry of a log is never refused: what changes nothing is taken, and that is all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import events as e
from hub import tickets

if TYPE_CHECKING:
    from hub.commands import TakeCard, TakeRated
    from hub.hall import Hall


def take_rated(hall: Hall, command: TakeRated, now: float) -> list[e.Event]:
    """Take a visitor's vote on a ticket that was finished at the pad's own counter; the first one counts."""
    entry, ticket = command.entry, hall.tickets.get(command.entry.ticket)
    # Late is as good as at once: the pad may have been alone. Of a ticket that we no longer remember it is lost.
    if (
        ticket is None
        or ticket.rating
        or ticket.counter != command.counter
        or not tickets.may(ticket, e.Rated)
    ):
        return [e.LogTaken(at=now, device=command.device, log_seq=entry.seq)]
    return [
        e.Rated(
            at=now, uid=ticket.uid, label=ticket.label, counter=command.counter, device=command.device,
            log_seq=entry.seq, score=entry.score, touched_at=_told(entry.at, now),
        )
    ]  # fmt: skip


def take_card(hall: Hall, command: TakeCard, now: float) -> list[e.Event]:
    """Let somebody come to a counter, or go, who showed a staff card; come, if that was not on the same day."""
    entry, zone = command.entry, hall.register.mall.timezone
    if not command.user or command.counter not in hall.counters:
        return [e.LogTaken(at=now, device=command.device, log_seq=entry.seq)]
    shown_at = _told(entry.at, now)
    told = {"at": now, "by": command.user, "device": command.device, "shown_at": shown_at}
    at = now if shown_at is None else shown_at
    here = hall.officers.where(command.user, at, zone)
    if command.counter in here:
        return [e.Attended(**told, counter=command.counter, how="sign_out", log_seq=entry.seq)]
    left = [
        e.Attended(**told, counter=other, how="sign_out") for other in here
    ]  # nobody sits at two counters
    return [*left, e.Attended(**told, counter=command.counter, how="card", log_seq=entry.seq)]


def _told(at: float | None, now: float) -> float | None:
    """When it was, by a pad that knew the time; never later than now."""
    return None if at is None else min(at, now)
