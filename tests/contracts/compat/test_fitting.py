"""Breaks in several parts of one message: that of each finding is right in all the others, where it may be."""

from __future__ import annotations

from typing import Any

from contracts.compat.compare import compare
from contracts.findings import Finding, Verdict
from specs.load import from_mapping

Raw = dict[str, Any]


def document(*, request: Raw | None = None, response: Raw | None = None, security: list[Raw] | None = None) -> Raw:
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "key"}, "token": {"type": "http", "scheme": "bearer"}}
    operation = {"security": security or [], "responses": {"200": {"description": "done", **(response or {})}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "things", "version": "1"},
        "paths": {"/things/{kind}": {"put": operation | (request or {})}},
        "components": {"securitySchemes": schemes},
    }


def parameter(name: str, place: str = "query", *, required: bool = False, **schema: Any) -> Raw:
    return {"name": name, "in": place, "required": required, "schema": schema}


def json_body(*required: str, **properties: Raw) -> Raw:
    schema = {"type": "object", "required": list(required), "properties": properties}
    return {"content": {"application/json": {"schema": schema}}}


def asked(*, tight: bool) -> Raw:
    return {
        "parameters": [
            parameter("kind", "path", required=True, enum=["b"] if tight else ["a", "b"]),
            parameter("size", type="integer", maximum=10 if tight else 20),
            parameter("page", type="integer", required=tight),
            parameter("X-Mode", "header", required=True, enum=["slow"] if tight else ["fast", "slow"]),
        ],
        "requestBody": {
            "required": tight,
            **json_body("state", state={"enum": ["off"] if tight else ["on", "off"]}),
        },
    }


def answered(*, wide: bool) -> Raw:
    return {
        "headers": {
            "X-Rest": {"required": True, "schema": {"type": "integer", "minimum": 0 if wide else 5}},
            "X-More": {"required": not wide, "schema": {"type": "string"}},
        },
        **json_body("state", state={"enum": ["on", "new"] if wide else ["on"]}),
    }


def breaks(old: Raw, new: Raw) -> list[Finding]:
    found = compare(from_mapping(old), from_mapping(new)).findings
    assert not [each.message for each in found if each.verdict is Verdict.UNPROVEN]
    return [each for each in found if each.verdict is Verdict.BREAKING]


def told(found: list[Finding]) -> set[tuple[str, str, str, str]]:
    assert [each.message for each in found if each.witness is None or each.witness.besides] == []
    return {(each.rule, each.witness.place, each.witness.name, each.witness.pointer) for each in found if each.witness}


def test_a_request_shows_one_of_several_breaks() -> None:
    found = breaks(
        document(request=asked(tight=False), security=[{"key": []}, {"token": []}]),
        document(request=asked(tight=True), security=[{"token": []}]),
    )
    assert told(found) == {
        ("credentials-no-longer-accepted", "header", "Authorization", ""),
        ("request-body-became-required", "body", "", ""),
        ("parameter-became-required", "query", "page", ""),
        ("request-value-removed", "path", "kind", ""),
        ("request-constraint-tightened", "query", "size", ""),
        ("request-value-removed", "header", "X-Mode", ""),
        ("request-value-removed", "body", "", "/state"),
    }


def test_an_answer_shows_one_of_several_breaks() -> None:
    found = breaks(document(response=answered(wide=False)), document(response=answered(wide=True)))
    assert told(found) == {
        ("response-constraint-loosened", "header", "X-Rest", ""),
        ("response-header-no-longer-sent", "header", "X-More", ""),
        ("response-value-added", "body", "", "/state"),
    }


def test_what_old_clients_cannot_send_is_told_besides() -> None:
    old = {"parameters": [parameter("size", type="integer", maximum=20)]}
    new = {"parameters": [parameter("size", type="integer", maximum=10), parameter("page", required=True)]}
    found = breaks(document(request=old), document(request=new, security=[{"token": []}]))
    shown = next(each.witness for each in found if each.rule == "request-constraint-tightened")
    assert shown is not None
    assert (shown.place, shown.name) == ("query", "size")
    assert {(each.place, each.name) for each in shown.besides} == {("query", "page"), ("header", "Authorization")}
