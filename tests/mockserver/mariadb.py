"""A MariaDB of a test's own, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATH = os.pathsep.join(["/usr/sbin", "/usr/bin", os.environ.get("PATH", "")])


def program(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    assert found, f"{name} is needed: install MariaDB (Debian: apt-get install mariadb-server)"
    return found


@contextmanager
def mariadb() -> Iterator[str]:
    """The URL of a database in a server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mariadb-") as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        folder = Path(name)
        as_root = ["--user=mysql"] if os.geteuid() == 0 else []
        if as_root:
            shutil.chown(folder, "mysql")
        where = ["--no-defaults", *as_root, f"--datadir={folder}/data"]
        made = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        quiet = subprocess.DEVNULL
        subprocess.run([program("mariadb-install-db"), *where, *made], check=True, stdout=quiet, stderr=quiet)
        small = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=16M"]
        listens = ["--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder}/socket", *small]
        with subprocess.Popen([program("mariadbd"), *where, *listens], stdout=quiet, stderr=quiet) as server:
            try:
                _prepare(folder, server)
                yield f"mysql+pymysql://ringback:secret@127.0.0.1:{port}/mocks"
            finally:
                server.terminate()


def _prepare(folder: Path, server: subprocess.Popen[bytes]) -> None:
    """Wait until it answers, and make a database and who may use it."""
    told = (
        "CREATE DATABASE mocks; CREATE USER ringback@'127.0.0.1' IDENTIFIED BY 'secret';"
        "CREATE USER ringback@localhost IDENTIFIED BY 'secret';"
        "GRANT ALL ON mocks.* TO ringback@'127.0.0.1'; GRANT ALL ON mocks.* TO ringback@localhost;"
    )
    asked = [program("mariadb"), "--no-defaults", f"--socket={folder}/socket", "-u", "root", "-e", told]
    end = time.monotonic() + 60
    while subprocess.run(asked, check=False, stderr=subprocess.DEVNULL).returncode:
        assert server.poll() is None, "it has ended"
        assert time.monotonic() < end
        time.sleep(0.1)
