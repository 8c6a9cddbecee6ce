"""Branches of a combination are found again wherever they stand, and types are called renamed where they are."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.branches import paired
from contracts.compat.compare import compare
from contracts.compat.rules.examples import INTEGER, STRING, obj, takes
from specs.load import from_mapping

A, B, C = ({"$ref": f"#/{name}"} for name in "abc")
CAT, DOG = (obj("kind", kind=STRING | {"enum": [kind]}) for kind in ("cat", "dog"))
NAMED = {"#/a": obj(a=INTEGER), "#/b": obj(b=INTEGER), "#/c": obj(a=INTEGER)}

CASES: dict[str, tuple[list[Any], list[Any], list[tuple[int, int]]]] = {
    "names in another order": ([A, B], [B, A], [(0, 1), (1, 0)]),
    "a name more in front": ([A, B], [{"$ref": "#/d"}, A, B], [(0, 1), (1, 2)]),
    "another name for the same": ([A, B], [B, C], [(1, 0), (0, 1)]),
    "another schema under another name": ([A], [B], []),
    "the same words": ([STRING, INTEGER], [INTEGER, STRING], [(0, 1), (1, 0)]),
    "a title": (
        [{"title": "One"} | STRING, {"title": "Two"} | INTEGER],
        [{"title": "Two"}, {"title": "One"}],
        [(0, 1), (1, 0)],
    ),
    "a constant": ([CAT, DOG], [DOG | {"description": "barks"}, CAT | {"description": "purrs"}], [(0, 1), (1, 0)]),
    "what is left, in order": ([STRING, INTEGER], [obj(), INTEGER], [(1, 1), (0, 0)]),
    "a name for what was written out": ([A, STRING], [obj(b=INTEGER), obj()], [(0, 0), (1, 1)]),
    "names and what has none": ([A, STRING], [obj(), A], [(0, 1), (1, 0)]),
}


def follow(schema: Any) -> Any:
    return NAMED.get(schema.get("$ref"), schema)


@pytest.mark.parametrize("name", CASES)
def test_branches_are_found_again(name: str) -> None:
    old, new, expected = CASES[name]
    found = list(paired(old, new, (follow, follow)))
    assert [each.places for each in found] == expected
    assert all(each.old is old[each.places[0]] and each.new is new[each.places[1]] for each in found)


def test_branches_in_another_order_are_no_other_types() -> None:
    schemas = {"A": obj("a", a=STRING), "B": obj("b", b=STRING)}

    def raw(*names: str) -> Any:
        union = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
        return takes(union) | {"components": {"schemas": schemas}}

    assert compare(from_mapping(raw("A", "B")), from_mapping(raw("B", "A"))).findings == ()


def test_a_branch_by_another_name_is_another_type() -> None:
    def raw(name: str) -> Any:
        union = {"anyOf": [STRING, {"$ref": f"#/components/schemas/{name}"}]}
        return takes(union) | {"components": {"schemas": {name: obj("a", a=STRING)}}}

    rules = {each.rule for each in compare(from_mapping(raw("A")), from_mapping(raw("B"))).findings}
    assert rules == {"schema-name-added", "schema-name-removed", "type-name-changed"}
