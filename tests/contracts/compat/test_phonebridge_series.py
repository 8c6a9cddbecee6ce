"""What the nine releases break is what their history says, and every witness holds before other eyes."""

from __future__ import annotations

from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from releases import NEIGHBOURS, PAIRS, document, report

from contracts.findings import Finding, Level, Severity, Verdict
from specs import credentials, paths
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.schemas import Direction, Schema
from specs.validation import SchemaError, check_response, read_request

BREAKS: dict[tuple[str, str], set[tuple[str, str]]] = {
    ("1.0.1", "1.2"): {
        ("operation-removed", "GET /api/users/me/connectors/count"),
        ("request-schema-narrowed", "ConnectorConfig"),
    },
    ("1.2", "1.2.2"): {
        ("success-status-removed", "POST /api/users/me/connectors"),
        ("request-constraint-tightened", "ClientRequest.name"),
    },
    ("1.2.2", "1.2.3"): set(),
    ("1.2.3", "1.3.2"): {
        ("credentials-became-required", "GET /api/version"),
        ("request-property-became-required", "ConnectorRequest.name"),
        ("response-value-added", "ConnectorStatus"),
    },
    ("1.3.2", "1.3.4"): {
        ("parameter-became-required", "GET /api/users/me/calls query days"),
        ("request-value-removed", "ClientRequest.platform"),
        ("response-became-nullable", "Connector.lastSync"),
        ("response-type-widened", "VersionInfo.build"),
    },
    ("1.3.4", "1.3.5"): set(),
    ("1.3.5", "1.3.7"): {
        ("required-response-property-removed", "Connector.contactCount"),
        ("response-property-became-optional", "Call.name"),
        ("response-constraint-loosened", "SyncJob.message"),
    },
    ("1.3.7", "1.3.8"): {
        ("operation-removed", "GET /api/account"),
        ("request-constraint-tightened", "parameter Size"),
        ("request-property-became-required", "CallRequest.durationSeconds"),
        ("response-value-added", "Language"),
    },
}

TOLD: dict[tuple[str, str], set[tuple[str, str]]] = {
    ("1.0.1", "1.2"): {("request-property-added", "Credentials.rememberMe")},
    ("1.2", "1.2.2"): {("request-property-added", "ClientRequest.platform")},
    ("1.2.3", "1.3.2"): {("path-parameter-renamed", "GET /api/connectors/{id}")},
    ("1.3.4", "1.3.5"): set(),
    ("1.3.5", "1.3.7"): {
        ("parameter-default-changed", "parameter Size"),
        ("request-property-added", "SyncJobRequest.dryRun"),
        ("operation-added", "DELETE /api/calls/{id}"),
    },
    ("1.3.7", "1.3.8"): {("operation-added", "POST /api/register")},
}
"""Some of what is told and breaks nothing."""


@pytest.mark.parametrize(("old", "new"), NEIGHBOURS)
def test_neighbours_break_what_the_history_says(old: str, new: str) -> None:
    found = {(each.rule, each.subject) for each in report(old, new).findings if each.severity is Severity.ERROR}
    assert found == BREAKS[old, new]


@pytest.mark.parametrize(("old", "new"), TOLD)
def test_neighbours_tell_what_breaks_nothing(old: str, new: str) -> None:
    found = {(each.rule, each.subject) for each in report(old, new).findings if each.severity is not Severity.ERROR}
    assert found >= TOLD[old, new]


def test_a_release_of_documentation_alone_says_so() -> None:
    assert {each.level for each in report("1.2.2", "1.2.3").findings} == {Level.BEHAVIOUR}


def test_a_release_of_additions_alone_breaks_nothing() -> None:
    assert report("1.3.4", "1.3.5").verdict is Verdict.COMPATIBLE


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_nothing_is_left_open_and_every_break_has_a_witness(old: str, new: str) -> None:
    findings = report(old, new).findings
    assert [each.subject for each in findings if each.verdict is Verdict.UNPROVEN] == []
    assert all((each.verdict is Verdict.BREAKING) == (each.witness is not None) for each in findings)


@pytest.mark.parametrize(("old", "new"), PAIRS)
@pytest.mark.parametrize("library", ["jsonschema", "jsonschema_rs"])
def test_witnesses_hold_before_a_judge_of_the_tests_own(old: str, new: str, library: str) -> None:
    for finding in report(old, new).breaking:
        faults = {"old": _faults(document(old), finding, library), "new": _faults(document(new), finding, library)}
        assert finding.witness
        assert faults[finding.witness.accepted_by] == [], finding
        assert faults[finding.witness.refused_by] != [], finding


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_a_witness_is_refused_for_what_its_finding_is_about(old: str, new: str) -> None:
    for finding in report(old, new).breaking:
        assert finding.witness
        leaf = finding.subject.rpartition(" ")[2].rpartition(".")[2].removesuffix("[]")
        if finding.rule.startswith(("request-property", "required-request")):
            assert leaf in finding.witness.reason
        elif finding.rule.endswith(("-tightened", "-loosened", "nullable", "value-removed", "value-added")):
            assert finding.witness.place in ("body", "query")


class Judge:
    """A compiled schema of one library, formats asserted."""

    def __init__(self, library: str, schema: Schema, direction: Direction) -> None:
        self.schema = schema.json_schema(direction)
        self._errors: Any
        if library == "jsonschema":
            checks = jsonschema.Draft202012Validator.FORMAT_CHECKER
            self._errors = jsonschema.Draft202012Validator(self.schema, format_checker=checks).iter_errors
        else:
            self._errors = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True).iter_errors

    def accepts(self, value: Any) -> bool:
        return not list(self.errors(value))

    def errors(self, value: Any) -> list[SchemaError]:
        return [SchemaError("", "schema", str(error.message)) for error in self._errors(value)]


def _faults(document: Document, finding: Finding, library: str) -> list[Any]:
    def compiled(schema: Schema, direction: Direction) -> Judge:
        return Judge(library, schema, direction)

    witness = finding.witness
    assert witness
    if witness.request:
        return _request_faults(document, witness.request, compiled)
    assert isinstance(witness.response, Response)
    operation = _operation(document, finding.operations[0])
    return list(check_response(operation, witness.response, compiled=compiled))


def _request_faults(document: Document, request: Request, compiled: Any) -> list[Any]:
    found = paths.find(document, request.method, request.path)
    if found is None:
        return ["no operation"]
    operation, values = found
    if not credentials.presents(operation, request):
        return ["no credentials"]
    return list(read_request(operation, request, values, compiled=compiled).violations)


def _operation(document: Document, key: str) -> Operation:
    shaped = {(each.method, paths.shape(each.path)): each for each in document.operations}
    method, _, path = key.partition(" ")
    return shaped[method, paths.shape(path)]
