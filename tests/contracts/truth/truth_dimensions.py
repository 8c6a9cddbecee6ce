"""What a document says beside schemas: calls of the API itself, spellings, parts, addresses, what comes nearest."""

from __future__ import annotations

from truth_exchanges import (
    ANSWERS,
    ASKS,
    DONE,
    NOBODY,
    WRONG,
    Exchange,
    answering,
    at,
    operation,
    paths,
    query,
    secured,
    served,
    taking,
)
from truth_leaves import INT, STR, obj, of
from truth_places import NO_CONTENT, Raw, answer, body, document

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
TEXTS, FILE = of(STR), STR | {"format": "binary"}
SHORT, NAME = STR | {"maxLength": 3}, {"name": "X-Event", "in": "header", "schema": STR}


def called(**said: Raw | list[Raw]) -> Raw:
    """A document with a webhook."""
    return operation(more={"webhooks": {"told": {"post": {"responses": NO_CONTENT} | said}}})


def calling(expression: str = "{$request.body#/url}", **said: Raw | list[Raw]) -> Raw:
    """A document with a callback."""
    return operation("post", callbacks={"told": {expression: {"post": {"responses": NO_CONTENT} | said}}})


def form(schema: Raw, media: str = FORM, **encoding: object) -> Raw:
    told = {"encoding": {"f": encoding}} if encoding else {}
    content = {media: {"schema": obj("f", f=schema)} | told}
    return operation("post", requestBody={"required": True, "content": content})


def parts(**encoding: object) -> Raw:
    return form(FILE, PARTS, **encoding)


def within(kind: str, **encoding: object) -> Raw:
    """A document that takes a part which has a part itself."""
    inner = {"b": {"contentType": kind} | encoding}
    return form(obj("b", b=STR), PARTS, contentType=PARTS, encoding=inner) | {"openapi": "3.2.0"}


def bodies(**schemas: Raw) -> Raw:
    """A document that takes several media types: ``json``, ``any``, ``text``."""
    names = {"json": "application/json", "any": "*/*", "text": "text/plain"}
    content = {names[name]: {"schema": schema} for name, schema in schemas.items()}
    return operation("post", requestBody={"required": True, "content": content})


def failing(**schemas: Raw) -> Raw:
    """A document with failures: ``s404``, ``s4XX``, ``default``."""
    entries = {name: answer(schema) | {"description": "failed"} for name, schema in schemas.items()}
    return answering(s204=DONE, **entries)


def header(**said: object) -> Raw:
    return answering(s204=DONE | {"headers": {"X-Point": {"required": True} | said}})


def flowing(**flows: Raw) -> Raw:
    scheme = {"type": "oauth2", "flows": flows}
    return operation(more={"components": {"securitySchemes": {"oauth": scheme}}})


POINT = obj("a", "b", a=INT, b=INT)
TOKENS: Raw = {"tokenUrl": "https://t.example/", "scopes": {"read": "r"}}
SECURE = {"type": "mutualTLS"}

