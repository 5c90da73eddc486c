"""What a role wants to be done. Pure; `kiosk.clerk` does it, in the order given."""

from __future__ import annotations

from typing import Literal, NamedTuple

Pattern = Literal["off", "on", "slow", "fast", "double"]
Stage = Literal[
    "asked", "bound", "printed", "unconfirmed", "failed",
    "refused",  # by the hub; `text` says why
    "shut",  # this kiosk gives no number: no paper, or it never met its hub
    "copying", "copied", "no_copy",  # the same ticket once more
    "linked",  # the card that was shown belongs to the ticket just taken
    "unknown_code", "no_answer",
]  # fmt: skip


class BindAndPrint(NamedTuple):
    """Bind this label to the uid, durably and only once; then print, if it was bound now.

    `number` is the offline number to be remembered with it, 0 for the hub's labels.
    """

    uid: str
    label: str
    service: str
    token: str
    at: float | None
    trusted: bool
    ahead: int | None
    wait_s: float | None
    replaces: str | None
    number: int
    priority: str = ""
    channel: Literal["button", "panel", "booking"] = "button"
    booking: str = ""
    language: Literal["id", "en"] = "id"


class LogPrint(NamedTuple):
    """Write down how the paper came out."""

    uid: str
    result: str
    reason: str


class PrintCopy(NamedTuple):
    """Print a ticket that was bound earlier once more, marked as a copy."""

    uid: str


class LogCopy(NamedTuple):
    """Write down how the `copy`-th try for another paper of a ticket ended."""

    uid: str
    copy: int
    result: str


class PrintSlip(NamedTuple):
    """Print in a few lines why there is no number: no ticket, and nothing is bound. `service` is empty for none."""

    service: str
    text: str


class Tell(NamedTuple):
    """Tell the visitor what became of the wish, where there is a panel to tell it on."""

    stage: Stage
    uid: str = ""
    service: str = ""
    label: str = ""
    text: str = ""
    english: str = ""


class LogRating(NamedTuple):
    """Write down how it was for the visitor of a ticket, durably and only once, and tell the role: `RatingKept`.

    `at` is the mall's time, UTC seconds; None if nobody has told it.
    """

    ticket: str
    score: int
    at: float | None


class LogCard(NamedTuple):
    """Write down that a staff card was shown, durably; `card` stands for it. `at` as in `LogRating`."""

    card: str
    at: float | None


class Words(NamedTuple):
    """What a text display shows: two lines of twenty letters."""

    top: str
    bottom: str


class Lamps(NamedTuple):
    """What every lamp shows."""

    patterns: dict[str, Pattern]
