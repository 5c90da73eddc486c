"""What alembic runs to take the steps: on the connection, and in the transaction, that `migrate` hands it."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,  # SQLite can; alembic does not count on it by itself
    render_as_batch=True,
)
context.run_migrations()
