"""What both documents write alike is not asked about, however much refers to it; what differs anywhere below is."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.compare import compare
from contracts.compat.unchanged import Unchanged
from contracts.findings import Verdict
from specs.load import from_mapping
from specs.model import Document

STR, INT = {"type": "string"}, {"type": "integer"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def document(schemas: dict[str, Any], item: dict[str, Any] | None = None, **top: Any) -> Document:
    """A document whose one operation answers with ``Top``."""
    content = {"application/json": {"schema": ref("Top")}}
    get = {"responses": {"200": {"description": "", "content": content}}}
    raw = {"openapi": "3.1.0", "info": {"title": "", "version": "1"}, "paths": {"/top": {"get": get} | (item or {})}}
    components = {"schemas": schemas, **top.pop("components", {})}
    return from_mapping(raw | {"components": components} | top)


CHAIN = {
    "Top": {"type": "object", "properties": {"a": ref("Inner")}},
    "Inner": {"anyOf": [ref("Top"), ref("Leaf")]},
    "Leaf": STR,
}
NAMED_MAPPING = {"Top": {"properties": {"mapping": {"type": "object", "properties": {"a": {"enum": ["}", "\\"]}}}}}}
SAME = {
    "the same": (document(CHAIN), document(CHAIN)),
    "in another order": (document(CHAIN), document(dict(reversed(CHAIN.items())))),
    "beside something else that changed": (document(CHAIN), document(CHAIN | {"Other": INT})),
    "with a property that is called like a discriminator's mapping": (
        document(NAMED_MAPPING),
        document(NAMED_MAPPING | {"Other": INT}),
    ),
    "with another extension": (document(CHAIN), document(CHAIN, **{"x-webhooks": {}})),
    "with other information": (document(CHAIN), document(CHAIN, info={"title": "", "version": "2"})),
}
KINDS = {"Top": {"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "k", "mapping": {"x": "Kind"}}}}
PARAMETER = {"name": "size", "in": "query", "schema": INT}
CHANGED = {
    "at the end of a chain": (document(CHAIN), document(CHAIN | {"Leaf": INT})),
    "a number that is a truth value": (document({"Top": {"const": 1}}), document({"Top": {"const": True}})),
    "what a discriminator names": (document(KINDS | {"Kind": STR}), document(KINDS | {"Kind": INT})),
    "what the path says": (document(CHAIN), document(CHAIN, {"parameters": [PARAMETER]})),
    "what the document asks for": (
        document(CHAIN, components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}}}),
        document(
            CHAIN,
            components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}}},
            security=[{"key": []}],
        ),
    ),
    "where the document is served": (document(CHAIN), document(CHAIN, servers=[{"url": "/v2"}])),
    "a reference to a name": (
        document({"Top": {"$ref": "#it"}, "One": {"$anchor": "it"} | STR}),
        document({"Top": {"$ref": "#it"}, "One": {"$anchor": "it"} | INT}),
    ),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_nothing_is_asked_of_what_is_the_same(old: Document, new: Document) -> None:
    assert Unchanged(old, new).operations(old.operations[0], new.operations[0])
    assert compare(old, new).facts["pairs of schemas compared"] == 0


@pytest.mark.parametrize(("old", "new"), CHANGED.values(), ids=CHANGED)
def test_what_differs_somewhere_below_or_around_is_told(old: Document, new: Document) -> None:
    assert not Unchanged(old, new).operations(old.operations[0], new.operations[0])


def test_a_change_far_below_a_recursion_is_found() -> None:
    report = compare(*CHANGED["at the end of a chain"])
    assert report.verdict is Verdict.BREAKING


@pytest.mark.parametrize("side", [0, 1])
def test_a_member_counts_as_mentioned_where_either_document_has_it(side: int) -> None:
    both = [document(CHAIN), document(CHAIN)]
    both[side] = document(CHAIN | {"Leaf": STR | {"contentEncoding": "base64"}})
    unchanged = Unchanged(*both)
    assert unchanged.mention({"contentEncoding"})
    assert unchanged.mention({"xml", "type"})
    assert not unchanged.mention({"xml", "base64"})


def test_of_a_document_that_cannot_be_written_nothing_is_excluded() -> None:
    huge = document(CHAIN | {"Leaf": {"const": 10**40}})
    assert Unchanged(huge, huge).mention({"xml"})


@pytest.mark.parametrize("name", ["parameters", "requestBody", "responses"])
def test_members_of_an_operation_are_the_same_or_not(name: str) -> None:
    old = document(CHAIN, {"parameters": [PARAMETER]})
    other = document(CHAIN | {"Leaf": INT}, {"parameters": [PARAMETER | {"required": True}]})
    same, changed = Unchanged(old, document(CHAIN, {"parameters": [PARAMETER]})), Unchanged(old, other)
    ours, theirs = old.operations[0], other.operations[0]
    assert same.members(ours, ours, name)
    assert changed.members(ours, theirs, name) is (name == "requestBody")


def test_places_that_references_lead_to_are_the_same_or_not() -> None:
    unchanged = Unchanged(
        document(CHAIN | {"Apart": {"items": ref("Alone")}, "Alone": STR}),
        document(CHAIN | {"Leaf": INT, "Apart": {"items": ref("Alone")}, "Alone": STR}),
    )
    alone, leaf, top = (f"/components/schemas/{name}" for name in ("Alone", "Leaf", "Top"))
    assert unchanged.targets(alone, alone)
    assert not unchanged.targets(alone, leaf)
    assert not unchanged.targets(leaf, leaf)
    assert not unchanged.targets(top, top)


def test_a_change_beside_a_number_that_no_text_holds_is_found() -> None:
    old, new = (
        document(CHAIN | {"Other": {"const": 10**40}}),
        document(CHAIN | {"Leaf": INT, "Other": {"const": 10**40}}),
    )
    assert compare(old, new).verdict is Verdict.BREAKING
