"""The private rows in memory, in step with the disk: changed behind one lock, and handed to the writer in that order.

Must never wait for the disk while the lock is held, nor log what it holds.
"""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from hub.accounts.private import Change, Private

PATIENCE_S = 5.0


class Vault:
    """Hold `lock` to read `rows` and to `put`; `keep` is the writer's door (`Service.keep`) and does not block."""

    def __init__(self, rows: Private, keep: Callable[[Sequence[Change]], Future[None]]) -> None:
        self.rows, self.lock = rows, threading.Lock()
        self._keep = keep

    def put(self, *changes: Change) -> Future[None] | None:
        """Change rows, in memory at once. The writer gets them in the same order, or an ended session could return.

        If the disk fails the process ends; so memory may be ahead of it.
        """
        if not changes:
            return None
        self.rows.apply(changes)
        return self._keep(changes)


def settle(pending: Future[None] | None) -> None:
    """Return when the disk has it; without the lock."""
    if pending is not None:
        pending.result(PATIENCE_S)


def digest(secret: str) -> str:
    """What is kept of a secret of ours. It is random and long: nothing slower than this is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
