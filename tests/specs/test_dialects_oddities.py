"""What real documents get wrong or leave out, and what is made of it: a usable document, or one clear error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.app import create_app
from specs.errors import SpecError
from specs.load import from_mapping, load
from specs.model import Document
from specs.schemas import Direction
from specs.validation import validator

HEADS = {"2.0": "swagger: '2.0'", "3.0": "openapi: 3.0.3", "3.1": "openapi: 3.1.0", "3.2": "openapi: 3.2.0"}


def written(folder: Path, dialect: str, text: str) -> Document:
    file = folder / "odd.yaml"
    file.write_text(f"{HEADS[dialect]}\n{text}\n")
    return load(file)


IN_ALL_DIALECTS = {
    "nothing but a dialect": ("", []),
    "no info": ("paths: {/a: {get: {responses: {200: {description: ''}}}}}", ["GET /a"]),
    "statuses that are numbers": ("paths: {/a: {get: {responses: {200: {description: ''}}}}}", ["GET /a"]),
    "a response left empty": ("paths:\n  /a:\n    get:\n      responses:\n        200:", ["GET /a"]),
    "responses left empty": ("paths:\n  /a:\n    get:\n      responses:", ["GET /a"]),
    "no responses": ("paths: {/a: {get: {}}}", ["GET /a"]),
    "an operation left empty": ("paths:\n  /a:\n    get:", []),
    "a path left empty": ("paths:\n  /a:\n  /b: {get: {}}", ["GET /b"]),
    "paths left empty": ("paths:", []),
    "parameters left empty": ("paths:\n  /a:\n    get:\n      parameters:\n      responses: {}", ["GET /a"]),
    "a parameter without schema": ("paths: {/a: {get: {parameters: [{name: q, in: query}]}}}", ["GET /a"]),
    "a parameter without name": ("paths: {/a: {get: {parameters: [{in: query, type: string}]}}}", ["GET /a"]),
    "a path without its slash": ("paths: {a/b: {get: {}}}", ["GET /a/b"]),
    "one template twice": ("paths: {'/a/{x}': {get: {}}, '/a/{y}': {get: {}}}", ["GET /a/{x}", "GET /a/{y}"]),
    "one name twice": ("paths: {'/a/{x}/{x}': {get: {}}}", ["GET /a/{x}/{x}"]),
    "a brace left open": ("paths: {'/a/{x': {get: {}}}", ["GET /a/{x"]),
    "a path that is a number": ("paths: {5: {get: {}}}", ["GET /5"]),
    "a path by reference": ("paths: {/a: {$ref: '#/paths/~1b'}, /b: {get: {}}}", ["GET /a", "GET /b"]),
    "an id that is a number": ("paths: {/a: {get: {operationId: 5, summary: }}}", ["GET /a"]),
    "a tag that is no list": ("paths: {/a: {get: {tags: all}}}", ["GET /a"]),
    "extensions everywhere": ("x-a: 1\npaths: {x-b: 2, /a: {x-c: 3, get: {x-d: 4, responses: {x-e: 5}}}}", ["GET /a"]),
    "security left empty": ("security:\npaths: {/a: {get: {security: }}}", ["GET /a"]),
}


@pytest.mark.parametrize("dialect", HEADS)
@pytest.mark.parametrize("oddity", IN_ALL_DIALECTS)
def test_it_loads_and_is_mocked(tmp_path: Path, dialect: str, oddity: str) -> None:
    text, keys = IN_ALL_DIALECTS[oddity]
    document = written(tmp_path, dialect, text)
    assert list(document.by_key) == keys
    client = create_app(document).test_client()
    assert client.get("/nowhere/at/all").status_code == 404
    if "GET /a" in keys and "200" in text:
        assert client.get("/a").status_code == 200


IN_SOME = {
    "components left empty": ("3.0", "components:\npaths: {/a: {get: {}}}"),
    "kinds of components left empty": ("3.1", "components:\n  schemas:\n  securitySchemes:\npaths: {/a: {get: {}}}"),
    "flows left empty": ("3.0", "components: {securitySchemes: {a: {type: oauth2, flows: }}}\npaths: {/a: {get: {}}}"),
    "definitions left empty": ("2.0", "definitions:\npaths: {/a: {get: {}}}"),
    "media type left empty": ("3.0", "paths: {/a: {get: {responses: {200: {content: {text/plain: }}}}}}"),
    "examples as a list": ("3.1", "paths: {/a: {get: {responses: {200: {content: {text/plain: {examples: [x]}}}}}}}"),
    "a schema that is a text": ("3.0", "paths: {/a: {get: {parameters: [{name: q, in: query, schema: string}]}}}"),
    "produces as a text": ("2.0", "produces: a/b\npaths: {/a: {get: {responses: {200: {schema: {}}}}}}"),
    "a body without schema": ("2.0", "paths: {/a: {get: {parameters: [{name: b, in: body}]}}}"),
    "names that are numbers": (
        "3.0",
        """components: {schemas: {5: {properties: {1: {}, true: {}}}}}
