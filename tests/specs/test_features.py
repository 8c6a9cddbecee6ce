"""What the standards say of messages, feature by feature and dialect by dialect, under both validators."""

from __future__ import annotations

from typing import Any

import pytest

from specs import second_opinion, validation
from specs.discriminators import Discriminator, discriminator
from specs.load import from_mapping
from specs.messages import Request
from specs.model import Document, Location, Operation, Server, Tag, Variable
from specs.schemas import Direction

INFO = {"title": "T", "version": "1"}
HEADS: dict[str, dict[str, Any]] = {
    "2.0": {"swagger": "2.0"},
    "3.0": {"openapi": "3.0.3"},
    "3.1": {"openapi": "3.1.1"},
    "3.2": {"openapi": "3.2.0"},
}
THREES = ("3.0", "3.1", "3.2")
LATER = ("3.1", "3.2")


DRAFT_7 = "http://json-schema.org/draft-07/schema#"
INT = {"type": "integer"}
LIST = {"type": "array", "items": INT}
POINT = {"type": "object", "properties": {"n": INT}}


def document(dialect: str, **members: Any) -> Document:
    return from_mapping({**HEADS[dialect], "info": INFO, "paths": {}, **members})


def operation(dialect: str, found: dict[str, Any], **members: Any) -> Operation:
    return document(dialect, paths={"/a": {"post": {"responses": {}, **found}}}, **members).operations[0]


SCHEMAS: list[tuple[str, tuple[str, ...], dict[str, Any], Any, Any]] = [
    ("nullable", ("3.0",), {"type": "string", "nullable": True}, None, 1),
    ("nullable is no keyword", LATER, {"type": "string", "nullable": True}, "x", None),
    ("x-nullable", ("2.0",), {"type": "string", "x-nullable": True}, None, 1),
    ("types", LATER, {"type": ["string", "null"]}, None, 1),
    ("exclusive bound of draft 4", tuple(HEADS), {"minimum": 1, "exclusiveMinimum": True}, 2, 1),
    ("exclusive bound", LATER, {"exclusiveMinimum": 1}, 2, 1),
    ("int32", tuple(HEADS), {"type": "integer", "format": "int32"}, 1, 2**31),
    ("items as a list", tuple(HEADS), {"items": [INT]}, [1, "x"], ["x"]),
    ("items as a list, closed", tuple(HEADS), {"items": [True], "additionalItems": False}, [1], [1, 2]),
    ("an empty list of items", tuple(HEADS), {"items": [], "additionalItems": False}, [], [1]),
    ("dependencies on names", tuple(HEADS), {"dependencies": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}),
    ("dependencies on schemas", tuple(HEADS), {"dependencies": {"a": {"minProperties": 2}}}, {"b": 1}, {"a": 1}),
    ("dependentSchemas", LATER, {"dependentSchemas": {"a": {"minProperties": 2}}}, {"b": 1}, {"a": 1}),
    ("dependentRequired", LATER, {"dependentRequired": {"a": ["b"]}}, {"b": 1}, {"a": 1}),
    ("prefixItems", LATER, {"prefixItems": [INT], "items": False}, [1], [1, 2]),
    ("contains", LATER, {"contains": {"const": 1}, "minContains": 2}, [1, 1], [1]),
    ("unevaluatedProperties", LATER, {"anyOf": [POINT], "unevaluatedProperties": False}, {"n": 1}, {"b": 1}),
    ("unevaluatedItems", LATER, {"prefixItems": [True], "unevaluatedItems": False}, [1], [1, 2]),
    ("if", LATER, {"if": INT, "then": {"minimum": 5}, "else": {"type": "string"}}, 5, 4),
    ("propertyNames", LATER, {"propertyNames": {"maxLength": 1}}, {"a": 1}, {"ab": 1}),
    ("boolean schemas", LATER, {"properties": {"a": False, "b": True}}, {"b": 1}, {"a": 1}),
    ("$defs", LATER, {"$ref": "#/components/schemas/S/$defs/N", "$defs": {"N": INT}}, 1, "x"),
    ("siblings of a reference", LATER, {"$ref": "#/components/schemas/Other", "maximum": 5}, 5, 6),
    ("siblings of a reference are ignored", ("3.0",), {"$ref": "#/components/schemas/Other", "maximum": 5}, 6, "x"),
    ("contentEncoding describes", LATER, {"type": "string", "contentEncoding": "base64"}, "!", 1),
    ("contentSchema describes", LATER, {"type": "string", "contentSchema": INT}, "x", 1),
    ("$schema of an older draft", LATER, {"$schema": DRAFT_7, "items": [INT]}, [1], ["x"]),
    ("xml describes", tuple(HEADS), {"type": "string", "xml": {"name": "n", "nodeType": "text"}}, "x", 1),
    ("a discriminator", THREES, {"type": "object", "discriminator": {"propertyName": "k"}}, {"k": "no"}, 1),
]  # fmt: skip
CASES = [
    pytest.param(dialect, schema, good, bad, id=f"{name} in {dialect}")
    for name, dialects, schema, good, bad in SCHEMAS
    for dialect in dialects
]


