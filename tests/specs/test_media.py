"""Bodies in every family of media types: what is read, what is refused, and that what is written is read back."""

from __future__ import annotations

from contextlib import suppress
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specs import media
from specs.load import from_mapping
from specs.media.apart import taken_apart
from specs.media.multipart import File
from specs.messages import Request, Response
from specs.model import MediaType
from specs.schemas import Direction
from specs.second_opinion import second_validator
from specs.validation import check_response, read_request, validator

STRING: dict[str, Any] = {"type": "string"}
INTEGER = {"type": "integer"}
JUDGES = [validator, second_validator]


def described(media_type: str, members: dict[str, Any], components: dict[str, Any] | None = None) -> Any:
    """An operation that takes and gives bodies of one media type."""
    body = {"content": {media_type: members}}
    responses = {"200": {"description": "ok", **body}}
    raw = {
        "openapi": "3.2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": body, "responses": responses}}},
        "components": {"schemas": components or {}},
    }
    return from_mapping(raw).operations[0]


def content_of(media_type: str, schema: Any = None, **members: Any) -> MediaType:
    components = members.pop("components", None)
    if schema is not None:
        members["schema"] = schema
    found: MediaType = described(media_type, members, components).body.content[0]
    return found


def read(content: MediaType, body: bytes, declared: str | None = None) -> Any:
    return media.read(media.Frame(content, declared or content.name, Direction.REQUEST), body).value


def written(content: MediaType, value: Any) -> bytes:
    return media.write(media.Frame(content, content.name, Direction.REQUEST), value)


def rules(
    media_type: str, members: dict[str, Any], body: bytes, *, declared: str | None = None, **more: Any
) -> list[str]:
    """What both validators say of a body, in both directions, which must be the same."""
    operation = described(media_type, members, **more)
    headers = (("Content-Type", declared or media_type),)
    told = []
    for judge in JUDGES:
        request = read_request(operation, Request("POST", "/a", headers=headers, body=body), {}, compiled=judge)
        response = check_response(operation, Response(200, headers, body), compiled=judge)
        told += [sorted(f"{v.pointer} {v.rule}".strip() for v in found) for found in (request.violations, response)]
    assert all(each == told[0] for each in told)
    return told[0]


ORDER = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": INTEGER, "tags": {"type": "array", "items": STRING}, "note": STRING},
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("media_type", "schema", "body", "value"),
    [
        ("application/json", ORDER, b'{"id": 9007199254740993}', {"id": 9007199254740993}),
        ("application/problem+json; charset=utf-8", None, b'{"a": 1}', {"a": 1}),
        ("application/json; charset=utf-16", None, '{"a": "ä"}'.encode("utf-16"), {"a": "ä"}),
        ("text/plain", STRING, "ä".encode(), "ä"),
        ("text/plain; charset=iso-8859-1", STRING, b"\xe4", "ä"),
        ("text/plain", INTEGER, b"5\n", 5),
        ("text/html", ORDER, b"<p>", "<p>"),
        ("image/png", None, b"\x89", b"\x89"),
        (
            "text/csv",
            {"type": "array", "items": ORDER},
            b'id,note\r\n1,"a,b"\r\n2,\r\n',
            [{"id": 1, "note": "a,b"}, {"id": 2, "note": ""}],
        ),
        ("application/jsonl", None, b'{"a": 1}\n\n{"a": 2}', [{"a": 1}, {"a": 2}]),
        ("application/json-seq", None, b'\x1e{"a": 1}\n\x1e2\n', [{"a": 1}, 2]),
        (
            "text/event-stream",
            None,
            b": hello\r\nevent: add\r\ndata: 1\r\ndata: 2\r\nid: x\r\nretry: 10\r\n\r\ndata\n\nretry: soon\n\n",
            [{"event": "add", "id": "x", "retry": 10, "data": "1\n2"}, {"data": ""}],
        ),
        ("text/event-stream", STRING, b"data: 1\n\n", "data: 1\n\n"),
        ("text/event-stream", ORDER, b'data: {"id": 1}\n\ndata: [DONE]\n\n', [{"id": 1}]),
        (
            "application/x-www-form-urlencoded",
            ORDER,
            b"id=5&tags=a&tags=b+c&note=%26",
            {"id": 5, "tags": ["a", "b c"], "note": "&"},
        ),
        (
            "application/xml",
            ORDER,
            b"<o><id>5</id><tags>a</tags><tags>b</tags><x>1</x></o>",
            {"id": 5, "tags": ["a", "b"], "x": 1},
        ),
    ],
)
def test_a_body_is_read(media_type: str, schema: Any, body: bytes, value: Any) -> None:
    assert read(content_of(media_type.partition(";")[0], schema), body, media_type) == value


