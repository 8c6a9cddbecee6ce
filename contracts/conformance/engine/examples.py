"""Where failing requests are kept for the next run: a folder, or a Redis that a team shares.

No value is kept, only the choices by which the generator of requests has come to it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from schemathesis.config import ProjectConfig

from contracts.errors import ContractError
from specs.model import Document
from specs.whole_files import demand_writable, private_folder

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

_KEPT = "fuzzing"
_HINT = "name a folder, or redis://HOST:PORT/NUMBER"
_REDIS = ("redis://", "rediss://", "unix://")


class Keeping(ProjectConfig):
    """The engine's configuration with a database of any kind: it knows folders alone.

    The generator keeps what makes a test fail. So random requests to an operation end with its failures there; in the
    other phases each request is sent and judged, as without a database.
    """

    phase = ""

    def continue_on_failure_for(self, **of: Any) -> bool:
        """Whether a failure leaves what it fails in going on."""
        return self.phase != _KEPT and super().continue_on_failure_for(**of)

    def get_hypothesis_settings(self, **of: Any) -> settings:
        """As the engine has them, with the database that its configuration names."""
        made = super().get_hypothesis_settings(**of)
        return settings(made, database=_opened(self.generation.database or ""))


def place(where: str, document: Document) -> str:
    """What the engine's configuration names: a part of what a person named, for one API, whatever its release.

    Raises:
        ContractError: nothing can be kept there.
    """
    part = hashlib.sha256(document.title.encode()).hexdigest()[:12]
    if "://" not in where:
        folder = Path(where) / part
        try:  # whoever keeps them there would not tell
            private_folder(folder)
            demand_writable(folder / part)
        except OSError as error:
            raise ContractError(f"examples cannot be kept in {where}: {error.strerror}", hint=_HINT) from error
        return str(folder)
    named = f"{where}#{part}"
    _opened(named)
    return named


@cache
def _opened(place: str) -> ExampleDatabase:
    where, _, part = place.partition("#")
    if "://" not in where:
        return DirectoryBasedExampleDatabase(place)
    if not where.startswith(_REDIS):
        raise ContractError(f"examples cannot be kept at {where.partition('://')[0]}://", hint=_HINT)
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis, RedisError  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise ContractError(
            "keeping examples in Redis needs a further package", hint="pip install 'ringback[redis]'"
        ) from error
    try:
        server = Redis.from_url(where)
        server.ping()
    except (RedisError, ValueError) as error:
        host = urlsplit(where).hostname or "its socket"
        raise ContractError(f"no Redis answers at {host}: {type(error).__name__}", hint=_HINT) from error
    return RedisExampleDatabase(server, key_prefix=f"ringback:{part}:".encode())
