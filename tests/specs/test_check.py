"""What is wrong with a document: each kind of problem alone, with its place, and silence on sound documents."""

from __future__ import annotations

from typing import Any

import pytest

from specs import catalog, load
from specs.check import Problem, Severity, check
from specs.load import from_mapping
from specs.sites import sites, subschemas

OK = {"200": {"description": "d"}}


def with_schemas(**schemas: Any) -> dict[str, Any]:
    return raw({"/a": {"get": {"responses": OK}}}, components={"schemas": schemas})


def raw(paths: Any, **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def answering(media: Any) -> dict[str, Any]:
    return raw({"/a": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": media}}}}}})


def told(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.severity.value, each.pointer, each.message) for each in check(from_mapping(document))]


SCHEMAS = "/components/schemas"
MEDIA = "/paths/~1a/get/responses/200/content/application~1json"
PROBLEMS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "required beside a type": (
        with_schemas(A={"type": "object", "properties": {"x": {"type": "string", "required": True}}}),
        [("error", f"{SCHEMAS}/A/properties/x/required", "schema keyword 'required' has a value that it cannot have")],
    ),
    "unknown type": (
        with_schemas(A={"type": "array", "items": {"type": "strin"}}),
        [("error", f"{SCHEMAS}/A/items/type", "schema keyword 'type' has a value")],
    ),
    "pattern that no engine knows": (
        with_schemas(A={"type": "string", "pattern": "^["}),
        [("error", f"{SCHEMAS}/A/pattern", "schema keyword 'pattern' has a value that it cannot have")],
    ),
    "contradiction": (
        with_schemas(A={"type": "integer", "minimum": 2, "maximum": 1}),
        [
            ("error", f"{SCHEMAS}/A", "schema can be satisfied by no value in a request"),
            ("error", f"{SCHEMAS}/A", "schema can be satisfied by no value in a response"),
        ],
    ),
    "endless recursion": (
        with_schemas(A={"type": "object", "required": ["a"], "properties": {"a": {"$ref": f"#{SCHEMAS}/A"}}}),
        [("*", f"{SCHEMAS}/A", "by no value"), ("*", f"{SCHEMAS}/A", "by no value")],
    ),
    "example in a schema": (
        with_schemas(A={"type": "object", "properties": {"x": {"type": "integer", "example": "five"}}}),
        [
            (
                "warning",
                f"{SCHEMAS}/A/properties/x/example",
                'example breaks its schema: the value is not of type "integer"',
            )
        ],
    ),
    "default": (
        with_schemas(A={"type": "integer", "default": "five"}),
        [("error", f"{SCHEMAS}/A/default", "default breaks its schema")],
    ),
    "example of a body": (
        answering({"schema": {"type": "array", "items": {"type": "integer"}}, "example": [1, "x"]}),
        [("warning", f"{MEDIA}/example", "example breaks its schema at /1")],
    ),
    "named example of a body": (
        answering({"schema": {"type": "integer"}, "examples": {"a": {"value": 1}, "b": {"value": "x"}}}),
        [("warning", f"{MEDIA}/examples/b", "example breaks its schema")],
    ),
    "no response": (
        raw({"/a": {"get": {"responses": {}}}}),
        [("error", "/paths/~1a/get", "GET /a documents no response"), ("error", "/paths/~1a/get/responses", "")],
    ),
    "failures only": (
        raw({"/a": {"get": {"responses": {"404": {"description": "d"}}}}}),
        [("warning", "/paths/~1a/get", "GET /a documents failures only")],
    ),
    "path parameter nobody declares": (
        raw({"/a/{id}": {"get": {"responses": OK}}}),
        [("error", "/paths/~1a~1{id}/get", "Path parameter 'id'")],
    ),
    "no title": (
        {**raw({}), "info": {"version": "1"}},
        [("error", "/info", '"title" is a required property')],
    ),
    "no paths, and a schema that is wrong": (
        {"openapi": "3.0.3", "info": raw({})["info"], "components": {"schemas": {"A": {"type": 5}}}},
        [("error", "", '"paths" is a required property'), ("error", f"{SCHEMAS}/A/type", "schema keyword 'type'")],
    ),
    "operation id twice": (
        raw({"/a": {"get": {"operationId": "x", "responses": OK}, "put": {"operationId": "x", "responses": OK}}}),
        [("error", "/paths/~1a/put", "Operation ID 'x'")],
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_kind_of_problem_is_told_alone(name: str) -> None:
    document, expected = PROBLEMS[name]
    found = told(document)
    assert len(found) == len(expected), found
    for (severity, pointer, message), (wanted_severity, wanted_pointer, wanted) in zip(found, expected, strict=True):
        assert wanted_severity in (severity, "*")
        assert pointer == wanted_pointer
        assert wanted in message


def path(template: str, *methods: str) -> dict[str, Any]:
    names = [part.strip("{}") for part in template.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {template: {method: {"parameters": parameters, "responses": OK} for method in methods or ("get",)}}


@pytest.mark.parametrize(
    ("paths", "severities"),
    [
        (path("/a/{x}") | path("/a/{y}"), ["error"]),
        (path("/a/{x}") | path("/{y}/b"), ["warning"]),
        (path("/a/{x}") | path("/a/b"), []),
        (path("/a/{x}") | path("/{y}/{z}"), []),
        (path("/a/{x}") | path("/b/{x}"), []),
        (path("/a/{x}") | path("/a/{x}/b"), []),
        (path("/a/{x}", "get") | path("/a/{y}", "put"), []),
    ],
)
def test_ambiguous_paths_are_told(paths: dict[str, Any], severities: list[str]) -> None:
    ambiguous = [problem for problem in check(from_mapping(raw(paths))) if "requests as" in problem.message]
    assert [problem.severity.value for problem in ambiguous] == severities


@pytest.mark.parametrize("name", [release.name for api in catalog.apis() for release in catalog.releases(api)])
def test_the_catalogue_is_sound(name: str) -> None:
    assert check(load(name)) == ()


def test_every_dialect_is_checked() -> None:
    info = {"title": "t", "version": "1"}
    swagger = {"swagger": "2.0", "info": info, "paths": {"/a": {"get": {}}}, "definitions": {"A": {"type": 5}}}
    assert [pointer for _, pointer, _ in told(swagger)] == ["/definitions/A/type", "/paths/~1a/get", "/paths/~1a/get"]
    newer = {"openapi": "3.1.0", "info": info, "components": {"schemas": {"A": {"type": "strin"}}}}
    assert [pointer for _, pointer, _ in told(newer)] == ["/components/schemas/A/type"]


def test_the_validators_own_failure_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from openapi_spec_validator import shortcuts

    def fail(_: object) -> None:
        raise RuntimeError("too deep\nto tell")

    monkeypatch.setattr(shortcuts, "get_validator_cls", fail)
    (problem,) = check(load("phonebridge-client"))
    assert problem.severity is Severity.WARNING
    assert problem.message == "openapi-spec-validator gave up: RuntimeError: too deep"


def test_a_problem_has_its_line_and_errors_stand_first() -> None:
    found = check(from_mapping(raw(path("/a/{x}") | path("/a/{y}") | {"/b": {"get": {"responses": {}}}})))
    assert [problem.severity for problem in found] == sorted(problem.severity for problem in found)
    assert all(problem.place.startswith("<mapping>:") for problem in found)
    assert isinstance(found[0], Problem)


def test_every_place_of_a_schema_is_visited_once() -> None:
    document = load("phonebridge-webapp")
    found = [(site.schema.pointer, site.direction) for site in sites(document)]
    assert len(found) == len(set(found))
    assert {f"/components/schemas/{name}" for name in document.schemas} <= {pointer for pointer, _ in found}
    inside = [pointer for site in sites(document) for _, pointer in subschemas(site.schema)]
    assert all(document.source.line(pointer) for pointer in set(inside))
