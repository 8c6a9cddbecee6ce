"""What messages are on the wire, who reads them, and which changes are none: small documents, exact findings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from contracts.compat.compare import compare
from contracts.compat.rules.examples import (
    INTEGER,
    NUMBER,
    OK,
    STRING,
    Raw,
    answers,
    closed,
    content,
    document,
    named,
    obj,
    operation,
    parameter,
    responses,
    secured,
    takes,
    with_parameters,
)
from contracts.findings import Report, Severity, Verdict
from specs.load import from_mapping


class Case(NamedTuple):
    old: Raw
    new: Raw
    breaks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def compared(old: Raw, new: Raw) -> Report:
    return compare(from_mapping(old), from_mapping(new))


def arr(items: Any, **more: Any) -> Raw:
    return {"type": "array", "items": items, **more}


def query(schema: Any, **said: Any) -> Raw:
    return with_parameters(parameter(schema=schema, **said))


def at(path: str, schema: Any) -> Raw:
    return operation(path, parameters=[parameter("id", "path", schema=schema)])


def header(schema: Any) -> Raw:
    return responses(s200=OK | {"headers": {"X-Size": {"schema": schema}}})


def body(schema: Any) -> Raw:
    return OK | {"content": content(schema)}


def union(**mapping: Any) -> Raw:
    """A document with a tagged union."""
    branches = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    pet = {"oneOf": branches, "discriminator": {"propertyName": "kind"} | mapping}
    cat = obj("kind", kind=STRING | {"enum": ["cat"]}, lives=INTEGER)
    dog = obj("kind", kind=STRING | {"enum": ["dog"]}, tricks=arr(STRING))
    return named({"Pet": pet, "Cat": cat, "Dog": dog})


FORM = "application/x-www-form-urlencoded"
BOOLEAN = {"type": "boolean"}
WORDS = STRING | {"enum": ["true", "false"]}
NARROWED, TIGHTENED = "request-type-narrowed", "request-constraint-tightened"

WIRE: dict[str, Case] = {
    "an integer is a text": Case(query(INTEGER), query(STRING)),
    "an integer in the path is a text": Case(at("/t/{id}", INTEGER), at("/t/{id}", STRING)),
    "a text is no integer": Case(query(STRING), query(INTEGER), (NARROWED,)),
    "an integer is a text, and may be too long a one": Case(
        query(INTEGER), query(STRING | {"maxLength": 5}), (TIGHTENED,)
    ),
    "an integer is a text of digits": Case(query(INTEGER), query(STRING | {"pattern": "^-?[0-9]+$"})),
    "few integers are few texts": Case(query(INTEGER | {"enum": [1, 2]}), query(STRING | {"pattern": "^[0-9]$"})),
    "a boolean is one of two texts": Case(query(BOOLEAN), query(WORDS)),
    "two texts are a boolean": Case(query(WORDS), query(BOOLEAN)),
    "three texts are no boolean": Case(query(STRING | {"enum": ["true", "no"]}), query(BOOLEAN), (NARROWED,)),
    "one value is a list of one": Case(query(INTEGER), query(arr(INTEGER))),
    "one value is a list of one, with commas too": Case(query(INTEGER), query(arr(INTEGER), explode=False)),
    "one value is no list of two": Case(query(INTEGER), query(arr(INTEGER, minItems=2)), (TIGHTENED,)),
    "a list is not one value": Case(query(arr(INTEGER)), query(INTEGER), (NARROWED,)),
    "a list of integers is a list of texts": Case(query(arr(INTEGER)), query(arr(STRING))),
    "a list of texts is no list of integers": Case(query(arr(STRING)), query(arr(INTEGER)), (NARROWED,)),
    "a number is no integer": Case(query(NUMBER), query(INTEGER), (NARROWED,)),
    "an integer header is a text": Case(header(STRING), header(INTEGER)),
    "a text header is no integer": Case(header(INTEGER), header(STRING), ("response-type-widened",)),
    "texts with commas and texts with bars": Case(
        query(arr(STRING), explode=False),
        query(arr(STRING), explode=False, style="pipeDelimited"),
        ("parameter-serialisation-changed",),
    ),
    "a list exploded and not": Case(
        query(arr(INTEGER)), query(arr(INTEGER), explode=False), ("parameter-serialisation-changed",)
    ),
    "an object in another style": Case(
        query(obj(a=INTEGER), style="deepObject"),
        query(obj(a=INTEGER), style="form", explode=False),
        ("parameter-serialisation-changed",),
    ),
    "a style that makes no difference to one value": Case(query(STRING), query(STRING, explode=False)),
    "a property of an object in the query": Case(
        query(obj(a=INTEGER), style="deepObject"), query(obj(a=BOOLEAN), style="deepObject"), (NARROWED,)
    ),
    "a header's case": Case(with_parameters(parameter("X-A", "header")), with_parameters(parameter("x-a", "header"))),
    "a header that documents cannot ask for": Case(
        operation(), with_parameters(parameter("Accept", "header", required=True))
    ),
    "a cookie": Case(
        operation(), with_parameters(parameter("c", "cookie", required=True)), ("required-parameter-added",)
    ),
    "a parameter of the whole path": Case(
        document({"/things": {"parameters": [parameter()], "get": {"responses": {"200": OK}}}}),
        with_parameters(parameter(required=True)),
        ("parameter-became-required",),
    ),
    "a document in a parameter": Case(
        with_parameters({"name": "f", "in": "query", "content": content(obj(a=INTEGER))}),
        with_parameters({"name": "f", "in": "query", "content": content(obj("a", a=INTEGER))}),
        ("request-property-became-required",),
    ),
    "a form's property": Case(
        takes(obj(a=STRING), FORM), takes(obj("a", a=STRING), FORM), ("request-property-became-required",)
    ),
    "a text body": Case(takes(STRING, "text/plain"), takes(STRING | {"maxLength": 3}, "text/plain"), (TIGHTENED,)),
    "an XML body": Case(
        takes(obj(a=STRING), "application/xml"),
        takes(obj("a", a=STRING), "application/xml"),
        ("request-property-became-required",),
    ),
    "a body in parts": Case(
        takes(obj(a=STRING), "multipart/form-data"),
        takes(obj("a", a=STRING), "multipart/form-data"),
        ("request-property-became-required",),
    ),
    "what no validator reads": Case(
        takes(obj(a=STRING), "application/pdf"),
        takes(obj("a", a=STRING), "application/pdf"),
        open=("request-property-became-required",),
    ),
}

MESSAGES: dict[str, Case] = {
    "no schema takes anything": Case(
        operation(method="post", requestBody={"content": {"application/json": {}}}),
        takes({"type": ["object", "array", "string", "number", "boolean"]}, required=False) | {"openapi": "3.1.0"},
        ("request-null-refused",),
    ),
    "a schema that goes leaves anything": Case(
        answers({"type": ["object", "array", "string", "number", "boolean"]}) | {"openapi": "3.1.0"},
        operation(responses={"200": OK | {"content": {"application/json": {}}}}) | {"openapi": "3.1.0"},
        ("response-became-nullable",),
    ),
    "any media type is more than JSON": Case(takes(STRING), takes(STRING, "*/*")),
    "JSON is less than any media type": Case(takes(STRING, "*/*"), takes(STRING), ("request-media-type-removed",)),
    "an answer in any media type may be JSON": Case(answers(STRING), answers(STRING, "*/*")),
    "an answer of another kind in any media type": Case(
        answers(STRING), answers(INTEGER, "*/*"), ("response-type-widened",)
    ),
    "an answer in JSON is one in any media type": Case(answers(STRING, "*/*"), answers(STRING)),
    "a status within a range": Case(responses(s2XX=body(STRING)), responses(s200=body(STRING))),
    "another body at a status within a range": Case(
        responses(s2XX=body(STRING)), responses(s200=body(INTEGER)), ("response-type-widened",)
    ),
    "a range around a status": Case(responses(s200=body(STRING)), responses(s2XX=body(STRING))),
    "a range around a status with another body": Case(
        responses(s200=body(STRING)), responses(s2XX=body(INTEGER)), ("response-type-widened",)
    ),
    "a default around a status": Case(
        responses(s200=body(STRING), default=body(STRING)), responses(default=body(STRING))
    ),
    "a default around a status with another body": Case(
        responses(s200=body(STRING), s404=body(STRING)),
        responses(s200=body(STRING), default=body(INTEGER)),
        ("response-type-widened",),
    ),
    "an added status is negotiated": Case(responses(s200=OK), responses(s200=OK, s206=body(STRING))),
    "every part of a tagged union": Case(union(), union(mapping={"katze": "#/components/schemas/Cat"})),
    "a new property to an open reader": Case(answers(obj(a=STRING)), answers(obj(a=STRING, b=STRING))),
    "a new property to a closed reader": Case(
        answers(closed(a=STRING)), answers(closed(a=STRING, b=STRING)), ("response-property-not-allowed-before",)
    ),
    "a property that open readers ignore": Case(takes(obj(a=STRING)), takes(obj())),
    "a readOnly property in a request": Case(
        named({"T": obj(a=STRING)}), named({"T": obj("id", a=STRING, id=INTEGER | {"readOnly": True})})
    ),
    "a bound in two directions": Case(
        named({"T": obj(a=STRING | {"maxLength": 9})}), named({"T": obj(a=STRING | {"maxLength": 5})}), (TIGHTENED,)
    ),
    "integers of fewer bits": Case(
        takes(INTEGER | {"format": "int64"}), takes(INTEGER | {"format": "int32"}), (TIGHTENED, TIGHTENED)
    ),
    "schemas renamed": Case(named({"A": obj(x=STRING)}), named({"B": obj(x=STRING)})),
    "tags in another order": Case(operation(tags=["a", "b"]), operation(tags=["b", "a"])),
    "a path by another name of its parameter": Case(
        operation("/t/{a}", parameters=[parameter("a", "path")]),
        operation("/t/{b}", parameters=[parameter("b", "path", schema=INTEGER)]),
        (NARROWED,),
    ),
}

SECURITY: dict[str, Case] = {
    "another kind in the same header": Case(
        secured({"bearer": []}), secured({"basic": []}), ("credentials-no-longer-accepted",)
    ),
    "another header": Case(secured({"bearer": []}), secured({"key": []}), ("credentials-no-longer-accepted",)),
    "another scheme that travels alike": Case(secured({"bearer": []}), secured({"oauth": []})),
    "one more beside it": Case(
        secured({"bearer": []}), secured({"bearer": [], "key": []}), ("credentials-no-longer-accepted",)
    ),
    "one less beside it": Case(secured({"bearer": [], "key": []}), secured({"bearer": []})),
    "alternatives in another order": Case(secured({"bearer": []}, {"key": []}), secured({"key": []}, {"bearer": []})),
    "one more alternative": Case(secured({"bearer": []}), secured({"bearer": []}, {"key": []})),
    "anonymous no more": Case(secured({}, {"bearer": []}), secured({"bearer": []}), ("credentials-became-required",)),
    "fewer scopes": Case(secured({"oauth": ["read", "write"]}), secured({"oauth": ["read"]})),
    "more scopes": Case(
        secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]}), ("scopes-became-required",)
    ),
}

CASES = WIRE | MESSAGES | SECURITY


@pytest.mark.parametrize("name", CASES)
def test_exactly_what_breaks_is_said_to(name: str) -> None:
    old, new, breaks, left_open = CASES[name]
    findings = compared(old, new).findings
    assert sorted(each.rule for each in findings if each.verdict is Verdict.BREAKING) == sorted(breaks)
    assert sorted(each.rule for each in findings if each.verdict is Verdict.UNPROVEN) == sorted(left_open)


@pytest.mark.parametrize("name", CASES)
def test_each_side_is_silent_with_itself(name: str) -> None:
    for raw in CASES[name][:2]:
        assert compared(raw, raw).findings == ()


def test_a_witness_is_for_its_own_finding() -> None:
    findings = compared(*CASES["integers of fewer bits"][:2]).findings
    assert {each.witness.reason.split()[3] for each in findings if each.witness} == {"less", "greater"}


def test_null_is_called_null_and_what_is_absent_none() -> None:
    (finding,) = compared(takes({"enum": ["a", None]}), takes({"enum": ["a"]})).findings
    assert finding.message == "POST /things request body no longer takes null"


def test_a_change_of_type_that_the_wire_does_not_know_is_told_in_the_document_s_words() -> None:
    (finding,) = compared(query(INTEGER), query(STRING)).findings
    assert finding.message == "GET /things query size takes what it took, or more (type: integer → string)"
    assert finding.old
    assert finding.old.pointer == "/paths/~1things/get/parameters/0/schema"


def test_a_break_of_what_promises_nothing_is_a_note() -> None:
    def raw(level: str, **more: Any) -> Raw:
        one = {"responses": {"200": OK}, "x-stability-level": level} | more
        return document({"/a": {"get": one}})

    required = {"parameters": [parameter(required=True)]}
    for level, severity in (("draft", Severity.NOTE), ("alpha", Severity.NOTE), ("beta", Severity.ERROR)):
        (finding,) = compared(raw(level), raw(level, **required)).findings
        assert (finding.verdict, finding.severity) == (Verdict.BREAKING, severity)
        assert ("nothing is promised yet" in finding.message) == (severity is Severity.NOTE)
    (finding,) = compared(raw("alpha"), document({})).findings
    assert (finding.rule, finding.severity) == ("operation-removed", Severity.NOTE)
    promised = {"/b": {"get": {"responses": {"200": OK}}}}
    both = compared(
        document(raw("alpha")["paths"] | promised) | {"security": []},
        document(raw("alpha")["paths"] | promised)
        | {"security": [{"key": []}], "components": {"securitySchemes": {"key": {"type": "http", "scheme": "basic"}}}},
    )
    assert [each.severity for each in both.findings] == [Severity.ERROR]  # it reaches what is stable, too


def test_one_change_of_a_shared_schema_is_one_finding_that_lists_its_operations() -> None:
    reference = {"$ref": "#/components/schemas/T"}

    def raw(schema: Raw) -> Raw:
        post = {"requestBody": {"content": content(reference)}, "responses": {"200": OK}}
        return document({"/a": {"post": post}, "/b": {"post": post}}, components={"schemas": {"T": schema}})

    (finding,) = compared(raw(obj(n=NUMBER)), raw(obj(n=INTEGER))).findings
    assert (finding.subject, finding.operations) == ("T.n", ("POST /a", "POST /b"))


def test_findings_keep_their_fingerprint_while_unrelated_parts_change() -> None:
    old, new = takes(obj(a=STRING)), takes(obj("a", a=STRING))
    more = {"/more": {"get": {"responses": {"200": OK}}}}
    (one,) = compared(old, new).findings
    other = next(
        each
        for each in compared(old | {"paths": more | old["paths"]}, new | {"paths": more | new["paths"]}).findings
        if each.rule == one.rule
    )
    assert one.fingerprint == other.fingerprint


def chain(length: int, last: Raw) -> Raw:
    """Schemas that refer to one another in a row."""
    links = {
        f"S{number}": obj(next={"$ref": f"#/components/schemas/S{number + 1}"}, v=INTEGER) for number in range(length)
    }
    return named(links | {f"S{length}": obj(v=last)})


@pytest.mark.parametrize("length", [20, 160])
def test_a_long_row_of_references_is_followed_to_its_end(length: int) -> None:
    findings = compared(chain(length, INTEGER), chain(length, STRING)).breaking
    assert [(each.rule, each.subject) for each in findings] == [
        (NARROWED, f"S{length}.v"),
        ("response-type-widened", f"S{length}.v"),
    ]


def test_room_is_given_back() -> None:
    before = sys.getrecursionlimit()
    assert compared(chain(300, INTEGER), chain(300, INTEGER)).findings == ()
    assert sys.getrecursionlimit() == before


def test_what_took_anything_loses_it_in_one_place() -> None:
    listed = {"type": "array", "items": obj(a=STRING, b=obj(c=INTEGER))}
    (finding,) = compared(takes({"type": "array", "items": {}}), takes(listed)).findings
    assert finding.message == (
        "POST /things request body [] no longer takes array, boolean, null, number, string (now: object)"
    )
    assert finding.new
    assert finding.new.pointer.endswith("/schema/items")


@pytest.mark.parametrize("wrap", [lambda one: {"anyOf": [one]}, lambda one: {"allOf": [{"description": "d"}, one]}])
def test_what_many_places_wrap_is_one_change(wrap: Callable[[Raw], Raw]) -> None:
    reference = wrap({"$ref": "#/components/schemas/T"})

    def raw(schema: Raw) -> Raw:
        both = obj(one=reference, other=reference)
        return takes(both) | {"components": {"schemas": {"T": schema}}}

    (finding,) = compared(raw(NUMBER), raw(INTEGER)).findings
    assert (finding.subject, finding.old and finding.old.pointer) == ("T", "/components/schemas/T")
