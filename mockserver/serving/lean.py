"""What a mock on a plain port does without, so that it takes less memory: see ADR 13."""

from __future__ import annotations

import sys


def without_openssl() -> None:
    """Import what loads OpenSSL as a Python does that was built without it, unless it is loaded already.

    asyncio knows no TLS then, and hashlib has its own digests only. What is imported afterwards gets OpenSSL as ever.
    """
    absent: dict[str, None] = {name: None for name in ("ssl", "_hashlib") if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]  # None is how the import system is told
    try:
        import asyncio  # noqa: F401
        import hashlib  # noqa: F401
        import hmac  # noqa: F401
    finally:
        for name in absent:
            del sys.modules[name]
