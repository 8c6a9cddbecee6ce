"""Several releases over one memory: what one has made, another tells as far as it can, and says what it cannot.

What it says is what the comparison of the two documents says, with the reader's release as the old side.
"""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from contracts.compat.compare import compare
from contracts.findings import Verdict
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from specs.load import from_mapping
from specs.messages import Request, Response
from specs.model import Document
from specs.validation import check_response

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
NAMED = {"name": TEXT}


def says(media: Any) -> dict[str, Any]:
    return {"description": ".", "content": {"application/json": {"schema": media}}}


def api(release: str, pet: dict[str, Any], parameter: str, **others: Any) -> Document:
    """A release whose pets are so; it calls the parameter of their path as it likes."""
    one, ref = (
        [{"name": parameter, "in": "path", "required": True, "schema": WHOLE}],
        {"$ref": "#/components/schemas/Pet"},
    )
    whole = {**pet, "type": "object", "properties": {"id": {**WHOLE, "readOnly": True}, **pet["properties"]}}
    body = {"requestBody": {"required": True, "content": {"application/json": {"schema": ref}}}}
    paths = {
        "/pets": {
            "get": {"responses": {"200": says({"type": "array", "items": ref})}},
            "post": {**body, "responses": {"201": says(ref)}},
        },
        f"/pets/{{{parameter}}}": {
            "parameters": one,
            "get": {"responses": {"200": says(ref), "404": {"description": "."}}},
            "put": {**body, "responses": {"200": says(ref), "404": {"description": "."}}},
            "patch": {
                "requestBody": {"content": {"application/merge-patch+json": {"schema": {"type": "object"}}}},
                "responses": {"200": says(ref), "404": {"description": "."}},
            },
        },
    }
    info = {"title": "Pets", "version": release}
    return from_mapping(
        {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": {"Pet": whole, **others}}}
    )


class Rig:
    """A reader's release below ``/reader`` and a writer's below ``/writer``."""

    def __init__(self, reader: Document, writer: Document, **settings: Any) -> None:
        served = [Served(document=reader, prefix="/reader"), Served(document=writer, prefix="/writer")]
        self.host = Host(served, Settings(seed=3, **settings), lambda: 1000.0)

    def __call__(
        self, method: str, path: str, body: Any = None, kind: str = "application/json"
    ) -> tuple[Response, Any]:
        """The response, which is as its document says, and its JSON."""
        fields = (("content-type", kind),) if body is not None else ()
        asked = Request(method, path, "", fields, b"" if body is None else json.dumps(body).encode())
        response = self.host.answer(asked).response
        mock = self.host.mocks[path.startswith("/writer")]
        found = mock.compiled.router.route(asked)
        assert not isinstance(found, Response)
        assert check_response(found[1], response) == []
        return response, json.loads(response.body)


def told(response: Response) -> list[tuple[str, str]]:
    return [(each["rule"], each["pointer"]) for each in json.loads(response.header("Ringback-Projection") or "[]")]


def both(**properties: Any) -> dict[str, Any]:
    return {"properties": {**NAMED, **properties}, "required": ["name"]}


RED, REDDISH = {"enum": ["red"]}, {"enum": ["red", "blue"]}
MISFITS = {
    "a value that is new": (both(color=RED), both(color=REDDISH), {"color": "blue"}),
    "a value that is new of what has to be there": (
        {"properties": {"name": TEXT, "color": RED}, "required": ["name", "color"]},
        {"properties": {"name": TEXT, "color": REDDISH}, "required": ["name", "color"]},
        {"color": "blue"},
    ),
    "another type": (both(size=TEXT), both(size={"type": ["string", "integer"]}), {"size": 3}),
    "null": (both(size=WHOLE), both(size={"type": ["integer", "null"]}), {"size": None}),
    "a longer text": (both(nick={**TEXT, "maxLength": 3}), both(nick=TEXT), {"nick": "longer"}),
    "a smaller number": (both(size={**WHOLE, "minimum": 5}), both(size={**WHOLE, "minimum": 1}), {"size": 2}),
    "another pattern": (both(nick={**TEXT, "pattern": "^a"}), both(nick=TEXT), {"nick": "b"}),
    "no even number": (both(size={**WHOLE, "multipleOf": 2}), both(size=WHOLE), {"size": 3}),
    "more than there may be": (
        both(tags={"type": "array", "items": TEXT, "maxItems": 1}),
        both(tags={"type": "array", "items": TEXT}),
        {"tags": ["a", "b"]},
    ),
    "something in a list": (
        both(tags={"type": "array", "items": RED}),
        both(tags={"type": "array", "items": REDDISH}),
        {"tags": ["red", "blue"]},
    ),
    "what has to be there, and may be missing": (
        {"properties": {**NAMED, "nick": TEXT}, "required": ["name", "nick"]},
        both(nick=TEXT),
        {},
    ),
    "what has to be there, and nobody knows": (
        {"properties": {**NAMED, "nick": TEXT}, "required": ["name", "nick"]},
        both(),
        {},
    ),
    "a part that is described elsewhere": (
        {
            **both(owner={"$ref": "#/components/schemas/Owner"}),
            "Owner": {"type": "object", "properties": {"kind": RED}},
        },
        {
            **both(owner={"$ref": "#/components/schemas/Owner"}),
            "Owner": {"type": "object", "properties": {"kind": REDDISH}},
        },
        {"owner": {"kind": "blue"}},
    ),
}
FITS = {
    "a property that is new": (both(), both(nick=TEXT), {"nick": "x"}),
    "a property that is gone": (both(nick=TEXT), both(), {}),
    "a value that both have": (both(color=RED), both(color=REDDISH), {"color": "red"}),
    "a tighter bound": (both(nick=TEXT), both(nick={**TEXT, "maxLength": 3}), {"nick": "abc"}),
    "what is always there now": (
        both(nick=TEXT),
        {"properties": {**NAMED, "nick": TEXT}, "required": ["name", "nick"]},
        {"nick": "x"},
    ),
}


def pair(reader: dict[str, Any], writer: dict[str, Any]) -> tuple[Document, Document]:
    made = [{key: value for key, value in each.items() if key != "Owner"} for each in (reader, writer)]
    parts = [{key: value for key, value in each.items() if key == "Owner"} for each in (reader, writer)]
    return api("1", made[0], "id", **parts[0]), api("2", made[1], "petId", **parts[1])


@pytest.mark.parametrize("name", MISFITS)
def test_what_cannot_be_told_is_what_the_comparison_finds(name: str) -> None:
    reader, writer, more = MISFITS[name]
    old, new = pair(reader, writer)
    found = [
        (each.rule, each.old.pointer)
        for each in compare(old, new).findings
        if each.direction == "response" and each.verdict is Verdict.BREAKING and each.old
    ]
    assert len(found) == 1
    rig = Rig(old, new)
    _, made = rig("POST", "/writer/pets", {"name": "Tom", **more})
    assert made | more == made
    for path in (f"/reader/pets/{made['id']}", "/reader/pets"):
        response, value = rig("GET", path)
        assert told(response) == found
        value = value[0] if isinstance(value, list) else value
        assert (value["id"], value["name"]) == (made["id"], "Tom")
        notes = list(rig.host.journal)[-1].notes["projection"]
        assert [(each["rule"], each["pointer"], each["release"]) for each in notes] == [(*found[0], "2")]  # type: ignore[attr-defined]
    response, value = rig("GET", f"/writer/pets/{made['id']}")
    assert (told(response), value) == ([], made)


@pytest.mark.parametrize("name", FITS)
def test_what_can_be_told_is_told_without_a_word(name: str) -> None:
    reader, writer, more = FITS[name]
    old, new = pair(reader, writer)
    rig = Rig(old, new)
    _, made = rig("POST", "/writer/pets", {"name": "Tom", **more})
    response, value = rig("GET", f"/reader/pets/{made['id']}")
    assert told(response) == []
    assert value == {key: each for key, each in made.items() if key in ("id", *reader["properties"])}


@pytest.mark.parametrize("name", [*MISFITS, *FITS])
def test_what_nobody_has_changed_stays_as_it_was(name: str) -> None:
    """A client of the other release reads, changes one thing and writes all back: the rest is still there."""
    reader, writer, more = (MISFITS | FITS)[name]
    rig = Rig(*pair(reader, writer))
    _, made = rig("POST", "/writer/pets", {"name": "Tom", **more})
    _, seen = rig("GET", f"/reader/pets/{made['id']}")
    rig(
        "PUT", f"/reader/pets/{made['id']}", {**{key: each for key, each in seen.items() if key != "id"}, "name": "Tim"}
    )
    assert rig("GET", f"/writer/pets/{made['id']}")[1] == {**made, "name": "Tim"}
    rig("PATCH", f"/reader/pets/{made['id']}", {"name": "Ted"}, "application/merge-patch+json")
    assert rig("GET", f"/writer/pets/{made['id']}")[1] == {**made, "name": "Ted"}


def test_a_change_through_the_other_release_is_a_change() -> None:
    rig = Rig(*pair(both(color={"enum": ["red", "green"]}), both(color={"enum": ["red", "green", "blue"]})))
    _, made = rig("POST", "/writer/pets", {"name": "Tom", "color": "blue"})
    assert "color" not in rig("GET", f"/reader/pets/{made['id']}")[1]
    rig("PATCH", f"/reader/pets/{made['id']}", {"color": "green"}, "application/merge-patch+json")
    for side in ("reader", "writer"):
        response, value = rig("GET", f"/{side}/pets/{made['id']}")
        assert (value["color"], told(response)) == ("green", [])


def test_every_pair_of_releases_keeps_its_word(tmp_path: Path) -> None:
    """In memory and in a database, whichever release writes."""
    documents = [api("1", both(color=RED), "id"), api("2", both(color=REDDISH), "petId"), api("3", both(), "key")]
    for number, (reader, writer) in enumerate(permutations(documents, 2)):
        for state in ("", f"sqlite:///{tmp_path}/{number}.db"):
            rig = Rig(reader, writer, state=state)
            _, made = rig(
                "POST", "/writer/pets", {"name": "Tom", **({"color": "blue"} if writer.release == "2" else {})}
            )
            response, _ = rig("GET", f"/reader/pets/{made['id']}")
            assert len(told(response)) == (reader.release == "1" and writer.release == "2")
            rig.host.close()


def test_ids_are_of_one_series_and_a_reset_is_for_all() -> None:
    rig = Rig(*pair(both(), both()))
    ids = [rig("POST", f"/{side}/pets", {"name": side})[1]["id"] for side in ("reader", "writer", "reader")]
    assert len(set(ids)) == 3
    taken = rig.host.snapshots.take()
    assert len(taken) == 1
    rig.host.mocks[1].forget()
    assert rig("GET", "/reader/pets")[1] == []
    rig.host.snapshots.put_back(taken)
    assert [each["id"] for each in rig("GET", "/writer/pets")[1]] == ids


def test_other_documents_remember_for_themselves() -> None:
    one, two = api("1", both(), "id"), api("1", both(), "id")
    other = from_mapping({**two.raw, "info": {"title": "Others", "version": "1"}})
    rig = Rig(one, other)
    rig("POST", "/writer/pets", {"name": "Tom"})
    assert rig("GET", "/reader/pets")[1] == []
