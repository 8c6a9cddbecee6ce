"""One example for every rule: two documents as small as they can be."""

from __future__ import annotations

from documents import (
    INTEGER,
    NUMBER,
    OK,
    STRING,
    Example,
    answers,
    closed,
    content,
    document,
    example,
    named,
    obj,
    operation,
    parameter,
    responses,
    secured,
    takes,
    with_parameters,
)

_GET = {"get": {"responses": {"200": OK}}}
_HEADER = {"X-Total": {"schema": INTEGER}}
_LINK = {"links": {"next": {"operationId": "list"}}}

OPERATIONS: dict[str, Example] = {
    "operation-removed": example(document({"/a": _GET, "/b": _GET}), document({"/a": _GET})),
    "operation-added": example(document({"/a": _GET}), document({"/a": _GET, "/b": _GET})),
    "base-path-removed": example(
        operation(servers=[{"url": "/v2"}, {"url": "/v1"}]), operation(servers=[{"url": "/v2"}])
    ),
    "server-changed": example(
        operation(servers=[{"url": "https://a.example/v1"}]), operation(servers=[{"url": "https://b.example/v1"}])
    ),
    "credentials-became-required": example(operation(), secured({"bearer": []})),
    "credentials-no-longer-accepted": example(secured({"bearer": []}, {"key": []}), secured({"bearer": []})),
    "scopes-became-required": example(secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]})),
    "credentials-no-longer-required": example(secured({"bearer": []}), operation()),
    "path-parameter-renamed": example(
        operation("/things/{id}", parameters=[parameter("id", "path")]),
        operation("/things/{thing}", parameters=[parameter("thing", "path")]),
    ),
}

REQUESTS: dict[str, Example] = {
    "required-parameter-added": example(operation(), with_parameters(parameter(required=True))),
    "parameter-became-required": example(with_parameters(parameter()), with_parameters(parameter(required=True))),
    "parameter-added": example(operation(), with_parameters(parameter())),
    "parameter-became-optional": example(with_parameters(parameter(required=True)), with_parameters(parameter())),
    "parameter-removed": example(with_parameters(parameter()), operation()),
    "parameter-serialisation-changed": example(
        with_parameters(parameter(schema={"type": "array", "items": INTEGER}, style="form", explode=False)),
        with_parameters(parameter(schema={"type": "array", "items": INTEGER}, style="pipeDelimited", explode=False)),
    ),
    "parameter-default-changed": example(
        with_parameters(parameter(schema=INTEGER | {"default": 20})),
        with_parameters(parameter(schema=INTEGER | {"default": 50})),
    ),
    "parameter-deprecated": example(with_parameters(parameter()), with_parameters(parameter(deprecated=True))),
    "required-request-body-added": example(operation(method="post"), takes(STRING)),
    "request-body-became-required": example(takes(STRING, required=False), takes(STRING)),
    "request-body-added": example(operation(method="post"), takes(STRING, required=False)),
    "request-body-became-optional": example(takes(STRING), takes(STRING, required=False)),
    "request-body-removed": example(takes(STRING), operation(method="post")),
    "request-media-type-removed": example(
        takes(STRING, "application/json", "text/plain"), takes(STRING, "application/json")
    ),
    "request-media-type-added": example(
        takes(STRING, "application/json"), takes(STRING, "application/json", "text/plain")
    ),
}

RESPONSES: dict[str, Example] = {
    "success-status-removed": example(responses(s200=OK, s201=OK), responses(s200=OK)),
    "success-status-added": example(responses(s200=OK), responses(s200=OK, s202=OK)),
    "error-status-removed": example(responses(s200=OK, s404=OK), responses(s200=OK)),
    "error-status-added": example(responses(s200=OK), responses(s200=OK, s404=OK)),
    "response-body-removed": example(answers(STRING), operation()),
    "response-body-added": example(operation(), answers(STRING)),
    "response-media-type-removed": example(
        answers(STRING, "application/json", "text/plain"), answers(STRING, "application/json")
    ),
    "error-media-type-removed": example(
        responses(s200=OK, s404=OK | {"content": content(STRING)}),
        responses(s200=OK, s404=OK | {"content": content(STRING, "text/plain")}),
    ),
    "response-media-type-added": example(
        answers(STRING, "application/json"), answers(STRING, "application/json", "text/plain")
    ),
    "response-header-no-longer-sent": example(
        responses(s200=OK | {"headers": {"X-Total": {"schema": INTEGER, "required": True}}}),
        responses(s200=OK | {"headers": _HEADER}),
    ),
    "response-header-removed": example(responses(s200=OK | {"headers": _HEADER}), responses(s200=OK)),
    "response-header-added": example(responses(s200=OK), responses(s200=OK | {"headers": _HEADER})),
    "link-added": example(responses(s200=OK), responses(s200=OK | _LINK)),
    "link-removed": example(responses(s200=OK | _LINK), responses(s200=OK)),
}

