"""What pages that lead somewhere say is done, in order: their files, their commands, and what these print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from shown_pages import HOUSE, WALKED
from walking import Walk, commands_of_this_checkout, house_path


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    every = metafunc.config.getoption("--walks")
    chosen = [name for name, cheap in WALKED.items() if cheap or every]
    metafunc.parametrize("page", chosen)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of somebody who has ringback installed, and no configuration of their own."""
    home = tmp_path / "home"
    home.mkdir()
    path = f"{commands_of_this_checkout(tmp_path / 'bin')}:{os.environ['PATH']}"
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PATH": path, "NO_COLOR": "1", "COLUMNS": "100"}
    git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RINGBACK_", "GIT_", "PYTEST_"))}
    return {**kept, **own, **git, "PYTHONPATH": house_path(kept)}


def test_a_page_does_what_it_says(page: str, environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / ".git").mkdir()  # above which nobody looks for a configuration
    assert Walk(folder, environment).page(HOUSE / page) == []
