"""Parts of a message are found in its HTTP text, each in its place and nothing that only looks like it."""

from __future__ import annotations

import pytest

from specs.messages import Request, Response
from specs.spans import first_line, shown, span, target
from specs.violations import Violation

REQUEST = shown(
    Request(
        "GET",
        "/v1/users/7/size",
        "resize=1&size=5&filter[a]=x&f%5Bb%5D=y",
        (("Cookie", "xid=1; id=2"), ("X-Size", "size: 3")),
    )
)


def found(text: str, place: str, name: str = "", pointer: str = "", key: str = "") -> str | None:
    where = span(text, Violation(place=place, name=name, pointer=pointer, rule="r", message="m", source=""), key)
    return text[slice(*where)] if where else None


@pytest.mark.parametrize(
    ("place", "name", "part"),
    [
        ("query", "size", "size=5"),
        ("query", "filter[a]", "filter[a]=x"),
        ("query", "f[b]", "f%5Bb%5D=y"),
        ("query", "filter", None),
        ("cookie", "id", "id=2"),
        ("cookie", "xid", "xid=1"),
        ("cookie", "absent", "Cookie: xid=1; id=2"),
        ("header", "x-size", "X-Size: size: 3"),
        ("header", "size", None),
        ("header", "", None),
        ("path", "id", "7"),
        ("path", "absent", None),
        ("operation", "", None),
    ],
)
def test_a_part_is_found_where_it_stands(place: str, name: str, part: str | None) -> None:
    assert found(REQUEST, place, name, key="GET /users/{id}/size") == part


def test_a_body_that_was_cut_off_is_meant_whole() -> None:
    text = shown(Response(200, (("Content-Type", "application/json"),), b'{"a": "12345678"}'), limit=8)
    assert text.endswith("more characters")
    assert found(text, "body", pointer="/a") == text.partition("\n\n")[2]


def test_an_empty_body_has_no_part() -> None:
    assert found(shown(Response(204)), "body", pointer="/a") is None


def test_a_message_has_a_first_line_and_a_request_a_target() -> None:
    assert REQUEST[slice(*first_line(REQUEST))].endswith("HTTP/1.1")
    where = target(REQUEST)
    assert where
    assert REQUEST[slice(*where)].startswith("/v1/users/7/size?")
