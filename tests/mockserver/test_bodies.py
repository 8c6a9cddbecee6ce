from __future__ import annotations

import csv
import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from email.parser import BytesParser
from typing import Any
from xml.etree import ElementTree

import pytest
from mock_client import Answer, Api

from mockserver.app import create_app
from mockserver.response import specimens
from mockserver.testing import running
from specs.load import from_mapping

ITEM = {
    "type": "object",
    "required": ["n", "text"],
    "properties": {"n": {"type": "integer", "minimum": 5, "maximum": 9}, "text": {"type": "string", "minLength": 3}},
}
EVENT = {
    "type": "object",
    "required": ["data", "event"],
    "properties": {
        "event": {"const": "tick"},
        "id": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
BYTES = {"type": "string", "format": "binary"}
CONTENT: dict[str, dict[str, Any]] = {
    "/lines": {"application/jsonl": {"itemSchema": ITEM}},
    "/array": {"application/x-ndjson": {"schema": {"type": "array", "items": ITEM}}},
    "/one": {"application/x-ndjson": {"schema": ITEM}},
    "/seq": {"application/json-seq": {"itemSchema": ITEM}},
    "/shown": {"application/jsonl": {"itemSchema": ITEM, "example": [{"n": 5, "text": "abc"}]}},
    "/events": {"text/event-stream": {"itemSchema": EVENT}},
    "/data": {"text/event-stream": {"schema": ITEM}},
    "/text-events": {"text/event-stream": {"schema": {"type": "string"}, "example": "data: a\n\n"}},
    "/png": {"image/png": {"schema": BYTES}},
    "/any-image": {"image/*": {"schema": BYTES}},
    "/svg": {"image/svg+xml": {"schema": {"type": "string"}}},
    "/pdf": {"application/pdf": {}},
    "/unknown": {"application/x-own": {"schema": BYTES}},
    "/html": {"text/html": {"schema": {"type": "string"}}},
    "/html-tight": {"text/html": {"schema": {"type": "string", "maxLength": 4}}},
    "/csv": {"text/csv": {"schema": {"type": "string"}}},
    "/csv-of-objects": {"text/csv": {"schema": {"type": "array", "items": ITEM}}},
    "/plain": {"text/plain": {}},
    "/json": {"application/json": {}},
    "/form": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["meta", "file", "names", "n"],
                "properties": {
                    "meta": ITEM,
                    "file": BYTES,
                    "picture": BYTES,
                    "names": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
                    "n": {"const": 7},
                },
            },
            "encoding": {"picture": {"contentType": "image/*"}},
        }
    },
    "/mixed": {"multipart/mixed": {"schema": {"type": "object", "required": ["a"], "properties": {"a": ITEM}}}},
}


def raw() -> dict[str, Any]:
    paths = {
        path: {"get": {"responses": {"200": {"description": ".", "content": content}}}}
        for path, content in CONTENT.items()
    }
    none = {
        str(status): {"description": ".", "content": {"application/json": {"schema": ITEM}}}
        for status in (204, 205, 304)
    }
    paths["/none"] = {"get": {"responses": none}}
    return {"openapi": "3.2.0", "info": {"title": "T", "version": "1"}, "paths": paths}


@pytest.fixture(scope="module")
def get() -> Iterator[Any]:
    with running(create_app(from_mapping(raw()))) as url:

        def ask(path: str, **headers: str) -> Answer:
            answer = Api(url)("GET", path, headers=headers)
            assert answer.status < 400, answer.body
            return answer

        yield ask


def judged(item: Any) -> bool:
    return 5 <= item["n"] <= 9 and len(item["text"]) >= 3


@pytest.mark.parametrize("path", ["/lines", "/array", "/one"])
def test_lines_are_items(get: Any, path: str) -> None:
    items = [json.loads(line) for line in get(path).body.splitlines()]
    assert len(items) == 3
    assert all(map(judged, items))


def test_a_sequence_of_json_texts(get: Any) -> None:
    first, *texts = get("/seq").body.split(b"\x1e")
    assert (first, len(texts)) == (b"", 3)
    assert all(judged(json.loads(text)) for text in texts)
    assert all(text.endswith(b"\n") for text in texts)


def test_the_documents_items_come_first(get: Any) -> None:
    assert get("/shown").body == b'{"n":5,"text":"abc"}\n'
    assert len(get("/shown", Prefer="dynamic=true").body.splitlines()) == 3
    assert get("/text-events").body == b"data: a\n\n"


