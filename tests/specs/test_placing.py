"""Parts of other files become components by the names that they had, and keep their places."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from prance.util.resolver import RefResolver

from specs import load
from specs.bundle import BUNDLED
from specs.errors import SpecError
from specs.model import Document
from specs.parse import parse
from specs.pointers import tokens
from specs.schemas import Direction
from specs.writing import FORMS, written

HEAD = "openapi: {version}\ninfo: {{title: t, version: '1'}}\n"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def bundled(folder: Path, files: dict[str, str], *, version: str = "3.1.0") -> Document:
    write(folder, files)
    root = folder / "api.yaml"
    root.write_text(HEAD.format(version=version) + root.read_text("utf-8"), encoding="utf-8")
    document = load(root)
    demand_stable(document, folder)
    return document


def demand_stable(document: Document, folder: Path) -> None:
    """The bundle is the same document in either form, and bundling it changes nothing."""
    before = outline(document)
    for form in FORMS:
        alone = folder / "alone"
        alone.mkdir(exist_ok=True)
        file = alone / f"bundle.{form}"
        file.write_text(written(document.raw, form), encoding="utf-8")
        again = load(file)
        assert again.raw == document.raw
        assert outline(again) == before
        assert not again.source.parts


def outline(document: Document) -> Any:
    """All that a document says of its messages."""
    return (
        {name: schema.json_schema(Direction.RESPONSE) for name, schema in document.schemas.items()},
        [
            (
                operation.key,
                operation.id,
                [
                    (each.name, each.location, each.style, each.explode, of(each.schema))
                    for each in operation.parameters
                ],
                [(each.name, of(each.schema)) for each in (operation.body.content if operation.body else ())],
                [
                    (each.status, each.description, [(media.name, of(media.schema)) for media in each.content])
                    for each in operation.responses
                ],
            )
            for operation in document.operations
        ],
        [str(slip) for slip in document.slips],
    )


def of(schema: Any) -> Any:
    return schema.json_schema(Direction.RESPONSE) if schema else None


PATHS = """paths:
  /a:
    parameters: [{$ref: 'parts/parameters.yaml#/Limit'}]
    post:
      requestBody: {$ref: 'parts/bodies.yaml#/Make'}
      responses:
        '200': {$ref: 'parts/responses.yaml#/Made'}
        '400': {$ref: 'parts/responses.yaml#/Bad'}
