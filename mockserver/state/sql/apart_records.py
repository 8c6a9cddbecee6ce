"""Codes, tokens and what became of them in a session, over those that others had when it was opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, literal, select, union_all

from mockserver.state.sql import statements
from mockserver.state.sql.apart import ApartStore, Place
from mockserver.state.sql.database import digest
from mockserver.state.sql.records import read
from mockserver.state.sql.statements import wanted
from mockserver.state.sql.tables import BEFORE, RECORDS
from mockserver.state.sql.writing import writing

_NOTHING = "null"
"""Stands for a record that was taken away."""
_FORGOTTEN = "forgotten"
"""The kind of what stands for a kind that was forgotten."""

_OWN, _KIND, _IMAGE, _BELOW = range(4)
"""What goes first: the session's, that the kind was forgotten, what others have changed since, what they have."""


def _said(rank: int, session: Any, text: Any, table: Table, **asked: str) -> Select[Any]:
    columns = literal(rank).label("rank"), session.label("session"), text.label("text")
    return select(*columns).where(*(table.c[name] == bindparam(f"w_{given}") for name, given in asked.items()))


_NONE = literal(0)
_GET = union_all(
    _said(_OWN, _NONE, RECORDS.c.value, RECORDS, space="own", kind="kind", name="name"),
    _said(_KIND, _NONE, RECORDS.c.value, RECORDS, space="own", name="whole").where(RECORDS.c.kind == _FORGOTTEN),
    _said(_IMAGE, BEFORE.c.session, BEFORE.c.row, BEFORE, space="space", collection="kind", name="name").where(
        BEFORE.c.kind == "records", BEFORE.c.session >= bindparam("w_session")
    ),
    _said(_BELOW, _NONE, RECORDS.c.value, RECORDS, space="space", kind="kind", name="name"),
).order_by("rank", "session")


class ApartRecords:
    """See ``access.records.Records``.

    Args:
        place: where they are.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._numbers = ApartStore(place, lambda: 0.0, 0)

    def transaction(self) -> AbstractContextManager[object]:
        """What is done within it is done as a whole, and as if nobody else did anything in the session."""
        return self._place.transaction()

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        place = self._place
        asked = {"own": place.own, "space": place.space, "session": place.session, "kind": kind, "name": digest(key)}
        found = place.database.first(_GET, wanted({**asked, "whole": digest(kind)}))
        if found is None or found.text is None:
            return None
        return read(json.loads(found.text)["value"] if found.rank == _IMAGE else found.text)

    def put(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """See ``Records``."""
        with self._place.transaction() as connection:
            self._write(connection, kind, key, json.dumps(value))

    def take(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """See ``Records``."""
        with self._place.transaction() as connection:
            found = self.get(kind, key)
            self._write(connection, kind, key, _NOTHING)
            return found

    def forget(self, kind: str) -> None:
        """See ``Records``."""
        with self._place.transaction() as connection:
            connection.execute(statements.FORGET, wanted({"space": self._place.own, "kind": kind}))
            self._write(connection, _FORGOTTEN, kind, _NOTHING)

    def number(self, kind: str) -> int:
        """See ``Records``."""
        return self._numbers.number(kind) + 1

    def _write(self, connection: Connection, kind: str, key: str, value: str) -> None:
        row = {**self._row(kind, key), "value": value, "until": None}
        writing(connection).record(connection, row)

    def _row(self, kind: str, key: str) -> dict[str, str]:
        return {"space": self._place.own, "kind": kind, "name": digest(key)}
