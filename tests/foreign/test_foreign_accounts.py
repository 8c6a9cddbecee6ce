"""Live accounts on servers of other people's are as they were before, and their secrets are nowhere."""

from __future__ import annotations

import base64
import dataclasses
import json
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from foreign_servers import KINDS, PASSWORD, SAFE, Server, running
from live_runs import Runs, interruptible, wait_until

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.findings import Report
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.running import run
from specs import load

CHOICES = Choices(seed=1, max_examples=2, phases=("coverage", "stateful"))


@dataclass(frozen=True)
class Place:
    """A server, and the file that its document stands in."""

    server: Server
    document: Path

    def examined(self, folder: Path, writes: Writes) -> Report:
        server = self.server
        server.begin()
        profile = Profile(
            name="it", url=server.url, writes=writes, deny=server.deny, budget=Budget(per_second=2_000, requests=20_000)
        )
        credentials = Credentials(identifier=server.identifier, password=PASSWORD)
        return run(load(str(self.document)), profile, credentials, CHOICES, home=folder / "runs").report

    def runs(self, folder: Path) -> Runs:
        server = self.server
        lines = (f'url = "{server.url}"', 'writes = "owned"', f"deny = {json.dumps(server.deny)}", "requests = 20000")
        return Runs(
            folder=folder,
            document=self.document,
            profile=lines,
            identifier=server.identifier,
            password=PASSWORD,
            more=("--max-examples", "2", "--phase", "coverage", "--phase", "stateful"),
        )


@pytest.fixture(scope="module", params=sorted(KINDS))
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running(KINDS[request.param], tmp_path_factory.mktemp(request.param)) as server:
        document = tmp_path_factory.mktemp("document") / "openapi.json"
        document.write_text(json.dumps(server.ask("GET", server.published)))
        yield Place(server, document)


def test_reading_only_sends_nothing_but_safe_methods(place: Place, tmp_path: Path) -> None:
    before = place.server.state()
    report = place.examined(tmp_path, Writes.NONE)
    asked = place.server.asked()
    assert len(asked) > 200
    unsafe = [line for line in asked if line.split()[0] not in SAFE]
    assert set(unsafe) <= place.server.log_ins
    assert len(unsafe) < 10
    assert report.judged > 15
    assert place.server.state() == before


def test_what_was_there_is_never_changed_and_nothing_is_left(
    place: Place, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = place.server.state()
    report = place.examined(tmp_path, Writes.OWNED)
    asked = place.server.asked()
    demand_alike(place.server.state(), before)
    assert int(report.facts["created"]) > 1
    assert report.facts["left behind"] == 0, report.findings
    assert any(line.startswith("DELETE ") for line in asked)
    assert not any(line.startswith(("POST /v1/accounts", "PUT /v1/accounts", "POST /v1/batch")) for line in asked)
    told = repr(dataclasses.astuple(report)) + "".join(capfd.readouterr())
    demand_no_secret(told.encode(), tmp_path)


def test_an_interrupted_run_cleans_up(place: Place, tmp_path: Path) -> None:
    before = place.server.state()
    mine = place.runs(tmp_path)
    with interruptible():
        process = mine.begun()
        wait_until(mine.created, 2, process)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=300)
    assert process.returncode == 130, told
    demand_alike(place.server.state(), before)
    demand_no_secret("".join(told).encode(), tmp_path)


def test_after_a_killed_run_somebody_else_cleans_up(place: Place, tmp_path: Path, live_kills: int) -> None:
    chance, before = random.Random(7), place.server.state()
    for number in range(live_kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        mine = place.runs(folder)
        process = mine.begun()
        wait_until(mine.created, chance.randint(1, 8), process)
        time.sleep(chance.random() / 5)  # at any moment of a request
        told = killed(process)
        (name,) = mine.names
        done = mine.clean(name)
        assert done.returncode == 0, done
        demand_alike(place.server.state(), before)
        demand_no_secret((told + done.stdout + done.stderr).encode(), folder)


def killed(process: subprocess.Popen[str]) -> str:
    """What a run has said until it was killed."""
    process.kill()
    return "".join(process.communicate())


def demand_alike(after: Any, before: Any) -> None:
    if isinstance(before, dict):
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert after == before


def demand_no_secret(told: bytes, folder: Path) -> None:
    everything = told + b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    raw = PASSWORD.encode()
    encoded = (
        base64.b64encode(raw)[:-4],
        base64.urlsafe_b64encode(raw)[:-4],
        raw.hex().encode(),
        quote(PASSWORD).encode(),
    )
    assert not [form for form in (raw, *encoded) if form in everything]
    assert b"eyJhbGciOi" not in everything, "and no token in clear"
