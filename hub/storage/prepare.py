"""Whether a database has the tables of this version: made if it is empty, migrated if an older program made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from broker_config.settings import ConfigError
from hub.storage.connections import whole
from hub.storage.schema import META, METADATA, SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Engine


def prepare(engine: Engine) -> None:
    """Make the tables in an empty database, or see that they are of this version; an older one is migrated.

    Raises:
        ConfigError: a newer version of this program made them, or another program did.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
    """
    found = _version(engine)
    if found is None:
        with whole(engine) as db:
            METADATA.create_all(db)
            db.execute(META.insert().values(key="schema_version", value=str(SCHEMA_VERSION)))
    elif found > SCHEMA_VERSION:
        raise ConfigError(
            f"[storage] url: this database is of version {found}, this program of {SCHEMA_VERSION}: "
            "install the newer program again, or restore a backup"
        )
    elif found < SCHEMA_VERSION:
        from hub.storage.migrations import migrate  # noqa: PLC0415 - alembic is large, and needed once in a release

        migrate(engine, found, SCHEMA_VERSION)


def _version(engine: Engine) -> int | None:
    with engine.connect() as db:
        names = sa.inspect(db).get_table_names()
        if not names:
            return None
        query = sa.select(META.c.value).where(META.c.key == "schema_version")
        found = db.execute(query).scalar() if "meta" in names else None
    if found is None:
        raise ConfigError("[storage] url: this database is not empty, and holds something else")
    return int(found)
