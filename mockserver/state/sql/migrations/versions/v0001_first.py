"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mockserver.state.sql.kinds import MYSQL, TEXT

revision = "0001"
down_revision = None
_DIGEST = sa.String(32)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "ringback_items",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("space", _DIGEST, nullable=False),
        sa.Column("subject", _DIGEST, nullable=False),
        sa.Column("collection", _DIGEST, nullable=False),
        sa.Column("name", _DIGEST, nullable=False),
        sa.Column("collection_key", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("members", TEXT, nullable=False),
        sa.Column("parents", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed", sa.Double, nullable=False),
        sa.UniqueConstraint("space", "collection", "name", name="ringback_items_once"),
        **MYSQL,
    )
    op.create_index("ringback_items_of_subject", "ringback_items", ["space", "subject"])
    op.create_table(
        "ringback_gone",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("collection", _DIGEST, primary_key=True),
        sa.Column("name", _DIGEST, primary_key=True),
        **MYSQL,
    )
    op.create_table(
        "ringback_opened",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("collection", _DIGEST, primary_key=True),
        **MYSQL,
    )
    op.create_table(
        "ringback_numbers",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("name", _DIGEST, primary_key=True),
        sa.Column("next", sa.BigInteger, nullable=False),
        **MYSQL,
    )
    op.create_table(
        "ringback_records",
        sa.Column("space", _DIGEST, primary_key=True),
        sa.Column("kind", sa.String(64), primary_key=True),
        sa.Column("name", _DIGEST, primary_key=True),
        sa.Column("value", TEXT, nullable=False),
        **MYSQL,
    )
