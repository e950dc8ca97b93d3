"""Alembic asks here for the connection; `database.upgrade` gives it one that is already open."""

from __future__ import annotations

from alembic import context

from evenhand.registry.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:  # only the statements are wanted, to be read or run by hand
    context.configure(
        dialect_name=context.config.get_main_option("dialect"),
        target_metadata=metadata,
        literal_binds=True,
    )
else:
    context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
