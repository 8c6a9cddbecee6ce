"""A live account on Kinto, which is no mock and not ours, is as it was before."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import Choices
from contracts.findings import Report
from contracts.live.profile import Budget, Profile, Writes
from contracts.live.running import run
from specs import load

USER, PASSWORD = "max-mustermann", "correct-horse-battery-staple"
CHOICES = Choices(seed=1, max_examples=3, phases=("examples", "coverage", "fuzzing", "stateful"))
SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Kinto:
    """The server: where it is, and what it was asked."""

    url: str
    log: Path

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, self.url + path, json=body, auth=(USER, PASSWORD), timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def all(self) -> Any:
        """All that the account can see."""
        buckets = self.ask("GET", "/buckets")["data"]
        paths = [f"/buckets/{each['id']}/{kind}" for each in buckets for kind in ("collections", "groups")]
        paths += [f"/buckets/{each['id']}/collections/notes/records" for each in buckets]
        return [buckets, self.ask("GET", "/accounts"), *(self.ask("GET", path) for path in paths)]

    def asked(self) -> list[str]:
        """The requests until now, from the first of the run on."""
        lines = self.log.read_text().splitlines()
        return lines[lines.index("GET /v1/the-run-begins") + 1 :]


@pytest.fixture
def kinto(tmp_path: Path) -> Iterator[Kinto]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "asked"
    script = Path(__file__).with_name("kinto_server.py")
    process = subprocess.Popen([sys.executable, str(script), str(port), str(log)], stderr=subprocess.DEVNULL)
    try:
        server = Kinto(f"http://127.0.0.1:{port}/v1", log)
        _wait(server, process)
        _fill(server)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait(server: Kinto, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None
        try:
            requests.get(f"{server.url}/", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("Kinto did not start")


def _fill(server: Kinto) -> None:
    made = requests.put(f"{server.url}/accounts/{USER}", json={"data": {"password": PASSWORD}}, timeout=10)
    assert made.status_code == 201
    for bucket in ("first", "second"):
        server.ask("PUT", f"/buckets/{bucket}", {"data": {"kept": True}})
        server.ask("PUT", f"/buckets/{bucket}/collections/notes", {"data": {}})
        for number in range(3):
            server.ask("POST", f"/buckets/{bucket}/collections/notes/records", {"data": {"title": f"old {number}"}})


def examined(server: Kinto, folder: Path, writes: Writes) -> Report:
    document = folder / "kinto.json"
    document.write_bytes(requests.get(f"{server.url}/__api__", timeout=30).content)
    requests.get(f"{server.url}/the-run-begins", timeout=10)
    profile = Profile(name="kinto", url=server.url, writes=writes, budget=Budget(per_second=2_000))
    credentials = Credentials(identifier=USER, password=PASSWORD)
    return run(load(str(document)), profile, credentials, CHOICES, home=folder / "runs").report


def test_reading_only_sends_nothing_but_safe_methods(kinto: Kinto, tmp_path: Path) -> None:
    before = kinto.all()
    report = examined(kinto, tmp_path, Writes.NONE)
    asked = kinto.asked()
    assert len(asked) > 300
    assert {line.split()[0] for line in asked} <= SAFE
    assert report.judged > 15
    assert kinto.all() == before


def test_what_was_there_is_never_changed_and_nothing_is_left(kinto: Kinto, tmp_path: Path) -> None:
    before = kinto.all()
    report = examined(kinto, tmp_path, Writes.OWNED)
    asked = kinto.asked()
    assert kinto.all() == before
    assert report.facts["created"] > 1
    assert report.facts["left behind"] == 0
    assert any(line.startswith("DELETE ") for line in asked)
    assert not any(line.startswith(("POST /v1/accounts", "PUT /v1/accounts", "POST /v1/batch")) for line in asked)
    written = b"".join(each.read_bytes() for each in (tmp_path / "runs").rglob("*") if each.is_file())
    assert PASSWORD.encode() not in written + repr(report).encode()
