"""ContextForge, a real server of other people's, whose requests are written down: contextforge_server.py PORT LOG.

Its settings come from the environment, as ``foreign_servers`` gives them.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def noted(app: App, log: Path) -> App:
    """An application whose requests are written down, a line each."""

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            with log.open("a") as file:
                file.write(f"{scope['method']} {scope['raw_path'].decode('latin-1')}\n")
        await app(scope, receive, send)

    return wrapped


if __name__ == "__main__":
    import uvicorn
    from mcpgateway.main import app

    uvicorn.run(noted(app, Path(sys.argv[2])), host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