DIMENSIONS: dict[str, Exchange] = {
    "a webhook": Exchange(called(), operation(), forth=ANSWERS),
    "a webhook's body takes more": Exchange(
        called(requestBody=body(SHORT)), called(requestBody=body(STR)), forth=ANSWERS
    ),
    "a webhook's property": Exchange(
        called(requestBody=body(obj("a", a=STR))), called(requestBody=body(obj(a=STR))), forth=ANSWERS
    ),
    "a webhook's new property": Exchange(
        called(requestBody=body(obj("a", a=STR))), called(requestBody=body(obj("a", a=STR, b=STR)))
    ),
    "a webhook's media type": Exchange(
        called(requestBody=body(STR)), called(requestBody=body(STR, "text/plain")), ANSWERS, ANSWERS
    ),
    "a webhook without a body": Exchange(called(requestBody=body(STR)), called(), forth=ANSWERS),
    "a webhook's header field": Exchange(
        called(parameters=[NAME | {"required": True}]), called(parameters=[NAME]), forth=ANSWERS
    ),
    "a webhook's optional header field": Exchange(called(), called(parameters=[NAME])),
    "a webhook's answer": Exchange(
        called(responses={"200": answer(obj(a=STR))}), called(responses={"200": answer(obj("a", a=STR))}), ASKS
    ),
    "another answer to a webhook": Exchange(
        called(responses={"200": DONE}), called(responses={"202": DONE}), forth=ASKS, back=ASKS
    ),
    "one more answer to a webhook": Exchange(
        called(responses={"200": DONE}), called(responses={"200": DONE, "202": DONE}), back=ASKS
    ),
    "a callback": Exchange(calling(), operation("post"), forth=ANSWERS),
    "a callback's address": Exchange(calling(), calling("{$request.query.url}"), forth=ANSWERS, back=ANSWERS),
    "a callback's body takes more": Exchange(
        calling(requestBody=body(SHORT)), calling(requestBody=body(STR)), forth=ANSWERS
    ),
    "a callback that is the same": Exchange(
        calling(requestBody=body(STR)),
        operation(
            "post",
            callbacks={"told": {"$ref": "#/components/callbacks/Told"}},
            more={
                "components": {
                    "callbacks": {
                        "Told": {"{$request.body#/url}": {"post": {"requestBody": body(STR), "responses": NO_CONTENT}}}
                    }
                }
            },
        ),
    ),
    "a form's list exploded and not": Exchange(form(TEXTS), form(TEXTS, explode=False), forth=ASKS, back=ASKS),
    "a form's list in the style it has": Exchange(form(TEXTS), form(TEXTS, style="form", explode=True)),
    "a form's list and another separator": Exchange(
        form(TEXTS, style="spaceDelimited", explode=False),
        form(TEXTS, style="pipeDelimited", explode=False),
        forth=ASKS,
        back=ASKS,
    ),
    "a form's object as JSON": Exchange(
        form(POINT, contentType="application/json"), form(POINT, style="deepObject", explode=True), ASKS, ASKS
    ),
    "a form's number in another style": Exchange(form(INT), form(INT, style="form", explode=False)),
    "a part's media types": Exchange(
        parts(contentType="image/png, image/jpeg"), parts(contentType="image/png"), forth=ASKS
    ),
    "a part's list in several parts and in one": Exchange(
        form(TEXTS, PARTS), form(TEXTS, PARTS, explode=False), forth=ASKS, back=ASKS
    ),
    "a part's list in the style it has": Exchange(form(TEXTS, PARTS), form(TEXTS, PARTS, style="form", explode=True)),
    "a part's object as JSON and in brackets": Exchange(
        form(POINT, PARTS), form(POINT, PARTS, style="deepObject", explode=True), ASKS, ASKS
    ),
    "a part of a part": Exchange(within("text/plain, text/html"), within("text/html"), forth=ASKS),
    "a part of a part, in another order": Exchange(within("text/plain, text/html"), within("text/html, text/plain")),
    "a header field of a part of a part": Exchange(
        within("text/plain"),
        within("text/plain", headers={"X-Sum": {"schema": STR, "required": True}}),
        forth=ASKS,
    ),
    "a part's range of media types": Exchange(parts(contentType="image/*"), parts(contentType="image/png"), ASKS),
    "order of a part's media types": Exchange(
        parts(contentType="image/png, image/jpeg"), parts(contentType="image/jpeg, image/png")
    ),
    "a part's header field": Exchange(
        parts(contentType="image/png", headers={"X-Sum": {"schema": STR}}),
        parts(contentType="image/png", headers={"X-Sum": {"schema": STR, "required": True}}),
        forth=ASKS,
    ),
    "a part's header field takes less": Exchange(
        parts(contentType="image/png", headers={"X-Sum": {"schema": STR, "required": True}}),
        parts(contentType="image/png", headers={"X-Sum": {"schema": SHORT, "required": True}}),
        forth=ASKS,
    ),
    "an entry within a range": Exchange(bodies(any=STR), bodies(any=STR, json=SHORT), forth=ASKS),
    "an entry within a range that says the same": Exchange(bodies(any=STR), bodies(any=STR, json=STR)),
    "an entry that comes nearer": Exchange(bodies(json=STR), bodies(any=SHORT, json=STR), back=ASKS),
    "a failure within the default": Exchange(failing(default=SHORT), failing(s404=STR, default=SHORT), forth=ANSWERS),
    "a failure within the default that says the same": Exchange(
        failing(default=SHORT), failing(s404=SHORT, default=SHORT)
    ),
    "a failure within a range": Exchange(failing(s4XX=SHORT), failing(s404=STR, s4XX=SHORT), forth=ANSWERS),
    "a range within the default": Exchange(failing(default=SHORT), failing(s4XX=STR, default=SHORT), forth=ANSWERS),
    "an object in a header field": Exchange(
        header(schema=POINT), header(schema=POINT, explode=True), forth=ANSWERS, back=ANSWERS
    ),
    "a header field as JSON": Exchange(
        header(schema=STR), header(content={"application/json": {"schema": STR}}), ANSWERS, ANSWERS
    ),
    "a list in a header field that says what holds": Exchange(
        header(schema=TEXTS), header(schema=TEXTS, style="simple", explode=False)
    ),
    "a parameter as JSON": Exchange(
        taking({"name": "q", "in": "query", "schema": STR}),
        taking({"name": "q", "in": "query", "content": {"application/json": {"schema": STR}}}),
        forth=ASKS,
        back=ASKS,
    ),
    "a bare name": Exchange(taking(query(schema=INT, allowEmptyValue=True)), taking(query(schema=INT)), forth=ASKS),
    "reserved characters": Exchange(taking(query(allowReserved=True)), taking(query())),
    "a path in another style": Exchange(
        taking(at("id")[0] | {"schema": INT}, path="/things/{id}"),
        taking(at("id")[0] | {"schema": INT, "style": "label"}, path="/things/{id}"),
        forth=ASKS,
        back=ASKS,
    ),
    "a fixed part and a template that takes it": Exchange(
        operation(path="/things/all"), taking(*at("id"), path="/things/{id}"), back=ASKS
    ),
    "a fixed part and a template that refuses it": Exchange(
        operation(path="/things/all"),
        taking(at("id")[0] | {"schema": INT}, path="/things/{id}"),
        forth=ASKS,
        back=ASKS,
    ),
    "a prefix of the server and of the path": Exchange(
        served("https://a.example/v1"), paths("/v1/things") | {"servers": [{"url": "https://a.example"}]}
    ),
    "a server of its own": Exchange(
        served("https://a.example/v1"),
        operation(servers=[{"url": "https://a.example/v2"}], more={"servers": [{"url": "https://a.example/v1"}]}),
        forth=ASKS,
        back=ASKS,
    ),
    "a variable of the server": Exchange(
        operation(more={"servers": [{"url": "/{v}", "variables": {"v": {"default": "a", "enum": ["a", "b"]}}}]}),
        operation(more={"servers": [{"url": "/{v}", "variables": {"v": {"default": "a", "enum": ["a"]}}}]}),
        forth=ASKS,
    ),
    "a client's certificate": Exchange(operation(), secured({"tls": []}, tls=SECURE), forth=ASKS),
    "a client's certificate beside a key": Exchange(
        secured({"key": []}), secured({"key": [], "tls": []}, tls=SECURE), forth=ASKS
    ),
    "a key's header in another case": Exchange(
        secured({"key": []}), secured({"key": []}, key={"type": "apiKey", "in": "header", "name": "x-key"})
    ),
    "a flow": Exchange(
        flowing(clientCredentials=TOKENS, password=TOKENS), flowing(clientCredentials=TOKENS), forth=ASKS
    ),
    "an extensible enum": Exchange(
        answering(s200=answer(STR | {"x-extensible-enum": ["a"]})),
        answering(s200=answer(STR | {"x-extensible-enum": ["a", "b"]})),
    ),
    "an enum that becomes extensible": Exchange(
        answering(s200=answer(STR | {"enum": ["a"]})), answering(s200=answer(STR | {"x-extensible-enum": ["a"]}))
    ),
    "an enum that becomes extensible by a value": Exchange(
        answering(s200=answer(STR | {"enum": ["a"]})),
        answering(s200=answer(STR | {"x-extensible-enum": ["a", "b"]})),
        forth=ANSWERS,
    ),
    "a tagged union's mapping": Exchange(
        *(
            document({"get": {"responses": {"200": answer({"$ref": "#/components/schemas/Pet"})}}}, {})
            | {
                "components": {
                    "schemas": {
                        "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": discriminator},
                        "Cat": obj("kind", kind=STR),
                    }
                }
            }
            for discriminator in (
                {"propertyName": "kind"},
                {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
            )
        ),
        forth=NOBODY,
    ),
    "a failure that is the default's": Exchange(
        answering(s204=DONE, default=WRONG), answering(s204=DONE, s404=WRONG, default=WRONG)
    ),
}
"""Whole messages as in ``truth_exchanges``, for what no other dialect or rewrite has words for."""
