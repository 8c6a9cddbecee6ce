"""Runs migrations over the connection that ``database`` has; there is no other way to run them."""

from __future__ import annotations

from alembic import context

from mockserver.state.sql.tables import METADATA, VERSIONS

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSIONS)
context.run_migrations()
