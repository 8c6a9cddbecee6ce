"""``kill -9`` while something is written: no half-written file, nothing lost that was acknowledged, and on it goes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from crash_long import is_long
from crash_table import ROWS

_SEED = 20261129


@pytest.fixture(scope="module")
def killed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    noted: Callable[[dict[str, Any]], None],
) -> Mapping[str, Sequence[Any]]:
    """What came of the kills, by the name of the row. All of them in one process that forks: to start takes longest."""
    told = subprocess.run(
        [sys.executable, "crash_runner.py", str(tmp_path_factory.mktemp("crash")), *_how(request.config)],
        cwd=Path(__file__).parent,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    for line in lines:
        noted(line)
    return {name: [line for line in lines if line["name"] == name] for name in ROWS}


def _kills(told: Sequence[Any]) -> list[Any]:
    return [each for each in told if "step" in each]


def _how(config: pytest.Config) -> tuple[str, str, str]:
    return str(config.getoption("--kills")), str(_SEED), "slow" if is_long(config) else "quick"


def _environment() -> dict[str, str]:
    house = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([house, str(Path(__file__).parent)])}


def test_whatever_is_killed_leaves_no_half_and_loses_nothing(
    crash_row: str, killed: Mapping[str, Sequence[Any]]
) -> None:
    told = _kills(killed[crash_row])
    assert [line for line in killed[crash_row] if line.get("problem")] == []
    assert any("after" in line for line in killed[crash_row]), "it was killed after some time, too"
    assert len(told) > 3, "it was killed before it wrote, while it did, and when it had written"
    assert told[0]["steps"] >= 6, "nothing was written"


def test_a_full_disk_is_told_in_a_line_and_leaves_no_half(full_row: str, killed: Mapping[str, Sequence[Any]]) -> None:
    (full,) = (each for each in killed[full_row] if "full" in each)
    assert full["code"] == 2, full
    assert re.fullmatch(r"ringback: .*(?:written|stored).*(?i:file too large).*", full["told"].strip()), full
    assert not full["changed"], "a file is another than before"
