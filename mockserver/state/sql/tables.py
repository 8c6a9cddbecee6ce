"""The tables, as the last migration leaves them.

What tells rows apart is kept as digests, for ids and names may be longer than an index of a database lets them be.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, String, Table, UniqueConstraint

from mockserver.state.sql.kinds import TEXT

METADATA = MetaData()
VERSIONS = "ringback_version"
"""The table that tells which migration a database has had."""
HEAD = "0003"
"""The last migration."""
_DIGEST = String(32)

ITEMS = Table(
    "ringback_items",
    METADATA,
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("space", _DIGEST, nullable=False),
    Column("subject", _DIGEST, nullable=False),
    Column("collection", _DIGEST, nullable=False),
    Column("name", _DIGEST, nullable=False),
    Column("collection_key", TEXT, nullable=False),
    Column("id", TEXT, nullable=False),
    Column("members", TEXT, nullable=False),
    Column("parents", TEXT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed", Double, nullable=False),
    Column("replaces", BigInteger),
    UniqueConstraint("space", "collection", "name", name="ringback_items_once"),
    Index("ringback_items_of_subject", "space", "subject"),
)
"""One row an item; ``place`` is the order in which they were created. What is ``Text`` is JSON, here and below.

What a session has changed ``replaces`` the place of the item that it lies over.
"""

GONE = Table(
    "ringback_gone",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("collection", _DIGEST, primary_key=True),
    Column("name", _DIGEST, primary_key=True),
    Column("collection_key", TEXT),
    Column("id", TEXT),
)
"""What existed and was taken away."""

OPENED = Table(
    "ringback_opened",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("collection", _DIGEST, primary_key=True),
    Column("collection_key", TEXT),
)
"""Collections that have been looked at."""

NUMBERS = Table(
    "ringback_numbers",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("name", _DIGEST, primary_key=True),
    Column("next", BigInteger, nullable=False),
    Column("series", TEXT),
)
"""Series of numbers."""

RECORDS = Table(
    "ringback_records",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("name", _DIGEST, primary_key=True),
    Column("value", TEXT, nullable=False),
    Column("until", Double),
    Index("ringback_records_until", "until"),
)
"""Codes, tokens and what became of them; ``until`` in seconds since 1970, by the system's clock, NULL for ever."""

SESSIONS = Table(
    "ringback_sessions",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("host", _DIGEST, nullable=False),
    Column("name", String(100), nullable=False),
    Column("idle", Double, nullable=False),
    Column("used", Double, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("begun", TEXT, nullable=False),
    Column("told", TEXT, nullable=False),
    UniqueConstraint("host", "name", name="ringback_sessions_once"),
    sqlite_autoincrement=True,
)
"""Those that are open. No id is used again, so that a later one is larger; ``used`` by the system's clock.

``begun`` is what it has beside items when it begins, ``told`` what it has now; ``revision`` counts changes of that.
"""

OVER = Table(
    "ringback_over",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("session", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("own", _DIGEST, nullable=False),
    Column("alone", Integer, nullable=False),
    Index("ringback_over_session", "session"),
)
"""The spaces that a session sees, and the space ``own`` of what it changes there; ``alone``: it sees nothing else."""

BEFORE = Table(
    "ringback_before",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("collection", String(64), primary_key=True),
    Column("name", _DIGEST, primary_key=True),
    Column("session", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("subject", _DIGEST, nullable=False),
    Column("row", TEXT),
)
"""Rows as they were before they were changed or made (then ``row`` is NULL) while ``session`` was the last to be open.

Whoever was opened by then, or before, and finds several, sees the first of them.
"""

EXCHANGES = Table(
    "ringback_exchanges",
    METADATA,
    Column("space", _DIGEST, primary_key=True),
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("told", TEXT, nullable=False),
)
"""The journals of sessions."""
