"""Who is signed in, with which browser: only the hash of what the browser holds is known here.

Sessions outlast a restart of the hub; when a password was last given does not. People sign in by real time, also
where the mall's clock is a rehearsal's.
"""

from __future__ import annotations

import math
import secrets
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hub.accounts import FRESH_S, MOST_SESSIONS, SEEN_EVERY_S
from hub.accounts.private import Gone, Session
from hub.accounts.vault import digest, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from broker_config.mall import User
    from hub.accounts import SessionRules
    from hub.accounts.vault import Vault


class Person(NamedTuple):
    """Who is signed in: the register's row, the session by the hash of its id, and whether the password is fresh."""

    user: User
    session: str
    fresh: bool


class Sessions:
    """Every session of a hub; any thread. `users` shows the register's people, `now` the time in UTC seconds."""

    def __init__(
        self,
        vault: Vault,
        users: Callable[[], Mapping[str, User]],
        rules: SessionRules,
        now: Callable[[], float],
    ) -> None:
        self._vault, self._users, self._rules, self._now = vault, users, rules, now
        self._seen: dict[str, float] = {}  # the last sign of life, newer than on the disk
        self._fresh: dict[str, float] = {}  # when the person last gave the password

    def begin(self, user: str) -> str:
        """A new session, always with an id of its own; the id is for the browser alone."""
        secret, people, now = secrets.token_urlsafe(32), self._users(), self._now()
        session = Session(id_hash=digest(secret), user=user, created_at=now, seen_at=now)
        with self._vault.lock:
            rows = self._vault.rows.sessions
            mine = sorted(self.of(user), key=lambda key: self._last_seen(rows[key]))
            ended = set(mine[: max(0, len(mine) + 1 - MOST_SESSIONS)])
            ended |= {key for key, row in rows.items() if not self._counts(row, people, now)}
            pending = self._vault.put(*self.gone(ended), session)
            self._fresh[session.id_hash] = now
        settle(pending)
        return secret

    def find(self, secret: str) -> Person | None:
        """Whose browser this is, which is a sign of life; nobody's, if its session has ended."""
        return self._find(digest(secret), touch=True) if secret else None

    def is_alive(self, session: str) -> bool:
        """Whether a session (by its hash) still counts. To look at it does not keep it alive."""
        return self._find(session, touch=False) is not None

    def _find(self, key: str, *, touch: bool) -> Person | None:
        if key not in self._vault.rows.sessions:  # most strangers: nobody else need be asked
            return None
        people, now = self._users(), self._now()
        with self._vault.lock:
            session = self._vault.rows.sessions.get(key)
            if session is None or not self._counts(session, people, now):
                return None
            if touch:
                self._seen[key] = now
                if now - session.seen_at >= SEEN_EVERY_S:  # nobody waits for this one
                    self._vault.put(msgspec.structs.replace(session, seen_at=now))
            fresh = 0 <= now - self._fresh.get(key, -math.inf) < FRESH_S
        return Person(people[session.user], key, fresh)

    def refresh(self, session: str) -> None:
        """The person of this session has just given the password again."""
        with self._vault.lock:
            self._fresh[session] = self._now()

    def work_for(self, session: str, counter: str) -> None:
        """Note which counter a session's console works for; empty: none any more."""
        with self._vault.lock:
            known = self._vault.rows.sessions.get(session)
            if known is None or known.console == counter:
                return
            pending = self._vault.put(msgspec.structs.replace(known, console=counter))
        settle(pending)

    def end(self, session: str) -> None:
        """End one session."""
        with self._vault.lock:
            pending = self._vault.put(*self.gone({session}))
        settle(pending)

    def end_all(self, user: str, *, but: str = "") -> None:
        """End every session of somebody, except one."""
        with self._vault.lock:
            pending = self._vault.put(*self.gone(set(self.of(user)) - {but}))
        settle(pending)

    def living(self) -> dict[str, list[Session]]:
        """Who is signed in, by user; the latest sign of life first."""
        people, now = self._users(), self._now()
        found: dict[str, list[Session]] = {}
        with self._vault.lock:
            for row in self._vault.rows.sessions.values():
                if self._counts(row, people, now):
                    seen = msgspec.structs.replace(row, seen_at=self._last_seen(row))
                    found.setdefault(row.user, []).append(seen)
        for rows in found.values():
            rows.sort(key=lambda row: -row.seen_at)
        return found

    # --- with the vault's lock held -------------------------------------------------------------------------

    def of(self, user: str) -> list[str]:
        """The sessions of somebody, dead ones too."""
        return [key for key, row in self._vault.rows.sessions.items() if row.user == user]

    def gone(self, keys: set[str]) -> list[Gone]:
        """What ends these sessions."""
        for key in keys:
            self._fresh.pop(key, None)
            self._seen.pop(key, None)
        return [Gone(Session, key) for key in sorted(keys)]

    def _last_seen(self, session: Session) -> float:
        return max(session.seen_at, self._seen.get(session.id_hash, session.seen_at))

    def _counts(self, session: Session, people: Mapping[str, User], now: float) -> bool:
        user = people.get(session.user)
        if user is None or user.archived:
            return False
        return self._rules.alive(user.role, session.created_at, self._last_seen(session), now)
