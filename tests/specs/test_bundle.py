"""Documents that lie in several files: cycles, equal names, ways out of the folder, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specs import load
from specs.bundle import BUNDLED
from specs.errors import SpecError
from specs.model import Document
from specs.options import Options
from specs.sampling import sample
from specs.schemas import Direction
from specs.validation import validator

ROOT = """\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '%s'}}}
components:
  schemas:
    Local: {type: object, required: [mine], properties: {mine: {type: integer}}}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def loaded(folder: Path, reference: str, files: dict[str, str]) -> Document:
    write(folder, {"api.yaml": ROOT % reference, **files})
    return load(folder / "api.yaml")


def accepts(document: Document, value: Any) -> bool:
    schema = document.operations[0].responses[0].content[0].schema
    assert schema
    return validator(schema, Direction.RESPONSE).accepts(value)


def every_reference(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return [*own, *(found for item in value.values() for found in every_reference(item))]
    return [found for item in value for found in every_reference(item)] if isinstance(value, list) else []


def test_a_cycle_over_files_is_ordinary(tmp_path: Path) -> None:
    document = loaded(
        tmp_path,
        "a.yaml#/Node",
        {
            "a.yaml": "Node: {type: object, properties: {b: {$ref: 'b.json#/Node'}}}",
            "b.json": json.dumps(
                {
                    "Node": {
                        "type": "object",
                        "required": ["x"],
                        "properties": {
                            "x": {"type": "integer"},
                            "a": {"$ref": "a.yaml#/Node"},
                            "self": {"$ref": "#/Node"},
                        },
                    }
                }
            ),
        },
    )
    assert accepts(document, {"b": {"x": 1, "a": {"b": {"x": 2, "self": {"x": 3}}}}})
    assert not accepts(document, {"b": {"x": 1, "a": {"b": {"self": {"x": 3}, "x": "text"}}}})
    assert not accepts(document, {"b": {"x": 1, "a": {"b": {"x": 2, "self": {}}}}})
    schema = document.operations[0].responses[0].content[0].schema
    assert schema
    assert accepts(document, sample(schema, Direction.RESPONSE, 1))


def test_files_may_refer_back_into_the_root(tmp_path: Path) -> None:
    document = loaded(
        tmp_path,
        "parts/a.yaml#/Node",
        {"parts/a.yaml": "Node: {type: array, items: {$ref: '../api.yaml#/components/schemas/Local'}}"},
    )
    assert accepts(document, [{"mine": 1}])
    assert not accepts(document, [{}])


def test_equal_names_in_two_files_stay_apart(tmp_path: Path) -> None:
    document = loaded(
        tmp_path,
        "a.yaml#/Pair",
        {
            "a.yaml": "Pair: {type: object, properties: {one: {$ref: '#/Id'}, two: {$ref: 'sub/a.yaml#/Id'}}}\n"
            "Id: {type: integer}",
            "sub/a.yaml": "Id: {type: string}",
        },
    )
    assert accepts(document, {"one": 1, "two": "text"})
    assert not accepts(document, {"one": "text", "two": "text"})
    assert not accepts(document, {"one": 1, "two": 1})


@pytest.mark.parametrize(
    ("reference", "file"),
    [
        ("my%20parts/a%20b.yaml#/X", "my parts/a b.yaml"),
        ("my parts/a b.yaml#/X", "my parts/a b.yaml"),
        ("./deep/../a.yaml#/X", "a.yaml"),
        ("a.yaml#/~1paths~1%7Bid%7D/X", "a.yaml"),
    ],
)
def test_references_are_decoded(tmp_path: Path, reference: str, file: str) -> None:
    folder = tmp_path / "a folder with (odd) #name%41"
    document = loaded(folder, reference, {file: "X: {type: integer}\n'/paths/{id}': {X: {type: integer}}"})
    assert accepts(document, 1)
    assert not accepts(document, "text")
    assert all(each.startswith("#") for each in every_reference(document.raw))


def test_a_whole_file_and_a_whole_path_item_may_be_referred_to(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api.yaml": "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
            "paths:\n  /a: {$ref: 'a.yaml'}\n  /b: {$ref: 'b.yaml#/~1b'}\n",
            "a.yaml": "get: {responses: {default: {description: d}}}",
            "b.yaml": "/b: {put: {responses: {default: {$ref: '#/r'}}}}\nr: {description: e}",
        },
    )
    document = load(tmp_path / "api.yaml")
    assert list(document.by_key) == ["GET /a", "PUT /b"]
    assert document.by_key["PUT /b"].responses[0].description == "e"
    assert document.raw["components"] == {"responses": {"r": {"description": "e"}}}
    assert BUNDLED not in document.raw


