"""What the hub knows of people and must never tell: hashes, sessions, links, tokens, cards, bookings. Pure.

These rows are never in the journal, in an export or in a log. Nothing here is a secret in plain text: what a
browser or a program holds is kept as a hash only, and of a card or a code only what stands for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A user's password, as argon2 writes it down. Times here are UTC seconds since 1970."""

    user: str
    hash: str
    changed_at: float


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that somebody is signed in with; `console` is the counter that it works for, or empty."""

    id_hash: str
    user: str
    created_at: float
    seen_at: float
    console: str = ""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An address that opens once: to choose a first password, or a new one."""

    hash: str
    user: str
    purpose: str
    expires_at: float


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What another program may ask of the API. It stays in the table when it was revoked.

    `used_at` is when it was shown last, to a quarter of an hour.
    """

    hash: str
    name: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: float
    revoked_at: float | None = None
    used_at: float | None = None


class StaffCard(msgspec.Struct, frozen=True, kw_only=True):
    """The card that a person comes and goes with at a counter's pad."""

    card: str
    user: str
    given_by: str
    given_at: float


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking that another system made for a service day; `at` is the time that was agreed on, if one was."""

    code: str
    day: str
    service: str
    at: float | None = None


Row = Credential | Session | Link | Token | StaffCard | Booking
KEYS: dict[type[Row], str] = {
    Credential: "user", Session: "id_hash", Link: "hash", Token: "hash", StaffCard: "card", Booking: "code",
}  # fmt: skip


class Gone(NamedTuple):
    """The row of a kind with this key is to be forgotten; no matter if there is none."""

    kind: type[Row]
    key: str


Change = Row | Gone


class Private(NamedTuple):
    """The private rows that the gate needs, each by its key; bookings are the desk's alone."""

    credentials: dict[str, Credential]
    sessions: dict[str, Session]
    links: dict[str, Link]
    tokens: dict[str, Token]
    cards: dict[str, StaffCard]

    def of(self, kind: type[Row]) -> dict[str, Row]:
        """The rows of one kind."""
        tables: tuple[dict[str, Row], ...] = self  # type: ignore[assignment] - each field holds one kind of row
        return tables[[*KEYS].index(kind)]

    def apply(self, changes: Iterable[Change]) -> None:
        """Follow what was written."""
        for change in changes:
            if isinstance(change, Gone):
                self.of(change.kind).pop(change.key, None)
            else:
                self.of(type(change))[getattr(change, KEYS[type(change)])] = change


def nothing() -> Private:
    """No rows at all."""
    return Private({}, {}, {}, {}, {})
