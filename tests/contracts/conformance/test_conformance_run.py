from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from items_server import CREDENTIALS, Items

from contracts.conformance.auth import Credentials
from contracts.conformance.events import Failure, Trouble
from contracts.conformance.judge import Judge
from contracts.conformance.probes.table import NAMES
from contracts.conformance.redaction import Redactor
from contracts.conformance.run import PHASES, Choices, Progress, examine, run
from contracts.coverage.goals import Coverage, Kind
from contracts.errors import ContractError
from contracts.findings import Report, Severity
from mockserver.app import create_app
from mockserver.testing import running
from specs import load
from specs.messages import Exchange, Request, Response
from specs.model import Document

Serve = Callable[[Items], str]
EACH, LIST, CREATE, SHOW, DELETE, LOGIN = (
    "coverage",
    "GET /items",
    "POST /items",
    "GET /items/{id}",
    "DELETE /items/{id}",
    "POST /login",
)


def test_a_server_that_does_as_the_document_says_has_no_findings(document: Document, serve: Serve) -> None:
    report = run(document, serve(Items()), Choices(seed=11, max_examples=10), credentials=CREDENTIALS)
    assert report.findings == ()
    assert report.judged == len(document.operations)
    assert dict(report.skipped) == {}


def test_a_finding_tells_what_was_seen_where_it_is_written_and_how_to_see_it_again(
    document: Document, serve: Serve
) -> None:
    base_url = serve(Items(fault="schema"))
    report = run(document, base_url, Choices(seed=1, max_examples=5, phases=("coverage",)), credentials=CREDENTIALS)
    [finding] = report.findings
    expected = 'POST /items answered 201 with what breaks its schema: body/id: the value is not of type "integer"'
    assert finding.message == expected
    assert finding.old is not None
    assert finding.old.pointer == "/paths/~1items/post/responses/201/content/application~1json/schema"
    assert finding.witness is not None
    assert (finding.witness.place, finding.witness.pointer) == ("body", "/id")
    assert finding.witness.confirmed_by == ("schemathesis", "jsonschema-rs")
    assert finding.witness.request is not None
    assert finding.witness.response is not None
    assert finding.witness.request.header("authorization") == "Bearer $TOKEN"
    assert finding.witness.response.status == 201
    assert finding.reproduce.startswith(f"curl -i -X POST {base_url}/items ")
    assert finding.seen > 1
    assert finding.advice


def _facts(report: Report) -> dict[str, Any]:
    return {name: value for name, value in report.facts.items() if name != "seconds"}


def test_the_same_seed_finds_the_same(document: Document, serve: Serve) -> None:
    seen = []
    for _ in range(2):
        items = Items(fault="accepts-invalid")
        told = run(document, serve(items), Choices(seed=5, max_examples=8), credentials=CREDENTIALS)
        seen.append(([each.fingerprint for each in told.findings], [each.seen for each in told.findings], _facts(told)))
    assert seen[0] == seen[1]
    assert seen[0][2]["seed"] == 5


def test_a_seed_is_chosen_and_told_where_none_is_given(document: Document, serve: Serve) -> None:
    base_url = serve(Items())
    reports = [run(document, base_url, Choices(phases=("examples",)), credentials=CREDENTIALS) for _ in range(2)]
    assert reports[0].facts["seed"] != reports[1].facts["seed"]


def test_the_figures_add_up(document: Document, serve: Serve) -> None:
    steps: list[Progress] = []
    report = run(
        document, serve(Items()), Choices(seed=2, phases=("coverage",)), credentials=CREDENTIALS, progress=steps.append
    )
    facts = report.facts
    assert (facts["operations"], facts["selected"], facts["tested"]) == (5, 5, 5)
    assert facts["cases"] == facts["2xx"] + facts["4xx"] == steps[-1].cases
    assert facts["checks"] > facts["cases"]
    assert facts["phases"] == "coverage"
    assert {step.phase for step in steps} >= {"coverage"}
    assert report.subjects["document"] == "items.yaml"


def test_operations_behind_credentials_that_nobody_gave_were_not_tested(document: Document, serve: Serve) -> None:
    report = run(document, serve(Items()), Choices(seed=2, max_examples=3, phases=("coverage",)), credentials=None)
    assert report.findings == ()
    assert report.judged == 1
    assert set(report.skipped) == {LIST, CREATE, SHOW, DELETE}
    assert set(report.skipped.values()) == {"every answer was 401: it was not tested behind its credentials"}


