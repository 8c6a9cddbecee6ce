"""What a side compiles: each definition's work is counted once, and what asks too much of it is refused every time."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.sides import Side, side
from specs import effort, validators
from specs.errors import SpecError
from specs.load import from_mapping
from specs.schemas import Direction, walk

DEFINED = {"A": {"type": "string"}, "B": {"properties": {"a": {"$ref": "#/$defs/A"}}}}


@pytest.fixture
def writer() -> Side:
    schemas = {"T": {"type": "string"}}
    document = from_mapping(
        {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": schemas}}
    )
    return side(document.schemas["T"].space, Direction.REQUEST, writes=True)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The schemas that were gone through for it."""
    found: list[Any] = []
    monkeypatch.setattr(effort, "walk", lambda schema: found.append(schema) or walk(schema))
    return found


def referring(name: str, *defined: str, **more: Any) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}", "$defs": {each: DEFINED[each] for each in defined}} | more


def test_the_work_of_known_definitions_is_counted_once(writer: Side, counted: list[Any]) -> None:
    bodies: list[dict[str, Any]] = [
        {"$ref": "#/$defs/A"},
        {"$ref": "#/$defs/B"},
        {"$ref": "#/$defs/A", "maxLength": 3},
        {"$ref": "#/$defs/B", "minProperties": 1},
    ]
    for body, defined in zip(bodies, ("A", "AB", "A", "AB"), strict=True):
        writer.compiled(body | {"$defs": {each: DEFINED[each] for each in defined}})
    first, second, *more = bodies
    assert counted == [DEFINED["A"], first, DEFINED["B"], second, *more]


def test_work_is_counted_as_for_each_schema_alone() -> None:
    shared = effort.Steps()
    doubling = {f"C{n}": {"allOf": [{"$ref": f"#/$defs/C{n + 1}"}] * 2} for n in range(8)} | {"C8": True}
    for place in (8, 4, 6, 2, 0):  # what is met first is not what asks most
        named = {name: said for name, said in doubling.items() if int(name[1:]) >= place}
        root = {"$ref": f"#/$defs/C{place}", "$defs": named}
        counted, alone = shared.of(root, 10**6), effort.steps(root, 10**6)
        assert counted >= alone
    assert counted == alone > 2**8


def test_what_has_no_definitions_is_counted_each_time(writer: Side, counted: list[Any]) -> None:
    for schema in ({"type": "string"}, {"type": "integer"}):
        writer.compiled(schema)
    assert counted == [{"type": "string"}, {"type": "integer"}]


def test_a_validator_that_was_not_counted_again_judges_alike(writer: Side) -> None:
    writer.compiled(referring("B", "A", "B"))
    again = writer.compiled(referring("B", "A", "B", required=["a"]))
    assert again.accepts({"a": "x"})
    assert not again.accepts({"a": 1})
    assert not again.accepts({})


def test_what_asks_too_much_is_refused_every_time(writer: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validators, "_MOST_STEPS", 1)
    for _ in range(2):
        with pytest.raises(SpecError, match="more than 1 schemas"):
            writer.compiled(referring("B", "A", "B"))
