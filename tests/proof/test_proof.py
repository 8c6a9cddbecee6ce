"""Stock schemathesis finds nothing in the mock of a document that the document does not leave without a way around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from proof_documents import DIRECTORY, Proved, committed, installed, own
from proof_table import PAGE, UNEXPLAINED, Result, read, table
from reasons import ACCEPTED, REASONS, accepted
from stock import Failure, run

import specs
from contracts.conformance.causes import EFFECTS, Causes


def cause(causes: Causes, failure: Failure) -> str | None:
    problem = causes.of(failure.operation, failure.check, failure.status, failure.wrong)
    return problem.id if problem else None


def test_nothing_is_found_but_what_the_document_causes(
    proved: Proved, seed: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcome = run(proved.path, tmp_path, seed=seed, examples=proved.examples, limit=1800, more=proved.only)
    assert outcome.complete, outcome.report
    causes = Causes(specs.load(str(proved.path)))
    told = {each: cause(causes, each) or accepted(proved.name, each) for each in outcome.failures}
    unique = {(each.operation, each.check, each.status, why) for each, why in told.items()}
    result = Result(
        document=proved.name,
        seed=seed,
        operations=outcome.operations,
        cases=outcome.cases,
        causes=dict(Counter(why or UNEXPLAINED for *_, why in unique)),
    )
    record_property("result", asdict(result))
    left = [str(each) for each, why in told.items() if why is None]
    assert not left, "\n".join([*left, outcome.report])


def test_what_no_check_names_has_a_reason() -> None:
    known = {each.name for each in (*committed(), *installed(Path("node_modules")))}
    assert {each.reason for each in ACCEPTED} == set(REASONS)
    assert all(each.document.partition("*")[0] for each in ACCEPTED)
    assert {each.document for each in ACCEPTED if "/" in each.document} <= known


def test_the_page_tells_of_known_causes_and_adds_up() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    *rows, total = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines[2:]]
    assert len(rows) == int(total[0].split()[1].rstrip(","))
    assert sum(int(row[3].replace(",", "")) for row in rows) == int(total[3].replace(",", ""))
    causes = {each.rpartition(" ")[0] for row in rows for each in row[4].split(", ")}
    assert causes <= {"", "none", *EFFECTS, *REASONS}
    assert {*DIRECTORY, "github", *(each.name for each in own())} <= {row[0] for row in rows}


def test_a_table_has_a_row_for_each_document_and_the_last_result_of_each_seed() -> None:
    lines = [
        '{"document": "pets", "seed": 1, "operations": 3, "cases": 500, "causes": {"failures-only": 2}}',
        '{"document": "pets", "seed": 2, "operations": 3, "cases": 800, "causes": {"failures-only": 1, "no-style": 4}}',
        '{"document": "pets", "seed": 1, "operations": 3, "cases": 400, "causes": {}}',
        '{"document": "cats", "seed": 1, "operations": 1, "cases": 9, "causes": {}}',
    ]
    made = table(read("\n".join(lines))).splitlines()
    assert made[2:] == [
        "| cats | 1 | 1 | 9 | none |",
        "| pets | 3 | 1, 2 | 1,200 | failures-only 1, no-style 4 |",
        "| all 2, 3 runs | 4 | 1, 2 | 1,209 | failures-only 1, no-style 4 |",
    ]
