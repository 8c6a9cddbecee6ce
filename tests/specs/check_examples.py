"""For each check a document in which it finds something, and nothing else does; and where it finds it."""

from __future__ import annotations

from typing import Any

INFO = {"title": "t", "version": "1"}
OK = {"200": {"description": "d"}}
A = {"$ref": "#/components/schemas/A"}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
SCHEMAS = "/components/schemas"
GET = "/paths/~1a/get"
CONTENT = f"{GET}/responses/200/content/application~1json"


def document(paths: Any, version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    return {"openapi": version, "info": INFO, "paths": paths, **more}


def get(responses: Any = OK, **members: Any) -> dict[str, Any]:
    return {"get": {"responses": responses, **members}}


def answering(schema: Any, kind: str = "application/json", **media: Any) -> dict[str, Any]:
    return {"200": {"description": "d", "content": {kind: {"schema": schema, **media}}}}


def with_schemas(version: str = "3.0.3", **schemas: Any) -> dict[str, Any]:
    """Every schema is used: by a request nowhere, by a response each."""
    named = {name: {"$ref": f"#{SCHEMAS}/{name}"} for name in schemas}
    used = get(answering({"type": "object", "properties": named}))
    return document({"/a": used}, version, components={"schemas": schemas})


def linked(link: Any) -> dict[str, Any]:
    target = get(operationId="b", parameters=[{"name": "q", "in": "query", "schema": {}}])
    return document({"/a": get({"200": {"description": "d", "links": {"l": link}}}), "/b": target})


def secured(scheme: Any, *, asked: bool = True) -> dict[str, Any]:
    security = [{"s": []}] if asked else []
    return document({"/a": get(security=security)}, components={"securitySchemes": {"s": scheme}})


def with_tail(tail: str, parameters: Any) -> dict[str, Any]:
    responses = {**OK, "404": {"description": "d"}}
    return document({f"/a{tail}": get(responses, parameters=parameters)})


def served(**server: Any) -> dict[str, Any]:
    return document({"/a": get()}, servers=[server])


IMPOSSIBLE = {"type": "integer", "minimum": 2, "maximum": 1}
APART = {"type": "string", "allOf": [{"pattern": "^a+$"}, {"pattern": "^b+$"}]}
PET = {"discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}}, "properties": {"kind": {"type": "string"}}}
CREATED = {"201": {"description": "d", "content": {"application/json": {"schema": {"properties": {"size": {}}}}}}}
SIZE_ITEM = with_tail("/{id}", [ID])["paths"]["/a/{id}"]
FOUND = {"404": {"description": "d"}, "400": {"description": "d"}, **OK}
NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
NAMED = {"content": {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}
NAMING = {"post": {"requestBody": NAMED, "responses": FOUND}}
JSON_POINTER_LINK = {"operationRef": "#/paths/~1nowhere/get"}

COMPANIONS = {
    "no-usable-response": {"schema-unsatisfiable"},
    "credential-unpresentable": {"unauthorized-undocumented"},
}
"""What another check has to say of the very same cause."""

EXAMPLES: dict[str, list[tuple[dict[str, Any], list[str]]]] = {
    "info-incomplete": [
        ({"openapi": "3.0.3", "paths": {}}, [""]),
        ({"openapi": "3.1.0", "info": {"version": "1"}, "paths": {}}, ["/info"]),
        ({"swagger": "2.0", "info": {}, "paths": {}}, ["/info", "/info"]),
    ],
    "response-undescribed": [(document({"/a": get({"200": {}})}), [f"{GET}/responses/200"])],
    "slip": [
        (document({"/a": get(), "/b": {"$ref": "#/paths/~1b"}}), ["/paths/~1b"]),
        (with_schemas(B={"$ref": "#/components/schemas/C"}), [f"{SCHEMAS}/B"]),
    ],
    "invalid": [
        (document({"/a": get(colour="red")}), [GET]),
        (document({"/a": get(tags=[1])}), [f"{GET}/tags/0"]),
        (document({}, "3.1.0", license="MIT"), [""]),
    ],
    "schema-keyword-malformed": [
        (
            with_schemas(B={"type": "object", "properties": {"x": {"type": "string", "required": True}}}),
            [f"{SCHEMAS}/B/properties/x/required"],
        ),
        (with_schemas(B={"type": "array", "items": {"type": "strin"}}), [f"{SCHEMAS}/B/items/type"]),
        (with_schemas("3.1.0", B={"type": 5}), [f"{SCHEMAS}/B/type"]),
        (
            {
                "swagger": "2.0",
                "info": INFO,
                "paths": {"/a": get({"200": {"description": "d", "schema": {"type": 5}}})},
            },
            [f"{GET}/responses/200/schema/type"],
        ),
    ],
    "schema-of-wrong-kind": [
        (with_schemas("3.1.0", B={"properties": {"a": 5}}), [f"{SCHEMAS}/B/properties/a"]),
        (with_schemas("3.1.0", B={"allOf": ["x"]}), [f"{SCHEMAS}/B/allOf/0"]),
        (with_schemas("3.0.3", B={"properties": {"a": 5}}), [f"{SCHEMAS}/B/properties/a"]),
    ],
    "schema-unusable": [(with_schemas("3.1.0", B={"dependencies": 5}), ["/components/schemas/B", CONTENT + "/schema"])],
    "pattern-unreadable": [(with_schemas(B={"type": "string", "pattern": "^["}), [f"{SCHEMAS}/B/pattern"])],
    "pattern-one-engine": [(with_schemas(B={"type": "string", "pattern": "^[^]$"}), [f"{SCHEMAS}/B/pattern"])],
    "schema-unsatisfiable": [(with_schemas(B=IMPOSSIBLE), [f"{SCHEMAS}/B"] * 2)],
    "schema-unsatisfied": [(with_schemas(A=APART), [f"{SCHEMAS}/A"] * 2)],
    "ref-siblings-ignored": [
        (
            with_schemas(A={"type": "string"}, B={"properties": {"a": {**A, "maxLength": 3}}}),
            [f"{SCHEMAS}/B/properties/a"],
        )
    ],
    "format-unknown": [(with_schemas(B={"type": "string", "format": "colour"}), [f"{SCHEMAS}/B/format"])],
    "required-repeated": [(with_schemas("3.1.0", B={"required": ["x", "y", "x"]}), [f"{SCHEMAS}/B/required"])],
    "discriminator-mapping-broken": [(with_schemas(B=PET), [f"{SCHEMAS}/B/discriminator/mapping/cat"])],
    "example-invalid": [
        (
            with_schemas(B={"properties": {"x": {"type": "integer", "example": "five"}}}),
            [f"{SCHEMAS}/B/properties/x/example"],
        ),
        (with_schemas("3.1.0", B={"type": "integer", "examples": [1, "x"]}), [f"{SCHEMAS}/B/examples/1"]),
        (document({"/a": get(answering({"type": "integer"}, example="x"))}), [f"{CONTENT}/example"]),
        (
            document({"/a": get(answering({"type": "integer"}, examples={"b": {"value": "x"}, "c": {"value": 1}}))}),
            [f"{CONTENT}/examples/b"],
        ),
    ],
    "default-invalid": [(with_schemas(B={"type": "integer", "default": "five"}), [f"{SCHEMAS}/B/default"])],
    "same-paths": [
        (
            document({**with_tail("/{id}", [ID])["paths"], **with_tail("/{x}", [{**ID, "name": "x"}])["paths"]}),
            ["/paths/~1a~1{x}"],
        )
    ],
    "discriminator-value-refused": [
        (
            with_schemas(
                A={"oneOf": [{"$ref": f"#{SCHEMAS}/B"}], "discriminator": {"propertyName": "k"}},
                B={"type": "object", "properties": {"k": {"enum": ["b"]}}},
            ),
            [f"{SCHEMAS}/A/discriminator"],
        )
    ],
    "ambiguous-paths": [
        (
            document(
                {
                    **with_tail("/{id}", [ID])["paths"],
                    "/a/{x}": {
                        "delete": {
                            "parameters": [{**ID, "name": "x"}],
                            "responses": {**OK, "404": {"description": "d"}},
                        }
                    },
                }
            ),
            ["/paths/~1a~1{x}"],
        ),
        (
            document({**with_tail("/{id}", [ID])["paths"], "/{id}/b": get(parameters=[ID])}),
            ["/paths/~1{id}~1b"],
        ),
    ],
    "path-parameter-undeclared": [(with_tail("/{id}/b", []), ["/paths/~1a~1{id}~1b/get"])],
    "path-parameter-unused": [(document({"/a": get(parameters=[ID])}), [f"{GET}/parameters/0"])],
    "path-parameter-optional": [
        (with_tail("/{id}", [{**ID, "required": False}]), ["/paths/~1a~1{id}/get/parameters/0/required"]),
        (with_tail("/{id}", [{"name": "id", "in": "path", "schema": {}}]), ["/paths/~1a~1{id}/get/parameters/0"]),
    ],
    "duplicate-parameter": [
        (
            document(
                {
                    "/a": get(
                        parameters=[
                            {"name": "q", "in": "query", "schema": {}},
                            {"name": "q", "in": "query", "schema": {"type": "string"}},
                        ]
                    )
                }
            ),
            [f"{GET}/parameters/0"],
        )
    ],
    "ignored-header-parameter": [
        (document({"/a": get(parameters=[{"name": "Accept", "in": "header", "schema": {}}])}), [f"{GET}/parameters/0"])
    ],
    "duplicate-operation-id": [
        (document({"/a": get(operationId="x"), "/b": get(operationId="x")}), ["/paths/~1b/get/operationId"])
    ],
    "no-response": [
        (document({"/a": get({})}), [f"{GET}/responses"]),
        (document({"/a": {"get": {}}}), [GET]),
        ({"swagger": "2.0", "info": INFO, "paths": {"/a": {"get": {}}}}, [GET]),
    ],
    "failures-only": [
        (document({"/a": get({"404": {"description": "d"}})}), [GET]),
        (document({"/a": get({"103": {"description": "d"}, "404": {"description": "d"}})}), [GET]),
    ],
    "no-final-answer": [(document({"/a": get({"103": {"description": "d"}})}), [GET])],
    "refusal-undocumented": [
        (document({"/a": get(parameters=[{"name": "q", "in": "query", "schema": {"type": "integer"}}])}), [GET]),
        (document({"/a": get(parameters=[{"name": "q", "in": "query", "required": True, "schema": {}}])}), [GET]),
        (
            document({"/a": {"post": {"requestBody": {"content": {"text/plain": {}}}, "responses": OK}}}),
            ["/paths/~1a/post"],
        ),
    ],
    "unauthorized-undocumented": [(secured({"type": "http", "scheme": "bearer"}), [GET])],
    "no-usable-response": [(document({"/a": get(answering(IMPOSSIBLE))}), [GET])],
    "status-invalid": [(document({"/a": get({**OK, "2oo": {"description": "d"}})}), [f"{GET}/responses/2oo"])],
    "created-without-id": [
        (
            document({"/a": {"post": {"responses": CREATED}}, "/a/{id}": SIZE_ITEM}),
            ["/paths/~1a/post/responses/201"],
        )
    ],
    "refusal-as-not-found": [
        (
            document({"/a": get({**OK, "404": {"description": "d"}}, parameters=[{**ID, "in": "query"}])}),
            [GET],
        )
    ],
    "not-found-undocumented": [
        (document({"/a/{id}": get(parameters=[ID])}), ["/paths/~1a~1{id}/get"]),
        (
            document(
                {
                    "/a/{id}": {"delete": {"parameters": [ID], "responses": FOUND}},
                    "/a/{id}/b": get(parameters=[ID]),
                    "/b/{id}/b": get(parameters=[ID]),
                }
            ),
            ["/paths/~1a~1{id}~1b/get"],
        ),
    ],
    "empty-id": [
        (document({"/a": NAMING, "/a/{name}": get(FOUND, parameters=[NAME])}), ["/paths/~1a~1{name}"]),
    ],
    "media-type-invalid": [(document({"/a": get(answering({}, "json"))}), [f"{GET}/responses/200/content/json"])],
    "stream-unread": [
        (
            document({"/a": get(answering({}, "text/event-stream"))}),
            [f"{GET}/responses/200/content/text~1event-stream"],
        ),
        (
            document(
                {
                    "/a": get(answering({}, "application/jsonlines")),
                    "/b": get(answering({"type": "object"}, "text/event-stream")),
                }
            ),
            [f"{GET}/responses/200/content/application~1jsonlines"],
        ),
    ],
    "link-broken": [
        (linked({"operationId": "nobody"}), [f"{GET}/responses/200/links/l"]),
        (linked(JSON_POINTER_LINK), [f"{GET}/responses/200/links/l"]),
        (linked({"description": "d"}), [f"{GET}/responses/200/links/l"]),
    ],
    "link-parameter-unknown": [
        (
            linked({"operationId": "b", "parameters": {"q": 1, "query.q": 1, "path.q": 1, "z": 1}}),
            [f"{GET}/responses/200/links/l/parameters/path.q", f"{GET}/responses/200/links/l/parameters/z"],
        )
    ],
    "security-scheme-undefined": [(document({"/a": get(security=[{"s": []}])}), [f"{GET}/security/0"])],
    "security-scheme-unused": [
        (secured({"type": "http", "scheme": "basic"}, asked=False), ["/components/securitySchemes/s"])
    ],
    "credential-unpresentable": [
        (secured({"type": "apiKey"}), ["/components/securitySchemes/s"]),
        (secured({"type": "magic"}), ["/components/securitySchemes/s"]),
        (secured({"type": "http"}), ["/components/securitySchemes/s"]),
    ],
    "server-variable-without-default": [
        (served(url="https://{h}/", variables={"h": {"enum": ["x", "y"]}}), ["/servers/0/variables/h"])
    ],
    "server-variable-undeclared": [(served(url="https://{h}/"), ["/servers/0"])],
    "component-unused": [
        (
            document({"/a": get()}, components={"schemas": {"A": {}, "B": {"properties": {"a": A}}}}),
            [f"{SCHEMAS}/A", f"{SCHEMAS}/B"],
        )
    ],
    "unfinished": [],
    "duplicate-tag": [(document({"/a": get()}, tags=[{"name": "x"}, {"name": "y"}, {"name": "x"}]), ["/tags/2"])],
}

CLEAN: dict[str, dict[str, Any]] = {
    "what little there is": document({}),
    "an item and its collection": document(
        {
            "/a": {"get": {"responses": answering({"type": "array", "items": A})}},
            "/a/{id}": get({**answering(A), "404": {"description": "d"}}, parameters=[ID]),
        },
        components={"schemas": {"A": {"type": "object", "properties": {"id": {"type": "string"}}}}},
    ),
    "variants that only their base means": document(
        {"/a": get(answering(A))},
        components={
            "schemas": {
                "A": {"discriminator": {"propertyName": "k"}, "properties": {"k": {"type": "string"}}},
                "B": {"allOf": [A, {"properties": {"x": {"type": "string"}}}]},
            }
        },
    ),
    "siblings that count": with_schemas("3.1.0", A={"type": "string"}, B={"properties": {"a": {**A, "maxLength": 3}}}),
    "a mapping by name and by reference": with_schemas(
        Cat={"type": "object", "properties": {"kind": {"type": "string"}}},
        B={**PET, "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat", "d": f"#{SCHEMAS}/Cat"}}},
    ),
    "a fixed path beside a variable one": document({"/a/b": get(), **with_tail("/{id}", [ID])["paths"]}),
    "an id in an envelope": document(
        {
            "/a": {"post": {"responses": answering({"properties": {"data": {"properties": {"petId": {}}}}})}},
            "/a/{id}": SIZE_ITEM,
        }
    ),
    "swagger 2.0": {
        "swagger": "2.0",
        "info": INFO,
        "paths": {"/a": get({"200": {"description": "d", "schema": {"$ref": "#/definitions/A"}}})},
        "definitions": {"A": {"type": "string"}},
    },
}
