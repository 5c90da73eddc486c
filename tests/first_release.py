"""The database of the first released hub, with a day in it, on either server."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

DUMP = Path(__file__).parent / "fixtures" / "hub-version-1.sql"


def statements(dialect: str) -> list[str]:
    """What its database is made of. It only ever made SQLite files; the rest is what it would have said elsewhere."""
    lines = DUMP.read_text(encoding="utf-8").splitlines()[1:]
    if dialect == "sqlite":
        return lines
    words = {" INTEGER": " BIGINT", " REAL": " DOUBLE PRECISION", " WITHOUT ROWID, STRICT": "", " STRICT": ""}
    for theirs, ours in words.items():
        lines = [line.replace(theirs, ours) if line.startswith("CREATE") else line for line in lines]
    return lines


def make(url: str) -> None:
    """Make it where `url` is empty."""
    engine = sa.create_engine(url)
    with engine.begin() as db:
        # To the driver itself: a colon or a per cent in a row is nobody's placeholder.
        cursor = db.connection.cursor()
        for statement in statements(engine.dialect.name):
            cursor.execute(statement)
        cursor.close()
    engine.dispose()
