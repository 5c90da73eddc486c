"""The whole life of a ticket, the mall as data, who did what, alerts, figures of the day, and the users' secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.REAL().with_variant(sa.Double(), "postgresql")


def upgrade() -> None:
    """Widen what is there, without losing a row; then make what is new."""
    # A column with a default costs nothing, however long the journal is.
    with op.batch_alter_table("journal") as journal:
        journal.add_column(_text("by", later=True))
    with op.batch_alter_table("visits") as visits:
        visits.add_column(_text("by", later=True))
    still = sa.text("ended_at IS NULL")
    op.create_index("visits_open", "visits", ["call"], sqlite_where=still, postgresql_where=still)
    with op.batch_alter_table("tickets") as tickets:
        for name in ("origin", "visit", "priority", "only", "by"):
            tickets.add_column(_text(name, later=True))
        tickets.add_column(sa.Column("first_called_at", TIME))
    # Until now a ticket stayed with its service, and was called once.
    op.execute("UPDATE tickets SET origin = service, first_called_at = called_at")
    _make_private()
    _make_figures()
    _make("register", _text("kind", key=True), _text("id", key=True), _text("row"))
    _make(
        "alerts",
        _text("key", key=True),
        *(_text(name) for name in ("kind", "subject", "detail")),
        sa.Column("opened_at", TIME, primary_key=True),
        sa.Column("acknowledged_at", TIME),
        _text("acknowledged_by"),
        sa.Column("closed_at", TIME),
    )


def _make_private() -> None:
    _make("credentials", _text("user", key=True), _text("hash"), _time("changed_at"))
    times = (_time("created_at"), _time("seen_at"))
    _make("sessions", _text("id_hash", key=True), _text("user"), *times, _text("console"))
    _make("links", _text("hash", key=True), _text("user"), _text("purpose"), _time("expires_at"))
    told = (_text(name) for name in ("name", "scopes", "created_by"))
    ends = (sa.Column("revoked_at", TIME), sa.Column("used_at", TIME))
    _make("tokens", _text("hash", key=True), *told, _time("created_at"), *ends)


def _make_figures() -> None:
    _make(
        "intervals",
        _text("counter", key=True),
        _text("day", key=True),
        sa.Column("start", TIME, primary_key=True),
        _time("end"),
        *(_text(name) for name in ("state", "evidence", "by")),
        *_numbers("scheduled"),
    )
    figures = (
        "issued by_hand visitors printed called calls recalls finished no_show cancelled lapsed void parked restored "
        "transfers_in transfers_out with_target within_target"
    )
    key = _text("day", key=True)
    durations = (_text(name) for name in ("waits", "services"))
    _make("day_services", key, _text("service", key=True), *_numbers(figures), *durations)
    key = _text("day", key=True)
    _make(
        "day_counters",
        key,
        _text("counter", key=True),
        *_numbers("calls recalls served no_show"),
        *(_text(name) for name in ("seconds", "scheduled")),
    )


def _make(name: str, *columns: sa.Column) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=False)


def _text(name: str, *, key: bool = False, later: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default="" if later else None)


def _time(name: str) -> sa.Column[float]:
    return sa.Column(name, TIME, nullable=False)


def _numbers(names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, NUMBER, nullable=False) for name in names.split()]
