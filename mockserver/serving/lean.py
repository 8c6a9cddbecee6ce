"""What a mock on a plain port does without, so that it takes less memory: see ADR 13."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType


def without_openssl() -> None:
    """Import what loads OpenSSL as a Python does that was built without it, unless it is loaded already.

    asyncio knows no TLS then, and hashlib has its own digests only. What is imported afterwards gets OpenSSL as ever.
    """
    with _instead({"ssl": None, "_hashlib": None}):
        import asyncio  # noqa: F401
        import hashlib  # noqa: F401
        import hmac  # noqa: F401
    with _instead({"ssl": ModuleType("ssl")}):  # it cannot be imported without, and asks it for certificates only
        import granian.server.embed  # noqa: F401


@contextmanager
def _instead(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Have something else imported instead of modules that are not loaded yet; nothing at all for None."""
    new = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(new)  # type: ignore[arg-type]  # None is how the import system is told
    try:
        yield
    finally:
        for name in new:
            del sys.modules[name]
