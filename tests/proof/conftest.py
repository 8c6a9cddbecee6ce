from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from proof_documents import committed, installed


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "proved" in metafunc.fixturenames:
        modules = metafunc.config.getoption("--corpus")
        found = list(installed(Path(modules)) if modules else committed())
        cases = [(each, seed) for each in found for seed in each.seeds]
        metafunc.parametrize(("proved", "seed"), cases, ids=[f"{each.name}-{seed}" for each, seed in cases])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each document: cases, and what was found by cause."""
    sums: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for test in terminalreporter.getreports(outcome):
            told = dict(test.user_properties)
            if test.when == "call" and "proved" in told:
                by_cause = told["causes"]
                assert isinstance(by_cause, dict)
                sums.update({"cases": int(str(told["cases"])), **by_cause})
                terminalreporter.write_line(f"{told['proved']}: {told['cases']} cases; {_told(by_cause)}")
    if sums:
        terminalreporter.write_line(f"all: {sums.pop('cases')} cases; {_told(sums)}")


def _told(by_cause: dict[str, int]) -> str:
    return ", ".join(f"{cause} {count}" for cause, count in sorted(by_cause.items())) or "no failure"
