"""A real mock, and a real proxy before it, that are asked over sockets."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import specs
from benchmarks.fuzzing.answers import Read, read
from benchmarks.fuzzing.mutants import Mutant
from benchmarks.mock import free_port

_PATIENCE = 20.0
"""Seconds in which the end of a connection is to come."""


class Outside:
    """A server in a process of its own.

    Args:
        url: where it is.
        process: it.
        told: the file that its standard error goes to.
    """

    def __init__(self, url: str, process: subprocess.Popen[bytes], told: Path) -> None:
        where = urlsplit(url)
        self._address, self._process, self._told = (where.hostname or "", where.port or 0), process, told
        self._known = told.stat().st_size

    def tried(self, mutant: Mutant) -> Read:
        """What came of a connection over which a mutant was sent. Who was asked what is not known here."""
        start = time.monotonic()
        try:
            wire = self._talk(mutant)
        except TimeoutError:
            return Read((), f"the connection did not end within {_PATIENCE:g} s")
        if self._process.poll() is not None:
            return Read((), f"the server ended with {self._process.returncode}")
        if time.monotonic() - start > _PATIENCE:
            return Read((), f"took {time.monotonic() - start:.1f} s")
        if (size := self._told.stat().st_size) != self._known:
            with self._told.open("rb") as file:
                file.seek(self._known)
                more = file.read().decode("utf-8", "replace")
            self._known = size
            return Read((), f"told on standard error: {more[-2000:]}")
        if b"HEAD" in mutant.wire:  # which of the answers have no body, is not known here
            return Read((), "") if wire[:7] in (b"", b"HTTP/1.") else Read((), f"no answer of HTTP/1.1: {wire[:80]!r}")
        return read(wire, (), closed=True)

    def _talk(self, mutant: Mutant) -> bytes:
        with socket.create_connection(self._address, timeout=_PATIENCE) as line:
            received: list[bytes] = []
            try:
                for piece in mutant.pieces:
                    line.sendall(piece)
                line.shutdown(socket.SHUT_WR)
                while part := line.recv(1 << 16):
                    received.append(part)
            except (ConnectionResetError, BrokenPipeError, OSError) as error:
                if isinstance(error, TimeoutError):
                    raise
            return b"".join(received)


@contextmanager
def serving(document: specs.Document) -> Iterator[dict[str, Outside]]:
    """A mock, and a proxy that passes on to it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "api.json"
        file.write_text(json.dumps(document.raw), "utf-8")
        with (
            _started(folder, "mock", str(file), "--seed", "1", "--auth", "any") as mock,
            _started(folder, "proxy", str(file), "--upstream", mock[0]) as proxy,
        ):
            yield {"mock": Outside(*mock), "proxy": Outside(*proxy)}


@contextmanager
def _started(folder: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    port, told = free_port(), folder / f"{arguments[0]}.txt"
    command = [sys.executable, "-m", "ringback", *arguments, "-q", "--port", str(port)]
    with told.open("wb") as errors, subprocess.Popen(command, stderr=errors) as process:  # noqa: S603 - our own
        try:
            while b"ready: " not in told.read_bytes():
                if process.poll() is not None:
                    raise SystemExit(f"ringback {arguments[0]} did not start: {told.read_text('utf-8')}")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}", process, told
        finally:
            process.terminate()
