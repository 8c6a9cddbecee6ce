"""A run that is interrupted cleans up, and after one that was killed, somebody else can."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from account_server import DOCUMENT, EMAIL, PASSWORD, Account, serving
from live_runs import Runs, interruptible, wait_until

from contracts.runs.past import read

FEW = 2
"""Kills of the gate; the long run does more with each."""


def runs(folder: Path, url: str) -> Runs:
    return Runs(
        folder=folder,
        document=DOCUMENT,
        profile=(f'url = "{url}"', 'writes = "owned"'),
        identifier=EMAIL,
        password=PASSWORD,
        more=("--max-examples", "3", "--phase", "coverage", "--phase", "stateful", "--format", "json"),
    )


def demand_no_secret(account: Account, folder: Path) -> None:
    everything = b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())
    assert account.secrets
    assert not [secret for secret in account.secrets if secret.encode() in everything]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up(number: signal.Signals, tmp_path: Path) -> None:
    account = Account()
    with serving(account) as url, interruptible():
        mine = runs(tmp_path, url)
        process = mine.begun()
        wait_until(partial(getattr, account, "made"), 3, process)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert "cleaned up" in said
        assert account.dump() == account.before
        assert mine.clean().returncode == 0


def gone_on_with(mine: Runs, run: str, account: Account) -> None:
    """Go on with a run to its end: nothing that it has done is done again, and what both halves made goes."""
    first = read(mine.home / run)
    made = account.made
    process = mine.begun("--resume", run)
    told, said = process.communicate(timeout=300)
    assert process.returncode in (0, 1), said
    report = json.loads(told)
    assert report["facts"]["left behind"] == 0
    past = read(mine.home / run)
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
            mine = runs(folder, url)
            process = mine.begun()
            wait_until(partial(getattr, account, "made"), chance.randint(1, 12), process)
            time.sleep(chance.random() / 20)  # at any moment of a request
            process.kill()
            process.communicate()
            left = account.dump() != account.before
            (run,) = mine.names
            if number % 2:
                gone_on_with(mine, run, account)
                left = False
            listed = mine.clean()
            assert (run in listed.stdout) or not left
            done = mine.clean(run)
            assert done.returncode == 0, done.stderr
            assert account.dump() == account.before
            assert mine.clean().returncode == 0
            if live_kills > FEW and number % 2 == 0:
                gone_on_with(mine, run, account)
            demand_no_secret(account, folder)