@pytest.mark.parametrize("compiled", [validation.validator, second_opinion.second_validator], ids=["one", "other"])
@pytest.mark.parametrize(("dialect", "schema", "good", "bad"), CASES)
def test_a_schema_accepts_and_refuses(dialect: str, schema: Any, good: Any, bad: Any, compiled: Any) -> None:
    schemas = {"S": schema, "Other": INT}
    home = {"definitions": schemas} if dialect == "2.0" else {"components": {"schemas": schemas}}
    engine = compiled(document(dialect, **home).schemas["S"], Direction.REQUEST)
    assert engine.accepts(good)
    assert not engine.accepts(bad)


@pytest.mark.parametrize("dialect", THREES)
def test_encodings_are_values(dialect: str) -> None:
    encoding = {
        "list": {"style": "pipeDelimited"},
        "file": {
            "contentType": "image/png",
            "headers": {"X-Size": {"schema": INT}, "content-type": {}},
        },
        "plain": {"allowReserved": True, "explode": False},
    }
    media = {"multipart/form-data": {"schema": {"type": "object"}, "encoding": encoding}}
    body = operation(dialect, {"requestBody": {"content": media}}).body
    assert body
    found = body.content[0].encoding
    styled = dialect != "3.0"  # which has styles in forms alone
    assert [(each.style, each.exploded, each.content_type, each.allow_reserved) for each in found.values()] == [
        ("pipeDelimited" if styled else "", not styled, "", False),
        ("", True, "image/png", False),
        ("", not styled, "", styled),
    ]
    assert [(each.name, each.location) for each in found["file"].headers] == [("X-Size", Location.HEADER)]
    assert body.content[0].form_field("plain").allow_reserved == styled


def test_parts_without_names_have_encodings_by_position() -> None:
    media = {
        "multipart/mixed": {
            "itemSchema": {},
            "prefixEncoding": [{"contentType": "a/b"}],
            "itemEncoding": {"contentType": "c/d"},
        }
    }
    body = operation("3.2", {"requestBody": {"content": media}}).body
    assert body
    assert [each.content_type for each in body.content[0].prefix_encoding] == ["a/b"]
    assert body.content[0].item_encoding
    assert body.content[0].item_encoding.content_type == "c/d"


def test_encodings_are_within_encodings_as_deep_as_anybody_writes_them() -> None:
    encoding = {"contentType": "multipart/form-data", "encoding": {"a": {"style": "form", "explode": False}}}
    endless = {"contentType": "multipart/mixed", "itemEncoding": {"$ref": "#/components/x-endless"}}
    media = {"multipart/mixed": {"prefixEncoding": [encoding, endless]}}
    raw = {"paths": {"/a": {"post": {"requestBody": {"content": media}, "responses": {}}}}}
    body = document("3.2", **raw, components={"x-endless": endless}).operations[0].body
    assert body
    named, deep = body.content[0].prefix_encoding
    assert named.encoding["a"].styled
    depth = 0
    while deep.item_encoding:
        depth, deep = depth + 1, deep.item_encoding
    assert depth == 5


