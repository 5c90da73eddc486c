"""`decide(hall, command, now) -> events`, or `Refused`. Pure: deciding changes nothing, `evolution.evolve` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import commands as cmd
from hub.decisions import counter, house, pad, paper, ticket
from hub.decisions import hall as hall_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.events import Event
    from hub.hall import Hall


def decide(hall: Hall, command: cmd.Command, now: float) -> list[Event]:
    """What follows from a command at a time (UTC seconds); nothing, if it was done before.

    Raises:
        Refused: with a reason a person understands; the hall stays as it is.
    """
    return _DECISIONS[type(command)](hall, command, now)


_DECISIONS: dict[type, Callable[..., list[Event]]] = {
    cmd.Issue: paper.issue,
    cmd.TakeBound: paper.take_bound,
    cmd.TakePrinted: paper.take_printed,
    cmd.TakeReprinted: paper.take_reprinted,
    cmd.TakeRated: pad.take_rated,
    cmd.TakeCard: pad.take_card,
    cmd.Presume: paper.presume,
    cmd.Void: paper.void,
    cmd.Operate: counter.operate,
    cmd.Amend: ticket.amend,
    cmd.EnterRoll: ticket.enter_roll,
    cmd.Attend: house.attend,
    cmd.AssignCard: house.assign_card,
    cmd.Connect: house.connect,
    cmd.Edit: house.edit,
    cmd.EditMany: house.edit_many,
    cmd.Acknowledge: house.acknowledge,
    cmd.Announce: hall_told.announce,
    cmd.EndAnnouncement: hall_told.end_announcement,
    cmd.ChooseSpeaker: hall_told.choose_speaker,
    cmd.BeginDay: house.begin_day,
}
