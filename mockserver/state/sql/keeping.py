"""Everything that is kept in one database."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cached_property
from typing import NoReturn

from mockserver.access.records import Records
from mockserver.errors import MockError
from mockserver.state.sql.database import Database
from mockserver.state.sql.records import SqlRecords
from mockserver.state.sql.store import SqlStore
from mockserver.state.store import Store


class InDatabase:
    """See ``keeping.Keeping``.

    Args:
        url: of the database.
        clock: the time in seconds since 1970.

    Raises:
        MockError: it cannot be reached.
    """

    waits = True

    def __init__(self, url: str, clock: Callable[[], float]) -> None:
        self._database, self._clock = Database(url), clock
        self._records = SqlRecords(self._database, clock)

    @property
    def records(self) -> Records:
        """See ``Keeping``."""
        return self._records

    @cached_property
    def key(self) -> bytes:
        """See ``Keeping``; made by whoever asks first."""
        return bytes.fromhex(self._records.once("key", "tokens", {"hex": secrets.token_hex(32)})["hex"])

    def close(self) -> None:
        """See ``Keeping``."""
        self._database.close()

    def store(self, name: str) -> Store:
        """See ``Keeping``."""
        return SqlStore(self._database, name, self._clock)

    def apart(self, clock: Callable[[], float], room: int) -> NoReturn:  # noqa: ARG002 - nobody gets one
        """See ``Keeping``. Raises MockError: a session is of one process, and what is here is not."""
        raise MockError("what is remembered is in a database", hint="sessions need a mock that has it in memory")
