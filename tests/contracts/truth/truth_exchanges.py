"""What a document says of whole messages: pairs of documents, and whom each change breaks."""

from __future__ import annotations

from typing import Any, NamedTuple

from truth_leaves import INT, STR, obj, of
from truth_places import NO_CONTENT, Raw, answer, document

ASKS, ANSWERS = frozenset({"request"}), frozenset({"response"})
NOBODY: frozenset[str] = frozenset()


class Exchange(NamedTuple):
    """Two documents.

    Attributes:
        old: the first.
        new: the second.
        forth: whom the way from the first to the second breaks: who sends requests, who reads responses.
        back: whom the way back breaks.
    """

    old: Raw
    new: Raw
    forth: frozenset[str] = NOBODY
    back: frozenset[str] = NOBODY


def operation(method: str = "get", path: str = "/things", *, more: Raw | None = None, **said: Any) -> Raw:
    return document({method: {"responses": NO_CONTENT} | said}, {}, path) | (more or {})


def query(name: str = "q", **said: Any) -> Raw:
    return {"name": name, "in": "query", "schema": STR} | said


def taking(*parameters: Raw, path: str = "/things") -> Raw:
    return operation("get", path, parameters=list(parameters))


def at(*names: str) -> list[Raw]:
    return [{"name": name, "in": "path", "required": True, "schema": STR} for name in names]


def sending(*media: str, required: bool = True) -> Raw:
    content = {name: {"schema": obj(a=STR)} for name in media}
    return operation("post", requestBody={"required": required, "content": content})


def answering(**responses: Raw) -> Raw:
    return operation(responses={name.removeprefix("s"): said for name, said in responses.items()})


def as_media(*media: str) -> Raw:
    return answering(s200={"description": "done", "content": {name: {"schema": obj(a=STR)} for name in media}})


def heading(**said: Any) -> Raw:
    return answering(s204={"description": "done", "headers": {"X-Total": {"schema": INT} | said}})


def secured(*requirements: Raw, **more: Any) -> Raw:
    flows = {"clientCredentials": {"tokenUrl": "https://t.example/", "scopes": {"read": "r", "write": "w"}}}
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "other": {"type": "apiKey", "in": "query", "name": "key"},
        "oauth": {"type": "oauth2", "flows": flows},
    } | more
    return operation(security=list(requirements), more={"components": {"securitySchemes": schemes}})


def served(*urls: str) -> Raw:
    return operation(more={"servers": [{"url": url} for url in urls]})


def paths(*names: str, methods: tuple[str, ...] = ("get",)) -> Raw:
    item = {method: {"responses": NO_CONTENT} for method in methods}
    return document(item, {}) | {"paths": dict.fromkeys(names, item)}


DONE: Raw = {"description": "done"}
WRONG: Raw = {"description": "wrong"}
BODY = answer(obj("a", a=STR))
LISTED = of(INT)
NUMBERS = query(schema=LISTED)

