"""Who may read what is kept."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.errors import ContractError
from ringback.accounts import credentials

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def test_what_is_kept_of_runs_is_for_its_owner_alone(tmp_path: Path) -> None:
    words = ("test", "phonebridge-client", "--seed", "1", "--max-examples", "1", "--phase", "examples", "--quiet")
    script = "import os; os.umask(0); from ringback.cli import main; main()"
    command = [sys.executable, "-c", script, *words, "--journal", "--runs", str(tmp_path / "runs")]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=300)
    (run,) = (tmp_path / "runs").iterdir()
    assert stat.S_IMODE(run.stat().st_mode) & OTHERS == 0
    kept = [each for each in run.rglob("*") if each.is_file()]
    assert kept
    assert [each.name for each in kept if each.suffix == ".jsonl" and stat.S_IMODE(each.stat().st_mode) & OTHERS] == []


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_credentials_that_others_can_read_are_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "account.toml"
    file.write_text("email = 'a@b.c'\npassword = 'x'\n")
    file.chmod(mode)
    with pytest.raises(ContractError, match="chmod 600"):
        credentials(f"file:{file}")
    file.chmod(0o600)
    held = credentials(f"file:{file}")
    assert held is not None
    assert held.password == "x"
    assert os.access(file, os.R_OK)