SCHEMAS: dict[str, Example] = {
    "request-property-became-required": example(takes(obj(name=STRING)), takes(obj("name", name=STRING))),
    "required-request-property-added": example(takes(obj()), takes(obj("name", name=STRING))),
    "request-value-removed": example(takes(STRING | {"enum": ["a", "b"]}), takes(STRING | {"enum": ["a"]})),
    "request-type-narrowed": example(takes(obj("n", n=NUMBER)), takes(obj("n", n=INTEGER))),
    "request-null-refused": example(takes(obj(n=STRING | {"nullable": True})), takes(obj(n=STRING))),
    "request-constraint-tightened": example(takes(STRING | {"maxLength": 9}), takes(STRING | {"maxLength": 5})),
    "request-property-refused": example(takes(closed(a=STRING, b=STRING)), takes(closed(a=STRING))),
    "request-schema-narrowed": example(takes(STRING), takes(STRING | {"not": {"enum": ["x"]}})),
    "request-property-added": example(takes(obj()), takes(obj(name=STRING))),
    "request-property-removed": example(takes(obj(name=STRING)), takes(obj())),
    "request-schema-relaxed": example(takes(STRING | {"maxLength": 5}), takes(STRING | {"maxLength": 9})),
    "request-property-became-optional": example(takes(obj("name", name=STRING)), takes(obj(name=STRING))),
    "response-property-became-optional": example(answers(obj("name", name=STRING)), answers(obj(name=STRING))),
    "required-response-property-removed": example(answers(obj("name", name=STRING)), answers(obj())),
    "response-value-added": example(answers(STRING | {"enum": ["a"]}), answers(STRING | {"enum": ["a", "b"]})),
    "response-type-widened": example(answers(obj("n", n=INTEGER)), answers(obj("n", n=NUMBER))),
    "response-became-nullable": example(answers(obj(n=STRING)), answers(obj(n=STRING | {"nullable": True}))),
    "response-constraint-loosened": example(answers(STRING | {"maxLength": 5}), answers(STRING | {"maxLength": 9})),
    "response-property-not-allowed-before": example(answers(closed(a=STRING)), answers(closed(a=STRING, b=STRING))),
    "response-schema-widened": example(answers(STRING | {"not": {"enum": ["x"]}}), answers(STRING)),
    "response-property-became-required": example(answers(obj(name=STRING)), answers(obj("name", name=STRING))),
    "response-property-added": example(answers(obj()), answers(obj(name=STRING))),
    "response-property-removed": example(answers(obj(name=STRING)), answers(obj())),
    "response-schema-narrowed": example(answers(STRING | {"maxLength": 9}), answers(STRING | {"maxLength": 5})),
}

DOCUMENTATION: dict[str, Example] = {
    "operation-deprecated": example(operation(), operation(deprecated=True)),
    "operation-no-longer-deprecated": example(operation(deprecated=True), operation()),
    "sunset-changed": example(
        operation(deprecated=True, **{"x-sunset": "2027-01-01"}),
        operation(deprecated=True, **{"x-sunset": "2028-01-01"}),
    ),
    "documentation-changed": example(operation(summary="one"), operation(summary="two")),
    "property-default-changed": example(
        named({"Thing": obj(n=INTEGER | {"default": 1})}), named({"Thing": obj(n=INTEGER | {"default": 2})})
    ),
    "property-deprecated": example(
        named({"Thing": obj(n=INTEGER)}), named({"Thing": obj(n=INTEGER | {"deprecated": True})})
    ),
    "operation-id-changed": example(operation(operationId="one"), operation(operationId="two")),
    "tags-changed": example(operation(tags=["one"]), operation(tags=["two"])),
    "schema-name-removed": example(named({"Thing": obj(), "Other": obj()}), named({"Thing": obj()})),
    "schema-name-added": example(named({"Thing": obj()}), named({"Thing": obj(), "Other": obj()})),
}

EXAMPLES: dict[str, Example] = OPERATIONS | REQUESTS | RESPONSES | SCHEMAS | DOCUMENTATION
