"""A run that is interrupted cleans up, and after one that was killed, somebody else can."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from account_server import DOCUMENT, EMAIL, PASSWORD, Account, serving

ENVIRONMENT = {"RINGBACK_EMAIL": EMAIL, "RINGBACK_PASSWORD": PASSWORD, "PYTHONPATH": str(Path(__file__).parents[3])}
PROFILE = """
[[test.profiles]]
name = "mine"
url = "{url}"
writes = "owned"
per_second = 2000
"""


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """A shell that starts the tests in the background has what they start ignore Ctrl-C; a terminal does not."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)


def begun(folder: Path, url: str) -> subprocess.Popen[str]:
    (folder / "ringback.toml").write_text(PROFILE.format(url=url))
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "ringback", "test", str(DOCUMENT), "--live", "mine"),
            *("--runs", str(folder / "runs"), "--max-examples", "3", "--seed", "1"),
            *("--phase", "coverage", "--phase", "stateful"),
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


def test_after_a_killed_run_somebody_else_cleans_up(tmp_path: Path, live_kills: int) -> None:
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
            listed = clean(folder)
            assert (run in listed.stdout) or not left
            done = clean(folder, run)
            assert done.returncode == 0, done.stderr
            assert account.dump() == account.before
            assert clean(folder).returncode == 0
