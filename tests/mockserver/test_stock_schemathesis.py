"""Stock schemathesis, by its own command line, finds nothing wrong with a running mock: all checks, all phases."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from mock_client import RELEASES, document, mock_process

from specs import catalog

ST = Path(sys.executable).with_name("st")


def run(name: str, folder: Path, *, examples: int, seed: int, logged_in: bool) -> tuple[int, str]:
    spec = str(catalog.find(name).path)
    with mock_process(spec, "--token-lifetime", "100000", "--quiet") as (api, _):
        command = [str(ST), "run", spec, "--url", api.url, "--phases", "examples,coverage,fuzzing,stateful"]
        command += ["--checks", "all", "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"]
        if logged_in:
            command += ["-H", f"Authorization: Bearer {api.logged_in().token}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def tested(report: str) -> tuple[int, int]:
    """Operations tested, and cases passed."""
    operations = re.search(r"Tested: (\d+)", report)
    cases = re.search(r"(\d+) generated, (\d+) passed", report)
    assert operations, report
    assert cases, report
    assert cases[1] == cases[2], report
    return int(operations[1]), int(cases[2])


@pytest.mark.parametrize("name", RELEASES)
def test_nothing_is_found_with_a_token(name: str, tmp_path: Path, stock_examples: int, stock_seed: int) -> None:
    code, report = run(name, tmp_path, examples=stock_examples, seed=stock_seed, logged_in=True)
    operations, cases = tested(report)
    assert code == 0, report
    assert "Authentication failed" not in report
    assert operations == len(document(name).operations)
    assert cases > 10 * operations


def test_nothing_is_found_without_a_token(
    stock_anonymous: str, tmp_path: Path, stock_examples: int, stock_seed: int
) -> None:
    code, report = run(stock_anonymous, tmp_path, examples=stock_examples, seed=stock_seed, logged_in=False)
    operations, _ = tested(report)
    assert code == 0, report
    assert operations == len(document(stock_anonymous).operations)
