"""Files of items: what is refused, and where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import create_app
from mockserver.errors import MockError
from mockserver.settings import Settings
from mockserver.state.seeds.reading import read
from specs.load import from_mapping

WHOLE, TEXT = {"type": "integer"}, {"type": "string"}


def document() -> Any:
    pet = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": WHOLE, "name": TEXT, "hush": TEXT | {"writeOnly": True}},
    }
    named = [{"name": "id", "in": "path", "required": True, "schema": WHOLE}]
    one = {"200": {"description": "one", "content": {"application/json": {"schema": pet}}}}
    many = {"200": {"description": "all", "content": {"application/json": {"schema": {"type": "array", "items": pet}}}}}
    visit = {"get": {"parameters": named, "responses": many}}
    paths = {
        "/pets": {"get": {"responses": many}},
        "/pets/{id}": {"get": {"parameters": named, "responses": one}},
        "/pets/{id}/visits": visit,
        "/health": {"get": {"responses": {"204": {"description": "well"}}}},
    }
    info = {"title": "T", "version": "1"}
    return from_mapping({"openapi": "3.0.3", "info": info, "servers": [{"url": "/v1"}], "paths": paths})


def served(folder: Path, text: str) -> Any:
    file = folder / "db.json"
    file.write_text(text)
    return create_app(document(), Settings(seeds=(read(str(file)),))).test_client()


REFUSED = {
    "no JSON": ('{\n"pets": [,]}', "db.json:2: not JSON"),
    "nothing": ("{}", "db.json:1: there are no items"),
    "only a number": ("5", "db.json:1: there are no items"),
    "a path that there is not": ('{\n"/petz": []}', "db.json:2 #/~1petz: no document has such a path"),
    "a name that there is not": ('{\n"cars": [{"id": 1}]}', "db.json:2 #/cars: no document has"),
    "a member of another type": (
        '{"pets": [\n{"id": 1, "name": "a"},\n{"id": 2,\n"name": 5}]}',
        "db.json:4 #/pets/1/name: /pets/{id}:",
    ),
    "a member that is missing": ('{"pets": [\n{"id": 1}]}', "db.json:2 #/pets/0: /pets/{id}:"),
    "an id of another type": ('{"/v1/pets": [{"id": "x", "name": "a"}]}', "#/~1v1~1pets/0/id"),
    "the same id twice": (
        '{"pets": [{"id": 1, "name": "a"},\n{"id": 1, "name": "b"}]}',
        "db.json:2 #/pets/1: /pets/{id}: has the id of the one at",
    ),
    "nothing that it belongs to": ('{"visits": [{"id": 1, "name": "a"}]}', "does not say what it belongs to"),
    "a recording of something else": (
        json.dumps(
            {
                "log": {
                    "entries": [
                        {
                            "request": {"method": "GET", "url": "http://x/y"},
                            "response": {"status": 200, "content": {"mimeType": "application/json", "text": "[]"}},
                        }
                    ]
                }
            }
        ),
        "nothing in it is of a document",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_there_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    text, told = REFUSED[name]
    with pytest.raises(MockError) as refused:
        served(tmp_path, text)
    assert told in str(refused.value)


def test_all_that_is_wrong_is_told_at_once_as_far_as_it_is_little(tmp_path: Path) -> None:
    with pytest.raises(MockError) as refused:
        served(tmp_path, json.dumps({"pets": [{"id": number} for number in range(50)]}))
    assert len(str(refused.value).splitlines()) == 21
    assert "and 30 more" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"pets": [{"id": 3, "name": "a", "hush": "secret"}]}',
        '{"/pets": [{"id": 3, "name": "a"}]}',
        '{"/v1/pets": [{"id": 3, "name": "a"}]}',
        '{"/pets/{id}": [{"id": 3, "name": "a"}]}',
        '{"/pets/3": {"name": "a"}}',
        '{"/pets": {"id": 3, "name": "a"}}',
    ],
)
def test_items_are_written_in_several_ways(text: str, tmp_path: Path) -> None:
    client = served(tmp_path, text)
    assert client.get("/v1/pets").json == [{"id": 3, "name": "a"}]
    assert client.get("/v1/pets/3").json == {"id": 3, "name": "a"}
