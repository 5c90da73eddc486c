"""The way from the tables of an older program to ours, one step a version: all of it happens, or nothing.

Alembic takes the steps. What version a database has is said by its own `meta` table alone; the table that alembic
keeps for itself lives only as long as the steps take.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from broker_config.runtime import notify
from broker_config.settings import ConfigError
from broker_config.whole_file import sync
from hub.storage.connections import whole
from hub.storage.schema import META

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
PATIENCE_S = 3600  # of systemd, with a hub that does not say that it is ready


def migrate(engine: Engine, found: int, wanted: int) -> None:
    """Bring a database from one version to another, later one; of an SQLite file, a copy is kept beside it.

    Raises:
        ConfigError: there is no room for the copy.
        sqlalchemy.exc.SQLAlchemyError: the database cannot be used; it is as it was.
    """
    # Years of a mall on a card take their time, and what is broken off half-way begins anew at the next start.
    notify(f"EXTEND_TIMEOUT_USEC={PATIENCE_S * 1_000_000}")
    with whole(engine) as db:
        copy = _keep_copy(engine, found)
        log.info("the database goes from version %d to %d%s", found, wanted, copy and f"; as it was: {copy}")
        climb(db, found, wanted)
        db.execute(META.update().where(META.c.key == "schema_version").values(value=str(wanted)))
    log.info("the database is of version %d", wanted)


def climb(db: Connection, found: int, wanted: int) -> None:
    """Take the steps from one version to another on a connection, in the transaction that it is in; 0: no tables."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = db
    command.stamp(config, f"{found:04}" if found else "base")
    command.upgrade(config, f"{wanted:04}")
    db.execute(sa.text("DROP TABLE alembic_version"))


def _keep_copy(engine: Engine, version: int) -> Path | None:
    """The file as it is, whole and on the disk before the first step is taken."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    if not name:
        return None
    path = Path(name)
    copy = path.with_name(f"{path.name}.version-{version}")
    unfinished = copy.with_name(f"{copy.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
        sync(unfinished)
        unfinished.replace(copy)
        sync(copy.parent)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(
            f"[storage] url: {path} cannot be copied to {copy} before it is changed: {error}"
        ) from error
    return copy
