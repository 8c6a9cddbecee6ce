from __future__ import annotations

from typing import Any

import pytest

from specs.errors import SpecError
from specs.load import from_mapping
from specs.messages import Request
from specs.schemas import Direction, Schema
from specs.second_opinion import SecondValidator, second_validator
from specs.validation import Validator, read_request, validator

THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "format": "int64", "readOnly": True},
        "name": {"type": "string", "nullable": True, "maxLength": 5},
        "at": {"type": "string", "format": "date-time"},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "uniqueItems": True},
        "size": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "multipleOf": 0.1},
    },
}
DOCUMENT = from_mapping(
    {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer", "maximum": 5}}],
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                    },
                    "responses": {"200": {"description": "done"}},
                }
            }
        },
        "components": {"schemas": {"Thing": THING}},
    }
)

VALUES: list[tuple[Any, Direction, bool]] = [
    ({"name": "a"}, Direction.REQUEST, True),
    ({"name": None}, Direction.REQUEST, True),
    ({"id": 1, "name": "a"}, Direction.REQUEST, False),
    ({"id": 1, "name": "a"}, Direction.RESPONSE, True),
    ({"name": "a"}, Direction.RESPONSE, False),
    ({"name": "too long"}, Direction.REQUEST, False),
    ({"name": "a", "at": "2020-01-01T00:00:00Z"}, Direction.REQUEST, True),
    ({"name": "a", "at": "yesterday"}, Direction.REQUEST, False),
    ({"name": "a", "parts": [{"name": "b", "parts": [{}]}]}, Direction.REQUEST, False),
    ({"name": "a", "parts": [{"name": "b"}, {"name": "b"}]}, Direction.REQUEST, False),
    ({"name": "a", "parts": [{"name": "b"}, {"name": "c"}]}, Direction.REQUEST, True),
    ({"name": "a", "size": 0}, Direction.REQUEST, False),
    ({"name": "a", "size": 0.3}, Direction.REQUEST, True),
    ({"id": 2**63, "name": "a"}, Direction.RESPONSE, False),
    ([], Direction.REQUEST, False),
]


@pytest.mark.parametrize(("value", "direction", "valid"), VALUES)
def test_both_libraries_say_what_is_true(value: Any, direction: Direction, valid: bool) -> None:
    schema = DOCUMENT.schemas["Thing"]
    for engine in (validator(schema, direction), second_validator(schema, direction)):
        assert engine.accepts(value) == valid
        assert (list(engine.errors(value)) == []) == valid


def test_an_error_says_where_and_by_which_keyword_and_not_what_the_value_was() -> None:
    (error,) = second_validator(DOCUMENT.schemas["Thing"], Direction.REQUEST).errors({"name": "secret!"})
    assert (error.pointer, error.keyword) == ("/name", "maxLength")
    assert "secret" not in error.message


def test_pointers_into_values_are_escaped() -> None:
    engine = SecondValidator({"additionalProperties": {"type": "integer"}})
    assert [error.pointer for error in engine.errors({"a/b~": "x"})] == ["/a~1b~0"]


def test_messages_are_read_by_either_library() -> None:
    (operation,) = DOCUMENT.operations
    headers = (("Content-Type", "application/json"),)
    good = Request("POST", "/things", "n=5", headers, b'{"name":"a"}')
    bad = Request("POST", "/things", "n=6", headers, b'{"name":5}')
    for compiled in (validator, second_validator):
        assert read_request(operation, good, {}, compiled=compiled).violations == ()
        found = read_request(operation, bad, {}, compiled=compiled).violations
        assert [(each.place, each.name, each.pointer) for each in found] == [("query", "n", ""), ("body", "", "/name")]


@pytest.mark.parametrize(
    "schema", [{"pattern": "^(A|A)*(?=b)\\1$"}, {"pattern": "[a"}, {"$ref": "https://example.org/elsewhere.json"}]
)
def test_what_it_cannot_judge_it_does_not_judge(schema: Schema) -> None:
    engine = SecondValidator(schema)  # type: ignore[arg-type]
    for judge in (engine.accepts, lambda value: list(engine.errors(value))):
        with pytest.raises(SpecError, match="cannot judge"):
            judge("A" * 60)


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"pattern": "^\\p{Lu}$"}, "É", "é"),
        ({"pattern": "^\\d$"}, "5", "\u0665"),
        ({"pattern": "^\\d$"}, 5, "5\n"),
        ({"patternProperties": {"^\\p{Lu}$": {"type": "integer"}}}, {"É": 1, "é": ""}, {"É": ""}),
        ({"patternProperties": {"^a$": False}}, [], {"a": 1}),
    ],
)
def test_patterns_mean_what_they_mean_in_ecma_262(schema: Schema, right: Any, wrong: Any) -> None:
    for engine in (SecondValidator(schema), Validator(schema, "")):  # type: ignore[arg-type]
        assert engine.accepts(right)
        assert not engine.accepts(wrong)


@pytest.mark.parametrize(
    ("text", "valid"),
    [(text, True) for text in "P1Y P2M P3D P4W PT1H PT2M PT3S P1Y2M3DT4H5M6S P0D P1DT1S".split()]
    + [(text, False) for text in "P PT P1YT P1Y1D PT1H1S P1W1D P1.5D -P1D P-1D P1S P1H p1d 1D P1Y2W P১Y".split()],
)
def test_both_libraries_read_durations_as_rfc_3339_does(text: str, valid: bool) -> None:
    schema = {"type": "string", "format": "duration"}
    assert SecondValidator(schema).accepts(text) is Validator(schema, "").accepts(text) is valid


@pytest.mark.parametrize("value", [{}, {"a": 1}, {"c": 1, "d-1": 1}, {"a": {"e": 1}, "b": 1, "f": 1}])
def test_both_libraries_name_the_members_that_are_missing_or_not_allowed(value: Any) -> None:
    schema = {"required": ["a", "b"], "properties": {"a": {}, "b": {}}, "patternProperties": {"^d": {}}}
    told = [
        {(each.keyword, name) for each in engine.errors(value) for name in each.members}
        for engine in (
            SecondValidator(schema | {"additionalProperties": False}),
            Validator(schema | {"additionalProperties": False}, ""),
        )
    ]
    assert told[0] == told[1] != set()
