"""Whoever guesses wrong too often is kept waiting, by the name that was typed and by the place it came from.

In memory only, and the same for names that exist and names that do not. Must never log either.
"""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

from hub.accounts import ACCOUNT_BACK_OFF, ADDRESS_BACK_OFF, address_key
from hub.accounts.backoff import Guesses

if TYPE_CHECKING:
    from collections.abc import Callable


class Wait(Exception):
    """Too many wrong guesses: nothing is looked at for so many whole `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        super().__init__(f"{self.seconds} s")


class Knocks:
    """Counts guesses; any thread. `now` gives seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._lock = now, threading.Lock()
        self._logins, self._addresses = Guesses(ACCOUNT_BACK_OFF), Guesses(ADDRESS_BACK_OFF)

    def guess(self, address: str, login: str | None = None) -> None:
        """Count a guess before it is looked at: who sends many at once gets no more of them than who waits.

        Raises:
            Wait: this one does not count, and may not be looked at.
        """
        address, now = address_key(address), self._now()
        with self._lock:
            wait_s = self._addresses.wait_s(address, now)
            if login is not None:
                wait_s = max(wait_s, self._logins.wait_s(login, now))
            if wait_s > 0:
                raise Wait(wait_s)
            self._addresses.fail(address, now)
            if login is not None:
                self._logins.fail(login, now)

    def right(self, address: str, login: str | None = None) -> None:
        """It was no guess: it is not counted, and the name's earlier ones are forgotten.

        The address's are not: whoever has one account could guess at all the others.
        """
        with self._lock:
            self._addresses.take_back(address_key(address))
            if login is not None:
                self._logins.succeed(login)
