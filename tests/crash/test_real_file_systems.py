"""Commands that write to file systems which are full, or read-only, for real: in the long run alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from crash_commands import COMMANDS
from crash_mounts import KINDS

_WHY = {"full": "no space left on device", "read-only": "read-only file system"}
_PRINTS = {"certificate"}
"""Tell what they have found before they write it."""
_HYPOTHESIS_OWN = "examples/"
"""Where hypothesis keeps examples, which may be halves: the next run leaves them out."""
_APART = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--mount")


@pytest.fixture(scope="module")
def tried(
    tmp_path_factory: pytest.TempPathFactory, noted: Callable[[dict[str, Any]], None]
) -> Mapping[tuple[str, str], Any]:
    """What came of it, by the names of the row and of the kind."""
    here = Path(__file__).parent
    told = subprocess.run(
        [*_APART, sys.executable, "crash_mounts.py", str(tmp_path_factory.mktemp("mounts"))],
        cwd=here,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parents[1]), str(here)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, f"nothing can be mounted here (--without-mounts leaves this out): {told.stderr}"
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    for line in lines:
        noted(line)
    return {(line["name"], line["mounted"]): line for line in lines}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_in_a_line_what_it_cannot_write(
    name: str, kind: str, tried: Mapping[tuple[str, str], Any]
) -> None:
    told = tried[name, kind]
    assert told["code"] == 2, told
    *before, last = told["told"].splitlines()
    assert re.fullmatch(rf"ringback: .*(?i:{_WHY[kind]}).*", last), told
    assert not before or name in _PRINTS, told
    assert all(each.startswith(_HYPOTHESIS_OWN) for each in told["changed"]), "a file is another than before"
