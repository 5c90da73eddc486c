"""The tables of the hub's database; nothing is read or written here.

Most tables are derived from the structs whose rows they hold, so that the two cannot part. A change here is a new
version and needs a step in `hub/storage/migrations`; a test compares what the steps build with what is said here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from hub.accounts.private import Booking, Credential, Link, Session, StaffCard, Token
from hub.records import Alert, DeviceRecord, Visit
from hub.storage.rollups import DayCounter, DayService
from hub.tickets import Ticket

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

SCHEMA_VERSION = 3
# Keys of `meta`: the line of the journal that the rollups have come to; the services' standards there, as JSON.
ROLLED_THROUGH, STANDARDS, ALIVE = "rolled_through", "standards", "alive_until"

METADATA = sa.MetaData()
# SQLite's STRICT knows only INTEGER, REAL, TEXT and BLOB; PostgreSQL's types are wider.
NUMBER = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
TIME = sa.REAL().with_variant(sa.Double(), "postgresql")
_SQL_TYPES = {"str": sa.Text(), "int": NUMBER, "bool": NUMBER, "float": TIME, "float | None": TIME}

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_strict=True,
)
JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("seq", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("at", TIME, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("counter", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    # A column that came later has a default: millions of rows get it without being written again.
    sa.Column("by", sa.Text, nullable=False, server_default=""),
    sqlite_strict=True,
)
REGISTER = sa.Table(
    "register",
    METADATA,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("row", sa.Text, nullable=False),  # JSON
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
INTERVALS = sa.Table(
    "intervals",
    METADATA,
    sa.Column("counter", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("start", TIME, primary_key=True),
    sa.Column("end", TIME, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("scheduled", NUMBER, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


def _table(
    name: str, row: type[msgspec.Struct], *key: str, later: Mapping[str, str] | None = None
) -> sa.Table:
    """A table whose columns are the fields of a struct; what is no plain value is JSON in a column of text.

    `later` are the columns that came later, and what stands there in older rows.
    """
    columns = (
        sa.Column(
            field,
            _SQL_TYPES.get(kind, sa.Text()),
            primary_key=field in key,
            nullable=kind.endswith("None"),
            autoincrement=False,
            server_default=(later or {}).get(field),
        )
        for field, kind in row.__annotations__.items()
    )
    # Without a row number of SQLite's own: one tree less to write at every commit.
    own = key != ("call",)
    json = frozenset(f for f, kind in row.__annotations__.items() if kind.startswith(("dict", "tuple")))
    return sa.Table(
        name, METADATA, *columns, sqlite_strict=True, sqlite_with_rowid=not own, info={"json": json}
    )


_UNSAID = dict.fromkeys(("origin", "visit", "priority", "only", "by", "booking"), "")
TICKETS = _table("tickets", Ticket, "uid", later={**_UNSAID, "channel": "button", "rating": "0"})
DEVICES = _table("devices", DeviceRecord, "id")
VISITS = _table("visits", Visit, "call", later={"by": ""})
ALERTS = _table("alerts", Alert, "key", "opened_at")
DAY_SERVICES = _table("day_services", DayService, "day", "service", later={"votes": "{}"})
DAY_COUNTERS = _table("day_counters", DayCounter, "day", "counter", later={"votes": "{}"})
CREDENTIALS = _table("credentials", Credential, "user")
SESSIONS = _table("sessions", Session, "id_hash")
LINKS = _table("links", Link, "hash")
TOKENS = _table("tokens", Token, "hash")
STAFF_CARDS = _table("staff_cards", StaffCard, "card")
BOOKINGS = _table("bookings", Booking, "code")
PRIVATE = {
    Credential: CREDENTIALS, Session: SESSIONS, Link: LINKS, Token: TOKENS, StaffCard: STAFF_CARDS,
    Booking: BOOKINGS,
}  # fmt: skip

# A visitor waits while an index is written: there is none that nobody asks, and none of what is not yet.
CALLED = TICKETS.c.call > sa.literal_column("0")
sa.Index("tickets_day", TICKETS.c.day)
sa.Index("tickets_call", TICKETS.c.call, sqlite_where=CALLED, postgresql_where=CALLED)
# Who is still at a counter may have been called on any day.
OPEN = VISITS.c.ended_at.is_(None)
sa.Index("visits_open", VISITS.c.call, sqlite_where=OPEN, postgresql_where=OPEN)
# What happens to no ticket is asked for at every start: among ten million rows it must not be searched for.
RARE = sa.func.length(JOURNAL.c.uid) == sa.literal_column("0")
sa.Index("journal_rare", JOURNAL.c.event, JOURNAL.c.seq, sqlite_where=RARE, postgresql_where=RARE)