def test_examples_of_3_2_are_data_or_text_on_the_wire() -> None:
    examples = {"a": {"dataValue": {"n": 1}, "serializedValue": '{"n":1}'}, "b": {"serializedValue": "x"}}
    response = {"summary": "All", "description": "", "content": {"application/json": {"examples": examples}}}
    found = operation("3.2", {"responses": {"200": response}}).responses[0]
    assert found.summary == "All"
    assert (found.content[0].examples, found.content[0].serialized) == ({"a": {"n": 1}}, {"a": '{"n":1}', "b": "x"})


@pytest.mark.parametrize("dialect", THREES)
def test_links_lead_to_operations(dialect: str) -> None:
    links = {
        "byId": {"operationId": "one", "parameters": {"path.id": "$response.body#/id"}, "requestBody": "$request.body"},
        "byRef": {"operationRef": "#/paths/~1b~1%7Bid%7D/get", "server": {"url": "https://x.example"}},
        "lost": {"operationId": "none"},
        "elsewhere": {"operationRef": "https://x.example/api#/paths/~1b~1%7Bid%7D/get"},
    }
    paths = {
        "/a": {"post": {"responses": {"201": {"description": "", "links": links}}}},
        "/b/{id}": {"get": {"operationId": "one", "responses": {}}},
    }
    found = document(dialect, paths=paths)
    one, other, lost, elsewhere = found.operations[0].responses[0].links
    assert [found.linked(each) for each in (one, other)] == [found.operations[1]] * 2
    assert [found.linked(each) for each in (lost, elsewhere)] == [None, None]
    assert (one.parameters, one.body) == ({"path.id": "$response.body#/id"}, "$request.body")
    assert other.server
    assert other.server.url == "https://x.example"


@pytest.mark.parametrize("dialect", THREES)
def test_servers_have_variables(dialect: str) -> None:
    variables = {"v": {"default": "v1", "enum": ["v2", "v1"]}, "host": {"default": "x.example", "description": "where"}}
    found = document(dialect, servers=[{"url": "https://{host}/{v}/", "description": "live", "variables": variables}])
    assert found.server_templates == (
        Server(
            url="https://{host}/{v}/",
            pointer="/servers/0",
            description="live",
            variables={"v": Variable("v1", ("v2", "v1")), "host": Variable("x.example", (), "where")},
        ),
    )
    assert (found.servers, found.base_paths) == (("https://x.example/v1/",), ("/v1", "/v2"))


def test_variables_that_multiply_are_bounded() -> None:
    variables = {f"v{n}": {"default": "0", "enum": list("0123456789")} for n in range(20)}
    url = "/".join(f"{{{name}}}" for name in variables)
    assert len(document("3.0", servers=[{"url": f"/{url}", "variables": variables}]).base_paths) == 100


def test_schemes_of_an_operation_stand_in_place_of_the_document_s() -> None:
    found = operation("2.0", {"schemes": ["wss"]}, host="x.example", basePath="/v1", schemes=["https"])
    assert found.servers == ("wss://x.example/v1",)


@pytest.mark.parametrize("dialect", HEADS)
def test_tags_have_an_order_and_in_3_2_a_hierarchy(dialect: str) -> None:
    tags = [{"name": "all", "summary": "All", "kind": "nav"}, {"name": "some", "parent": "all", "description": "d"}]
    assert document(dialect, tags=tags).tags == (
        Tag(name="all", summary="All", kind="nav"),
        Tag(name="some", parent="all", description="d"),
    )


def test_oauth_of_3_2_has_metadata_devices_and_deprecation() -> None:
    flow = {"deviceAuthorizationUrl": "d", "tokenUrl": "t", "scopes": {}}
    scheme = {"type": "oauth2", "oauth2MetadataUrl": "m", "deprecated": True, "flows": {"deviceAuthorization": flow}}
    found = document("3.2", components={"securitySchemes": {"tv": scheme}}).security_schemes["tv"]
    assert (found.discovery_url, found.deprecated, found.flows) == ("m", True, {"deviceAuthorization": flow})


