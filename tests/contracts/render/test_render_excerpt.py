"""The part of a message that matters is found in its HTTP text."""

from __future__ import annotations

import pytest

from contracts.findings import Finding, Severity, Witness
from contracts.render.excerpt import excerpts
from specs.lines import json_span
from specs.messages import Request, Response

JSON = (("Content-Type", "application/json"), ("Cookie", "a=1; session=xyz; b=2"), ("X-Tag", "one"))
REQUEST = Request(
    "PUT", "/api/users/7", "size=5&filter%5Ba%5D=x&size2=9", JSON, b'{"a":[{"b":1},{"b":"two"}],"c":null}'
)
ANSWER = Response(201, JSON, b'{"id":"17"}')


def marked(
    place: str,
    name: str = "",
    pointer: str = "",
    direction: str = "request",
    operations: tuple[str, ...] = (),
    **messages: object,
) -> dict[str, str]:
    witness = Witness(place=place, name=name, pointer=pointer, **(messages or {"request": REQUEST}))  # type: ignore[arg-type]
    finding = Finding(
        rule="r", message="m", severity=Severity.ERROR, direction=direction, witness=witness, operations=operations
    )
    return {excerpt.title: excerpt.pieces[1] for excerpt in excerpts(finding)}


@pytest.mark.parametrize(
    ("place", "name", "pointer", "part"),
    [
        ("query", "size", "", "size=5"),
        ("query", "size2", "", "size2=9"),
        ("query", "filter[a]", "", "filter%5Ba%5D=x"),
        ("query", "absent", "", "/api/users/7?size=5&filter%5Ba%5D=x&size2=9"),
        ("path", "id", "", "/api/users/7?size=5&filter%5Ba%5D=x&size2=9"),
        ("header", "x-tag", "", "X-Tag: one"),
        ("header", "absent", "", "PUT /api/users/7?size=5&filter%5Ba%5D=x&size2=9 HTTP/1.1"),
        ("cookie", "session", "", "session=xyz"),
        ("operation", "", "", "PUT /api/users/7?size=5&filter%5Ba%5D=x&size2=9 HTTP/1.1"),
        ("body", "", "/a/1/b", '"b": "two"'),
        ("body", "", "/c", '"c": null'),
        ("body", "", "/a/1/absent", '{\n      "b": "two"\n    }'),
        ("nowhere", "", "", ""),
    ],
)
def test_the_part_is_found_in_a_request(place: str, name: str, pointer: str, part: str) -> None:
    assert marked(place, name, pointer) == {"request": part}


def test_the_segment_of_a_parameter_in_the_path_is_found_by_its_operation() -> None:
    assert marked("path", "id", operations=("PUT /users/{id}",)) == {"request": "7"}


def test_the_whole_body_is_meant_by_the_empty_pointer() -> None:
    assert marked("body", response=ANSWER) == {"response": '{\n  "id": "17"\n}'}


def test_a_status_is_marked_with_its_phrase() -> None:
    assert marked("status", response=ANSWER) == {"response": "201 Created"}


def test_an_exchange_is_blamed_on_the_answer_unless_the_request_is_meant() -> None:
    both = {"request": REQUEST, "response": ANSWER}
    assert marked("body", "", "/id", "response", **both) == {"request": "", "response": '"id": "17"'}
    assert marked("body", "", "/c", "request", **both) == {"request": '"c": null', "response": ""}
    assert marked("query", "size", "", "response", **both) == {"request": "size=5", "response": ""}


def test_a_body_that_is_no_json_is_marked_whole() -> None:
    request = Request("POST", "/", headers=(("Content-Type", "text/plain"),), body=b"{plain")
    assert marked("body", "", "/a/b", request=request) == {"request": "{plain"}


def test_a_message_without_a_body_has_no_part_of_it() -> None:
    assert marked("body", "", "/a", request=Request("GET", "/")) == {"request": ""}


def test_a_finding_without_a_witness_has_no_excerpt() -> None:
    assert list(excerpts(Finding(rule="r", message="m", severity=Severity.NOTE))) == []


@pytest.mark.parametrize("text", ["", "{", '{"a":', '{"a"', "[1,", "nonsense"])
def test_a_broken_json_text_has_no_span(text: str) -> None:
    assert json_span(text, "/a") is None
