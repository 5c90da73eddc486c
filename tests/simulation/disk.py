"""A card that forgets: a power cut takes what was written and not yet synced, or a part of it.

It stands behind the real outbox: every commit leaves an image of the file, and a restart opens one of them.
Images that a kill leaves are complete; a power cut keeps the last synced one, or, as SQLite's log does, any later
one in order.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


class _Connection(sqlite3.Connection):
    """What the outbox talks to; sees its commits go by, and whether they were synced."""

    disk: Disk
    synced = False

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if sql == "COMMIT":
            self.disk.step()  # the process may die just before ...
        cursor = super().execute(sql, *parameters)
        if sql.startswith("PRAGMA synchronous"):
            self.synced = sql.endswith("FULL")
        elif sql == "COMMIT":
            self.disk.keep(self.serialize(), synced=self.synced)
            self.disk.step()  # ... or just after
        return cursor


class Disk:
    """One card. `images` begins with the last synced image; those after it are not on the card for certain."""

    def __init__(self, step: Callable[[], None]) -> None:
        self.step = step
        self.images: list[bytes] = [b""]
        self.commits = 0

    def connect(self, _path: str, **options: Any) -> sqlite3.Connection:
        """Stand in for `sqlite3.connect`."""
        db = sqlite3.connect(":memory:", factory=_Connection, **options)
        assert isinstance(db, _Connection)
        db.disk = self
        if self.images[-1]:
            db.deserialize(self.images[-1])
        return db

    def keep(self, image: bytes, *, synced: bool) -> None:
        """A commit has happened."""
        self.commits += 1
        self.images = [image] if synced else [*self.images, image]

    def cut_power(self, dice: random.Random) -> None:
        """What was not synced may be gone."""
        self.images = [self.images[dice.randrange(len(self.images))]]

    def wipe(self) -> None:
        """A new card."""
        self.images = [b""]
