"""The first released tables: tickets, devices, the counters' records, and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.REAL().with_variant(sa.Double(), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table("meta", _text("key", primary_key=True), _text("value"), sqlite_strict=True)
    op.create_table(
        "journal",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("at", TIME, nullable=False),
        *(_text(name) for name in ("event", "uid", "label", "counter", "device", "data")),
        sqlite_strict=True,
    )
    rare = sa.text("length(uid) = 0")
    op.create_index("journal_rare", "journal", ["event", "seq"], sqlite_where=rare, postgresql_where=rare)
    op.create_table(
        "tickets",
        _text("uid", primary_key=True),
        *(_text(name) for name in ("label", "service", "device", "day", "token")),
        sa.Column("queue_time", TIME, nullable=False),
        _text("state"),
        *(_number(name) for name in ("number", "bound", "bound_seq")),
        *(_text(name) for name in ("flag", "counter")),
        *(_number(name) for name in ("calls", "call")),
        *(sa.Column(name, TIME) for name in ("entered_at", "called_at", "served_at", "ended_at")),
        _text("replaced_by"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("tickets_day", "tickets", ["day"])
    called = sa.text("call > 0")
    op.create_index("tickets_call", "tickets", ["call"], sqlite_where=called, postgresql_where=called)
    op.create_table(
        "devices",
        _text("id", primary_key=True),
        _text("journal"),
        *(_number(name) for name in ("boot", "since")),
        _text("letter"),
        _number("log_seq"),
        *(_text(name) for name in ("command", "command_label")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visits",
        sa.Column("call", NUMBER, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("uid", "label", "counter")),
        sa.Column("called_at", TIME, nullable=False),
        *(sa.Column(name, TIME) for name in ("served_at", "ended_at")),
        _text("ending"),
        sqlite_strict=True,
    )


def _text(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=primary_key, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, nullable=False)
