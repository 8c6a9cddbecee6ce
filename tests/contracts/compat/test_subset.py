"""Whether one API is a part of another: what may be more, what must not be missing, and what shows it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.compat.subset import subset
from contracts.findings import Report, Verdict
from contracts.render import FORMATS, verdicts
from specs import load
from specs.load import from_mapping

USER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 50}},
}
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}
FULL: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Full", "version": "1"},
    "paths": {
        "/users": {
            "post": {
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {"content": CONTENT},
                "responses": {"200": {"description": "kept", "content": CONTENT}},
            },
            "get": {"responses": {"200": {"description": "all"}}},
        }
    },
    "components": {
        "schemas": {"User": USER, "Unused": {"type": "string", "maxLength": 5}, "More": {"type": "integer"}}
    },
}


def changed(change: Callable[[Any], None]) -> dict[str, Any]:
    client = copy.deepcopy(FULL)
    client["info"]["title"] = "Client"
    change(client)
    return client


def judged(client: dict[str, Any]) -> Report:
    return subset(from_mapping(client), from_mapping(FULL))


def user(client: Any) -> Any:
    return client["components"]["schemas"]["User"]


PARTS: dict[str, Callable[[Any], Any]] = {
    "all of it": lambda client: client.update(tags=[]),
    "fewer operations": lambda client: client["paths"]["/users"].pop("get"),
    "fewer parameters": lambda client: client["paths"]["/users"]["post"].pop("parameters"),
    "fewer schemas": lambda client: client["components"]["schemas"].pop("More"),
    "fewer fields": lambda client: user(client)["properties"].pop("name"),
    "another server": lambda client: client.update(servers=[{"url": "https://client.example"}]),
    "other texts": lambda client: client["paths"]["/users"]["get"].update(summary="List", operationId="list"),
}


@pytest.mark.parametrize("name", PARTS)
def test_less_is_a_part(name: str) -> None:
    report = judged(changed(PARTS[name]))
    assert report.findings == ()
    assert (verdicts.headline(report), report.verdict) == ("A subset", Verdict.COMPATIBLE)
    assert verdicts.explanation(report).startswith("All of it is in the full API, and compatible;")


MORE: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "an operation": (
        lambda client: client["paths"].update({"/extra": {"get": {"responses": {"200": {"description": "x"}}}}}),
        "operation-removed",
        "The full API has no GET /extra",
    ),
    "a parameter": (
        lambda client: client["paths"]["/users"]["post"]["parameters"].append(
            {"name": "tone", "in": "query", "schema": {}}
        ),
        "parameter-removed",
        "The full API has no POST /users query tone, and ignores it",
    ),
    "a schema": (
        lambda client: client["components"]["schemas"].update(Extra={"type": "string"}),
        "schema-name-removed",
        "The full API has no schema called Extra",
    ),
    "a field that is sent": (
        lambda client: user(client)["properties"].update(age={"type": "integer"}),
        "request-property-removed",
        "The full API has no User.age, and ignores it",
    ),
    "a longer text than is taken": (
        lambda client: user(client)["properties"].update(name={"type": "string", "maxLength": 90}),
        "request-constraint-tightened",
        "User.name is held to a tighter maxLength: 90 → 50",
    ),
    "a promise that is not kept": (
        lambda client: user(client)["required"].append("name"),
        "response-property-became-optional",
        "User.name may now be missing",
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_what_is_more_or_otherwise_is_none(name: str) -> None:
    change, rule, message = MORE[name]
    report = judged(changed(change))
    assert (rule, message) in {(each.rule, each.message) for each in report.findings}
    assert (verdicts.headline(report), report.verdict) == ("Not a subset", Verdict.BREAKING)
    assert {(each.witness.accepted_by, each.witness.refused_by) for each in report.findings if each.witness} <= {
        ("client", "full"),
        ("full", "client"),
    }


def test_a_schema_that_no_operation_leads_to_is_compared_too() -> None:
    report = judged(changed(lambda client: client["components"]["schemas"].update(Unused={"type": "integer"})))
    assert {(each.subject, each.verdict, each.operations) for each in report.findings} == {
        ("Unused", Verdict.UNPROVEN, ())
    }
    assert verdicts.headline(report) == "Unproven"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_speaks_of_the_client_and_the_full_api(name: str) -> None:
    told = FORMATS[name](judged(changed(MORE["an operation"][0])))
    whole = ("Client 1 in Full 1", "1 thing is missing there") if name != "gitlab" else ()  # it has findings alone
    for fact in ("The full API has no GET /extra", *whole):
        assert fact in told
    if name == "json":
        data = json.loads(told)
        assert (data["kind"], data["verdict"]) == ("subset", "breaking")


def test_the_client_api_of_phonebridge_is_a_part_of_the_full_one() -> None:
    client = load("phonebridge-client@1.3.8")
    report = subset(client, load("phonebridge-webapp@1.3.8"))
    assert (report.findings, report.judged) == ((), 6)
    assert report.facts["operations in both"] == 6
    assert report.facts["schemas in both"] == len(client.schemas) == 5


def test_two_days_before_it_was_no_part_of_what_was_released() -> None:
    """The client API came out before the full 1.3.8: against 1.3.7 it is what it is, not what it was to become."""
    report = subset(load("phonebridge-client@1.3.8"), load("phonebridge-webapp@1.2"))
    assert {each.subject for each in report.findings} == {
        "Client.lastSeen",
        "Client.platform",
        "ClientRequest.platform",
    }
