"""What snapshots need to tell, and until when records are kept.

Of what was kept before, it is not known: names were kept as digests alone. So what was deleted by then is in no
snapshot.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from mockserver.state.sql.kinds import TEXT

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns."""
    for table, name in (
        ("ringback_gone", "collection_key"),
        ("ringback_gone", "id"),
        ("ringback_opened", "collection_key"),
        ("ringback_numbers", "series"),
    ):
        op.add_column(table, sa.Column(name, TEXT))
    op.execute("DELETE FROM ringback_records WHERE kind = 'idempotency'")  # they did not tell until when
    op.add_column("ringback_records", sa.Column("until", sa.Double))
    op.create_index("ringback_records_until", "ringback_records", ["until"])
