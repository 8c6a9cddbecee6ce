"""Runtime expressions, each against one exchange."""

from __future__ import annotations

from typing import Any

import pytest

from specs.decoding import ABSENT
from specs.expressions import evaluate
from specs.messages import Exchange, Request, Response
from specs.model import Location

EXCHANGE = Exchange(
    Request(
        "POST",
        "/users/5",
        "page=2&queryUrl=http%3A%2F%2Fx",
        (("Content-Type", "application/json"), ("X-Trace", "t1")),
        b'{"user": {"uuid": "u7", "a/b": [10, 20]}, "n": null}',
    ),
    Response(201, (("Content-Type", "application/json"), ("Location", "/users/9")), b'{"id": 9, "tags": ["x"]}'),
)
PARAMETERS: dict[Location, dict[str, Any]] = {Location.PATH: {"id": 5}, Location.QUERY: {"page": 2}}

VALUES: list[tuple[Any, Any]] = [
    ("$method", "POST"),
    ("$statusCode", 201),
    ("$url", "/users/5?page=2&queryUrl=http%3A%2F%2Fx"),
    ("$request.path.id", 5),
    ("$request.path.other", ABSENT),
    ("$request.query.page", 2),
    ("$request.query.queryUrl", "http://x"),
    ("$request.query.other", ABSENT),
    ("$request.header.x-trace", "t1"),
    ("$request.header.other", ABSENT),
    ("$request.body#/user/uuid", "u7"),
    ("$request.body#/user/a~1b/1", 20),
    ("$request.body#/n", None),
    ("$request.body#/nope", ABSENT),
    ("$response.body#/id", 9),
    ("$response.body", {"id": 9, "tags": ["x"]}),
    ("$response.body#", {"id": 9, "tags": ["x"]}),
    ("$response.header.Location", "/users/9"),
    ("$response.query.page", ABSENT),
    ("$nothing.known", "$nothing.known"),
    ("$request.body#user", "$request.body#user"),
    ("a constant", "a constant"),
    (7, 7),
    (None, None),
    ("{$request.query.queryUrl}/data?id={$response.body#/id}", "http://x/data?id=9"),
    ("{$request.query.other}/x", "/x"),
    ("{$response.body#/tags}", '["x"]'),
    ("{id}/{$nothing}", "{id}/{$nothing}"),
    ({"a": "$statusCode", "b": ["$method", "$request.query.x"], "c": "$request.query.x"}, {"a": 201, "b": ["POST"]}),
]


@pytest.mark.parametrize(("value", "found"), VALUES, ids=str)
def test_an_expression_stands_for_what_the_exchange_says(value: Any, found: Any) -> None:
    assert evaluate(value, EXCHANGE, PARAMETERS) == found


def test_the_whole_url_is_given_where_it_is_known() -> None:
    assert evaluate("$url", EXCHANGE, PARAMETERS, "https://x.example/users/5") == "https://x.example/users/5"


def test_a_body_that_cannot_be_read_has_nothing() -> None:
    broken = Exchange(Request("GET", "/"), Response(200, (("Content-Type", "application/json"),), b"{"))
    assert evaluate("$response.body#/id", broken, {}) is ABSENT