def test_a_door_left_open_is_one_finding_for_whoever_comes_without_a_key(document: Document, serve: Serve) -> None:
    report = run(document, serve(Items(fault="no-auth")), Choices(seed=2, max_examples=5), credentials=None)
    assert {(each.rule, each.operations[0]) for each in report.findings} == {
        ("credentials-ignored", key) for key in (LIST, CREATE, SHOW, DELETE)
    }
    assert report.judged == 5


def test_a_run_that_is_cut_short_says_so(document: Document, serve: Serve) -> None:
    report = run(document, serve(Items()), Choices(seed=2, max_examples=1000, max_seconds=1), credentials=CREDENTIALS)
    assert report.facts["cut short"] == "the time limit was reached"


def test_a_run_that_is_interrupted_stops_within_an_operation(document: Document, serve: Serve) -> None:
    items = Items()
    choices = Choices(seed=2, max_examples=100_000, phases=("fuzzing",))
    url = serve(items)
    with pytest.raises(KeyboardInterrupt):
        run(document, url, choices, credentials=CREDENTIALS, interrupted=lambda: sum([*items.tokens.values()]) > 20)
    assert 20 < sum(items.tokens.values()) < 10_000


@pytest.mark.parametrize(
    ("url", "phases", "told"),
    [
        ("127.0.0.1:80/x", PHASES, "no http URL"),
        ("http://ann:secret@127.0.0.1:9", PHASES, "holds credentials"),
        ("http://127.0.0.1:9", ("fuzz",), "no such phase: fuzz"),
        ("http://127.0.0.1:9", (), "no such phase: none given"),
        ("http://127.0.0.1:9", PHASES, "127.0.0.1:9 cannot be reached"),
    ],
)
def test_what_cannot_be_tested_is_told_in_one_line(
    document: Document, url: str, phases: tuple[str, ...], told: str
) -> None:
    with pytest.raises(ContractError, match=told) as caught:
        run(document, url, Choices(phases=phases), credentials=None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("named", "without", "tested"),
    [
        (("getItem", "GET /items"), (), {LIST, SHOW}),
        ((), ("/items/**", "POST /login"), {LIST, CREATE}),
        (("/items*", "/items/*"), ("deleteItem",), {LIST, CREATE, SHOW}),
    ],
)
def test_nothing_is_asked_of_operations_that_are_not_chosen(
    document: Document, serve: Serve, named: tuple[str, ...], without: tuple[str, ...], tested: set[str]
) -> None:
    items = Items()
    choices = Choices(
        seed=1,
        max_examples=2,
        phases=("coverage", "probes"),
        checks=NAMES,
        operations=named,
        without_operations=without,
    )
    done = examine(document, serve(items), choices, credentials=CREDENTIALS)
    assert {key for key, counts in done.counts.items() if counts.cases} == tested == done.counts.keys()
    assert (done.report.judged, done.report.facts["left out"]) == (len(tested), 5 - len(tested))
    assert items.logins == 1, "the account's own"
    assert done.report.coverage is not None
    goals = [each.goal for each in done.report.coverage.reached]
    assert {each.where for each in goals if each.kind is Kind.OPERATIONS} == tested


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"operations": ("getItems",)}, r"no operation 'getItems' \(did you mean getItem\?\)"),
        ({"without_operations": ("tag:none",)}, "no operation 'tag:none'"),
        ({"without_operations": ("*",)}, "no operation is left"),
    ],
)
def test_names_that_mean_no_operation_are_told(document: Document, choices: dict[str, Any], told: str) -> None:
    with pytest.raises(ContractError, match=told):
        run(document, "http://127.0.0.1:9", Choices(**choices), credentials=None)


@pytest.mark.parametrize(
    ("data", "wrong", "right"), [("valid", False, True), ("invalid", True, False), ("all", True, True)]
)
def test_requests_are_made_up_to_keep_to_the_document_or_to_break_it(
    document: Document, serve: Serve, data: str, wrong: bool, right: bool
) -> None:
    choices = Choices(seed=1, max_examples=10, phases=("fuzzing",), operations=(CREATE,), data=data)
    report = run(document, serve(Items()), choices, credentials=CREDENTIALS)
    assert ("2xx" in report.facts, report.coverage and bool(_violated(report.coverage))) == (right, wrong)


