"""A journal in a database."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, TextClause, bindparam, delete, func, insert, select, text

from mockserver.state.sql.apart import Place
from mockserver.state.sql.database import digest
from mockserver.state.sql.rows import series_of
from mockserver.state.sql.statements import wanted, where
from mockserver.state.sql.tables import EXCHANGES, NUMBERS
from mockserver.state.sql.writing import writing

_SERIES = "exchange"
_ADD = insert(EXCHANGES)
_LIST = select(EXCHANGES.c.number, EXCHANGES.c.told).where(*where(EXCHANGES, "space")).order_by(EXCHANGES.c.number)
_CLEAR = delete(EXCHANGES).where(*where(EXCHANGES, "space"))
_SIZE = select(func.sum(EXCHANGES.c.size)).where(*where(EXCHANGES, "space"))
_SIZES = (
    select(EXCHANGES.c.number, EXCHANGES.c.size).where(*where(EXCHANGES, "space")).order_by(EXCHANGES.c.number.desc())
)
_DROP = delete(EXCHANGES).where(*where(EXCHANGES, "space"), EXCHANGES.c.number <= bindparam("w_number"))
_AT_ONCE = """
    WITH counted AS (
        INSERT INTO ringback_numbers (space, name, next, series) VALUES (:space, :name, :next, :series)
        ON CONFLICT (space, name) DO UPDATE SET next = ringback_numbers.next + excluded.next RETURNING next
    )
    INSERT INTO ringback_exchanges (space, number, size, told)
    SELECT :space, counted.next - :next + line.place, line.size, line.told
    FROM counted, (VALUES LINES) AS line (size, told, place)
    RETURNING (SELECT next FROM counted)
"""
"""It holds the row of the series until it is done: whoever sees a number sees those before it."""
_THERE = select(func.max(EXCHANGES.c.number)).where(*where(EXCHANGES, "space", "told"))
_LAST = select(NUMBERS.c.next).where(*where(NUMBERS, "space", "name"))


@lru_cache
def _at_once(several: int) -> TextClause:
    """The statement that gives numbers to several exchanges and keeps them."""
    lines = (f"(CAST(:size{line} AS bigint), CAST(:told{line} AS text), {line})" for line in range(1, several + 1))
    return text(_AT_ONCE.replace("LINES", ", ".join(lines)))


class Exchanges:
    """Texts in the order in which they came.

    Args:
        place: where they are.
        limit: how many are kept.
        largest: how large they may be together; the last one is kept whatever it is.
        step: after so many it is seen to both, or when one comes that is large.
    """

    def __init__(self, place: Place, limit: int, largest: int, step: int = 1) -> None:
        self._place, self._limit, self._largest, self._step = place, limit, largest, step
        self._add = self._at_once if place.lasting and place.database.kind == "postgresql" else self._in_turn

    def add(self, several: Sequence[tuple[int, str]]) -> None:
        """Keep some under the next numbers, 1 for the first: their sizes, and what is told of them."""
        after = self._add(several)
        large = sum(size for size, _ in several) > self._largest // self._step
        if large or after // self._step > (after - len(several)) // self._step:
            with self._place.transaction() as connection:
                self._prune(connection, after)

    def _in_turn(self, several: Sequence[tuple[int, str]]) -> int:
        """Keep some, while nobody else does; the number of the last."""
        own = {"space": self._place.own}
        with self._place.transaction() as connection:
            after = writing(connection).counted(connection, self._series(several))
            numbered = enumerate(several, after - len(several) + 1)
            rows = [{**own, "number": number, "size": size, "told": told} for number, (size, told) in numbered]
            connection.execute(_ADD, rows)
        return after

    def _at_once(self, several: Sequence[tuple[int, str]]) -> int:
        """Keep some by one statement; the number of the last."""
        row, before = self._series(several), count()
        for line, (size, told) in enumerate(several, 1):
            row |= {f"size{line}": size, f"told{line}": told}

        def ask(connection: Connection) -> int:
            if next(before):  # the connection was lost, perhaps after they were kept
                there = connection.execute(_THERE, wanted({"space": self._place.own, "told": several[-1][1]})).scalar()
                if there is not None:
                    return int(there)
            return int(connection.execute(_at_once(len(several)), row).scalars().first() or 0)

        return self._place.database.ask(ask)

    def _series(self, several: Sequence[object]) -> dict[str, Any]:
        return series_of(self._place.own, _SERIES, len(several))

    def _prune(self, connection: Connection, after: int) -> None:
        own = {"space": self._place.own}
        last = after - self._limit
        if connection.execute(_SIZE, wanted(own)).scalar_one() > self._largest:
            last = max(last, self._surplus(connection.execute(_SIZES, wanted(own)).all()))
        if last > 0:
            connection.execute(_DROP, wanted({**own, "number": last}))

    def _surplus(self, sizes: Sequence[Row[Any, Any]]) -> int:
        """The last number for which there is no room, of those that come last to first."""
        taken = 0
        for place, row in enumerate(sizes):
            taken += row.size
            if place and taken > self._largest:
                return int(row.number)
        return 0

    @property
    def last(self) -> int:
        """The number of the last one there was; 0 before the first."""
        row = self._place.database.first(_LAST, wanted({"space": self._place.own, "name": digest(_SERIES)}))
        return int(row.next) if row is not None else 0

    def all(self) -> list[tuple[int, str]]:
        """Those that are kept with their numbers, oldest first."""
        with self._place.transaction() as connection:
            rows = connection.execute(_LIST, wanted({"space": self._place.own}))
            return [(row.number, row.told) for row in rows][-self._limit :]

    def clear(self) -> None:
        """Keep none of them."""
        with self._place.transaction() as connection:
            connection.execute(_CLEAR, wanted({"space": self._place.own}))
