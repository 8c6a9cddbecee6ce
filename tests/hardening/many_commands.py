"""Commands, each in a process of its own, and what they came to."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from attacked import PLAIN
from hostile import with_schema

SECRET = "what-nobody-may-read"
"""Stands in a file beside the folders of all commands."""
_CALL: dict[str, Any] = {
    "request": {"method": "POST", "url": "http://127.0.0.1/a", "headers": [], "body": "{}"},
    "response": {"status": 200, "headers": [], "body": "{}"},
}
_BESIDE = {
    PLAIN: json.dumps(with_schema({"type": "object", "properties": {"a": {"type": "string"}}})).encode(),
    "traffic.jsonl": json.dumps(_CALL).encode() + b"\n",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing of whom it has answered."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def serving(handler: Any) -> Iterator[int]:
    """A server on a port of this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


class Try(NamedTuple):
    """A command with its files.

    Attributes:
        name: what it is called; a server is told to end.
        words: of the command; ``{}`` is the first of the files, ``{at}`` where a server publishes the folder.
        files: by name.
    """

    name: str
    words: tuple[str, ...]
    files: Mapping[str, bytes]


def attacked(home: Path, tries: list[Try], forbidden: int = 1, **environment: str) -> list[dict[str, Any]]:
    """What each command came to.

    Args:
        home: gets a folder for each of them, by number.
        tries: the commands.
        forbidden: a port of this machine that none may reach.
        environment: variables that each has.
    """
    home.joinpath("secret.yaml").write_text(f"title: {SECRET}\n")
    with serving(functools.partial(Quiet, directory=str(home))) as published:
        plan = [_put(home, number, each, published) for number, each in enumerate(tries)]
        told = {"tries": plan, "forbidden": forbidden, "environment": environment}
        home.joinpath("plan.json").write_text(json.dumps(told))
        house = Path(__file__).parents[2]
        path = os.pathsep.join([str(house), str(house / "tests" / "specs")])
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("attacked.py")), str(home)],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _put(home: Path, number: int, each: Try, published: int) -> tuple[str, int, list[str]]:
    folder = home / str(number)
    folder.mkdir()
    folder.joinpath("link.yaml").symlink_to("../secret.yaml")
    for name, content in {**each.files, **_BESIDE}.items():
        folder.joinpath(name).write_bytes(content)
    main, at = next(iter(each.files)), f"127.0.0.1:{published}/{number}"
    return each.name, number, [word.replace("{}", main).replace("{at}", at) for word in each.words]
