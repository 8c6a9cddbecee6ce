"""Kinto, a real server of other people's, whose requests are written down: python kinto_server.py PORT LOG."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

SETTINGS = {
    "kinto.storage_backend": "kinto.core.storage.memory",
    "kinto.permission_backend": "kinto.core.permission.memory",
    "kinto.cache_backend": "kinto.core.cache.memory",
    "kinto.includes": "kinto.plugins.accounts",
    "multiauth.policies": "account",
    "multiauth.policy.account.use": "kinto.plugins.accounts.authentication.AccountsAuthenticationPolicy",
    "kinto.account_create_principals": "system.Everyone",
    "kinto.bucket_create_principals": "system.Authenticated",
}


def noted(app: Callable[..., Any], log: Path) -> Callable[..., Any]:
    """An application whose requests are written down, a line each."""

    def wrapped(environment: dict[str, Any], start: Any) -> Any:
        with log.open("a") as file:
            file.write(f"{environment['REQUEST_METHOD']} {quote(environment['PATH_INFO'], encoding='latin-1')}\n")
        return app(environment, start)

    return wrapped


if __name__ == "__main__":
    from kinto import main
    from waitress import serve

    serve(noted(main({}, **SETTINGS), Path(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]))