@pytest.mark.parametrize("dialect", HEADS)
def test_xml_objects_are_kept_for_who_asks(dialect: str) -> None:
    schemas = {
        "A": {
            "type": "object",
            "xml": {"name": "a"},
            "properties": {"b": {"$ref": "#/definitions/B"}, "c": {"$ref": "#/components/schemas/B"}},
        },
        "B": {"type": "string", "xml": {"attribute": True}},
    }
    schema = document(dialect, definitions=schemas, components={"schemas": schemas}).schemas["A"]
    annotated = schema.annotated(Direction.RESPONSE)
    assert annotated["x-xml"] == {"name": "a"}
    assert all(each["x-xml"] == {"attribute": True} for each in annotated["$defs"].values())
    assert "xml" not in str(schema.json_schema(Direction.RESPONSE))


SHAPES = {"Dog": {"type": "object"}, "Cat": {"type": "object"}}
BRANCHES = [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}]


@pytest.mark.parametrize("dialect", THREES)
def test_a_discriminator_names_schemas(dialect: str) -> None:
    mapping = {"dog": "Dog", "puppy": "#/components/schemas/Dog"}
    raw = {"propertyName": "kind", "mapping": mapping, "defaultMapping": "Cat"}
    schemas = {**SHAPES, "Pet": {"oneOf": BRANCHES, "discriminator": raw}}
    found = discriminator(document(dialect, components={"schemas": schemas}).schemas["Pet"])
    dog, cat = "/components/schemas/Dog", "/components/schemas/Cat"
    assert found == Discriminator(
        property_name="kind", mapping={"Dog": dog, "Cat": cat, "dog": dog, "puppy": dog}, default=cat
    )
    assert [found.names(value) for value in ({"kind": "puppy"}, {"kind": "cow"}, {}, 5)] == [dog, cat, cat, cat]


def test_a_discriminator_of_2_0_is_a_name() -> None:
    found = document("2.0", definitions={"Pet": {"discriminator": "kind"}, "Dog": {}})
    assert discriminator(found.schemas["Pet"]) == Discriminator(property_name="kind", mapping={})
    assert discriminator(found.schemas["Dog"]) is None


PARAMETERS: list[tuple[tuple[str, ...], dict[str, Any], str, str]] = [
    (("2.0",), {**LIST, "collectionFormat": "csv"}, "q=1,2", "q=1,x"),
    (("2.0",), {**LIST, "collectionFormat": "ssv"}, "q=1%202", "q=1%20x"),
    (("2.0",), {**LIST, "collectionFormat": "tsv"}, "q=1%092", "q=1%09x"),
    (("2.0",), {**LIST, "collectionFormat": "pipes"}, "q=1|2", "q=1|x"),
    (("2.0",), {**LIST, "collectionFormat": "multi"}, "q=1&q=2", "q=1&q=x"),
    (THREES, {"schema": LIST}, "q=1&q=2", "q=1&q=x"),
    (THREES, {"explode": False, "schema": LIST}, "q=1,2", "q=1,x"),
    (THREES, {"style": "deepObject", "explode": True, "schema": POINT}, "q[n]=1", "q[n]=x"),
    (THREES, {"content": {"application/json": {"schema": INT}}}, "q=1", "q=%22x%22"),
]  # fmt: skip


@pytest.mark.parametrize("compiled", [validation.validator, second_opinion.second_validator], ids=["one", "other"])
@pytest.mark.parametrize(
    ("dialect", "spec", "good", "bad"), [(dialect, *rest) for each, *rest in PARAMETERS for dialect in each]
)
def test_a_parameter_is_read_as_it_is_written(dialect: str, spec: Any, good: str, bad: str, compiled: Any) -> None:
    shared = {"parameters": [{"name": "q", "in": "query", **spec}], "post": {"responses": {}}}
    (found,) = document(dialect, paths={"/a": shared}).operations
    for query, valid in ((good, True), (bad, False)):
        reading = validation.read_request(found, Request("POST", "/a", query), {}, compiled=compiled)
        assert (not reading.violations) is valid


@pytest.mark.parametrize("dialect", THREES)
@pytest.mark.parametrize(("status", "key"), [(200, "200"), (204, "2XX"), (404, "default")])
def test_the_most_exact_response_holds(dialect: str, status: int, key: str) -> None:
    responses = {"default": {"description": ""}, "2xx": {"description": ""}, "200": {"description": ""}}
    found = operation(dialect, {"responses": responses}).response_for(status)
    assert found
    assert found.status == key
