"""SQLite's write-ahead log, made as long at the start as it ever gets.

A commit that lengthens a file makes the disk write the file system's journal too: a quarter more time for every
ticket, and on a card more wear. SQLite itself shortens the log to nothing when a process ends in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

PAGES = 1000  # after so many SQLite begins at the front again


def stretch(db: sqlite3.Connection) -> None:
    """Let a large transaction overflow into the log, and take it back; what is in the database stays as it is.

    Raises:
        sqlite3.Error: the disk is full, or another process writes.
    """
    page = db.execute("PRAGMA page_size").fetchone()[0]
    cache = db.execute("PRAGMA cache_size").fetchone()[0]
    db.execute("PRAGMA cache_size = 10")  # what does not fit into the cache goes to the log at once
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("CREATE TABLE ballast (content)")
        db.execute("INSERT INTO ballast VALUES (zeroblob(?))", (PAGES * page,))
    finally:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        db.execute(f"PRAGMA cache_size = {cache}")