paths: {/a: {get: {parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/5'}}]}}}""",
    ),
}


@pytest.mark.parametrize("oddity", IN_SOME)
def test_it_loads_in_the_dialect_that_has_it(tmp_path: Path, oddity: str) -> None:
    dialect, text = IN_SOME[oddity]
    document = written(tmp_path, dialect, text)
    assert list(document.by_key) == ["GET /a"]
    assert create_app(document).test_client().get("/a").status_code < 500


@pytest.mark.parametrize(
    ("dialect", "text", "base"),
    [
        ("3.0", "servers:", ""),
        ("3.0", "servers: [{description: here}]", ""),
        ("3.0", "servers: [{url: v1}]", "/v1"),
        ("3.0", "servers: [{url: 'https://[broken/v1'}]", "/v1"),
        ("3.0", "servers: [{url: '{scheme}://x:{port}/v1/', variables: {port: }}]", "/v1"),
        ("3.0", "servers: [{url: 'https://{host}/v1?key=1#top'}]", "/v1"),
        ("3.0", "servers: [{url: '//x.example/v1'}]", "/v1"),
        ("2.0", "host: x.example\nbasePath: v1", "/v1"),
        ("2.0", "host: 5\nbasePath: \nschemes: https", ""),
        ("2.0", "basePath: //v1", "/v1"),
    ],
)
def test_base_paths_of_odd_servers(tmp_path: Path, dialect: str, text: str, base: str) -> None:
    assert written(tmp_path, dialect, text).base_paths == (base,)


@pytest.mark.parametrize("dialect", ["2.0", "3.0"])
def test_of_two_parameters_alike_the_later_one_holds(dialect: str) -> None:
    twice: list[dict[str, Any]] = [{"name": "q", "in": "query"}, {"name": "q", "in": "query", "required": True}]
    head = {"swagger": "2.0"} if dialect == "2.0" else {"openapi": "3.0.3"}
    own = from_mapping({**head, "paths": {"/a": {"get": {"parameters": twice}}}}).operations[0]
    shared = from_mapping({**head, "paths": {"/a": {"parameters": twice, "get": {}}}}).operations[0]
    assert [[(each.name, each.required) for each in one.parameters] for one in (own, shared)] == [[("q", True)]] * 2


SLIPS = {
    "no info": ("3.0", "paths: {}", "no 'info': the document has no title and no version", ""),
    "no title": ("3.0", "info: {version: '1'}", "no 'title'", "/info"),
    "no version": ("2.0", "info: {title: T}", "no 'version'", "/info"),
    "info that is a text": ("3.0", "info: hi", "must be a mapping, and is a text: it is read as absent", "/info"),
    "an operation that is a list": (
        "3.0",
        "paths: {/a: {get: []}}",
        "must be a mapping, and is a list: it is read as absent",
        "/paths/~1a/get",
    ),
    "a path that leads to itself": (
        "3.0",
        "paths: {/a: {$ref: '#/paths/~1a'}}",
        "reference leads back to itself, and is left out",
        "/paths/~1a",
    ),
    "servers that are a mapping": (
        "3.0",
        "servers: {url: /}",
        "must be a list, and is a mapping: it is read as absent",
        "/servers",
    ),
    "a parameter that is nothing": (
        "3.1",
        "paths: {/a: {get: {parameters: [null]}}}",
        "must be a mapping, and is empty: it is read as absent",
        "/paths/~1a/get/parameters/0",
    ),
    "a parameter that stands nowhere": (
        "3.0",
        "paths: {/a: {get: {parameters: [{name: q}]}}}",
        "a parameter cannot stand in '', and is left out",
        "/paths/~1a/get/parameters/0",
    ),
    "a parameter in a place of another dialect": (
        "2.0",
        "paths: {/a: {get: {parameters: [{name: q, in: cookie}]}}}",
        "a parameter cannot stand in 'cookie', and is left out",
        "/paths/~1a/get/parameters/0",
    ),
    "a required that is a text": (
        "3.0",
        "paths: {/a: {get: {parameters: [{name: q, in: query, required: 'yes'}]}}}",
        "must be true or false, and is a text: it is read as absent",
        "/paths/~1a/get/parameters/0/required",
    ),
    "a summary that is a mapping": (
        "3.0",
        "paths: {/a: {get: {summary: {de: hallo}}}}",
        "must be a text, and is a mapping: it is read as absent",
        "/paths/~1a/get/summary",
    ),
    "tags that are a mapping": (
        "3.0",
        "paths: {/a: {get: {tags: {a: b}}}}",
        "must be a list, and is a mapping: it is read as absent",
        "/paths/~1a/get/tags",
    ),
    "responses that are a list": (
        "2.0",
        "paths: {/a: {get: {responses: []}}}",
        "must be a mapping, and is a list: it is read as absent",
        "/paths/~1a/get/responses",
    ),
    "a response that is not described": (
        "3.1",
        "paths: {/a: {get: {responses: {'200': {}}}}}",
        "a response without 'description'",
        "/paths/~1a/get/responses/200",
    ),
    "a schema that is a text": (
        "3.0",
        "paths: {/a: {get: {parameters: [{name: q, in: query, schema: string}]}}}",
        "must be a schema, and is a text: it is read as absent",
        "/paths/~1a/get/parameters/0/schema",
    ),
    "a scheme that is not defined": (
        "3.0",
        "paths: {/a: {get: {security: [{key: []}]}}}",
        "security scheme 'key' is not defined, and asks for nothing",
        "/paths/~1a/get/security/0",
    ),
    "a broken component that nobody uses": (
        "3.0",
        "components: {responses: {R: {$ref: '#/nope'}}}",
        "reference '#/nope' has no target: what makes it is left out, or takes any value",
        "/components/responses/R",
    ),
    "an anchor that is nowhere": (
        "3.1",
        "components: {schemas: {A: {$ref: '#nope'}}}",
        "reference '#nope' has no target: what makes it is left out, or takes any value",
        "/components/schemas/A",
    ),
}


@pytest.mark.parametrize("oddity", SLIPS)
def test_a_slip_is_noted_with_its_place_and_the_document_is_used(tmp_path: Path, oddity: str) -> None:
    dialect, text, told, pointer = SLIPS[oddity]
    document = written(tmp_path, dialect, text)
    assert (told, pointer) in [(slip.message, slip.pointer) for slip in document.slips]
    assert all(slip.hint for slip in document.slips)
    assert create_app(document).test_client().get("/a").status_code < 500 or "get: []" in text


def test_a_document_without_slips_has_none(tmp_path: Path) -> None:
    text = "info: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: ''}}}}}"
    for dialect in HEADS:
        assert written(tmp_path, dialect, text).slips == ()


def test_a_slip_that_is_met_twice_is_noted_once(tmp_path: Path) -> None:
    text = """paths:
  /a: {get: {responses: {'200': {$ref: '#/components/responses/R'}, default: {$ref: '#/components/responses/R'}}}}
components: {responses: {R: {}}}
info: {title: T, version: '1'}"""
    assert [slip.pointer for slip in written(tmp_path, "3.0", text).slips] == ["/components/responses/R"]


def test_what_leads_nowhere_is_left_out_and_the_rest_is_there(tmp_path: Path) -> None:
    document = written(
        tmp_path,
        "3.0",
        """paths:
  /gone: {$ref: '#/nope'}
  /a:
    post:
      parameters: [{$ref: '#/nope'}, {name: q, in: query, schema: {type: string}}]
      requestBody: {$ref: '#/nope'}
      responses:
        '201': {$ref: '#/nope'}
        '200':
          description: ''
          headers: {X: {$ref: '#/nope'}, Y: {schema: {type: string}}}
          content: {application/json: {schema: {properties: {a: {$ref: '#/nope'}, b: {type: string}}}}}""",
    )
    (operation,) = document.operations
    assert [each.name for each in operation.parameters] == ["q"]
    assert operation.body is None
    assert [(each.status, [header.name for header in each.headers]) for each in operation.responses] == [("200", ["Y"])]
    schema = operation.responses[0].content[0].schema
    assert schema
    valid = validator(schema, Direction.RESPONSE).accepts
    assert valid({"a": [1], "b": "x"})
    assert not valid({"b": 1})
    assert len([slip for slip in document.slips if "'#/nope' has no target" in slip.message]) == 1


def test_paths_that_cannot_be_any_are_one_error_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        written(tmp_path, "3.0", "paths: []")
    told = (caught.value.message, caught.value.pointer, caught.value.line)
    assert told == ("'paths' must be a mapping, and is a list", "/paths", 2)
