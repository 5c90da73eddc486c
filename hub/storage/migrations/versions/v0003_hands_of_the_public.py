"""How a number was asked for, what visitors thought of it, staff cards, and bookings of other systems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.REAL().with_variant(sa.Double(), "postgresql")


def upgrade() -> None:
    """Widen what is there, without losing a row; then make what is new."""
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(_text("channel", usual="button"))
        tickets.add_column(_text("booking", usual=""))
        tickets.add_column(sa.Column("rating", NUMBER, nullable=False, server_default="0"))
    op.execute("UPDATE tickets SET channel = 'roll' WHERE device = 'roll'")
    for table in ("day_services", "day_counters"):
        with op.batch_alter_table(table) as figures:
            figures.add_column(_text("votes", usual="{}"))
    _make(
        "staff_cards",
        _text("card", key=True),
        _text("user"),
        _text("given_by"),
        sa.Column("given_at", TIME, nullable=False),
    )
    _make("bookings", _text("code", key=True), _text("day"), _text("service"), sa.Column("at", TIME))


def _make(name: str, *columns: sa.Column) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=False)


def _text(name: str, *, key: bool = False, usual: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default=usual)
