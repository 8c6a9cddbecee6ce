"""``kill -9`` of a mock and of a proxy before it, at random times of their writing: what was answered is there."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from crash_row import STORY
from mock_client import Api, ready
from postgres import postgres

_SEED = 20261130
_LONGEST = 0.4
"""Seconds that they are under load at the most."""
_KILLS = 4
"""So many times fewer kills than of what takes less long."""


@dataclass
class Load:
    """A client that creates as much as it can until nobody answers any more.

    Attributes:
        made: ids of what the mock has answered that it is made.
        first: whether there is one.
    """

    url: str
    made: list[str] = field(default_factory=list)
    first: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Go on until the end."""
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        try:
            while True:
                connection.request("POST", "/projects", '{"name": "x"}', {"Content-Type": "application/json"})
                answer = connection.getresponse()
                self.made.append(json.loads(answer.read())["id"])
                assert answer.status == 201
                self.first.set()
        except (OSError, http.client.HTTPException):
            connection.close()


@contextmanager
def _server(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "ringback", *arguments, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            yield ready(process)[0], process
        finally:
            process.kill()


def _recorded(file: Path) -> set[str]:
    """Ids of what was made, by the lines of a recording that are whole."""
    lines = [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]]
    answers = [json.loads(line["response"]["content"]["text"]) for line in lines if line["request"]["method"] == "POST"]
    return {answer["id"] for answer in answers if "id" in answer}


def _state(name: str, folder: Path, stack: ExitStack) -> str:
    return stack.enter_context(postgres()) if name == "postgresql" else f"sqlite:///{folder}/state.db"


def test_what_was_answered_is_there_after_a_kill(
    server_state: str, tmp_path: Path, request: pytest.FixtureRequest, noted: Callable[[dict[str, Any]], None]
) -> None:
    chance, made = random.Random(_SEED), set[str]()
    recordings = [tmp_path / "mock.ndjson", tmp_path / "proxy.ndjson"]
    with ExitStack() as always:
        state = _state(server_state, tmp_path, always)
        mock = ("mock", str(STORY), "-q", "--state", state, "--record", str(recordings[0]))
        proxy = ("proxy", str(STORY), "-q", "--record", str(recordings[1]))
        for _ in range(max(1, int(request.config.getoption("--kills")) // _KILLS)):
            after = chance.uniform(0, _LONGEST)
            new = _killed(mock, proxy, after, chance)
            with _server(*mock) as (url, _process):
                lost = {"state": [each for each in new if Api(url)("GET", f"/projects/{each}").status != 200]}
            made |= new
            lost |= {file.name: sorted(made - _recorded(file)) for file in recordings}
            problem = f"answered and lost: {lost}" if any(lost.values()) else ""
            noted({"name": f"servers, {server_state}", "after": round(after, 4), "killed": True, "problem": problem})
            assert not problem


def _killed(mock: Sequence[str], proxy: Sequence[str], after: float, chance: random.Random) -> set[str]:
    """What was answered until both were killed, one before the other, some time after the first answer."""
    with _server(*mock) as (url, served), _server(*proxy, "--upstream", url) as (before, passing):
        load = Load(before)
        client = threading.Thread(target=load.run)
        client.start()
        assert load.first.wait(60)
        client.join(after)
        for process in chance.sample([served, passing], 2):
            process.kill()
        client.join(60)
        return set(load.made)
