"""What is answered again, byte by byte, is judged once; whatever differs is judged by itself."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.app import create_app
from mockserver.response import generation
from mockserver.settings import Settings
from specs.load import from_mapping

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string", "maxLength": 12}},
}


def answers(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "d", "content": {"application/json": {"schema": schema}}}}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "responses": {**answers({"type": "array", "items": PET, "maxItems": 4}), "304": {"description": "d"}}
            },
            "post": {
                "requestBody": {"content": {"application/json": {"schema": PET}}, "required": True},
                "responses": answers(PET),
            },
        },
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {**answers(PET), "404": {"description": "d"}, "304": {"description": "d"}}},
        },
    },
}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that were judged."""
    bodies: list[bytes] = []
    check = generation.check_response

    def noting(operation: Any, response: Any) -> Any:
        bodies.append(response.body)
        return check(operation, response)

    monkeypatch.setattr(generation, "check_response", noting)
    return bodies


def test_what_is_read_again_is_judged_once_and_what_has_changed_again(judged: list[bytes]) -> None:
    client = create_app(from_mapping(DOCUMENT), Settings(items=2)).test_client()
    first, again = client.get("/pets"), client.get("/pets")
    assert first.data == again.data
    assert judged == [first.data]
    made = client.post("/pets", json={"id": "x", "name": "Rex"})
    more = client.get("/pets")
    assert judged == [first.data, made.data, more.data]
    assert more.json == [*first.json, made.json]


def test_a_list_that_has_become_too_long_is_not_sent(judged: list[bytes]) -> None:
    client = create_app(from_mapping(DOCUMENT), Settings(items=3)).test_client()
    sizes = []
    for name in "abc":
        sizes.append(len(client.get("/pets").json))
        client.post("/pets", json={"id": name, "name": name})
    assert sizes[:2] == [3, 4]
    assert all(size <= 4 for size in sizes)
    assert len(judged) == 6


def test_a_tag_is_of_what_is_there_now_and_tells_an_item_from_a_list_of_it() -> None:
    client = create_app(from_mapping(DOCUMENT), Settings(items=1)).test_client()

    def tag(path: str) -> str:
        return str(client.get(path).headers["ETag"])

    (pet,) = client.get("/pets").json
    one, several = tag(f"/pets/{pet['id']}"), tag("/pets")
    assert one != several
    assert [tag(f"/pets/{pet['id']}"), tag("/pets")] == [one, several]
    client.post("/pets", json={"id": "x", "name": "Rex"})
    assert tag(f"/pets/{pet['id']}") == one
    assert client.get("/pets", headers={"If-None-Match": several}).status_code == 200
    assert client.get("/pets", headers={"If-None-Match": tag("/pets")}).status_code == 304