def _violated(coverage: Coverage) -> list[str]:
    """The rules of the document that requests broke."""
    return [each.goal.what for each in coverage.reached if each.goal.kind is Kind.VIOLATIONS and each.times]


def test_several_threads_send_what_one_does(document: Document, serve: Serve) -> None:
    choices = Choices(seed=1, max_examples=3, phases=("coverage",), workers=4)
    report = run(document, serve(Items()), choices, credentials=CREDENTIALS)
    assert (report.findings, report.judged) == ((), len(document.operations))


def test_our_own_mock_does_as_its_document_says() -> None:
    document = load("phonebridge-client@1.3.8")
    with running(create_app(document)) as base_url:
        held = Credentials(identifier="max@example.de", password="made up for the mock")
        report = run(document, base_url, Choices(seed=4, max_examples=10), credentials=held)
    assert [(each.rule, each.operations) for each in report.findings] == []
    assert report.judged == len(document.operations)


def judged(document: Document, failure: Failure) -> Any:
    judge = Judge(document, "http://h/v1", Redactor((), {"held": "TOKEN"}))
    judge.failed(failure)
    [finding] = judge.findings(document.by_key)
    return finding


def _sent(query: str, status: int) -> Exchange:
    request = Request("GET", "/v1/items", query, (("Authorization", "Bearer held"),))
    return Exchange(request, Response(status, (("Content-Type", "application/json"), ("X-Total", "0")), b"[]"))


@pytest.mark.parametrize(
    ("code", "query", "status", "severity", "told"),
    [
        ("ST201", "limit=0", 200, Severity.ERROR, "forbids: query limit: the value is less than the minimum of 1"),
        ("ST201", "limit=1", 200, Severity.WARNING, "finds nothing wrong with it, though"),
        ("ST202", "limit=1", 400, Severity.ERROR, "that the document allows"),
        ("ST202", "limit=0", 400, Severity.WARNING, "finds it forbidden, though: query limit"),
        ("ST108", "limit=1", 200, Severity.WARNING, "finds nothing wrong with it, though"),
    ],
)
def test_what_only_one_of_two_readings_sees_is_a_warning_that_says_so(
    document: Document, code: str, query: str, status: int, severity: Severity, told: str
) -> None:
    failure = Failure(
        code=code, operation=LIST, title="", facts={"schema_path": ["type"]}, exchange=_sent(query, status)
    )
    finding = judged(document, failure)
    assert finding.severity is severity
    assert told in finding.message


def test_of_many_exchanges_the_smallest_confirmed_one_is_shown(document: Document) -> None:
    judge = Judge(document, "http://h/v1", Redactor((), {"held": "TOKEN"}))
    for query in ("limit=101&x=1", "limit=0&abcdefghijklmnop", "limit=1", "limit=101"):
        judge.failed(Failure(code="ST201", operation=LIST, title="", exchange=_sent(query, 200)))
    [finding] = judge.findings(())
    assert (finding.witness.request.query, finding.seen) == ("limit=101", 4)


@pytest.mark.parametrize(
    ("trouble", "tested", "rule", "severity"),
    [
        (Trouble(phase="fuzzing", operation=LIST, title="T", text="x"), {LIST}, "could-not-test", Severity.WARNING),
        (Trouble(phase="fuzzing", operation=LIST, title="T", text="x"), set(), "could-not-test", Severity.ERROR),
        (Trouble(phase="stateful", operation="", title="T", text="x"), {LIST}, "could-not-test", Severity.ERROR),
        (
            Trouble(phase="fuzzing", operation=LIST, title="T", text="x", unanswered=True),
            {LIST},
            "no-answer",
            Severity.ERROR,
        ),
    ],
)
def test_what_the_engine_could_not_do_is_never_lost(
    document: Document, trouble: Trouble, tested: set[str], rule: str, severity: Severity
) -> None:
    judge = Judge(document, "http://h", Redactor((), {}))
    judge.troubled(trouble)
    judge.troubled(trouble)
    [finding] = judge.findings(tested)
    assert (finding.rule, finding.severity, finding.seen) == (rule, severity, 2)
