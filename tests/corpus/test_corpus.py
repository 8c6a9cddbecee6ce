"""Real documents: each loads or is refused in one line, none crashes or hangs, and no sampled value is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from examiner import Examiner

TRIED = 10
"""Operations of each document whose messages are sampled; of the big ones ``TRIED_OF_BIG``."""
TRIED_OF_BIG = 200
TOO_BIG_TO_CHECK = 5_000_000
DISPUTED = {
    "/paths/~1anything~1jsonschema-formats/parameters/7/schema in a request",
    "request of GET /anything/jsonschema-formats",
}
"""Where the two validators differ: ``Bücher.example`` is no IDN hostname to the second. Source: RFC 5891, 5.4."""


def test_a_real_document_loads_and_its_messages_are_valid(
    real: Path, examiner: Examiner, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.id
    report = examiner.examine(real, operations=TRIED, whole=real.stat().st_size < TOO_BIG_TO_CHECK)
    request.node.user_properties += [("package", name.partition("/")[0]), ("report", report)]
    assert "crashed" not in report, report["crashed"]
    assert "\n" not in report.get("refused", "")
    assert (report.get("lost", []), set(report.get("wrong", [])) - DISPUTED) == ([], set())
    assert report.get("unmended", []) == []


def test_the_messages_of_a_big_document_are_valid(
    big: Path, examiner: Examiner, request: pytest.FixtureRequest
) -> None:
    report = examiner.examine(big, operations=TRIED_OF_BIG, whole=False)
    request.node.user_properties += [("package", f"200 operations of {big.name}"), ("report", report)]
    assert "crashed" not in report, report["crashed"]
    assert (report["wrong"], report["unjudged"]) == ([], [])
    assert report["valid"] > 100
    assert report["messages"] > 200
