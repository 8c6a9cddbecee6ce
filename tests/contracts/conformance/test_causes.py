"""A failure is explained by a problem that lies in its operation and leads to its status, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from contracts.conformance.causes import EFFECTS, Causes, wrong_parts
from specs import checks, load

FINE = {"200": {"description": "Fine."}}
REFUSES = {**FINE, "400": {"description": "No."}}
NUMBER = {"name": "n", "in": "query", "schema": {"type": "integer"}}
ACCEPT = {"name": "Content-Type", "in": "header", "schema": {"type": "string"}}
IMPOSSIBLE = {"type": "integer", "minimum": 2, "maximum": 1}
ANSWERS_IMPOSSIBLY = {
    "200": {"description": "Fine.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/None"}}}},
    "204": {"description": "Fine."},
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/open": {"get": {"parameters": [NUMBER], "responses": FINE}},
        "/shut": {"get": {"parameters": [NUMBER], "responses": REFUSES}},
        "/only": {"get": {"responses": {"503": {"description": "Never."}}}},
        "/early": {"get": {"responses": {"103": {"description": "Wait."}}}},
        "/none": {"get": {"responses": {}}},
        "/impossible": {"get": {"responses": ANSWERS_IMPOSSIBLY}},
        "/typed": {"get": {"parameters": [ACCEPT], "responses": REFUSES}},
        "/items/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": FINE,
            },
            "put": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {**FINE, "404": {"description": "d"}},
            },
        },
        "/locked": {"get": {"security": [{"key": []}], "responses": FINE}},
    },
    "components": {
        "schemas": {"None": IMPOSSIBLE},
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    },
}


@pytest.fixture(scope="module")
def causes(tmp_path_factory: pytest.TempPathFactory) -> Causes:
    path = tmp_path_factory.mktemp("causes") / "api.yaml"
    path.write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    return Causes(load(str(path)))


@pytest.mark.parametrize(
    ("operation", "check", "status", "wrong", "cause"),
    [
        ("GET /open", "status_code_conformance", "400", "query", "refusal-undocumented"),
        ("GET /open", "status_code_conformance", "401", "", None),
        ("GET /open", "status_code_conformance", "500", "", None),
        ("GET /open", "negative_data_rejection", "200", "query", None),
        ("GET /open", "positive_data_acceptance", "400", "", None),
        ("GET /shut", "status_code_conformance", "415", "", None),
        ("GET /nowhere", "status_code_conformance", "400", "", None),
        ("", "status_code_conformance", "400", "", None),
        ("GET /only", "not_a_server_error", "503", "", "failures-only"),
        ("GET /only", "not_a_server_error", "", "", None),
        ("GET /only", "response_schema_conformance", "503", "", None),
        ("GET /early", "status_code_conformance", "200", "", "no-final-answer"),
        ("GET /early", "status_code_conformance", "404", "", None),
        ("GET /only", "status_code_conformance", "200", "", None),
        ("GET /none", "status_code_conformance", "200", "", "no-response"),
        ("GET /none", "status_code_conformance", "500", "", None),
        ("GET /impossible", "not_a_server_error", "500", "", "schema-unsatisfiable"),
        ("GET /impossible", "untested", "", "", None),
        ("GET /open", "not_a_server_error", "500", "", None),
        ("GET /typed", "negative_data_rejection", "200", "header", "ignored-header-parameter"),
        ("GET /typed", "negative_data_rejection", "200", "query header", None),
        ("GET /items/{id}", "status_code_conformance", "404", "", "not-found-undocumented"),
        ("GET /items/{id}", "status_code_conformance", "400", "", None),
        ("GET /items/{id}", "use_after_free", "200", "", "not-found-undocumented"),
        ("GET /items/{id}", "ensure_resource_availability", "404", "", None),
        ("PUT /items/{id}", "ensure_resource_availability", "404", "body", "refusal-as-not-found"),
        ("PUT /items/{id}", "ensure_resource_availability", "404", "", None),
        ("GET /locked", "status_code_conformance", "401", "", "unauthorized-undocumented"),
        ("GET /locked", "ignored_auth", "200", "", None),
    ],
)
def test_a_problem_explains_failures_of_its_operation_with_its_statuses(
    causes: Causes, operation: str, check: str, status: str, wrong: str, cause: str | None
) -> None:
    problem = causes.of(operation, check, status, wrong)
    assert (problem.id if problem else None) == cause


def test_a_problem_of_a_shared_schema_explains_those_that_refer_to_it(causes: Causes) -> None:
    problem = causes.of("GET /impossible", "not_a_server_error", "500")
    assert problem is not None
    assert problem.pointer == "/components/schemas/None"


def test_every_cause_is_one_that_specs_check_names() -> None:
    assert set(EFFECTS) <= {each.id for each in checks.CHECKS}


@pytest.mark.parametrize(
    ("modes", "mutations", "wrong"),
    [
        ({"query": "positive", "header": "positive"}, [], ""),
        ({"query": "negative", "header": "negative"}, [], "query header"),
        ({"query": "negative"}, [("query", ("additionalProperties",))], ""),
        ({"query": "negative"}, [("query", ("additionalProperties",)), ("query", ("type",))], "query"),
        ({"query": "negative", "body": "negative"}, [("body", ("additionalProperties",))], "query body"),
    ],
)
def test_a_query_with_more_than_is_declared_breaks_no_document(
    modes: dict[str, str], mutations: list[tuple[str, tuple[str, ...]]], wrong: str
) -> None:
    assert wrong_parts(modes, mutations) == wrong
