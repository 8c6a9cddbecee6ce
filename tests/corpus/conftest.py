from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_documents import BIG, documents
from examiner import Examiner
from release_pairs import series, vendors

COUNTED = "operations slips errors warnings messages valid unsatisfiable unjudged wrong lost".split()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    modules = Path(metafunc.config.getoption("--corpus"))
    if "real" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--corpus-documents")
        found = documents(modules, None if wanted == "all" else int(wanted))
        metafunc.parametrize("real", found.values(), ids=found)
    if "big" in metafunc.fixturenames:
        metafunc.parametrize("big", [modules / path for path in BIG.values()], ids=BIG)
    for fixture, pairs in (("following", series), ("changed", vendors)):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, found := pairs(modules), ids=[each.name for each in found])


@pytest.fixture(scope="session")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Examiner]:
    started = Examiner(tmp_path_factory.mktemp("unpacked"))
    yield started
    started.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The sums over all documents and all pairs of releases, for docs/reliability.md."""
    _tell_releases(terminalreporter)
    sums: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed"):
        for test in terminalreporter.getreports(outcome):
            found = dict(test.user_properties)
            if test.when == "call" and "package" in found:
                add(sums.setdefault(found["package"], Counter()), found["report"])
    for package, counts in sorted(sums.items()):
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        terminalreporter.write_line(f"{package}: {told}")


def _tell_releases(terminalreporter: pytest.TerminalReporter) -> None:
    sums: dict[str, Counter[str]] = {}
    longest: dict[str, float] = {}
    for test in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        found = dict(test.user_properties)
        if test.when == "call" and "releases" in found:
            source, told = str(found["releases"]), dict(found["compared"])
            longest[source] = max(longest.get(source, 0), told.pop("longest"))
            sums.setdefault(source, Counter()).update(told)
    for source, counts in sums.items():
        told = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        terminalreporter.write_line(f"{source}: {told}, the longest {longest[source]:.1f} s of CPU")


def add(counts: Counter[str], report: dict[str, object]) -> None:
    kind = next((each for each in ("crashed", "refused") if each in report), "loaded")
    counts.update({"documents": 1, kind: 1, "with slips": int(bool(report.get("slips")))})
    for name in COUNTED:
        found = report.get(name, 0)
        counts[name] += len(found) if isinstance(found, list) else int(str(found))
