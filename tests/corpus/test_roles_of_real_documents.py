"""Operations of real documents do what a person says they do: nineteen of twenty of them."""

from __future__ import annotations

import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from specs.load import load

sys.path.insert(0, str(Path(__file__).parent.parent / "mockserver"))
from role_labels import documents, judged, labels

WANTED = 0.95


def test_nineteen_of_twenty_operations_are_understood(request: pytest.FixtureRequest) -> None:
    modules = Path(request.config.getoption("--corpus"))
    verdicts = []
    for each in documents():
        path = modules / each["file"]
        assert sha256(path.read_bytes()).hexdigest() == each["sha256"], f"{each['file']} is another than was labelled"
        found = judged(load(str(path)), labels(each["operations"]))
        verdicts += [(each["file"], verdict) for verdict in found]
    misses = [(file, verdict) for file, verdict in verdicts if not verdict.right]
    classes = Counter(f"{verdict.label.role} as {verdict.role}" for _, verdict in misses)
    score = 1 - len(misses) / len(verdicts)
    reporter = request.config.pluginmanager.getplugin("terminalreporter")
    reporter.write_line(f"roles: {len(verdicts) - len(misses)} of {len(verdicts)} right ({score:.1%})")
    for line in (
        *(f"{count} {name}" for name, count in classes.most_common()),
        *(f"{file}: {it}" for file, it in misses),
    ):
        reporter.write_line(f"  {line}")
    assert score >= WANTED
