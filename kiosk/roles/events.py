"""What can happen to a kiosk or pad, beside what the hub says and the link does. Pure."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - the one name that only a type needs
from typing import Literal, NamedTuple


class Pressed(NamedTuple):
    """A finger on a button that means a service (kiosk) or an action (pad)."""

    means: str


class Wanted(NamedTuple):
    """A visitor asks for a number of a service.

    `priority` is the group of the visitor, `booking` the code that was found, both empty for none; `language` is what
    the paper shall be written in.
    """

    service: str
    priority: str = ""
    channel: Literal["button", "panel", "booking"] = "panel"
    booking: str = ""
    language: Literal["id", "en"] = "id"


class Shown(NamedTuple):
    """A card or code was held to the reader. Each field stands for it, and says nothing about it; empty: no key.

    `visitor` is good for a day at this box, `staff` for ever, `booking` for a day in the whole mall.
    """

    kind: Literal["card", "code"]
    visitor: str
    staff: str = ""
    booking: str = ""


class PaperCode(NamedTuple):
    """What the reader would make of the QR code on a ticket's paper; `failed`: that paper is void."""

    uid: str
    visitor: str
    failed: bool = False


class PrinterIs(NamedTuple):
    """Whether the printer can print, and what is with its paper."""

    ok: bool
    paper: str


class PrintEnded(NamedTuple):
    """How a ticket's paper came out: printed, unconfirmed or failed."""

    uid: str
    result: str
    reason: str = ""


class CopyEnded(NamedTuple):
    """How the second paper of a ticket came out."""

    uid: str
    result: str


class RatingKept(NamedTuple):
    """A vote on this ticket is on the disk; `new`: it was not there before."""

    ticket: str
    new: bool


class Owed(NamedTuple):
    """A ticket whose paper did not come out, and since when its visitor waits.

    `since` is our monotonic time; after a restart there is only `at`, the mall's time of the bind. The rest is as the
    visitor had asked for it.
    """

    uid: str
    service: str
    since: float | None
    at: float | None = None
    priority: str = ""
    channel: Literal["button", "panel", "booking"] = "button"
    booking: str = ""
    language: Literal["id", "en"] = "id"

    def waits(
        self, now: float, since: Callable[[float | None, float], float | None], most: float
    ) -> bool | None:
        """Whether its visitor may still be here; None if only the hub's clock, `since`, can tell, and has not."""
        waited = now - self.since if self.since is not None else since(self.at, now)
        if waited is None:
            return None if self.at is not None else False
        return waited < most

    @property
    def wanted(self) -> Wanted:
        """The wish once more."""
        return Wanted(self.service, self.priority, self.channel, self.booking, self.language)
