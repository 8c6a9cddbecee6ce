"""What a schema's keywords tell of the shape of its values."""

from __future__ import annotations

from typing import Any

import pytest

from specs import shapes

OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "kind", "names"),
    [
        (OBJECT, "object", ["a"]),
        ({"allOf": [OBJECT]}, "object", ["a"]),
        ({"$ref": "#/$defs/O"}, "object", ["a"]),
        ({"if": {}, "then": OBJECT}, "object", ["a"]),
        ({"if": True, "then": {"if": {}, "then": {"$ref": "#/$defs/O"}}}, "object", ["a"]),
        ({"if": {"required": ["a"]}, "then": OBJECT}, None, []),
        ({"if": False, "then": OBJECT}, None, []),
        ({"if": {}}, None, []),
    ],
)
def test_what_holds_together_with_a_schema_tells_its_shape(schema: Any, kind: str | None, names: list[str]) -> None:
    root = {**schema, "$defs": {"O": OBJECT}}
    assert (shapes.container(schema, root), list(shapes.properties(schema, root))) == (kind, names)
