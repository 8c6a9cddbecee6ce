from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from proof_documents import committed, installed
from proof_table import Result, told


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "proved" in metafunc.fixturenames:
        modules = metafunc.config.getoption("--corpus")
        found = list(installed(Path(modules)) if modules else committed())
        cases = [(each, seed) for each in found for seed in each.seeds]
        metafunc.parametrize(("proved", "seed"), cases, ids=[f"{each.name}-{seed}" for each, seed in cases])


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    kept = config.getoption("--proof-results")
    if kept and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Keeping(Path(kept)))


class _Keeping:
    """Keeps each result as soon as there is one: who stops the run has those that it has come to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        result = dict(report.user_properties).get("result")
        if report.when == "call" and result:
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(result) + "\n")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each document: cases, and what was found by cause."""
    sums: Counter[str] = Counter()
    cases = 0
    for outcome in ("passed", "failed"):
        for test in terminalreporter.getreports(outcome):
            kept = dict(test.user_properties).get("result")
            if test.when == "call" and isinstance(kept, dict):
                result = Result(**kept)
                sums.update(result.causes)
                cases += result.cases
                line = f"{result.document}, seed {result.seed}, {result.operations} operations: {result.cases} cases"
                terminalreporter.write_line(f"{line}; {told(result.causes)}")
    if cases:
        terminalreporter.write_line(f"all: {cases} cases; {told(sums)}")
