"""What is said of data that a person has written."""

from __future__ import annotations

from typing import Any

import pytest

from specs.handwritten import Mistake, mistakes, suggestion

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "max_body": {"type": "integer", "minimum": 0},
        "free": {},
        "texts": {"type": "object", "additionalProperties": {"type": "string"}},
        "list": {
            "type": "array",
            "items": {"type": "object", "additionalProperties": False, "properties": {"port": {"type": "integer"}}},
        },
    },
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "x", "max_body": 0, "free": {"any": ["thing"]}, "texts": {"a": "b"}, "list": [{"port": 1}]}, []),
        ({"name": "x", "max-body": 0}, [("/max-body", "unknown key 'max-body'", "did you mean max_body?")]),
        (
            {"name": "x", "zzz": 0},
            [("/zzz", "unknown key 'zzz'", "known are free, list, max_body, name, texts")],
        ),
        (
            {"name": "x", "list": [{}, {"prot": 1}]},
            [("/list/1/prot", "unknown key 'prot'", "did you mean port?")],
        ),
        ({}, [("", '"name" is a required property', "")]),
        ({"name": "x", "texts": {"a/b": 1}}, [("/texts/a~1b", 'the value is not of type "string"', "")]),
    ],
)
def test_each_mistake_is_told_with_its_place(value: Any, expected: list[tuple[str, str, str]]) -> None:
    assert list(mistakes(SCHEMA, value)) == [Mistake(*each) for each in expected]


def test_a_value_is_never_told() -> None:
    told = list(mistakes(SCHEMA, {"name": 4711, "max_body": -4711, "list": [4711]}))
    assert len(told) == 3
    assert not any("4711" in each.message + each.hint for each in told)


def test_of_many_names_none_is_listed() -> None:
    assert suggestion("zzz", [f"name{number}" for number in range(40)]) == ""
    assert suggestion("nmae1", ["name1", "other"]) == "did you mean name1?"
