"""By which of its properties an item repeats what names it in a path."""

from __future__ import annotations

import pytest

from mockserver.response.fitting import fitted
from specs.inference.roles import Roles
from specs.load import from_mapping
from specs.validation import Validator

TABLE = [
    ("/clients/{clientId}", "clientId client_id id", "clientId"),
    ("/clients/{clientId}", "name id", "id"),
    ("/clients/{client}", "name client_id", "client_id"),
    ("/posts/{slug}", "title slug", "slug"),
    ("/things/{thing}", "name uuid", "uuid"),
    ("/licenses/{licenseNumber}", "name number", "number"),
    ("/databases/{indexName}", "size name", "name"),
    ("/metadata/{metadata_kind}", "kind value", "kind"),
    ("/things/{thing}", "name number", None),
]


@pytest.mark.parametrize(("path", "names", "found"), TABLE)
def test_what_repeats_the_name(path: str, names: str, found: str | None) -> None:
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names.split()}}
    answer = {"200": {"description": ".", "content": {"application/json": {"schema": schema}}}}
    parameter = {"name": path[path.index("{") + 1 : -1], "in": "path", "required": True, "schema": {"type": "string"}}
    item = {"parameters": [parameter], "get": {"responses": answer}}
    document = from_mapping({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {path: item}})
    resource = Roles(document).of(document.operations[0]).resource
    assert resource is not None
    assert resource.id_property == found


def test_a_member_that_lacks_something_is_completed() -> None:
    """As JSON:API's ``attributes`` are, of which a client sends some and a server has to tell more."""
    inner = {"type": "object", "required": ["at"], "properties": {"at": {"type": "integer"}, "url": {"type": "string"}}}
    schema = {"type": "object", "required": ["a", "b"], "properties": {"a": inner, "b": {"type": "integer"}}}
    told = fitted(Validator(schema, ""), {"a": {"url": "x"}}, lambda: {"a": {"at": 1, "url": "y"}, "b": 2})
    assert told == ({"a": {"at": 1, "url": "x"}, "b": 2}, ())