@pytest.mark.parametrize(
    ("media_type", "body", "told"),
    [
        ("application/json", b'{"a": NaN}', "unexpected"),
        ("application/json", b"\xff", "surrogate|utf-8|UTF-8"),
        ("application/json; charset=klingon", b"{}", "charset"),
        ("application/json; charset=rot13", b"{}", "charset"),
        ("text/plain", b"\xff", "utf-8"),
        ("application/jsonl", b"{}\n{", "item 1"),
        ("application/json-seq", b"{}", "record separator"),
        ("application/xml", b"<a>", "no element|unclosed"),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("application/xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type"),
        ("application/xml", b"<a>" * 300 + b"</a>" * 300, "too many"),
        ("application/xml", b'<?xml version="1.0" encoding="nothing"?><a/>', "encoding"),
        ("application/x-www-form-urlencoded", b"a=1&" * 20_000, "fields"),
        ("multipart/form-data", b"--x--\r\n", "boundary"),
        ("multipart/form-data; boundary=x", b"", "boundary"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
            "boundary",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--\r\n", "name"),
        ("multipart/form-data; boundary=" + "x" * 71, b"", "boundary"),
    ],
)
def test_a_body_that_is_not_of_its_media_type_is_refused(media_type: str, body: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read(content_of(media_type.partition(";")[0]), body, media_type)


FORM = {
    "schema": {
        "type": "object",
        "required": ["meta"],
        "properties": {
            "meta": {"type": "object", "properties": {"n": INTEGER}},
            "count": INTEGER,
            "file": {"type": "string", "format": "binary", "maxLength": 4},
            "pictures": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 2},
        },
    },
    "encoding": {
        "pictures": {"contentType": "image/png, image/*", "headers": {"X-N": {"required": True, "schema": INTEGER}}}
    },
}


def part(name: str, body: bytes, *headers: str, file: str = "") -> bytes:
    named = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file else "")
    return "\r\n".join(["--x", named, *headers, "", ""]).encode() + body + b"\r\n"


META = part("meta", b'{"n": 1}')
PICTURE = part("pictures", b"\x89", "Content-Type: image/jpeg", "X-N: 1", file="a.jpg")


@pytest.mark.parametrize(
    ("parts", "broken"),
    [
        ([META], []),
        ([part("meta", b'{"n": 1}', "Content-Type: application/json; charset=utf-8")], []),
        ([META, part("count", b"5"), part("file", b"\x00\xff", file="f")], []),
        ([META, part("file", "ü".encode(), "Content-Type: application/octet-stream")], []),
        ([META, PICTURE, PICTURE], []),
        ([], ["required"]),
        ([part("meta", b'{"n": "x"}')], ["/meta/n type"]),
        ([META, part("count", b"five")], ["/count type"]),
        ([META, part("count", b"5"), part("count", b"6")], ["/count type"]),
        ([META, part("file", b"\xff" * 5, file="f")], ["/file maxLength"]),
        ([META, PICTURE, PICTURE, PICTURE], ["/pictures maxItems"]),
        ([META, part("pictures", b"x", "Content-Type: text/plain", "X-N: 1")], ["/pictures content-type"]),
        ([META, part("pictures", b"x", "Content-Type: image/png")], ["/pictures missing"]),
        ([META, part("pictures", b"x", "Content-Type: image/png", "X-N: one")], ["/pictures type"]),
        ([part("meta", b"{")], ["unreadable"]),
    ],
)
def test_parts_of_a_form_are_judged(parts: list[bytes], broken: list[str]) -> None:
    body = b"".join(parts) + b"--x--\r\n"
    assert rules("multipart/form-data", FORM, body, declared="multipart/form-data; boundary=x") == broken


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (b"<a>true</a>", ["type"]),
        (b"<a> </a>", []),
        (b"<a/>", []),
        (b"<a><n>5</n></a>", []),
        (b"<a>true<n>5</n></a>", []),
    ],
)
def test_text_is_no_object(body: bytes, broken: list[str]) -> None:
    schema = {"type": "object", "xml": {"name": "a"}, "properties": {"n": INTEGER}}
    assert rules("application/xml", {"schema": schema}, body) == broken


