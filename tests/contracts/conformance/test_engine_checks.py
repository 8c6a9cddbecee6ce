"""Each check of the test engine, at servers on a socket: one at which it fires, and one at which it is silent.

One server does something wrong in each of its operations, another with the same operations in none: two runs tell of
all checks that need one request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests
from faulty_server import RAW, TOKEN, Faulty
from items_server import CREDENTIALS, Items, serving
from made_tests import demand_failing, made

from contracts.conformance.auth import Credentials
from contracts.conformance.choices import ENGINE, Choices
from contracts.conformance.run import Examination, examine, run
from contracts.findings import Report, Severity
from specs.load import from_mapping
from specs.model import Document

Serve = Callable[[Items], str]

FIRES = [
    ("server-error", "GET /failing", "500", "not_a_server_error"),
    ("server-error-on-content-type", "POST /failing-on-type", "500", "not_a_server_error"),
    ("status-undocumented", "GET /moved", "203", "status_code_conformance"),
    ("content-type-missing", "GET /untyped", "", "content_type_conformance"),
    ("content-type-undocumented", "GET /other-type", "text/plain", "content_type_conformance"),
    ("content-type-malformed", "GET /mistyped", "nonsense", "content_type_conformance"),
    ("response-unreadable", "GET /mistyped", "", "response_schema_conformance"),
    ("response-header-missing", "GET /headless", "X-Total", "response_headers_conformance"),
    ("response-schema-violated", "GET /misshapen", "200 properties/name/type", "response_schema_conformance"),
    ("response-json-malformed", "GET /cut-off", "", "response_schema_conformance"),
    ("response-unreadable", "GET /undecodable", "", "response_schema_conformance"),
    ("discriminator-unknown", "GET /unkind", "", "response_schema_conformance"),
    ("invalid-request-accepted", "GET /generous", "200", "negative_data_rejection"),
    ("invalid-request-accepted", "GET /keyless", "200", "negative_data_rejection"),
    ("required-header-not-demanded", "GET /keyless", "X-Key", "missing_required_header"),
    ("valid-request-refused", "GET /strict", "400", "positive_data_acceptance"),
    ("method-not-refused", "GET /unlisted", "missing allow header", "unsupported_method"),
    ("allow-header-wrong", "GET /boastful", "GET/DELETE", "allow_header_conformance"),
    ("credentials-ignored", "GET /open", "", "ignored_auth"),
]
"""What is found, at which operation, with which subject, and what the engine calls the check that finds it."""
SEQUENCES = [("undead", "use-after-delete", "DELETE /items/{id}"), ("not-created", "created-not-found", "POST /items")]
"""The fault of a server of items, what is found, and at which operation."""

UNTOLD = {"response-unreadable", "discriminator-unknown"}
"""What no test in Python is written of."""


@pytest.fixture(scope="module")
def faults() -> Document:
    return from_mapping(RAW, "faults.yaml")


def examined(document: Document, server: Faulty, base_url: str, *, wrong: bool) -> Examination:
    server.wrong = wrong
    choices = Choices(seed=1, max_examples=3, phases=("coverage",))
    return examine(document, base_url, choices, credentials=Credentials(token=TOKEN))


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Faulty, str]]:
    """A server, and where the document's paths start."""
    server = Faulty(wrong=True)
    with serving(server.app()) as url:
        yield server, f"{url}/v1"


@pytest.fixture(scope="module")
def faulty(faults: Document, server: tuple[Faulty, str]) -> Report:
    return examined(faults, *server, wrong=True).report


@pytest.fixture(scope="module")
def well(faults: Document, server: tuple[Faulty, str]) -> Examination:
    return examined(faults, *server, wrong=False)


def found(report: Report) -> set[tuple[str, str, str]]:
    """Rule, operation and subject of each finding."""
    keys = [(each, each.operations[0]) for each in report.findings]
    assert all(each.subject.startswith(key) for each, key in keys)
    return {(each.rule, key, each.subject.removeprefix(key).strip()) for each, key in keys}