def test_what_only_looks_like_a_reference_is_left_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api.yaml": ROOT.replace("%s", "a.yaml#/X")
            + "    Odd:\n      type: object\n      properties:\n        $ref:\n          type: string\n"
            "      example: {$ref: nowhere.yaml}\n",
            "a.yaml": "X: {type: object, properties: {$ref: {type: integer}}, example: {$ref: 'no.yaml#/x'}}",
        },
    )
    document = load(tmp_path / "api.yaml")
    assert accepts(document, {"$ref": 1})
    assert not accepts(document, {"$ref": "text"})
    odd = document.raw["components"]["schemas"]["Odd"]
    assert odd["example"] == {"$ref": "nowhere.yaml"}
    assert odd["properties"] == {"$ref": {"type": "string"}}


def test_a_reference_to_prose_is_its_text(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api.yaml": "openapi: 3.0.3\ninfo: {title: t, version: '1', description: {$ref: intro.md}}\npaths: {}\n",
            "intro.md": "# Hello: [world",
        },
    )
    assert load(tmp_path / "api.yaml").raw["info"]["description"] == "# Hello: [world"


def test_a_symbolic_link_to_the_root_is_followed_to_its_neighbours(tmp_path: Path) -> None:
    loaded(tmp_path / "real", "a.yaml#/X", {"a.yaml": "X: {type: integer}"})
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "api.yaml")
    assert accepts(load(tmp_path / "link.yaml"), 1)


def test_more_folders_are_reached_where_the_user_opens_them(tmp_path: Path) -> None:
    write(tmp_path, {"shared/a.yaml": "X: {$ref: b.yaml#/X}", "shared/b.yaml": "X: {type: integer}"})
    folder = tmp_path / "inside"
    with pytest.raises(SpecError, match="leaves the document's folder"):
        loaded(folder, "../shared/a.yaml#/X", {})
    assert accepts(load(folder / "api.yaml", Options(ref_roots=(tmp_path / "shared",))), 1)


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("../secret.yaml#/X", "leaves the document's folder"),
        ("/etc/passwd", "leaves the document's folder"),
        ("file:///etc/passwd", "leaves the document's folder"),
        ("link.yaml#/X", "leaves the document's folder"),
        ("http://127.0.0.1:9/x.yaml#/X", "would need the network"),
        ("https://example.org/x.yaml", "would need the network"),
        ("python://specs/errors.py", "cannot be followed"),
        ("http://[::1/x", "cannot be followed"),
        ("missing.yaml#/X", "No such file"),
        (".", "leaves the document's folder|Is a directory"),
        ("a.yaml#/Missing", "there is no 'Missing'"),
        ("a.yaml#/X/type/y", "there is no 'y'"),
        ("broken.yaml#/X", "not valid YAML"),
        ("binary.yaml#/X", "not UTF-8 text"),
    ],
)
def test_a_reference_that_cannot_be_followed_is_told_with_its_place(tmp_path: Path, reference: str, told: str) -> None:
    folder = tmp_path / "inside"
    write(tmp_path, {"secret.yaml": "X: {type: integer}"})
    write(folder, {"broken.yaml": "X: [1", "a.yaml": "X: {type: integer}"})
    (folder / "binary.yaml").write_bytes(b"\xff\x00\x81")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(SpecError, match=told) as caught:
        loaded(folder, reference, {})
    if "broken" not in reference:
        assert caught.value.line == 9
        assert caught.value.pointer == "/paths/~1a/get/responses/200/content/application~1json/schema"
        assert caught.value.hint


def test_a_broken_reference_in_another_file_is_told_there(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="has no target") as caught:
        loaded(tmp_path, "a.yaml#/X", {"a.yaml": "X:\n  type: object\n  properties:\n    y: {$ref: '#/Nope'}\n"})
    assert (caught.value.source, caught.value.line) == (str(tmp_path / "a.yaml"), 4)
    assert caught.value.pointer == "/X/properties/y"
