"""The gate: passwords, and behind them the sessions, links and tokens of one hub.

Must never log a login, an address, a link or a token; and what it answers to a wrong password tells nothing of
whether there is such a person.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hub.accounts import SessionRules, tidy_login
from hub.accounts.cards import StaffCards
from hub.accounts.keys import Links, Tokens
from hub.accounts.knocks import Knocks
from hub.accounts.private import Credential, Gone, Link
from hub.accounts.sessions import Sessions
from hub.accounts.vault import Vault, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future

    from broker_config.mall import User
    from hub.accounts.passwords import Passwords
    from hub.accounts.private import Change, Private

_RULES = SessionRules()


class Gate:
    """Any thread may call it.

    `private` is what the disk knew at the start, `keep` writes (`Service.keep`), `users` shows the register's people;
    `written_links` reads the links anew, `now` is the machine's time in UTC seconds.
    """

    def __init__(
        self,
        private: Private,
        keep: Callable[[Sequence[Change]], Future[None]],
        users: Callable[[], Mapping[str, User]],
        passwords: Passwords,
        *,
        written_links: Callable[[], Iterable[Link]] = tuple,
        rules: SessionRules = _RULES,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._vault, self._users, self._passwords, self._now = Vault(private, keep), users, passwords, now
        self._knocks = Knocks(now)
        self.sessions = Sessions(self._vault, users, rules, now)
        self.links = Links(self._vault, self._knocks, now, written_links)
        self.tokens = Tokens(self._vault, self._knocks, now)
        self.cards = StaffCards(self._vault)

    def check(self, login: str, password: str, address: str) -> User | None:
        """The person whose password this is; nobody, in the same time, if it is wrong or there is no such person.

        Raises:
            Wait: too many guesses for this name, or from this address.
            Crowded: too many passwords are being checked.
        """
        login = tidy_login(login)
        self._knocks.guess(address, login)
        with self._vault.lock:
            kept = self._vault.rows.credentials.get(login)
        user = self._users().get(login)
        if user is None or user.archived:
            kept = None
        if not self._passwords.check(password, kept.hash if kept else None) or kept is None:
            return None
        self._knocks.right(address, login)
        if self._passwords.is_weak(kept.hash):
            self._hash_again(kept, password)
        return user

    def _hash_again(self, kept: Credential, password: str) -> None:
        better = Credential(user=kept.user, hash=self._passwords.hash(password), changed_at=kept.changed_at)
        with self._vault.lock:
            if self._vault.rows.credentials.get(kept.user) == kept:
                self._vault.put(better)

    def set_password(self, user: str, password: str, *, but: str = "", link: str = "") -> None:
        """Set somebody's password, which ends all their sessions but one, and their links. `link` is used up.

        Raises:
            Crowded: too many passwords are being checked.
            LookupError: the link has been used meanwhile, or its time is over.
        """
        kept = Credential(user=user, hash=self._passwords.hash(password), changed_at=self._now())
        with self._vault.lock:
            used = self.links.use(link) if link else []
            ended = self.sessions.gone(set(self.sessions.of(user)) - {but})
            pending = self._vault.put(*used, *self.links.gone(user), *ended, kept)
        settle(pending)

    def shut_out(self, user: str) -> None:
        """Take somebody's password, sessions, links and card away: should they come back, they choose anew."""
        with self._vault.lock:
            ended = self.sessions.gone(set(self.sessions.of(user)))
            rest = [*self.links.gone(user), *self.cards.gone(user), *ended]
            pending = self._vault.put(*rest, Gone(Credential, user))
        settle(pending)

    def with_password(self) -> set[str]:
        """Who has chosen a password."""
        with self._vault.lock:
            return set(self._vault.rows.credentials)

    def with_link(self) -> set[str]:
        """Who has a link that still opens."""
        now = self._now()
        with self._vault.lock:
            return {row.user for row in self._vault.rows.links.values() if row.expires_at > now}
