"""The schema algebra behind its door: a contract with the library, pinned and experimental as it is."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from specs import algebra
from specs.algebra import Covers

PAIRS = [
    ({"type": "string"}, {"type": "string", "maxLength": 5}, Covers.YES),
    ({"type": "string", "maxLength": 5}, {"type": "string"}, Covers.NO),
    ({"enum": ["a", "b"]}, {"enum": ["a"]}, Covers.YES),
    ({"enum": ["a"]}, {"enum": ["a", "b"]}, Covers.NO),
    ({"type": "number"}, {"type": "integer"}, Covers.YES),
    ({"type": "string", "pattern": "["}, {"type": "string"}, Covers.UNKNOWN),
]


@pytest.mark.parametrize(("reader", "writer", "answer"), PAIRS)
def test_coverage_is_decided(reader: Any, writer: Any, answer: Covers) -> None:
    assert algebra.covers(reader, writer) is answer


def test_what_is_lost_is_written_as_a_schema() -> None:
    lost = algebra.lost({"enum": ["a", "b"]}, {"enum": ["a"]})
    assert lost is not None
    judge = jsonschema.Draft202012Validator(lost)
    assert [value for value in ("a", "b", "c", 1) if judge.is_valid(value)] == ["b"]
    assert algebra.lost({"pattern": "["}, {}) is None


@pytest.mark.parametrize(
    ("schema", "is_empty"),
    [
        ({"not": {}}, True),
        ({"type": "integer", "minimum": 2, "maximum": 1}, True),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, True),
        ({"type": "string"}, False),
        ({"pattern": "["}, False),
    ],
)
def test_emptiness_is_proven(schema: Any, is_empty: bool) -> None:
    assert algebra.empty(schema) is is_empty


def test_a_simplified_schema_accepts_the_same() -> None:
    schema = {"allOf": [{"type": "integer", "minimum": 1}, {"maximum": 3}]}
    simple = algebra.simplified(schema)
    assert simple is not None
    assert "allOf" not in simple
    judges = [jsonschema.Draft202012Validator(each) for each in (schema, simple)]
    assert [[judge.is_valid(value) for value in (0, 1, 3, 4, "x")] for judge in judges] == [
        [False, True, True, False, False]
    ] * 2
    nothing = algebra.simplified({"allOf": [{"type": "string"}, {"type": "integer"}]})
    assert nothing is not None
    assert not jsonschema.Draft202012Validator(nothing).is_valid("x")
    assert algebra.simplified({"pattern": "["}) is None


def test_a_question_that_was_put_before_is_not_put_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(algebra, "_answers", {})
    asked = []
    real = algebra._canonical
    monkeypatch.setattr(algebra, "_canonical", lambda *given: asked.append(given) or real(*given))
    for _ in range(3):
        writer = algebra.form({"type": "integer", "minimum": 3})
        assert algebra.covers({"type": "integer"}, writer) is algebra.Covers.YES
        assert algebra.covers(algebra.form({"type": "integer"}), writer) is algebra.Covers.YES
        assert algebra.lost({"type": "integer"}, {"type": "integer", "minimum": 3}) is not None
    assert len(asked) == 3 + 3 + 1 + 2


ALIKE = [({"const": 1}, {"const": True}), ({"const": "1"}, {"const": 1}), ({"const": None}, {"const": "null"})]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_schemas_that_look_alike_are_not_taken_for_each_other(
    monkeypatch: pytest.MonkeyPatch, one: dict[str, object], other: dict[str, object]
) -> None:
    monkeypatch.setattr(algebra, "_answers", {})
    assert algebra.covers(one, one) is algebra.Covers.YES
    assert algebra.covers(one, other) is not algebra.Covers.YES


def test_few_questions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(algebra, "_answers", {})
    monkeypatch.setattr(algebra, "_MOST_REMEMBERED", 5)
    for number in range(20):
        algebra.covers({"maximum": number}, {"maximum": 5})
    assert len(algebra._answers) == 5