def test_each_fault_is_found_by_its_check_and_by_no_other(faulty: Report) -> None:
    told = {(rule, operation, subject) for rule, operation, subject, _ in FIRES}
    assert found(faulty) == told | {("no-answer", "GET /silent", "Network Error")}
    assert {each.severity for each in faulty.findings} == {Severity.ERROR}


def test_checks_are_silent_where_all_is_done_well(well: Examination) -> None:
    assert well.report.findings == ()
    assert well.report.judged == len(RAW["paths"])


@pytest.mark.parametrize(("rule", "operation", "subject", "check"), FIRES, ids=str)
def test_a_check_that_is_silent_wasmade(well: Examination, rule: str, operation: str, subject: str, check: str) -> None:
    assert well.counts[operation].checks[check] > 0, (rule, subject)


@pytest.mark.parametrize(("fault", "rule", "operation"), SEQUENCES, ids=str)
def test_faults_that_need_a_history_are_found_in_sequences(
    document: Document, serve: Serve, monkeypatch: pytest.MonkeyPatch, fault: str, rule: str, operation: str
) -> None:
    base_url = serve(Items(fault=fault))
    choices = Choices(seed=1, max_examples=20, phases=("stateful",))
    report = run(document, base_url, choices, credentials=CREDENTIALS)
    assert found(report) == {(rule, operation, "")}
    (finding,) = report.findings
    known = {"email": CREDENTIALS.identifier, "password": CREDENTIALS.password}
    token = requests.post(f"{base_url}/login", json=known, timeout=10).json()["id_token"]
    demand_failing(finding.test, monkeypatch, TOKEN=token, USER=known["email"], PASSWORD=known["password"])
    assert f" -X {operation.partition(' ')[0]} " in finding.reproduce.splitlines()[-2], "what has to be sent first"


def test_sequences_at_a_server_that_does_well_find_nothing(document: Document, serve: Serve) -> None:
    choices = Choices(seed=1, max_examples=10, phases=("stateful",))
    examination = examine(document, serve(Items()), choices, credentials=CREDENTIALS)
    assert examination.report.findings == ()
    performed = [name for counts in examination.counts.values() for name in counts.checks]
    assert {"use_after_free", "ensure_resource_availability"} <= {*performed}


@pytest.mark.parametrize(("seconds", "slow"), [(1e-9, True), (600.0, False)])
def test_answers_are_slow_beyond_what_is_allowed(document: Document, serve: Serve, seconds: float, slow: bool) -> None:
    choices = Choices(seed=1, max_examples=1, phases=("examples",), max_response_seconds=seconds)
    report = run(document, serve(Items()), choices, credentials=CREDENTIALS)
    assert {each.rule for each in report.findings} == ({"response-slow"} if slow else set())


def test_what_the_engine_cannot_make_up_is_told(server: tuple[Faulty, str]) -> None:
    body = {"required": True, "content": {"application/json": {"schema": {"not": {}}}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "never"}}}
    document = from_mapping({**RAW, "paths": {"/impossible": {"post": operation}}})
    report = run(document, server[1], Choices(seed=1, phases=("fuzzing",)), credentials=None)
    assert ("could-not-test", ("POST /impossible",)) in [(each.rule, each.operations) for each in report.findings]


def test_every_check_of_the_engine_has_a_server_at_which_it_fires() -> None:
    assert {rule for rule, *_ in FIRES} | {rule for _, rule, _ in SEQUENCES} | {"response-slow"} == ENGINE


def test_a_test_in_python_fails_where_a_failure_was_seen_and_passes_where_it_is_mended(
    faulty: Report, server: tuple[Faulty, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tests = {each.rule: each.test for each in faulty.findings if each.test}
    assert {rule for rule, *_ in FIRES} - tests.keys() == UNTOLD
    for wrong in (True, False):
        server[0].wrong = wrong
        for source in tests.values():
            if wrong:
                demand_failing(source, monkeypatch, TOKEN=TOKEN)
            else:
                made(source)()
