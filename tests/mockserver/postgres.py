"""A PostgreSQL of a test's own, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps them beside the path."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, _FOLDERS), os.environ.get("PATH", "")]))
    assert found, f"{name} is needed: install PostgreSQL (Debian: apt-get install postgresql)"
    return found


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL.

    Attributes:
        url: of a database in it.
        folder: all that it has.
    """

    url: str
    folder: Path
    _options: str

    def start(self) -> None:
        _run(self.folder, *self._control, "-l", f"{self.folder}/log", "-o", self._options, "-w", "start")

    def stop(self) -> None:
        _run(self.folder, *self._control, "-m", "immediate", "stop")

    def freeze(self) -> None:
        """Have all of its processes stand still."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def end_connections(self) -> None:
        """End all that there are, whatever they are at."""
        with psycopg.connect(self.url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as asking:
            asking.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )

    def _signal(self, number: signal.Signals) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, others)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    @property
    def _control(self) -> tuple[str, ...]:
        return (program("pg_ctl"), "-D", f"{self.folder}/data")


@contextmanager
def server() -> Iterator[Server]:
    """A server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name, socket.socket() as probe:
        if os.geteuid() == 0:
            shutil.chown(name, "postgres")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        folder = Path(name)
        _run(
            folder, program("initdb"), "-D", f"{name}/data", "-U", "ringback", "-A", "trust", "--no-sync", "-E", "UTF8"
        )
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 -c fsync=off"
        )
        made = Server(f"postgresql+psycopg://ringback:secret@127.0.0.1:{port}/postgres", folder, options)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database in a server that runs meanwhile."""
    with server() as running:
        yield running.url


def _run(folder: Path, *command: str) -> None:
    as_nobody: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}  # it does not run as root
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_nobody)