"""
PARTS = {
    "parts/parameters.yaml": "Limit: {name: limit, in: query, schema: {$ref: 'schemas.yaml#/Count'}}\n",
    "parts/bodies.yaml": "Make: {content: {a/b: {schema: {$ref: 'schemas.yaml#/Thing'}}}}\n",
    "parts/responses.yaml": "Made:\n  description: d\n  headers: {X-Count: {$ref: '#/headers/Count'}}\n"
    "  content: {application/json: {schema: {$ref: 'schemas.yaml#/Thing'}, examples: {e: {$ref: '#/One'}}}}\n"
    "Bad: {description: b}\n"
    "headers: {Count: {schema: {$ref: schemas.yaml#/Count}}}\n"
    "One: {value: {$ref: nowhere.yaml}}\n",
    "parts/schemas.yaml": "Count: {type: integer}\n"
    "Thing:\n  type: object\n  properties:\n    count: {$ref: '#/Count'}\n"
    "    things: {type: array, items: {$ref: '#/Thing'}}\n",
}


def test_parts_become_components_of_their_kind(tmp_path: Path) -> None:
    document = bundled(tmp_path, {"api.yaml": PATHS, **PARTS})
    assert {section: sorted(named) for section, named in document.raw["components"].items()} == {
        "parameters": ["Limit"],
        "requestBodies": ["Make"],
        "responses": ["Bad", "Made"],
        "schemas": ["Count", "Thing"],
        "headers": ["headers_Count"],
        "examples": ["One"],
    }
    assert BUNDLED not in document.raw
    things = document.raw["components"]["schemas"]["Thing"]["properties"]["things"]
    assert things["items"] == {"$ref": "#/components/schemas/Thing"}
    assert document.raw["components"]["examples"]["One"] == {"value": {"$ref": "nowhere.yaml"}}


def test_parts_keep_file_and_line(tmp_path: Path) -> None:
    document = bundled(tmp_path, {"api.yaml": PATHS, **PARTS})
    file = str(tmp_path / "parts/schemas.yaml")
    assert document.place("/components/schemas/Thing") == f"{file}:2"
    assert document.place("/components/schemas/Thing/properties/things/items") == f"{file}:6"
    assert document.place("/components/responses/Bad") == f"{tmp_path / 'parts/responses.yaml'}:5"
    assert document.place("/paths/~1a/post") == f"{tmp_path / 'api.yaml'}:6"
    (operation,) = document.operations
    schema = operation.responses[0].content[0].schema
    assert schema
    assert document.source.origin(operation.responses[0].pointer)[1] == "/Made"


def test_parts_of_2_0_have_its_homes(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api.yaml": "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n"
            "      parameters: [{$ref: 'p.yaml#/P'}]\n"
            "      responses: {'200': {$ref: 'p.yaml#/R'}}\n",
            "p.yaml": "P: {name: p, in: query, type: string}\n"
            "R: {description: d, schema: {$ref: '#/definitions/S'}}\ndefinitions: {S: {type: string}}\n",
        },
    )
    document = load(tmp_path / "api.yaml")
    assert list(document.raw["definitions"]) == ["S"]
    assert list(document.raw["parameters"]) == ["P"]
    assert list(document.raw["responses"]) == ["R"]
    demand_stable(document, tmp_path)


def test_an_entry_that_is_a_reference_is_taken_by_its_target(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {/a: {$ref: a.yaml}, /b: {$ref: a.yaml}}\n"
            "components: {schemas: {Pet: {$ref: 'schemas/Animal.yaml'}, Own: {$ref: '#/components/schemas/Pet'}}}\n",
            "a.yaml": "get: {responses: {default: {description: d,"
            " content: {a/b: {schema: {$ref: 'schemas/Animal.yaml'}}}}}}\n",
            "schemas/Animal.yaml": "type: object\n",
        },
        version="3.0.3",
    )
    assert document.raw["components"]["schemas"] == {
        "Pet": {"type": "object"},
        "Own": {"$ref": "#/components/schemas/Pet"},
    }
    assert document.raw["paths"]["/b"] == {"$ref": "#/paths/~1a"}
    assert list(document.by_key) == ["GET /a", "GET /b"]
    assert document.place("/paths/~1a/get") == f"{tmp_path / 'a.yaml'}:1"
    assert document.place("/components/schemas/Pet/type") == f"{tmp_path / 'schemas/Animal.yaml'}:1"


def test_sections_and_paths_may_lie_in_files_of_their_own(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas/_index.yaml}}\n",
            "paths.yaml": "/a: {get: {responses: {$ref: 'r.yaml#/all'}}}\n",
            "r.yaml": "all: {default: {description: d, content: {a/b: {schema: {$ref: 'schemas/Pet.yaml'}}}}}\n",
            "schemas/_index.yaml": "Pet: {$ref: Pet.yaml}\n",
            "schemas/Pet.yaml": "type: object\nrequired: [a]\n",
        },
    )
    assert document.raw["components"]["schemas"]["Pet"] == {"type": "object", "required": ["a"]}
    assert "responses" in document.raw["paths"]["/a"]["get"]
    assert [each.key for each in document.operations] == ["GET /a"]


def test_equal_names_get_their_files_in_front(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {}\ncomponents: {schemas: {Id: {type: 'null'},"
            " A: {properties: {a: {$ref: 'a.yaml#/Id'}, b: {$ref: 'sub/a.yaml#/Id'},"
            " c: {$ref: 'Id.yaml'}, d: {$ref: 'sub/a.yaml#/a b'}}}}}\n",
            "a.yaml": "Id: {type: integer}\n",
            "Id.yaml": "type: boolean\n",
            "sub/a.yaml": "Id: {type: string}\n'a b': {type: number}\n",
        },
    )
    schemas = document.raw["components"]["schemas"]
    assert {name: schema.get("type") for name, schema in schemas.items() if name != "A"} == {
        "Id": "null",
        "a_Id": "integer",
        "sub_a_Id": "string",
        f"{tmp_path.name}_Id".replace("[", "_").replace("]", "_"): "boolean",
        "a_b": "number",
    }


def test_what_lies_inside_another_part_stays_there(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {}\ncomponents: {schemas: {A: {properties: {a: {$ref: 'pet.json#/definitions/Id'},"
            " b: {$ref: pet.json}}}}}\n",
            "pet.json": '{"properties": {"id": {"$ref": "#/definitions/Id"}},'
            ' "definitions": {"Id": {"type": "integer"}}}',
        },
    )
    assert list(document.raw["components"]["schemas"]) == ["A", "pet"]
    assert document.raw["components"]["schemas"]["A"]["properties"]["a"] == {
        "$ref": "#/components/schemas/pet/definitions/Id"
    }


HARD = {
    "text": ("info.md", {"info.md": "# Title\n\n- `code`: {x\n"}, "# Title\n\n- `code`: {x\n"),
    "code": ("x.php", {"x.php": "<?php echo '[';"}, "<?php echo '[';"),
    "a text in YAML": ("x.yaml#/d", {"x.yaml": "d: |\n  a\n  b\n"}, "a\nb\n"),
    "an empty value": ("x.yaml#/d", {"x.yaml": "d:\n"}, None),
    "through two references": (
        "x.yaml#/d",
        {"x.yaml": "d: {$ref: y.yaml}\n", "y.yaml": "{$ref: 'z.txt'}", "z.txt": "z"},
        "z",
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_references_to_what_is_no_object_stand_for_it(tmp_path: Path, name: str) -> None:
    reference, files, text = HARD[name]
    made = f"{{$ref: '{reference}'}}"
    root = f"paths: {{}}\nx-samples: [{{source: {made}}}]\ntags: [{{name: t, description: {made}}}]\n"
    document = bundled(tmp_path, {"api.yaml": root, **files})
    assert document.raw["x-samples"] == [{"source": text}]
    assert document.raw["tags"] == [{"name": "t", "description": text}]


SCHEMAS: dict[str, tuple[str, dict[str, str], Any]] = {
    "siblings stay": (
        "{$ref: 'a.yaml#/X', description: d, minimum: 5}",
        {"a.yaml": "X: {type: integer}"},
        {"$ref": "#/$defs/X", "description": "d", "minimum": 5},
    ),
    "percent-encoded pointer": (
        "{$ref: 'a.yaml#/paths/~1a~1%7Bid%7D/X'}",
        {"a.yaml": "paths: {'/a/{id}': {X: {type: integer}}}"},
        {"type": "integer"},
    ),
    "integer keys": (
        "{$ref: 'a.yaml#/responses/200/X'}",
        {"a.yaml": "responses: {200: {X: {type: integer}}}"},
        {"type": "integer"},
    ),
    "property named $ref": (
        "{$ref: a.yaml}",
        {"a.yaml": "properties: {$ref: {type: integer}}\nexample: {$ref: nowhere.yaml}\n"},
        {"properties": {"$ref": {"type": "integer"}}, "examples": [{"$ref": "nowhere.yaml"}]},
    ),
    "through another reference": (
        "{$ref: 'a.yaml#/A/properties/x/items'}",
        {
            "a.yaml": "A: {$ref: 'b.yaml#/B'}",
            "b.yaml": "B: {properties: {x: {$ref: c.yaml}}}",
            "c.yaml": "items: {type: integer}",
        },
        {"type": "integer"},
    ),
    "anchor of another file": (
        "{$ref: 'a.yaml#node'}",
        {"a.yaml": "$defs: {N: {$anchor: node, type: integer}}"},
        {"type": "integer"},
    ),
    "$id of another file": (
        "{$ref: a.yaml}",
        {"a.yaml": "$id: https://example.org/s/a\n$ref: b\n$defs: {b: {$id: b, type: integer}}\n"},
        {"type": "integer"},
    ),
    "pointer inside an $id": (
        "{$ref: 'a.yaml#/$defs/b/$defs/c'}",
        {"a.yaml": "$defs: {b: {$id: 'https://example.org/b', $defs: {c: {$ref: '#/$defs/d'}, d: {type: integer}}}}"},
        {"type": "integer"},
    ),
    "an $id is no address": (
        "{allOf: [{$ref: a.yaml}, {$ref: 'https://example.org/s/a'}]}",
        {"a.yaml": "$id: https://example.org/s/a\ntype: integer\n"},
        None,
    ),
    "true for a schema": ("{allOf: [{$ref: 'a.yaml#/X'}]}", {"a.yaml": "X: true"}, {"allOf": [True]}),
    "cycle over files": (
        "{$ref: 'a.yaml#/A'}",
        {"a.yaml": "A: {properties: {b: {$ref: 'b.yaml#/B'}}}", "b.yaml": "B: {properties: {a: {$ref: 'a.yaml#/A'}}}"},
        None,
    ),
    "back into the root": (
        "{$ref: 'a.yaml#/A'}",
        {"a.yaml": "A: {properties: {o: {$ref: 'api.yaml#/components/schemas/Other'}}}"},
        None,
    ),
    "list of a file": (
        "{enum: [1], allOf: {$ref: 'a.yaml#/all'}}",
        {"a.yaml": "all: [{$ref: '#/X'}]\nX: {type: integer}"},
        None,
    ),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_hard_references_of_schemas(tmp_path: Path, name: str) -> None:
    schema, files, meant = SCHEMAS[name]
    root = f"paths: {{}}\ncomponents: {{schemas: {{A: {schema}, Other: {{type: string}}}}}}\n"
    document = bundled(tmp_path, {"api.yaml": root, **files})
    found = document.schemas["A"].json_schema(Direction.RESPONSE)
    if meant is not None:
        assert resolved_top(found) == meant if "$ref" not in meant else {**found, "$defs": 0} == {**meant, "$defs": 0}
    assert "$id" not in json.dumps(document.raw)
    assert document.slips == ()


def resolved_top(schema: dict[str, Any]) -> Any:
    rest = {key: value for key, value in schema.items() if key != "$defs"}
    while set(rest) == {"$ref"}:
        rest = {key: value for key, value in schema["$defs"][tokens(rest["$ref"][1:])[1]].items() if key != "$defs"}
    return rest


def test_a_mapping_of_a_discriminator_leads_to_its_files(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {}\ncomponents: {schemas: {Pet: {$ref: pets.yaml#/Pet}}}\n",
            "pets.yaml": "Pet:\n  oneOf: [{$ref: '#/Dog'}, {$ref: cat.yaml}]\n  discriminator: {propertyName: kind,"
            " mapping: {dog: '#/Dog', cat: ./cat.yaml, none: no/such.yaml, plain: Dog}}\nDog: {type: object}\n",
            "cat.yaml": "type: object\n",
        },
    )
    assert document.raw["components"]["schemas"]["Pet"]["discriminator"]["mapping"] == {
        "dog": "#/components/schemas/Dog",
        "cat": "#/components/schemas/cat",
        "none": "no/such.yaml",
        "plain": "Dog",
    }


def test_lists_that_hold_themselves_end(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {"api.yaml": "paths: {}\nx-a: {$ref: l.yaml}\nx-b: {$ref: l.yaml}\n", "l.yaml": "- {$ref: l.yaml}\n- 1\n"},
    )
    assert document.raw["x-a"] == [{"$ref": "#/x-a"}, 1]
    assert document.raw["x-b"] == {"$ref": "#/x-a"}


def test_pointers_through_references_of_the_root_are_straightened(tmp_path: Path) -> None:
    document = bundled(
        tmp_path,
        {
            "api.yaml": "paths: {}\ncomponents: {schemas: {A: {$ref: 'a.yaml', title: t},"
            " B: {$ref: '#/components/schemas/A/properties/x'}}}\n",
            "a.yaml": "properties: {x: {type: integer}}\n",
        },
    )
    assert document.raw["components"]["schemas"]["B"] == {"$ref": "#/components/schemas/a/properties/x"}


def inlined(value: Any, root: Any) -> Any:
    """A document without cycles, every reference replaced by its target."""
    if isinstance(value, list):
        return [inlined(item, root) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        target = root
        for token in value["$ref"][2:].split("/"):
            target = target[token.replace("~1", "/").replace("~0", "~")]
        return inlined(target, root)
    return {key: inlined(item, root) for key, item in value.items()}


def test_prance_inlines_the_same_paths(tmp_path: Path) -> None:
    """An opinion that is not ours, on a document where prance gives a right one."""
    plain = {name: text.replace("{value: {$ref: nowhere.yaml}}", "{value: 1}") for name, text in PARTS.items()}
    plain["parts/schemas.yaml"] = plain["parts/schemas.yaml"].replace("{$ref: '#/Thing'}", "{}")
    write(tmp_path, {"api.yaml": HEAD.format(version="3.0.3") + PATHS, **plain})
    document = load(tmp_path / "api.yaml")
    raw = parse((tmp_path / "api.yaml").read_text("utf-8"), "api.yaml")
    theirs = RefResolver(raw, (tmp_path / "api.yaml").as_uri())
    theirs.resolve_references()
    assert inlined(document.raw["paths"], document.raw) == copy.deepcopy(theirs.specs["paths"])


def test_a_document_that_cannot_be_written_is_told() -> None:
    with pytest.raises(SpecError, match="cannot be written as json"):
        written({"a": float("inf")}, "json")
    deep: Any = {}
    for _ in range(5000):
        deep = {"a": deep}
    for form in FORMS:
        with pytest.raises(SpecError, match="nested too deeply"):
            written(deep, form)
