"""A client in TypeScript that a generator made from the document alone gets along with the mock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specs import catalog

sys.path.insert(0, str(Path(__file__).parents[1] / "mockserver"))
from mock_client import mock_process

HERE = Path(__file__).parent


@pytest.fixture
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The story as JavaScript, after the compiler has held its types against those of the generated client."""
    modules = Path(request.config.getoption("--clients")).resolve()
    (tmp_path / "node_modules").symlink_to(modules, target_is_directory=True)
    for name in ("package.json", "openapi-ts.config.mjs", "tsconfig.json", "story.ts"):
        shutil.copy(HERE / name, tmp_path)
    for command in ("openapi-ts", "tsc"):
        _run(tmp_path, str(modules / ".bin" / command))
    return tmp_path / "out" / "story.js"


def test_a_client_lives_from_log_in_to_its_end(story: Path) -> None:
    with mock_process("phonebridge-webapp@1.3.8") as (api, _):
        done = subprocess.run(["node", str(story), api.url], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "the story ends well\n"), done.stdout + done.stderr


def _run(folder: Path, command: str) -> None:
    told = {**os.environ, "DOCUMENT": str(catalog.find("phonebridge-webapp@1.3.8").path)}
    done = subprocess.run([command], cwd=folder, env=told, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
