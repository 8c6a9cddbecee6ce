"""Stock schemathesis finds nothing in the mock of a document that the document does not leave without a way around."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from causes import ACCEPTED, CAUSES, REASONS, accepted, cause_of, causes
from proof_documents import Proved, committed, installed
from stock import run

import specs
from specs.checks import CHECKS


def test_nothing_is_found_but_what_the_document_causes(
    proved: Proved, seed: int, tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    outcome = run(
        proved.path, tmp_path, seed=seed, examples=proved.examples, phases=proved.phases, limit=1800, more=proved.only
    )
    assert outcome.complete, outcome.report
    found = causes(specs.load(str(proved.path)))
    told = {each: cause_of(each, found) or accepted(proved.name, each) for each in outcome.failures}
    record_property("proved", f"{proved.name}, seed {seed}, {outcome.operations} operations")
    record_property("cases", outcome.cases)
    record_property("causes", dict(Counter(cause or "NOT EXPLAINED" for cause in told.values())))
    left = [f"{each.check}: {each.operation}: {each.signature}" for each, cause in told.items() if cause is None]
    assert not left, "\n".join([*left, outcome.report])


def test_every_cause_is_one_that_specs_check_names() -> None:
    assert set(CAUSES) <= {each.id for each in CHECKS}


def test_what_no_check_names_has_a_reason() -> None:
    known = {each.name for each in (*committed(), *installed(Path("node_modules")))}
    assert {each.reason for each in ACCEPTED} == set(REASONS)
    assert all(each.document.partition("*")[0] for each in ACCEPTED)
    assert {each.document for each in ACCEPTED if "/" in each.document} <= known
