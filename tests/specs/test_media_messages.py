"""Bodies in whole messages: what is written is read back and valid, what is wrong is told, what is hostile refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import media as codecs
from specs.load import from_mapping
from specs.messages import Request, Response
from specs.model import Operation
from specs.schemas import Direction
from specs.second_opinion import second_validator
from specs.validation import Compile, Violation, check_response, read_request, validator

ITEM = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "s": {"type": "string"}}}
RECORD = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "ok": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "inner": ITEM,
        "file": {"type": "string", "format": "binary"},
    },
}
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
BOTH = pytest.mark.parametrize("judge", [validator, second_validator], ids=["first", "second"])


def operation(media_type: str, schema: Any = None, *, version: str = "3.2.0", **more: Any) -> Operation:
    content = {media_type: ({"schema": schema} if schema is not None else {}) | more}
    post = {"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}}
    info = {"title": "", "version": ""}
    return from_mapping({"openapi": version, "info": info, "paths": {"/a": {"post": post}}}).operations[0]


def written(of: Operation, value: Any) -> Request:
    assert of.body is not None
    media = of.body.content[0]
    body = codecs.write(codecs.Frame(media, media.name, Direction.REQUEST), value)
    return Request("POST", "/a", headers=(("Content-Type", codecs.content_type(media)),), body=body)


def sent(of: Operation, declared: str, body: bytes, judge: Compile = validator) -> tuple[Any, list[Violation]]:
    reading = read_request(
        of, Request("POST", "/a", headers=(("Content-Type", declared),), body=body), {}, compiled=judge
    )
    return reading.body, list(reading.violations)


def rules(found: list[Violation]) -> list[tuple[str, str]]:
    return [(each.rule, each.pointer) for each in found]


def parts(*each: str) -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in each).encode() + b"--b--\r\n"


# XML has no character below the space but three, reads a carriage return as a line feed, and its data no edges.
_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8)
_records = st.fixed_dictionaries(
    {"name": _texts},
    optional={
        "age": st.integers(),
        "ok": st.booleans(),
        "tags": st.lists(_texts, min_size=1, max_size=3),
        "inner": st.fixed_dictionaries({"n": st.integers()}, optional={"s": _texts}),
    },
)
_settings = settings(max_examples=50, deadline=None, derandomize=True)
OF_RECORDS = [
    "application/json",
    "application/x+json",
    FORM,
    MULTIPART,
    "multipart/mixed",
    "application/xml",
    "text/xml",
]
OF_ITEMS = ["application/jsonl", "application/x-ndjson", "application/json-seq", "text/csv"]


@pytest.mark.parametrize("media_type", OF_RECORDS)
@_settings
@given(value=_records)
def test_a_record_is_read_as_it_was_written(media_type: str, value: dict[str, Any]) -> None:
    of = operation(media_type, RECORD)
    reading = read_request(of, written(of, value), {})
    assert (reading.body, reading.violations) == (value, ())


@pytest.mark.parametrize("media_type", OF_ITEMS)
@_settings
@given(value=st.lists(st.fixed_dictionaries({"n": st.integers(), "s": _texts}), min_size=1, max_size=4))
def test_items_are_read_as_they_were_written(media_type: str, value: list[Any]) -> None:
    of = operation(media_type, {"type": "array", "items": ITEM})
    reading = read_request(of, written(of, value), {})
    assert (reading.body, reading.violations) == (value, ())


_lines = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)


@_settings
@given(
    st.lists(
        st.fixed_dictionaries(
            {"data": st.lists(_lines, min_size=1, max_size=3).map("\n".join)},
            optional={"event": _lines, "id": _lines, "retry": st.integers(0, 10**6)},
        ),
        max_size=4,
    )
)
def test_events_are_read_as_they_were_written(value: list[Any]) -> None:
    fields = {"data": {"type": "string"}, "retry": {"type": "integer"}}
    of = operation("text/event-stream", itemSchema={"type": "object", "required": ["data"], "properties": fields})
    reading = read_request(of, written(of, value), {})
    assert (reading.body, reading.violations) == (value, ())


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_events_end_at_empty_lines_however_lines_end(end: str) -> None:
    of = operation("text/event-stream", itemSchema={"properties": {"data": {"type": "string"}}})
    body = end.join([": note", "event: a", "id: 1", "data: x", "data: y", "", "data:z", "", ""]).encode()
    value, found = sent(of, "text/event-stream", body)
    assert value == [{"event": "a", "id": "1", "data": "x\ny"}, {"data": "z"}]
    assert not found


@BOTH
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/jsonl", b'{"n":1}\n{"n":"x"}\n'),
        ("application/json-seq", b'\x1e{"n":1}\n\x1e{"n":"x"}\n'),
        ("text/event-stream", b'data: {"n":1}\n\ndata: {"n":"x"}\n\n'),
    ],
)
def test_each_item_is_judged(judge: Compile, media_type: str, body: bytes) -> None:
    of = operation(media_type, itemSchema=ITEM)
    assert rules(sent(of, media_type, body, judge)[1]) == [("type", "/1/n")]
    response = Response(200, (("Content-Type", media_type),), body)
    assert rules(check_response(of, response, compiled=judge)) == [("type", "/1/n")]


PET = {
    "type": "object",
    "xml": {"name": "pet", "namespace": "urn:p", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "photos": {"type": "array", "items": {"type": "string", "xml": {"name": "photo"}}, "xml": {"wrapped": True}},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "name": {"type": "string", "xml": {"name": "called"}},
    },
}
PET_XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<p:pet xmlns:p="urn:p" id="7"><photos><photo>a</photo><photo>b</photo>'
    b"</photos><tag>x</tag><tag>y</tag><called>Rex &amp; Co</called></p:pet>"
)
PET_VALUE = {"id": 7, "photos": ["a", "b"], "tags": ["x", "y"], "name": "Rex & Co"}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_xml_is_as_the_schema_names_it(version: str) -> None:
    of = operation("application/xml", PET, version=version)
    assert written(of, PET_VALUE).body == PET_XML
    assert sent(of, "application/xml", PET_XML) == (PET_VALUE, [])


def test_the_text_of_an_element_may_be_a_property() -> None:
    price = {
        "properties": {"amount": {"type": "number", "xml": {"nodeType": "text"}}, "unit": {"xml": {"attribute": True}}}
    }
    of = operation("application/xml", {"type": "object", "xml": {"name": "price"}, **price})
    assert sent(of, "application/xml", b'<price unit="EUR">1.5</price>')[0] == {"amount": 1.5, "unit": "EUR"}
    assert written(of, {"amount": 1.5, "unit": "EUR"}).body.endswith(b'<price unit="EUR">1.5</price>')


HOSTILE_XML = {
    "entities": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "a file": b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    "depth": b"<a>" * 5000 + b"</a>" * 5000,
    "bad syntax": b"<a><b></a>",
    "nothing": b"",
    "no such encoding": b'<?xml version="1.0" encoding="x-none"?><a/>',
}


@pytest.mark.parametrize("body", HOSTILE_XML.values(), ids=HOSTILE_XML)
def test_hostile_xml_is_unreadable(body: bytes) -> None:
    assert rules(sent(operation("application/xml", {"type": "object"}), "application/xml", body)[1]) == [
        ("unreadable", "")
    ]


PART = 'Content-Disposition: form-data; name="{}"\r\n{}\r\n{}'


@BOTH
def test_parts_are_judged(judge: Compile) -> None:
    body = parts(PART.format("age", "", "old"), PART.format("inner", "", "{}"))
    found = sent(operation(MULTIPART, RECORD), f"{MULTIPART}; boundary=b", body, judge)[1]
    assert sorted(rules(found)) == [("required", ""), ("required", "/inner"), ("type", "/age")]


def test_a_part_has_the_type_and_the_headers_that_its_encoding_names() -> None:
    headers = {"X-Sum": {"required": True, "schema": {"type": "string"}}}
    of = operation(MULTIPART, RECORD, encoding={"file": {"contentType": "image/png, image/*", "headers": headers}})
    good = PART.format("file", "Content-Type: image/gif\r\nX-Sum: 1\r\n", "G")
    poor = PART.format("file", "Content-Type: text/plain\r\n", "G")
    name = PART.format("name", "", "x")
    assert sent(of, f"{MULTIPART}; boundary=b", parts(name, good))[1] == []
    assert rules(sent(of, f"{MULTIPART}; boundary=b", parts(name, poor))[1]) == [
        ("content-type", "/file"),
        ("missing", "/file"),
    ]


UNREADABLE = {
    "no boundary": (MULTIPART, parts(PART.format("a", "", ""))),
    "no end": (f"{MULTIPART}; boundary=b", b"--b\r\n" + PART.format("a", "", "x").encode()),
    "no parts": (f"{MULTIPART}; boundary=b", b"nothing"),
    "no name": (f"{MULTIPART}; boundary=b", parts("Content-Type: text/plain\r\n\r\nx")),
    "bad JSON": (f"{MULTIPART}; boundary=b", parts(PART.format("inner", "", "{"))),
    "many parts": (f"{MULTIPART}; boundary=b", parts(*[PART.format("tags", "", "x")] * 10_001)),
    "many fields": (FORM, b"a=1&" * 10_002),
    "no UTF-8": (FORM, b"\xff=1"),
    "lines": ("application/jsonl", b'{"n":1}\n{'),
    "no separator": ("application/json-seq", b'{"n":1}'),
    "no such charset": ("text/plain; charset=x-none", b"x"),
    "no charset of text": ("text/plain; charset=zip", b"x"),
    "another charset": ("text/plain; charset=us-ascii", b"\xe4"),
    "deep JSON": ("application/json", b"[" * 1000 + b"]" * 1000),
}


@pytest.mark.parametrize(("declared", "body"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_of_its_media_type_is_unreadable(declared: str, body: bytes) -> None:
    schema = RECORD if "multipart" in declared or declared == FORM else {}
    of = operation(declared.partition(";")[0], schema)
    assert [each.rule for each in sent(of, declared, body)[1]] == ["unreadable"]


def test_a_charset_is_heeded() -> None:
    of = operation("text/plain", {"type": "string"})
    assert sent(of, "text/plain; charset=iso-8859-1", b"\xe4") == ("ä", [])
    assert sent(operation("application/json", {}), 'application/json; charset="utf-16"', '"ä"'.encode("utf-16")) == (
        "ä",
        [],
    )


def test_a_form_holds_nested_objects_in_brackets_and_objects_as_json() -> None:
    of = operation(FORM, RECORD, encoding={"inner": {"style": "deepObject", "explode": True}})
    assert sent(of, FORM, b"name=x&inner[n]=1&inner[s]=y")[0] == {"name": "x", "inner": {"n": 1, "s": "y"}}
    assert sent(operation(FORM, RECORD), FORM, b"name=x&inner=%7B%22n%22:1%7D")[0] == {"name": "x", "inner": {"n": 1}}
    spread = operation(FORM, RECORD, encoding={"inner": {"style": "form"}})
    assert sent(spread, FORM, b"name=x&n=1&s=y")[0] == {"name": "x", "inner": {"n": 1, "s": "y"}}


def test_unknown_types_pass_as_bytes() -> None:
    assert sent(operation("application/x-own", {"type": "object"}), "application/x-own", b"\x00\xff") == (
        b"\x00\xff",
        [],
    )


def test_the_offending_part_is_shown_but_never_a_secret() -> None:
    kinds = {"n": {"type": "integer"}, "pin": {"type": "integer"}, "s": {"type": "integer", "writeOnly": True}}
    kinds |= {"p": {"type": "string", "format": "password", "minLength": 99}}
    of = operation("application/json", {"properties": kinds})
    found = sent(of, "application/json", b'{"n":"shown","pin":"hidden","s":"hidden","p":"hidden"}')[1]
    assert {each.pointer: each.found for each in found} == {
        "/n": '"shown"',
        "/pin": "a secret, not shown",
        "/s": "a secret, not shown",
        "/p": "a secret, not shown",
    }
    assert not any("hidden" in f"{each.message}{each.found}" for each in found)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"meta[a]=1", {"meta": {"a": "1"}}),
        (b"meta=", {"meta": ""}),
        (b"meta=a+b&meta=c%26", {"meta": "c&"}),
        (b"meta[[]=1", {"meta": {}}),
    ],
)
def test_a_field_that_is_not_in_its_style_is_read_as_it_was_sent(body: bytes, value: dict[str, Any]) -> None:
    meta = {"anyOf": [{"type": "object", "additionalProperties": {"type": "string"}}, {"enum": [""], "type": "string"}]}
    styled = {"meta": {"style": "deepObject", "explode": True}}
    of = operation(FORM, {"type": "object", "properties": {"meta": meta}}, encoding=styled)
    assert sent(of, FORM, body)[0] == value
