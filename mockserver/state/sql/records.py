"""Codes, tokens and what became of them, in a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mockserver.state.sql import statements
from mockserver.state.sql.database import Database, digest
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.store import SqlStore


class SqlRecords:
    """See ``access.records.Records``; for all who use a database."""

    def __init__(self, database: Database) -> None:
        self._database, self._space = database, digest("records")
        self._numbers = SqlStore(database, "records", lambda: 0.0)

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        return self._read(statements.RECORD, kind, key)

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """See ``Records``."""
        self._write(statements.RECORD_KEEP, kind, key, value)

    def once(self, kind: str, key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """What whoever came first has kept."""
        with self._database.transaction(self._space):
            self._write(statements.RECORD_ONCE, kind, key, value)
            return self.get(kind, key) or value

    def take(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        return self._read(statements.TAKE, kind, key)

    def forget(self, kind: str) -> None:
        """See ``Records``."""
        with self._database.transaction(self._space) as connection:
            connection.execute(statements.FORGET, wanted({"space": self._space, "kind": kind}))

    def number(self, kind: str) -> int:
        """See ``Records``."""
        return self._numbers.number(kind) + 1

    def _read(self, statement: Any, kind: str, key: str) -> Mapping[str, Any] | None:
        with self._database.transaction(self._space) as connection:
            found = connection.execute(statement, wanted(self._row(kind, key))).scalar()
        return json.loads(found) if found is not None else None

    def _write(self, statement: Mapping[str, Any], kind: str, key: str, value: Mapping[str, Any]) -> None:
        row = {**self._row(kind, key), "value": json.dumps(value)}
        with self._database.transaction(self._space) as connection:
            connection.execute(statement[connection.dialect.name], row)

    def _row(self, kind: str, key: str) -> dict[str, str]:
        return {"space": self._space, "kind": kind, "name": digest(key)}
