from __future__ import annotations

from typing import Any

from specs import catalog, load, shapes
from specs.load import from_mapping
from specs.outline import outline
from specs.schemas import Direction


def test_an_outline_reads_as_the_whole_schema_does() -> None:
    for api in catalog.apis():
        for schema in load(f"{api}@latest").schemas.values():
            for direction in Direction:
                short, whole = outline(schema, direction), schema.json_schema(direction)
                names = list(shapes.properties(whole, whole))
                assert list(shapes.properties(short, short)) == names
                for name in names:
                    inner = [shapes.properties(each, each)[name] for each in (short, whole)]
                    told = [shapes.types(one, root) for one, root in zip(inner, (short, whole), strict=True)]
                    assert told[0] == told[1]


def large(count: int) -> dict[str, Any]:
    named = {
        f"S{number}": {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/S{number + 1}"}}}
        for number in range(count)
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {**named, f"S{count}": {"type": "string"}}},
    }


def test_no_more_is_converted_than_is_looked_at() -> None:
    document = from_mapping(large(100))
    schema = document.schemas["S0"]
    short = outline(schema, Direction.RESPONSE)
    assert len(short["$defs"]) == 0
    inner = shapes.properties(short, short)["next"]
    assert list(shapes.properties(inner, short)) == ["next"]
    assert list(short["$defs"]) == ["S1"]
    assert outline(schema, Direction.RESPONSE) is short


def test_a_name_that_nothing_refers_to_is_not_there() -> None:
    short = outline(from_mapping(large(2)).schemas["S0"], Direction.REQUEST)
    assert short["$defs"].get("S2") is None
    assert "Sx" not in short["$defs"]
