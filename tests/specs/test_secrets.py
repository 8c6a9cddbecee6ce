"""What is taken for a secret: names, and what documents say."""

from __future__ import annotations

from typing import Any

import pytest

from specs.secrets import called_like_a_secret, password_names

NAMES = {
    "clientSecret": True,
    "db.password": True,
    "password_confirmation": True,
    "X-Api-Key": True,
    "access_token": True,
    "deviceToken": True,
    "token": True,
    "Set-Cookie": True,
    "Proxy-Authorization": True,
    "userPin": True,
    "PIN": True,
    "card.cvc": True,
    "nextPageToken": False,
    "continuation-token": False,
    "maxTokens": False,
    "pinned": False,
    "spin": False,
    "secretary": False,
    "key": False,
    "Idempotency-Key": False,
    "": False,
    "-": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_tells_a_secret(name: str) -> None:
    assert called_like_a_secret(name) is NAMES[name]


PASSWORD = {"type": "string", "format": "password"}


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({"properties": {"a": PASSWORD, "b": {"type": "string"}}}, ["a"]),
        ({"parameters": [{"name": "a", "in": "query", **PASSWORD}]}, ["a"]),
        ({"parameters": [{"name": "a", "in": "query", "schema": PASSWORD}, {"name": "b", "in": "query"}]}, ["a"]),
        ({"properties": {"a": {"$ref": "#/x/B"}}, "x": {"B": {"$ref": "#/x/C"}, "C": PASSWORD}}, ["a"]),
        ({"properties": {"a": {"$ref": "#/x/A"}}, "x": {"A": {"$ref": "#/x/A"}}}, []),
        ({"properties": {"a": {"$ref": "#/nowhere"}, "b": True}}, []),
    ],
)
def test_a_format_tells_a_secret(raw: dict[str, Any], names: list[str]) -> None:
    assert list(password_names(raw)) == names
