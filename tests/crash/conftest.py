"""What is killed, and where it is noted what came of it; what the tests of the mock have is used here, too."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mockserver"))

from crash_long import is_long
from crash_table import ROWS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    long = is_long(metafunc.config)
    if "crash_row" in metafunc.fixturenames:
        metafunc.parametrize("crash_row", [name for name, row in ROWS.items() if long or not row.slow])
    if "full_row" in metafunc.fixturenames:
        metafunc.parametrize("full_row", [name for name, row in ROWS.items() if row.command and not row.slow])
    if "server_state" in metafunc.fixturenames:
        metafunc.parametrize("server_state", ["sqlite", "postgresql"] if long else ["sqlite"])


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    mounted = collection_path.name == "test_real_file_systems.py"
    return True if mounted and (not is_long(config) or config.getoption("--without-mounts")) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if is_long(config) and config.getoption("--without-mounts"):
        terminalreporter.write_line("not done: real file systems that are full or read-only (--without-mounts)")


@pytest.fixture(scope="session")
def noted(request: pytest.FixtureRequest) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Notes what came of a kill, where ``--crash-results`` says."""
    file = request.config.getoption("--crash-results")
    if not file:
        yield lambda _: None
        return
    with Path(file).open("w", encoding="utf-8") as lines:

        def note(told: dict[str, Any]) -> None:
            lines.write(json.dumps(told) + "\n")
            lines.flush()

        yield note
