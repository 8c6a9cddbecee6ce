"""A list is read to its end, however its pages are asked for, or not taken for a whole one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from contracts.live.items import Items
from contracts.live.listing import listing
from specs.load import from_mapping
from specs.messages import Request, Response

NOTE = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
JSON = (("Content-Type", "application/json"),)
IDS = [f"n{number}" for number in range(7)]
SIZE = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 3}}


def told(parameters: list[Any], answer: Mapping[str, Any] | None = None) -> Any:
    """A document with a list that takes some parameters."""
    listed = {"application/json": {"schema": answer or {"type": "array", "items": NOTE}}}
    made = {"application/json": {"schema": NOTE}}
    notes = {
        "get": {"parameters": parameters, "responses": {"200": {"description": "", "content": listed}}},
        "post": {"requestBody": {"content": made}, "responses": {"201": {"description": "", "content": made}}},
    }
    one = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": {"200": {"description": "", "content": made}}},
        "delete": {"responses": {"204": {"description": ""}}},
    }
    info = {"title": "", "version": ""}
    return from_mapping({"openapi": "3.1.0", "info": info, "paths": {"/notes": notes, "/notes/{id}": one}})


def read(document: Any, way: str, cap: int = 3) -> list[str] | None:
    """The ids that are found in a list whose pages are asked for in a way."""

    def ask(request: Request) -> Response:
        asked = {name: values[0] for name, values in parse_qs(request.query).items()}
        size = min(int(asked.get("limit", cap)), cap)
        start = {
            "cursor": lambda: int(asked.get("cursor", "c0")[1:]),
            "page": lambda: (int(asked.get("page", 1)) - 1) * size,
            "offset": lambda: int(asked.get("offset", 0)),
        }.get(way, lambda: 0)()
        page: Any = [{"id": each} for each in IDS[start : start + size]]
        if way == "cursor":
            more = start + size < len(IDS)
            page = {"notes": page, "nextCursor": f"c{start + size}" if more else None}
        return Response(200, JSON, json.dumps(page).encode())

    found = listing(Items(document, ""), "", document.by_key["POST /notes"], ())
    assert found is not None
    entries = found.entries(ask)
    return list(entries) if entries is not None else None


CURSOR = {"type": "object", "properties": {"notes": {"type": "array", "items": NOTE}, "nextCursor": {"type": "string"}}}


@pytest.mark.parametrize(
    ("way", "kind", "answer"), [("cursor", "string", CURSOR), ("page", "integer", None), ("offset", "integer", None)]
)
def test_pages_are_read_to_the_last(way: str, kind: str, answer: Any) -> None:
    parameters = [SIZE, {"name": way, "in": "query", "schema": {"type": kind}}]
    assert read(told(parameters, answer), way) == IDS


def test_a_full_page_that_leads_nowhere_is_not_the_whole_list() -> None:
    assert read(told([SIZE]), "") is None
    wide = {**SIZE, "schema": {"type": "integer"}}
    assert read(told([wide]), "", cap=100) == IDS
    assert read(told([]), "", cap=100) == IDS
