"""What pages that lead somewhere say is done, in order: their files, their commands, and what these print."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from shown_pages import FOLLOWED, HOUSE
from walking import Walk


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    every = metafunc.config.getoption("--walks")
    chosen = [name for name, cheap in FOLLOWED.items() if cheap or every]
    metafunc.parametrize("page", chosen)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip finds ringback, and needs nothing from a network."""
    folder = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=HOUSE, check=True, capture_output=True)
    return folder


@pytest.fixture
def installing(page: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """What has pip take this checkout, where a page installs it; what it depends on is there already."""
    if "pip install" not in (HOUSE / page).read_text("utf-8"):
        return {}
    wheels = request.getfixturevalue("wheels")
    settings = {
        "find-links": wheels,
        "no-index": 1,
        "no-deps": 1,
        "disable-pip-version-check": 1,
        "config-file": os.devnull,
    }
    return {f"PIP_{name.upper().replace('-', '_')}": str(value) for name, value in settings.items()}


def test_a_page_does_what_it_says(
    page: str, environment: dict[str, str], installing: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / ".git").mkdir()  # above which nobody looks for a configuration
    wrong = Walk(folder, environment | installing).page(HOUSE / page)
    assert not wrong, "\n\n".join(wrong)
