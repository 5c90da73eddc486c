"""Staff cards: which one is whose. A person has one at most, and a card one owner.

Must never log a card, and never show it: pages name the pad at which it was held and when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.accounts.private import Gone, StaffCard
from hub.accounts.vault import settle

if TYPE_CHECKING:
    from hub.accounts.private import Change
    from hub.accounts.vault import Vault


class StaffCards:
    """Any thread."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, user: str) -> StaffCard | None:
        """Somebody's card, if they have one."""
        with self._vault.lock:
            return next((row for row in self._vault.rows.cards.values() if row.user == user), None)

    def owners(self) -> set[str]:
        """Who has a card."""
        with self._vault.lock:
            return {row.user for row in self._vault.rows.cards.values()}

    def give(self, card: str, user: str, by: str, at: float) -> None:
        """Let a card be somebody's from now on, which is `at` by the mall's clock; the one they had is nobody's."""
        row = StaffCard(card=card, user=user, given_by=by, given_at=at)
        with self._vault.lock:
            pending = self._vault.put(*self.gone(user), row)
        settle(pending)

    def take(self, user: str) -> None:
        """Let somebody's card be nobody's."""
        with self._vault.lock:
            pending = self._vault.put(*self.gone(user))
        settle(pending)

    def gone(self, user: str) -> list[Change]:
        """What takes somebody's card away, with the vault's lock held."""
        return [Gone(StaffCard, row.card) for row in self._vault.rows.cards.values() if row.user == user]
