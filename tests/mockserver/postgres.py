"""A PostgreSQL of a test's own, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps them beside the path."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, _FOLDERS), os.environ.get("PATH", "")]))
    assert found, f"{name} is needed: install PostgreSQL (Debian: apt-get install postgresql)"
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database in a server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name, socket.socket() as probe:
        as_nobody: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}  # it does not run as root
        if as_nobody:
            shutil.chown(name, "postgres")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()

        def run(*command: str) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=name, **as_nobody)

        control = (program("pg_ctl"), "-D", f"{name}/data")
        run(program("initdb"), "-D", f"{name}/data", "-U", "ringback", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 -c fsync=off"
        )
        run(*control, "-l", f"{name}/log", "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://ringback:secret@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop")