def test_events_have_the_fields_that_the_document_describes(get: Any) -> None:
    events = get("/events").body.decode().split("\n\n")[:-1]
    assert len(events) == 3
    assert all("event: tick\n" in f"{event}\n" and "\ndata: " in f"\n{event}" for event in events)


def test_a_schema_of_the_whole_stream_is_one_of_its_data(get: Any) -> None:
    answer = get("/data")
    assert answer.headers["Content-Type"] == "text/event-stream"
    events = answer.body.decode().split("\n\n")[:-1]
    assert len(events) == 3
    assert all(judged(json.loads(event.removeprefix("data: "))) for event in events)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/png", "image/png"), ("/any-image", "image/png"), ("/svg", "image/svg+xml"), ("/pdf", "application/pdf")],
)
def test_bodies_are_what_their_type_says(get: Any, path: str, kind: str) -> None:
    answer = get(path)
    assert answer.headers["Content-Type"] == kind
    assert answer.body == specimens.of(kind)


def test_a_range_gives_what_the_client_wants_of_it(get: Any) -> None:
    answer = get("/any-image", Accept="image/gif, image/png;q=0.5")
    assert answer.headers["Content-Type"] == "image/gif"
    assert answer.body.startswith(b"GIF89a")
    assert answer.headers["Vary"] == "Accept"


def test_types_that_nobody_knows(get: Any) -> None:
    assert get("/unknown").headers["Content-Type"] == "application/x-own"
    assert get("/plain").body == b"text"
    assert get("/json").body == b"{}"


def test_texts_have_the_form_of_their_type(get: Any) -> None:
    assert get("/html").body.startswith(b"<!doctype html>")
    assert len(get("/html-tight").body) <= 4
    assert get("/csv").body == b"name,value\r\na,1\r\n"
    rows = list(csv.DictReader(io.StringIO(get("/csv-of-objects").body.decode(), newline="")))
    assert len(rows) == 2
    assert all(judged({**row, "n": int(row["n"])}) for row in rows)


def parts(answer: Answer) -> list[Any]:
    head = f"Content-Type: {answer.headers['Content-Type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + answer.body)
    assert message.is_multipart()
    assert message.defects == []
    return list(message.get_payload())


def test_a_part_for_each_property(get: Any) -> None:
    found = parts(get("/form"))
    named = [(each.get_param("name", header="content-disposition"), each.get_content_type()) for each in found]
    assert named == [
        ("meta", "application/json"),
        ("file", "application/octet-stream"),
        ("picture", "image/png"),
        ("names", "text/plain"),
        ("names", "text/plain"),
        ("n", "text/plain"),
    ]
    assert judged(json.loads(found[0].get_payload(decode=True)))
    assert found[2].get_payload(decode=True) == specimens.of("image/png")
    assert found[5].get_payload(decode=True) == b"7"
    (mixed,) = parts(get("/mixed"))
    assert judged(json.loads(mixed.get_payload(decode=True)))


@pytest.mark.parametrize("status", [204, 205, 304])
def test_statuses_without_content_have_none(get: Any, status: int) -> None:
    answer = get("/none", Prefer=f"code={status}")
    assert (answer.status, answer.body) == (status, b"")


@pytest.mark.parametrize("path", ["/lines", "/form", "/pdf", "/json"])
def test_head_tells_the_length_of_what_get_sends(path: str) -> None:
    client = create_app(from_mapping(raw())).test_client()
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    again = create_app(from_mapping(raw())).test_client()
    assert int(head.headers["Content-Length"]) == len(again.get(path).data)


def test_specimens_are_well_formed() -> None:
    png = specimens.of("image/png") or b""
    place, kinds = 8, []
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + data)
        kinds.append(kind)
        if kind == b"IDAT":
            assert zlib.decompress(data) == bytes(5)
        place += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    assert gzip.decompress(specimens.of("application/gzip") or b"") == b""
    assert zipfile.ZipFile(io.BytesIO(specimens.of("application/zip") or b"")).namelist() == []
    with tarfile.open(fileobj=io.BytesIO(specimens.of("application/x-tar") or b"")) as archive:
        assert archive.getnames() == []
    assert ElementTree.fromstring(specimens.of("image/svg+xml") or b"").tag.endswith("svg")  # noqa: S314 - our own
    pdf = specimens.of("application/pdf") or b""
    start = int(pdf.split(b"startxref\n")[1].split(b"\n")[0])
    assert pdf[start:].startswith(b"xref")
    for number, line in enumerate(pdf[start:].split(b"\n")[3:6], 1):
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj" % number)
