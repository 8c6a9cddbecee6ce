"""Ids for new items, however many there are."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.identities import Identities
from mockserver.state.memory import MemoryStore
from mockserver.state.store import Item
from specs.inference.roles import Roles
from specs.load import from_mapping
from specs.scalars import spelled
from specs.validation import Validator

MANY, TABLE = 1500, ("", "things")
SCHEMAS: list[dict[str, Any]] = [
    {"type": "integer"},
    {"type": "string"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "maxLength": 6},
    {"type": "string", "minLength": 5, "maxLength": 5},
    {"type": "string", "pattern": "^[a-z0-9-]{1,20}$"},
    {"type": "string", "format": "hostname"},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_no_id_is_given_out_twice(schema: dict[str, Any]) -> None:
    identities, store, accepts = _identities(schema), MemoryStore(lambda: 0.0), Validator(schema, "").accepts
    for number in range(MANY):
        made = identities.fresh(store, TABLE, f"seed/{number}")
        assert accepts(made)
        assert store.get(TABLE, spelled(made)) is None
        store.put(TABLE, Item(spelled(made), {}))


def _identities(schema: dict[str, Any]) -> Identities:
    """Those of things that are created and read, with an id of a schema."""
    thing = {"type": "object", "properties": {"id": schema, "name": {"type": "string"}}}
    content = {"application/json": {"schema": thing}}
    named = {"name": "id", "in": "path", "required": True, "schema": schema}
    create = {"requestBody": {"content": content}, "responses": {"201": {"description": ".", "content": content}}}
    read = {"parameters": [named], "responses": {"200": {"description": ".", "content": content}}}
    paths = {"/things": {"post": create}, "/things/{id}": {"get": read}}
    document = from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths})
    resource = Roles(document).of(document.operations[0]).resource
    assert resource is not None
    return Identities(resource)