def test_text_is_an_object_where_a_property_is_the_text() -> None:
    schema = {"type": "object", "xml": {"name": "a"}, "properties": {"n": INTEGER | {"xml": {"nodeType": "text"}}}}
    assert rules("application/xml", {"schema": schema}, b"<a>5</a>") == []


@pytest.mark.parametrize(
    ("schema", "body", "broken"),
    [
        ({"type": "object", "required": ["a"]}, b'{"a": 1}', []),
        ({"type": "object", "required": ["a"]}, b'{"b": 1}', ["required"]),
        ({"type": "array", "items": INTEGER}, b"[1]", []),
        ({"type": "array", "items": INTEGER}, b"1", ["type"]),
        ({"type": "string"}, b'{"a": 1}', []),
    ],
)
def test_text_is_json_where_an_object_or_a_list_belongs(schema: Any, body: bytes, broken: list[str]) -> None:
    assert rules("text/plain", {"schema": schema}, body) == broken


def test_parts_have_names_in_any_script() -> None:
    content = content_of("multipart/form-data", {"type": "object"})
    assert read(content, part("Größe 😀", b"5") + b"--x--\r\n", "multipart/form-data; boundary=x") == {"Größe 😀": 5}


def test_a_file_of_no_known_type_is_its_octets() -> None:
    content = content_of("multipart/form-data", {"type": "object"})
    declared = "multipart/form-data; boundary=x"
    assert read(content, part("file", b"\x89P", file="p.png") + b"--x--\r\n", declared) == {"file": "\x89P"}
    with pytest.raises(ValueError, match="utf-8"):
        read(content, part("file", b"\x89P") + b"--x--\r\n", declared)


def test_parts_are_written_as_the_standard_library_reads_them() -> None:
    content = content_of("multipart/form-data", **FORM)
    value = {"meta": {"n": 1}, "count": 5, "file": "\x00\xff", "pictures": [File("image/png", b"\x89"), b"\x90"]}
    head = f"Content-Type: {media.content_type(content)}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + written(content, value))
    told = [
        (each.get_param("name", header="content-disposition"), each.get_content_type(), each.get_payload(decode=True))
        for each in message.iter_parts()
    ]
    assert told == [
        ("meta", "application/json", b'{"n":1}'),
        ("count", "text/plain", b"5"),
        ("file", "application/octet-stream", b"\x00\xff"),
        ("pictures", "image/png", b"\x89"),
        ("pictures", "image/png", b"\x90"),
    ]


def test_parts_without_names_are_a_list() -> None:
    members = {
        "schema": {"type": "array", "items": {"type": ["object", "string"]}},
        "prefixEncoding": [{"contentType": "application/json"}],
        "itemEncoding": {"contentType": "text/plain"},
    }
    content = content_of("multipart/mixed", **members)
    body = written(content, [{"a": 1}, "x", "y"])
    assert read(content, body, media.content_type(content)) == [{"a": 1}, "x", "y"]
    assert rules("multipart/mixed", members, body, declared=media.content_type(content)) == []


LISTS = {"type": "object", "properties": {"a": {"type": "array", "items": INTEGER}, "o": {"type": "object"}}}
SENT = {"a": [1, 2], "o": {"x": "p q", "y": "r"}}


@pytest.mark.parametrize(
    ("encoding", "parts"),
    [
        ({}, [("a", "1"), ("a", "2"), ("o", '{"x":"p q","y":"r"}')]),
        ({"a": {"explode": False}}, [("a", "1,2"), ("o", '{"x":"p q","y":"r"}')]),
        ({"a": {"style": "spaceDelimited"}}, [("a", "1 2"), ("o", '{"x":"p q","y":"r"}')]),
        ({"a": {"style": "pipeDelimited"}}, [("a", "1|2"), ("o", '{"x":"p q","y":"r"}')]),
        ({"o": {"style": "deepObject"}}, [("a", "1"), ("a", "2"), ("o[x]", "p q"), ("o[y]", "r")]),
        ({"o": {"style": "form", "explode": False}}, [("a", "1"), ("a", "2"), ("o", "x,p q,y,r")]),
    ],
)
def test_parts_are_written_in_styles_without_escapes(encoding: Any, parts: list[tuple[str, str]]) -> None:
    content = content_of("multipart/form-data", LISTS, encoding=encoding)
    body = written(content, SENT)
    told = taken_apart(body, media.content_type(content))
    assert [(part.name, part.body.decode()) for part in told] == parts
    assert read(content, body, media.content_type(content)) == SENT