_OPERATIONS = {
    "a path": Exchange(paths("/a", "/b"), paths("/a"), forth=ASKS),
    "a method": Exchange(paths("/a", methods=("get", "put")), paths("/a"), forth=ASKS),
    "a path's name": Exchange(paths("/users"), paths("/people"), forth=ASKS, back=ASKS),
    "a path's slash": Exchange(paths("/users"), paths("/users/"), forth=ASKS, back=ASKS),
    "a path parameter's name": Exchange(
        taking(*at("id"), path="/things/{id}"), taking(*at("thing"), path="/things/{thing}")
    ),
    "two path parameters' names": Exchange(
        taking(*at("a", "b"), path="/x/{a}/y/{b}"), taking(*at("one", "two"), path="/x/{one}/y/{two}")
    ),
    "a path parameter and a fixed part": Exchange(
        taking(*at("id"), path="/things/{id}"), operation(path="/things/all"), forth=ASKS
    ),
    "a server's path": Exchange(served("https://a.example/v1"), served("https://a.example/v2"), forth=ASKS, back=ASKS),
    "one server of two": Exchange(
        served("https://a.example/v1", "https://a.example/v2"), served("https://a.example/v2"), forth=ASKS
    ),
    "a server's slash": Exchange(served("https://a.example/v1"), served("https://a.example/v1/")),
    "a server's name": Exchange(served("https://a.example/v1"), served("https://b.example/v1")),
    "no server and the root": Exchange(operation(), served("/")),
    "an operationId": Exchange(operation(operationId="one"), operation(operationId="two")),
    "tags": Exchange(operation(tags=["one"]), operation(tags=["two"])),
    "deprecation": Exchange(operation(), operation(deprecated=True)),
    "texts": Exchange(operation(summary="one", description="a"), operation(summary="two")),
}
_PARAMETERS = {
    "a required parameter": Exchange(operation(), taking(query(required=True)), forth=ASKS),
    "an optional parameter": Exchange(operation(), taking(query())),
    "a parameter became required": Exchange(taking(query()), taking(query(required=True)), forth=ASKS),
    "a parameter moved": Exchange(
        taking(query(required=True)), taking(query(required=True, **{"in": "header"})), forth=ASKS, back=ASKS
    ),
    "a parameter's name": Exchange(
        taking(query("a", required=True)), taking(query("b", required=True)), forth=ASKS, back=ASKS
    ),
    "a header's case": Exchange(
        taking(query("X-Name", **{"in": "header"})), taking(query("x-name", **{"in": "header"}))
    ),
    "a query's case": Exchange(taking(query("a", required=True)), taking(query("A", required=True)), ASKS, ASKS),
    "order of parameters": Exchange(taking(query("a"), query("b")), taking(query("b"), query("a"))),
    "a parameter of the path item": Exchange(
        taking(query("a", required=True)),
        document({"parameters": [query("a", required=True)], "get": {"responses": NO_CONTENT}}, {}),
    ),
    "a parameter of the path item, overridden": Exchange(
        taking(query("a")),
        document(
            {
                "parameters": [query("a", required=True)],
                "get": {"parameters": [query("a")], "responses": NO_CONTENT},
            },
            {},
        ),
    ),
    "a default": Exchange(taking(query(schema=INT | {"default": 1})), taking(query(schema=INT | {"default": 2}))),
    "one value and a list": Exchange(taking(query(schema=INT)), taking(NUMBERS), back=ASKS),
    "integer and text": Exchange(taking(query(schema=INT)), taking(query()), back=ASKS),
    "a list exploded and not": Exchange(taking(NUMBERS), taking(NUMBERS | {"explode": False}), ASKS, ASKS),
    "explode said and not": Exchange(taking(NUMBERS), taking(NUMBERS | {"explode": True, "style": "form"})),
    "another separator": Exchange(
        taking(NUMBERS | {"explode": False}),
        taking(NUMBERS | {"explode": False, "style": "pipeDelimited"}),
        forth=ASKS,
        back=ASKS,
    ),
    "explode of one value": Exchange(taking(query(schema=INT)), taking(query(schema=INT, explode=False))),
    "an object in another style": Exchange(
        taking(query(schema=obj("a", a=INT), style="deepObject", required=True)),
        taking(query(schema=obj("a", a=INT), style="form", explode=False, required=True)),
        forth=ASKS,
        back=ASKS,
    ),
}
_BODIES = {
    "a required body": Exchange(operation("post"), sending("application/json"), forth=ASKS),
    "an optional body": Exchange(operation("post"), sending("application/json", required=False)),
    "a body became required": Exchange(
        sending("application/json", required=False), sending("application/json"), forth=ASKS
    ),
    "a media type more": Exchange(
        sending("application/json"), sending("application/json", "application/xml"), back=ASKS
    ),
    "another media type": Exchange(sending("application/json"), sending("application/xml"), forth=ASKS, back=ASKS),
    "a range of media types": Exchange(sending("application/json"), sending("application/*"), back=ASKS),
    "any media type": Exchange(sending("application/json"), sending("*/*"), back=ASKS),
    "a media type's parameter": Exchange(sending("application/json"), sending("application/json; charset=utf-8")),
    "a media type's case": Exchange(sending("application/json"), sending("Application/JSON")),
    "order of media types": Exchange(
        sending("application/json", "text/plain"), sending("text/plain", "application/json")
    ),
}
_RESPONSES = {
    "a success less": Exchange(answering(s200=DONE, s201=DONE), answering(s200=DONE), forth=ANSWERS),
    "another success": Exchange(answering(s200=DONE), answering(s201=DONE), forth=ANSWERS, back=ANSWERS),
    "a failure more": Exchange(answering(s204=DONE), answering(s204=DONE, s404=WRONG)),
    "a range for a failure": Exchange(answering(s204=DONE, s404=WRONG), answering(s204=DONE, s4XX=WRONG)),
    "another failure": Exchange(answering(s204=DONE, s404=WRONG), answering(s204=DONE, s410=WRONG)),
    "a default": Exchange(answering(s204=DONE), answering(s204=DONE, default=WRONG)),
    "a body": Exchange(answering(s200=DONE), answering(s200=BODY), back=ANSWERS),
    "a body's media type more": Exchange(
        as_media("application/json"), as_media("application/json", "text/csv"), back=ANSWERS
    ),
    "another media type for a body": Exchange(
        as_media("application/json"), as_media("application/xml"), forth=ANSWERS, back=ANSWERS
    ),
    "order of a body's media types": Exchange(
        as_media("application/json", "text/csv"), as_media("text/csv", "application/json")
    ),
    "a header always sent": Exchange(heading(required=True), heading(), forth=ANSWERS),
    "a header sent at times": Exchange(heading(), answering(s204=DONE)),
    "a header always sent, gone": Exchange(heading(required=True), answering(s204=DONE), forth=ANSWERS),
    "a header's case": Exchange(
        answering(s204=DONE | {"headers": {"X-Total": {"schema": INT, "required": True}}}),
        answering(s204=DONE | {"headers": {"x-total": {"schema": INT, "required": True}}}),
    ),
    "a response by its name": Exchange(
        answering(s200=BODY),
        operation(
            responses={"200": {"$ref": "#/components/responses/Done"}},
            more={"components": {"responses": {"Done": BODY}}},
        ),
    ),
    "a link": Exchange(answering(s204=DONE), answering(s204=DONE | {"links": {"next": {"operationId": "list"}}})),
}
_SECURITY = {
    "credentials": Exchange(operation(), secured({"bearer": []}), forth=ASKS),
    "other credentials": Exchange(secured({"bearer": []}), secured({"basic": []}), forth=ASKS, back=ASKS),
    "one kind of credentials more": Exchange(secured({"bearer": []}), secured({"bearer": []}, {"key": []}), back=ASKS),
    "both credentials": Exchange(secured({"bearer": []}), secured({"bearer": [], "key": []}), forth=ASKS),
    "credentials at will": Exchange(secured({"bearer": []}), secured({"bearer": []}, {}), back=ASKS),
    "order of credentials": Exchange(secured({"bearer": []}, {"key": []}), secured({"key": []}, {"bearer": []})),
    "order within credentials": Exchange(secured({"bearer": [], "key": []}), secured({"key": [], "bearer": []})),
    "more scopes": Exchange(secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]}), forth=ASKS),
    "scopes in another order": Exchange(secured({"oauth": ["read", "write"]}), secured({"oauth": ["write", "read"]})),
    "a key's place": Exchange(secured({"key": []}), secured({"other": []}), forth=ASKS, back=ASKS),
    "a key's header": Exchange(
        secured({"key": []}),
        secured({"key": []}, key={"type": "apiKey", "in": "header", "name": "X-Other"}),
        forth=ASKS,
        back=ASKS,
    ),
    "a scheme's name": Exchange(
        secured({"bearer": []}), secured({"token": []}, token={"type": "http", "scheme": "bearer"})
    ),
    "a scheme in capitals": Exchange(
        secured({"bearer": []}), secured({"bearer": []}, bearer={"type": "http", "scheme": "Bearer"})
    ),
    "credentials for all": Exchange(
        secured({"bearer": []}),
        operation(
            more={
                "security": [{"bearer": []}],
                "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            }
        ),
    ),
    "credentials for all but one": Exchange(
        operation(),
        operation(security=[], more={"security": [{"bearer": []}], "components": secured()["components"]}),
    ),
}
EXCHANGES: dict[str, Exchange] = (
    _OPERATIONS
    | _PARAMETERS
    | {
        f"{kind}: {name}": exchange
        for kind, table in {"request": _BODIES, "response": _RESPONSES, "security": _SECURITY}.items()
        for name, exchange in table.items()
    }
)
