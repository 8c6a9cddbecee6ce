"""A name becomes a document, or one clear error."""

from __future__ import annotations

import copy
import io
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import load, pointers
from specs.checks import check
from specs.errors import SpecError
from specs.load import from_mapping
from specs.login import find_login
from specs.messages import Request, Response
from specs.references import distinct, references
from specs.validation import check_response, read_request

MINIMAL: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}


def with_response(response: Any, **more: Any) -> dict[str, Any]:
    return {**MINIMAL, "paths": {"/a": {"get": {"responses": response}}}, **more}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the top level is empty"),
        ("hello", "the top level is a text"),
        ("[1]", "the top level is a list"),
        ("5", "the top level is a number"),
        ("true", "the top level is a boolean"),
        ("title: x", "neither 'openapi' nor 'swagger'"),
        ("openapi: 4.0.0", "OpenAPI 4.0.0 is not supported"),
        ("openapi: 3.3.0", "OpenAPI 3.3.0 is not supported"),
        ("swagger: '1.2'", "OpenAPI 1.2 is not supported"),
        ("swagger: '20'", "OpenAPI 20 is not supported"),
        ("openapi: 3.0.3\npaths: []", "must be a mapping"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=told) as caught:
        load(file)
    assert caught.value.source == str(file)


@pytest.mark.parametrize(
    "raw",
    [
        with_response({"default": {"$ref": "#/components/responses/Nope"}}),
        with_response({"200": {"content": {"a/b": {"examples": {"e": {"$ref": "#/components/examples/Nope"}}}}}}),
        {**MINIMAL, "components": {"schemas": {"default": {"$ref": "#/components/schemas/Nope"}}}},
        {**MINIMAL, "components": {"schemas": {"A": {"properties": {"example": {"$ref": "#/Nope"}}}}}},
        {**MINIMAL, "components": {"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/Nope"}]}}}},
    ],
)
def test_a_dangling_reference_is_told_with_pointer_and_line(raw: dict[str, Any]) -> None:
    document = from_mapping(raw)
    (slip,) = [each for each in document.slips if "has no target" in each.message]
    assert "Nope" in str(pointers.find(raw, slip.pointer))
    assert document.source.line(slip.pointer)


@pytest.mark.parametrize(
    "schema",
    [
        {"example": {"$ref": "#/nope"}},
        {"default": {"$ref": "#/nope"}},
        {"enum": [{"$ref": "#/nope"}]},
        {"properties": {"$ref": {"type": "string"}}},
    ],
)
def test_data_is_no_reference(schema: dict[str, Any]) -> None:
    raw = {**MINIMAL, "components": {"schemas": {"A": schema}}}
    assert list(from_mapping(raw).schemas) == ["A"]
    assert list(references(raw)) == []


def test_a_document_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"\xef\xbb\xbfopenapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert load("-").title == "t"


def test_references_to_files_need_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"openapi: 3.0.3\npaths: {/a: {$ref: 'a.yaml'}}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    with pytest.raises(SpecError, match="has no neighbours"):
        load("-")


@pytest.mark.parametrize("name", ["phonebridge-webapp", "phonebridge-client@1.3.8", "phonebridge-webapp@1.0.1"])
def test_a_catalogue_name_is_a_document(name: str) -> None:
    document = load(name)
    assert document.operations
    first = document.operations[0]
    file, _, line = document.place(first.pointer).rpartition(":")
    assert file.startswith("phonebridge-")
    assert first.method.lower() in document.source.text.splitlines()[int(line) - 1]


def test_data_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(SpecError, match="not JSON data"):
        from_mapping({**MINIMAL, "x-when": object()})


def test_numbers_for_keys_and_huge_integers_are_taken_from_data() -> None:
    document = from_mapping(with_response({200: {"description": "d"}}, **{"x-huge": 10**30}))
    assert document.operations[0].responses[0].status == "200"
    assert document.raw["x-huge"] == 10**30


JUNK = (
    None,
    True,
    5,
    -1.5,
    "text",
    "",
    [],
    ["a"],
    [5],
    [None],
    {},
    {"a": 5},
    {"$ref": 5},
    {"$ref": "#"},
    {"type": 5},
    [[]],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in entries for found in places(item, (*path, key)))]


PLACES = {
    name: [path for path in places(load(name).raw) if 0 < len(path) < 9]
    for name in ("phonebridge-webapp@1.0.1", "phonebridge-webapp@1.3.8")
}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(PLACES)), st.integers(0, 2**32), st.sampled_from(JUNK))
def test_a_mangled_document_is_used_or_refused_but_never_crashes(name: str, seed: int, junk: Any) -> None:
    raw = copy.deepcopy(dict(load(name).raw))
    *parents, last = random.Random(seed).choice(PLACES[name])
    holder: Any = raw
    for key in parents:
        holder = holder[key]
    holder[last] = junk
    use(raw)


def use(raw: dict[str, Any]) -> None:
    try:
        document = from_mapping(raw)
        find_login(document)
    except SpecError:
        return
    for operation in document.operations[:8]:
        try:
            request = Request(operation.method, "/x", "a=1", (("content-type", "application/json"),), b"{}")
            read_request(operation, request, {})
            check_response(operation, Response(200, (("content-type", "application/json"),), b"{}"))
        except SpecError:
            continue


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(JUNK))
def test_checking_a_mangled_document_never_crashes(seed: int, junk: Any) -> None:
    raw = copy.deepcopy(dict(load("phonebridge-client").raw))
    *parents, last = random.Random(seed).choice([path for path in places(raw) if 0 < len(path) < 9])
    holder: Any = raw
    for key in parents:
        holder = holder[key]
    holder[last] = junk
    try:
        document = from_mapping(raw)
    except SpecError:
        return
    assert all(problem.message and problem.place for problem in check(document))


def test_each_reference_is_told_once_with_a_place_that_makes_it() -> None:
    raw = {"paths": {"/a~b": {"get": [{"$ref": "#/x"}, {"$ref": "#/y"}]}}, "components": {"c": {"$ref": "#/y"}}}
    told = distinct(raw)
    assert sorted(told) == ["#/x", "#/y"]
    assert told["#/x"] == "/paths/~1a~0b/get/0"
    assert set(told.items()) <= set(references(raw))
