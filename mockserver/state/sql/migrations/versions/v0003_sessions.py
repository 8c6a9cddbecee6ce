"""Sessions: what they have in common, what they change, and how what they see was before others have changed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mockserver.state.sql.kinds import MYSQL, TEXT

revision = "0003"
down_revision = "0002"
_DIGEST = sa.String(32)
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make their tables."""
    op.add_column("ringback_items", sa.Column("replaces", sa.BigInteger))
    op.create_table(
        "ringback_sessions",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("host", _DIGEST, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("idle", sa.Double, nullable=False),
        sa.Column("used", sa.Double, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("begun", TEXT, nullable=False),
        sa.Column("told", TEXT, nullable=False),
        sa.UniqueConstraint("host", "name", name="ringback_sessions_once"),
        sqlite_autoincrement=True,
        **MYSQL,
    )
    op.create_table(
        "ringback_over",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("session", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("own", _DIGEST, nullable=False),
        sa.Column("alone", sa.Integer, nullable=False),
        **MYSQL,
    )
    op.create_index("ringback_over_session", "ringback_over", ["session"])
    op.create_table(
        "ringback_before",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("collection", sa.String(64), primary_key=True),
        sa.Column("name", _DIGEST, primary_key=True),
        sa.Column("session", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("subject", _DIGEST, nullable=False),
        sa.Column("row", TEXT),
        **MYSQL,
    )
    op.create_table(
        "ringback_exchanges",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("told", TEXT, nullable=False),
        **MYSQL,
    )
