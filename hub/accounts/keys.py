"""Keys that people and programs carry: links that open once, and tokens that read.

Only their hashes are known here, so that nobody who reads the database can use one. Must never log one.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

import msgspec

from hub.accounts import LINK_S, SEEN_EVERY_S
from hub.accounts.private import Gone, Link, Token
from hub.accounts.vault import digest, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hub.accounts.knocks import Knocks
    from hub.accounts.private import Change
    from hub.accounts.vault import Vault

FIRST, CHOOSE = "first", "password"  # what a link is for: the first manager, or to choose a password
USED_EVERY_S = 15 * 60.0  # how exactly is known when a token was used last: a card wears out
TOKEN_MARK = "mpp_"  # noqa: S105 - what every token begins with, so that one is known where it leaked


class Links:
    """Links that open once; any thread. `written` reads those that another process may have made meanwhile."""

    def __init__(
        self, vault: Vault, knocks: Knocks, now: Callable[[], float], written: Callable[[], Iterable[Link]]
    ) -> None:
        self._vault, self._knocks, self._now, self._written = vault, knocks, now, written
        self._used: set[str] = set()  # what the writer may still know of, for a moment

    def make(self, user: str, purpose: str = CHOOSE) -> str:
        """A secret that lets somebody choose a password, once; whatever link they had before is dead."""
        secret, row = new_link(user, purpose, self._now())
        with self._vault.lock:
            pending = self._vault.put(*self.gone(user), row)
        settle(pending)
        return secret

    def find(self, secret: str, address: str) -> Link | None:
        """What a link is for, without using it. None: it was used, its time is over, or it never was.

        Raises:
            Wait: too many wrong ones came from this address.
        """
        key = digest(secret)
        self._knocks.guess(address)
        with self._vault.lock:
            known = key in self._vault.rows.links or key in self._used
        if not known:
            for row in self._written():
                if row.hash == key:
                    with self._vault.lock:
                        self._vault.rows.apply([row])
        with self._vault.lock:
            row = self._vault.rows.links.get(key)
            if row is None or not self._is_open(row):
                return None
        self._knocks.right(address)
        return row

    def use(self, secret: str) -> list[Change]:
        """What uses a link up, with the vault's lock held.

        Raises:
            LookupError: somebody else has used it meanwhile, or its time is over.
        """
        row = self._vault.rows.links.get(digest(secret))
        if row is None or not self._is_open(row):
            raise LookupError("this link opens nothing")
        self._used.add(row.hash)
        return [Gone(Link, row.hash)]

    def gone(self, user: str) -> list[Change]:
        """What ends every link of somebody, with the vault's lock held."""
        return [Gone(Link, row.hash) for row in self._vault.rows.links.values() if row.user == user]

    def _is_open(self, row: Link) -> bool:
        left_s = row.expires_at - self._now()
        if row.hash in self._used or not 0 < left_s <= LINK_S + SEEN_EVERY_S:
            return False
        # The link for the first manager is worth nothing once there is somebody.
        return row.purpose == CHOOSE or not self._vault.rows.credentials


class Tokens:
    """What programs show to read; any thread."""

    def __init__(self, vault: Vault, knocks: Knocks, now: Callable[[], float]) -> None:
        self._vault, self._knocks, self._now = vault, knocks, now

    def make(self, name: str, scopes: tuple[str, ...], by: str) -> str:
        """A secret for another program, which may read what the scopes say, until it is revoked."""
        secret = TOKEN_MARK + secrets.token_urlsafe(32)
        row = Token(hash=digest(secret), name=name, scopes=scopes, created_by=by, created_at=self._now())
        with self._vault.lock:
            pending = self._vault.put(row)
        settle(pending)
        return secret

    def revoke(self, key: str) -> None:
        """Let a token (by its hash) read nothing more; it stays on record."""
        with self._vault.lock:
            row = self._vault.rows.tokens.get(key)
            if row is None or row.revoked_at is not None:
                return
            pending = self._vault.put(msgspec.structs.replace(row, revoked_at=self._now()))
        settle(pending)

    def all(self) -> list[Token]:
        """Every token there ever was, the newest first."""
        with self._vault.lock:
            return sorted(self._vault.rows.tokens.values(), key=lambda row: -row.created_at)

    def find(self, secret: str, address: str) -> Token | None:
        """The token that a program shows, if it is one and was not revoked.

        One that we know is no guess, revoked or not: a program that was left behind must not shut others out.

        Raises:
            Wait: too many unknown ones came from this address.
        """
        key = digest(secret)
        with self._vault.lock:
            row = self._vault.rows.tokens.get(key)
        if row is None or not hmac.compare_digest(row.hash, key):
            self._knocks.guess(address)
            return None
        if row.revoked_at is not None:
            return None
        self._use(row)
        return row

    def _use(self, row: Token) -> None:
        """Note that a token was used; nobody waits for the disk."""
        now = self._now()
        if row.used_at is not None and 0 <= now - row.used_at < USED_EVERY_S:
            return
        with self._vault.lock:
            known = self._vault.rows.tokens.get(row.hash)
            if known is not None and known.revoked_at is None:
                self._vault.put(msgspec.structs.replace(known, used_at=now))


def new_link(user: str, purpose: str, now: float) -> tuple[str, Link]:
    """A new link's secret, and its row."""
    secret = secrets.token_urlsafe(24)
    return secret, Link(hash=digest(secret), user=user, purpose=purpose, expires_at=now + LINK_S)
