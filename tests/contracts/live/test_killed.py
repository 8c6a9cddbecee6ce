"""A run that is interrupted cleans up, and after one that was killed, somebody else can."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from account_server import DOCUMENT, EMAIL, PASSWORD, Account, serving

from contracts.runs.past import read

ENVIRONMENT = {"RINGBACK_EMAIL": EMAIL, "RINGBACK_PASSWORD": PASSWORD, "PYTHONPATH": str(Path(__file__).parents[3])}
PROFILE = """
[[test.profiles]]
name = "mine"
url = "{url}"
writes = "owned"
per_second = 2000
"""


FEW = 2
"""Kills of the gate; the long run does more with each."""


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A shell that starts the tests in the background has what they start ignore Ctrl-C; a terminal does not."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


def begun(folder: Path, url: str, *more: str) -> subprocess.Popen[str]:
    """A run that begins, or is gone on with."""
    (folder / "ringback.toml").write_text(PROFILE.format(url=url))
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "ringback", "test", str(DOCUMENT), "--live", "mine"),
            *("--runs", str(folder / "runs"), "--max-examples", "3", "--seed", "1"),
            *("--phase", "coverage", "--phase", "stateful", "--format", "json", *more),
        ],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_created(account: Account, count: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 120
    while account.made < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


def demand_no_secret(account: Account, folder: Path) -> None:
    everything = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert account.secrets
    assert not [secret for secret in account.secrets if secret.encode() in everything]


def clean(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ringback", "cleanup", *arguments, "--runs", str(folder / "runs")],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up(number: signal.Signals, tmp_path: Path) -> None:
    account = Account()
    with serving(account) as url:
        process = begun(tmp_path, url)
        wait_until_created(account, 3, process)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert "cleaned up" in said
        assert account.dump() == account.before
        assert clean(tmp_path).returncode == 0


def gone_on_with(folder: Path, url: str, run: str, account: Account) -> None:
    """Go on with a run to its end: nothing that it has done is done again, and what both halves made goes."""
    first = read(folder / "runs" / run)
    made = account.made
    process = begun(folder, url, "--resume", run)
    told, said = process.communicate(timeout=300)
    assert process.returncode in (0, 1), said
    report = json.loads(told)
    assert report["facts"]["left behind"] == 0
    past = read(folder / "runs" / run)
    assert past.ended
    assert past.parts[: len(first.finished().parts)] == first.finished().parts
    assert Counter(part.piece for part in past.parts if part.ends and part.phase).most_common(1)[0][1] == 1
    assert {each["fingerprint"] for each in report["findings"]} == past.findings.keys()
    assert account.made > made, "it went on"
    assert account.dump() == account.before


def test_after_a_killed_run_somebody_else_cleans_up_and_goes_on(tmp_path: Path, live_kills: int) -> None:
    chance = random.Random(5)
    for number in range(live_kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        account = Account(mood=chance.choice(["", "twice"]))
        with serving(account) as url:
            process = begun(folder, url)
            wait_until_created(account, chance.randint(1, 12), process)
            time.sleep(chance.random() / 20)  # at any moment of a request
            process.kill()
            process.communicate()
            left = account.dump() != account.before
            (run,) = (each.name for each in (folder / "runs").iterdir())
            if number % 2:
                gone_on_with(folder, url, run, account)
                left = False
            listed = clean(folder)
            assert (run in listed.stdout) or not left
            done = clean(folder, run)
            assert done.returncode == 0, done.stderr
            assert account.dump() == account.before
            assert clean(folder).returncode == 0
            if live_kills > FEW and number % 2 == 0:
                gone_on_with(folder, url, run, account)
            demand_no_secret(account, folder)