def test_parts_have_parts_and_forms_within_them() -> None:
    form = {"type": "object", "properties": {"n": {"type": "array", "items": INTEGER}}}
    members = {
        "schema": {
            "type": "array",
            "prefixItems": [
                {"type": "object", "properties": {"a": INTEGER, "list": {"type": "array", "items": {"type": "array"}}}},
                form,
                {"type": "string"},
            ],
        },
        "prefixEncoding": [
            {
                "contentType": "multipart/form-data",
                "encoding": {
                    "a": {"headers": {"X-Note": {"required": True, "schema": INTEGER}}},
                    "list": {"contentType": "multipart/mixed", "itemEncoding": {"contentType": "text/csv, image/png"}},
                },
            },
            {"contentType": "application/x-www-form-urlencoded", "encoding": {"n": {"explode": False}}},
        ],
    }
    content, value = content_of("multipart/mixed", **members), [{"a": 5, "list": [["x", "y"]]}, {"n": [1, 2]}, "z"]
    body, declared = written(content, value), media.content_type(content)
    assert read(content, body, declared) == value
    assert b"n=1,2" in body
    assert rules("multipart/mixed", members, body, declared=declared) == ["/0/a missing"]
    wrong = body.replace(b"Content-Type: text/csv", b"Content-Type: audio/mpeg", 1)
    assert "/0/list/0 content-type" in rules("multipart/mixed", members, wrong, declared=declared)


XML = {
    "Pet": {
        "type": "object",
        "xml": {"name": "pet", "namespace": "urn:pets", "prefix": "p"},
        "required": ["id"],
        "properties": {
            "id": {"type": "integer", "xml": {"attribute": True}},
            "name": {"type": "string", "xml": {"name": "called", "namespace": "urn:names"}},
            "photos": {
                "type": "array",
                "xml": {"wrapped": True, "name": "album"},
                "items": {**STRING, "xml": {"name": "photo"}},
            },
            "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
            "owner": {"$ref": "#/components/schemas/Owner"},
            "gone": {"type": ["string", "null"]},
        },
        "additionalProperties": False,
    },
    "Tag": {"type": "object", "xml": {"name": "tag"}, "properties": {"n": INTEGER}},
    "Owner": {
        "type": "object",
        "properties": {
            "note": {**STRING, "xml": {"nodeType": "text"}},
            "vip": {"type": "boolean", "xml": {"attribute": True}},
        },
    },
}
PET = {
    "id": 5,
    "name": "Ünal & <Co>",
    "photos": ["a", "b"],
    "tags": [{"n": 1}, {"n": 2}],
    "owner": {"note": " as text ", "vip": True},
    "gone": None,
}


def test_xml_is_written_as_its_objects_say() -> None:
    content = content_of("application/xml", {"$ref": "#/components/schemas/Pet"}, components=XML)
    assert written(content, PET).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<p:pet xmlns:p="urn:pets" id="5">'
        '<called xmlns="urn:names">Ünal &amp; &lt;Co&gt;</called>'
        "<album><photo>a</photo><photo>b</photo></album>"
        "<tag><n>1</n></tag><tag><n>2</n></tag>"
        '<owner vip="true"> as text </owner>'
        '<gone xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
        "</p:pet>"
    )
    assert read(content, written(content, PET)) == PET


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (b'<p:pet xmlns:p="urn:pets" id="5"/>', []),
        (b'<pet xmlns="urn:pets" id="5"><tag xmlns=""><n>1</n></tag></pet>', []),
        (b'<pet xmlns="urn:pets" id="x"/>', ["/id type"]),
        (b'<pet xmlns="urn:pets"/>', ["required"]),
        (b'<pet id="5"/>', ["unreadable"]),
        (b'<cat xmlns="urn:pets" id="5"/>', ["unreadable"]),
        (b'<pet xmlns="urn:pets" id="5"><tag><n>x</n></tag></pet>', ["/tags/0/n type"]),
        (b'<pet xmlns="urn:pets" id="5"><other>1</other></pet>', ["additionalProperties"]),
    ],
)
def test_xml_is_judged(body: bytes, broken: list[str]) -> None:
    members = {"schema": {"$ref": "#/components/schemas/Pet"}}
    assert rules("application/xml", members, body, components=XML) == broken


