"""Passwords to hashes and back: argon2id, one at a time, so that the hub stays small.

Each hash takes 19 MiB while it lasts, which is why nobody may make two at once; and whoever waits is one of a few,
because a page's thread is held meanwhile. Must never see whose password it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import secrets
import threading
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.accounts import tidy_password

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
MOST_WAITING = 4
_M_MMAP_THRESHOLD, _APART = -3, 4 * 1024 * 1024  # of malloc.h, and bytes
PLACE_S, PATIENCE_S = 1.5, 10.0  # how long somebody waits for one of these places, and then for the turn


class Crowded(Exception):
    """Too many passwords are being checked just now."""


class Passwords:
    """The one place where passwords are hashed; any thread."""

    def __init__(self) -> None:
        _give_back()
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._one = threading.Lock()
        self._queue = threading.BoundedSemaphore(MOST_WAITING)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """A password's hash, with its salt and parameters.

        Raises:
            Crowded: try again in a moment.
        """
        with self._turn():
            return self._hasher.hash(tidy_password(password))

    def check(self, password: str, kept: str | None) -> bool:
        """Whether this is the password of a hash. Without a hash it is not, and that takes as long.

        Raises:
            Crowded: try again in a moment.
        """
        with self._turn():
            try:
                right = self._hasher.verify(kept or self._nobodys, tidy_password(password))
            except (VerificationError, InvalidHashError):
                return False
        return right and kept is not None

    def is_weak(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._queue.acquire(timeout=PLACE_S):
            raise Crowded
        try:
            if not self._one.acquire(timeout=PATIENCE_S):
                raise Crowded
            try:
                yield
            finally:
                self._one.release()
        finally:
            self._queue.release()


def _give_back() -> None:
    """Let the C library return a hash's memory when it is done; it would keep it for the next one."""
    with contextlib.suppress(AttributeError, OSError):  # another C library has other ways
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _APART)
