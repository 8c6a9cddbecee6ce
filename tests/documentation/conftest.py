from __future__ import annotations

import os
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from walking import commands_of_this_checkout, python_path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of somebody who has ringback installed, and no configuration of their own."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    path = f"{commands_of_this_checkout(tmp_path / 'bin')}:{os.environ['PATH']}"
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PATH": path, "NO_COLOR": "1", "COLUMNS": "80"}
    git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RINGBACK_", "GIT_", "PYTEST_"))}
    plugin = {} if entry_points(group="pytest11", name="ringback") else {"PYTEST_PLUGINS": "ringback.pytest_plugin"}
    return {**kept, **own, **git, **plugin, "PYTHONPATH": python_path()}