@pytest.mark.parametrize(
    ("media_type", "members", "body", "broken"),
    [
        ("application/jsonl", {"itemSchema": ORDER}, b'{"id": 1}\n{"id": "x"}\n', ["/1/id type"]),
        ("application/x-ndjson", {"schema": ORDER}, b'{"id": 1}\n{}\n', ["/1 required"]),
        (
            "application/jsonl",
            {"schema": {"type": "array", "maxItems": 1, "items": ORDER}},
            b'{"id": 1}\n{"id": 2}\n',
            ["maxItems"],
        ),
        (
            "text/event-stream",
            {"itemSchema": {"type": "object", "required": ["event"], "properties": {"data": STRING}}},
            b"event: a\ndata: 1\n\ndata: 2\n\n",
            ["/1 required"],
        ),
        ("text/csv", {"schema": {"type": "array", "items": ORDER}}, b"id\nx\n", ["/0/id type"]),
        (
            "application/octet-stream",
            {"schema": {"type": "string", "format": "binary", "maxLength": 2}},
            b"\xff\xff\xff",
            ["maxLength"],
        ),
        ("application/pdf", {"schema": ORDER}, b"%PDF", []),
    ],
)
def test_items_tables_and_octets_are_judged(
    media_type: str, members: dict[str, Any], body: bytes, broken: list[str]
) -> None:
    assert rules(media_type, members, body) == broken


@pytest.mark.parametrize(
    ("keywords", "text", "broken"),
    [
        ({"contentEncoding": "base64"}, "aGk=", []),
        ({"contentEncoding": "base64"}, "aGk", ["/a contentEncoding"]),
        ({"contentEncoding": "base64url"}, "_-8", []),
        ({"contentEncoding": "base64url"}, "/+8=", ["/a contentEncoding"]),
        ({"contentEncoding": "base32"}, "NBUQ====", []),
        ({"contentEncoding": "base16"}, "6z", ["/a contentEncoding"]),
        ({"contentMediaType": "application/json"}, "{", ["/a contentMediaType"]),
        ({"contentMediaType": "application/xml"}, "<a/>", []),
        ({"contentMediaType": "application/json", "contentSchema": ORDER}, '{"id": 1}', []),
        ({"contentMediaType": "application/json", "contentSchema": ORDER}, "{}", ["/a contentSchema"]),
        ({"contentEncoding": "base64", "contentMediaType": "application/json"}, "e30=", []),
    ],
)
def test_the_content_of_strings_is_judged(keywords: dict[str, Any], text: str, broken: list[str]) -> None:
    schema = {"type": "object", "properties": {"a": {**STRING, **keywords}}}
    body = media.write(media.Frame(content_of("application/json"), "application/json", Direction.REQUEST), {"a": text})
    assert rules("application/json", {"schema": schema}, body) == broken


def test_a_field_of_a_form_may_be_json() -> None:
    content = content_of(
        "application/x-www-form-urlencoded",
        {"type": "object", "properties": {"meta": {"type": "object"}}},
        encoding={"meta": {"contentType": "application/json"}},
    )
    assert written(content, {"meta": {"a": [1]}}) == b"meta=%7B%22a%22%3A%5B1%5D%7D"
    assert read(content, written(content, {"meta": {"a": [1]}})) == {"meta": {"a": [1]}}


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8)
TRIMMED = TEXTS.filter(lambda text: text == text.strip())
VALUES = st.fixed_dictionaries(
    {"id": st.integers(-(2**70), 2**70)}, optional={"tags": st.lists(TRIMMED, min_size=1, max_size=3), "note": TRIMMED}
)
SEVERAL = st.lists(VALUES, min_size=1, max_size=3)
LISTED = {"type": "array", "items": ORDER}


@settings(max_examples=60, deadline=None, derandomize=True)
@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"],
)
@given(value=VALUES)
def test_an_object_is_read_as_it_was_written(media_type: str, value: Any) -> None:
    content = content_of(media_type, ORDER)
    assert read(content, written(content, value), media.content_type(content)) == value


@settings(max_examples=60, deadline=None, derandomize=True)
@pytest.mark.parametrize("media_type", ["application/jsonl", "application/json-seq", "text/event-stream"])
@given(values=SEVERAL)
def test_items_are_read_as_they_were_written(media_type: str, values: Any) -> None:
    content = content_of(media_type, LISTED)
    assert read(content, written(content, values)) == values


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    for media_type in ("application/xml", "multipart/form-data; boundary=x", "text/event-stream", "text/csv"):
        with suppress(ValueError):
            read(content_of(media_type.partition(";")[0], LISTED), body, media_type)
