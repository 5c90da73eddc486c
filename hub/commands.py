"""What may be asked of the hall. MQTT and the web pages submit the same commands. Pure.

`by` is the person who asks, by the id of the register; a pad's press has none. Deciding is `decisions.decide`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from broker_config import contract
    from broker_config.signage import Kind


class Issue(NamedTuple):
    """Give a press a place in line and propose a label."""

    device: str
    request: contract.TicketRequest


class TakeBound(NamedTuple):
    """A kiosk's log says: bound."""

    device: str
    entry: contract.Bound
    not_before: float  # when the kiosk was last heard before this entry; bounds a time that cannot be trusted


class TakePrinted(NamedTuple):
    """A kiosk's log says how the paper came out."""

    device: str
    entry: contract.Printed


class TakeReprinted(NamedTuple):
    """A kiosk's log says that a ticket was printed once more."""

    device: str
    entry: contract.Reprinted


class TakeRated(NamedTuple):
    """The log of a counter's pad says how it was, for the visitor of a ticket."""

    device: str
    counter: str
    entry: contract.Rated


class TakeCard(NamedTuple):
    """The log of a counter's pad says that a staff card was shown: `user`'s, or nobody's that is known."""

    device: str
    counter: str
    user: str
    entry: contract.CardShown


class Presume(NamedTuple):
    """Nobody told how a print ended: let the ticket be called."""

    uid: str
    reason: str


class Void(NamedTuple):
    """The ticket never reached paper."""

    uid: str
    reason: str


CounterAction = Literal[
    "call_next", "call", "recall", "serve", "finish", "no_show", "park", "resume", "transfer", "cancel"
]


class Operate(NamedTuple):
    """An officer works a counter, from a pad or a browser.

    A pad's `press` is unique; the same one again is the same. A browser says what it had `seen` at the counter
    (`Hall.standing`): if that is no longer so, somebody else was faster, or the command was done already. `uid` is
    the ticket that is meant, where it is not the one at the counter; `service` and `to` are where it is transferred.
    `at` is when a pad was pressed, UTC seconds, if it knew.
    """

    counter: str
    action: CounterAction
    device: str = ""
    press: str = ""
    by: str = ""
    seen: str = ""
    uid: str = ""
    service: str = ""
    to: str = ""
    reason: str = ""
    at: float | None = None


class Amend(NamedTuple):
    """Somebody without a counter changes a ticket: at the information desk, or the manager.

    `value` is the priority group (or empty for none), the service to transfer to, or the uid of the visitor's other
    ticket; `to` the one counter that may call it.
    """

    uid: str
    action: Literal["restore", "cancel", "void", "prioritise", "join", "transfer"]
    by: str = ""
    value: str = ""
    to: str = ""
    reason: str = ""


class EnterRoll(NamedTuple):
    """Numbers of a pre-printed roll that were given out while the machines were down, entered afterwards.

    They were taken evenly between two times (UTC seconds). With a `counter` they were served there; without, they
    still wait.
    """

    service: str
    first: int
    last: int
    began_at: float
    ended_at: float
    counter: str = ""
    by: str = ""


class Attend(NamedTuple):
    """Somebody is at a counter, or has left it."""

    counter: str
    how: Literal["sign_in", "sign_out", "activity", "button", "card"]
    by: str = ""
    device: str = ""


class AssignCard(NamedTuple):
    """A staff card was given to somebody, or (`given` false) taken away: for the record, which holds no card."""

    user: str
    by: str
    given: bool = True


class Connect(NamedTuple):
    """The first page of a counter's console was opened, or the last one closed: evidence can come from there."""

    counter: str
    up: bool


class Edit(NamedTuple):
    """Write a row of the register."""

    by: str
    kind: str
    id: str
    row: dict[str, Any]


class EditMany(NamedTuple):
    """Write rows of the register, all or none: `(kind, id, row)`."""

    by: str
    rows: tuple[tuple[str, str, dict[str, Any]], ...]


class Acknowledge(NamedTuple):
    """A person has seen an alert."""

    key: str
    by: str


class Announce(NamedTuple):
    """Tell the hall something until `until` (UTC seconds), in these zones or (none) in all.

    `by` is empty for what the hours say. The same `key` is the same announcement: a form that is sent twice.
    """

    kind: Kind
    text: str
    until: float
    english: str = ""
    zones: tuple[str, ...] = ()
    spoken: bool = True
    key: str = ""
    by: str = ""


class EndAnnouncement(NamedTuple):
    """Take an announcement back."""

    number: int
    by: str = ""


class ChooseSpeaker(NamedTuple):
    """Let a display speak for a zone; `device` empty: nobody."""

    zone: str
    device: str


class BeginDay(NamedTuple):
    """The mall has closed: end what is left and start new series."""

    day: str


Command = (
    Issue
    | TakeBound
    | TakePrinted
    | TakeReprinted
    | TakeRated
    | TakeCard
    | Presume
    | Void
    | Operate
    | Amend
    | EnterRoll
    | Attend
    | AssignCard
    | Connect
    | Edit
    | EditMany
    | Acknowledge
    | Announce
    | EndAnnouncement
    | ChooseSpeaker
    | BeginDay
)
