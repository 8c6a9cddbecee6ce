"""Sampled requests and responses are valid when they are read again, in the eyes of two independent libraries."""

from __future__ import annotations

from typing import Any

import pytest

from specs import catalog, load, paths
from specs.load import from_mapping
from specs.messages import Request
from specs.model import Document, Operation
from specs.sampling import Mode, Unsatisfiable
from specs.sampling.exchange import sample_request, sample_response
from specs.second_opinion import second_validator
from specs.validation import check_response, read_request, validator

RELEASES = [release.name for api in catalog.apis() for release in catalog.releases(api)]
ENGINES = (validator, second_validator)


def document(operation: dict[str, Any], path: str = "/a/{id}") -> Document:
    operation = {"responses": {"204": {"description": "done"}}, **operation}
    return from_mapping(
        {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "/v1"}],
         "paths": {path: {"post": operation}}}
    )  # fmt: skip


def read(document: Document, operation: Operation, request: Request, engine: Any = validator) -> Any:
    base = document.base_paths_of(operation)[0]
    raw = paths.match(operation.path, request.path.removeprefix(base))
    assert raw is not None
    return read_request(operation, request, raw, compiled=engine)


def parameter(name: str, place: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": schema, "required": place == "path", **more}


EVERYWHERE = {
    "parameters": [
        parameter("id", "path", {"type": "string"}),
        parameter("q", "query", {"type": "array", "items": {"type": "integer"}, "minItems": 1}),
        parameter("deep", "query", {"type": "object", "properties": {"a": {"type": "boolean"}}}, style="deepObject"),
        parameter("X-Trace", "header", {"type": "string", "minLength": 3}),
        parameter("session", "cookie", {"type": "string", "format": "uuid"}),
        {"name": "filter", "in": "query", "content": {"application/json": {"schema": {"enum": [{"x": [1]}]}}}},
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "required": ["n"], "properties": {"n": {"minimum": 3}}}},
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
            },
            "text/plain": {"schema": {"type": "string", "minLength": 1}},
        },
    },
    "responses": {
        "200": {
            "description": "ok",
            "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
            "content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}},
        },
        "4XX": {"description": "no"},
    },
}


def test_a_typical_request_has_something_everywhere() -> None:
    api = document(EVERYWHERE)
    (operation,) = api.operations
    request = sample_request(operation, api, 1)
    reading = read(api, operation, request)
    assert request.path.startswith("/v1/a/")
    assert {place.value: set(values) for place, values in reading.parameters.items() if values} == {
        "path": {"id"}, "query": {"q", "deep", "filter"}, "header": {"X-Trace"}, "cookie": {"session"}
    }  # fmt: skip
    assert request.header("content-type") == "application/json"
    assert reading.body["n"]
    assert sample_request(operation, api, 1) == request
    assert sample_request(operation, api, 2) != request


@pytest.mark.parametrize("engine", ENGINES, ids=["first", "second"])
@pytest.mark.parametrize("mode", Mode)
def test_requests_and_responses_of_every_seed_are_valid(mode: Mode, engine: Any) -> None:
    api = document(EVERYWHERE)
    (operation,) = api.operations
    for seed in range(60):
        assert read(api, operation, sample_request(operation, api, seed, mode), engine).violations == ()
        for status in (200, 404):
            response = sample_response(operation, status, seed, mode)
            assert response.status == status
            assert check_response(operation, response, compiled=engine) == []


def test_edge_cases_use_every_media_type_and_leave_out_what_they_may() -> None:
    api = document(EVERYWHERE)
    (operation,) = api.operations
    requests = [sample_request(operation, api, seed, Mode.EDGE) for seed in range(60)]
    assert len({request.header("content-type") for request in requests}) == 3
    assert {"filter" in request.query for request in requests} == {True, False}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"], "maxLength": 1},
        {"type": "string", "enum": [".", "..", "", "ok"]},
        {"type": "string", "enum": ["a/b", "ü", "%2e"]},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ],
)
def test_a_path_is_never_written_so_that_it_is_another(schema: Any) -> None:
    api = document({"parameters": [parameter("id", "path", schema)]})
    (operation,) = api.operations
    for seed in range(20):
        request = sample_request(operation, api, seed, Mode.EDGE)
        assert read(api, operation, request).violations == ()
        assert not {".", ".."} & set(request.path.split("/"))


def test_headers_and_cookies_are_texts_that_arrive() -> None:
    strange = {"enum": [" a", "b\nc", "\u20ac", "fine"]}
    api = document(
        {"parameters": [parameter("X-A", "header", strange, required=True), parameter("c", "cookie", strange)]}, "/a"
    )
    (operation,) = api.operations
    for seed in range(20):
        assert sample_request(operation, api, seed, Mode.EDGE).header("x-a") == "fine"


def test_what_cannot_be_written_is_refused_and_named() -> None:
    api = document({"parameters": [parameter("id", "path", {"const": ""})]})
    (operation,) = api.operations
    with pytest.raises(Unsatisfiable, match="written and read again: path id"):
        sample_request(operation, api, 1)
    with pytest.raises(Unsatisfiable, match="status 200 is not documented"):
        sample_response(operation, 200, 1)


@pytest.mark.parametrize("name", RELEASES)
def test_every_operation_of_the_catalogue_has_valid_messages(name: str) -> None:
    api = load(name)
    for operation in api.operations:
        for mode in Mode:
            for engine in ENGINES:
                assert read(api, operation, sample_request(operation, api, 1, mode), engine).violations == ()
            for entry in operation.responses:
                status = int(entry.status) if entry.status.isdigit() else 500
                response = sample_response(operation, status, 1, mode)
                assert [check_response(operation, response, compiled=engine) for engine in ENGINES] == [[], []]
