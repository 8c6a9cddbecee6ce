"""Codes, tokens and what became of them, in a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from time import time as now
from typing import Any

from mockserver.state.sql import before, statements
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.store import SqlStore
from mockserver.state.sql.tables import RECORDS
from mockserver.state.sql.writing import writing

SPACE = "records"
"""What of a database they are."""
_LONGER = 24 * 60 * 60
"""Seconds that a record is kept after its end, for a clock may be set back."""
_PAUSE = 60
"""Seconds between looks for records that have ended."""


class SqlRecords:
    """See ``access.records.Records``; for all who use a database.

    Args:
        database: others may use it as well.
        clock: the time in seconds since 1970, as records tell it. Each process may have another, which is set and
            stopped: so it tells how long a record is good, and the system's clock how long ago that was.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._space, self._clock = database, digest(SPACE), clock
        self._numbers = SqlStore(database, SPACE, lambda: 0.0)
        self._looked = 0.0

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        found = self._database.first(statements.RECORD, wanted(self._row(kind, key)))
        return read(found.value) if found is not None else None

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """See ``Records``."""
        self._write(kind, key, value, once=False)

    def once(self, kind: str, key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """What whoever came first has kept."""
        with self._database.transaction(self._space):
            self._write(kind, key, value, once=True)
            return self.get(kind, key) or value

    def take(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        row = self._row(kind, key)
        with self._database.transaction(self._space) as connection:
            before.keep(connection, RECORDS, row)
            return read(writing(connection).taken(connection, row))

    def forget(self, kind: str) -> None:
        """See ``Records``."""
        with self._database.transaction(self._space) as connection:
            before.keep_all(connection, RECORDS, self._space, kind=kind)
            connection.execute(statements.FORGET, wanted({"space": self._space, "kind": kind}))

    def number(self, kind: str) -> int:
        """See ``Records``."""
        return self._numbers.number(kind) + 1

    def _write(self, kind: str, key: str, value: Mapping[str, Any], *, once: bool) -> None:
        until = now() + max(value["end"] - self._clock(), 0) + _LONGER if "end" in value else None
        row = {**self._row(kind, key), "value": json.dumps(value), "until": until}
        with self._database.transaction(self._space) as connection:
            before.keep(connection, RECORDS, row)
            write = writing(connection)
            (write.record_once if once else write.record)(connection, row)
            if until is not None and now() - self._looked >= _PAUSE:
                self._looked = now()
                connection.execute(statements.PRUNE, wanted({"space": self._space, "now": now()}))

    def _row(self, kind: str, key: str) -> dict[str, str]:
        return {"space": self._space, "kind": kind, "name": digest(key)}


def read(value: str | None) -> Mapping[str, Any] | None:
    """A record as it was written; None where there is none."""
    return json.loads(value) if value is not None else None
