"""Mocks for conversations: each a ``ringback mock`` in a process of its own, which takes no time to start."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_READY = re.compile(r"^ready: http://(\S+)$", re.MULTILINE)
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Running:
    """A mock that takes requests.

    Attributes:
        host: ``127.0.0.1:PORT``.
        greeting: what it said at the start.
    """

    host: str
    greeting: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that is done."""

    code: int
    output: str
    told: str


class Nursery:
    """Starts ``ringback`` commands, by fork of a process that has imported all that they need."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        script = Path(__file__).with_name("conversation_nursery.py")
        command = [sys.executable, str(script), str(theirs.fileno())]
        where = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NO_COLOR": "1"}
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=where, stdin=subprocess.DEVNULL)
        self._calls = ours
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._calls.close()
        self._process.wait(_SECONDS)

    @contextmanager
    def server(self, folder: Path, words: Sequence[str]) -> Iterator[Running]:
        """Run ``ringback WORDS --port 0`` in a folder.

        Raises:
            AssertionError: it did not start, with what it said.
        """
        with self._started(folder, [*words, "--port", "0"]) as (process, _, told):
            try:
                yield _ready(told)
            finally:
                os.kill(process, signal.SIGTERM)
                _rest(told)  # its end

    def run(self, folder: Path, words: Sequence[str]) -> Ended:
        """Run ``ringback WORDS`` in a folder, to its end."""
        with self._started(folder, words) as (_, out, told):
            output, said = _rest(out), _rest(told)
        said, _, code = said.rpartition("\0")
        return Ended(int(code), output, said)

    @contextmanager
    def _started(self, folder: Path, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        (out, out_end), (told, told_end) = os.pipe(), os.pipe()
        try:
            socket.send_fds(self._calls, [json.dumps([str(folder), list(words)]).encode()], [out_end, told_end])
            process = int(self._calls.recv(100))
        finally:
            os.close(out_end)
            os.close(told_end)
        try:
            yield process, out, told
        finally:
            os.close(out)
            os.close(told)


def _ready(told: int) -> Running:
    end, said = time.monotonic() + _SECONDS, ""
    while time.monotonic() < end:
        if select.select([told], [], [], 0.1)[0]:
            more = os.read(told, 65536).decode()
            said += more
            if found := _READY.search(said):
                return Running(found[1], said)
            assert more, f"it did not start: {said}"
    raise AssertionError(f"it was not ready in time: {said}")


def _rest(end: int) -> str:
    """What is written until nobody can write any more."""
    parts = []
    while part := os.read(end, 65536):
        parts.append(part)
    return b"".join(parts).decode()
