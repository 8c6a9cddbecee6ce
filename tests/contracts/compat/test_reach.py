"""What a finding reaches: every operation, and every media type, that a change of what they share is met in."""

from __future__ import annotations

import copy
from typing import Any

from contracts.compat.compare import compare
from contracts.findings import Finding
from specs.load import from_mapping

_DONE = {"200": {"description": "done"}}


def _found(old: dict[str, Any], new: dict[str, Any]) -> list[Finding]:
    head = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}}
    return list(compare(from_mapping(head | old), from_mapping(head | new)).findings)


def _content(*names: str) -> dict[str, Any]:
    return {"content": {name: {"schema": {"$ref": "#/components/schemas/Thing"}} for name in names}}


def _api(values: list[str]) -> dict[str, Any]:
    return {
        "paths": {
            "/a": {"post": {"requestBody": _content("application/json", "text/json"), "responses": _DONE}},
            "/b": {
                "put": {
                    "requestBody": _content("application/vnd.b+json"),
                    "responses": {"200": {"description": "done"} | _content("application/json")},
                }
            },
        },
        "components": {
            "schemas": {"Thing": {"type": "object", "properties": {"kind": {"type": "string", "enum": values}}}}
        },
    }


def test_a_change_of_a_shared_schema_lists_the_media_types_that_it_is_sent_in() -> None:
    (sent,) = (each for each in _found(_api(["x", "y"]), _api(["x"])) if each.direction == "request")
    assert sent.operations == ("POST /a", "PUT /b")
    assert sent.media_types == ("application/json", "text/json", "application/vnd.b+json")


def test_and_apart_from_them_those_that_it_is_read_in() -> None:
    (read,) = (each for each in _found(_api(["x"]), _api(["x", "y"])) if each.rule == "response-value-added")
    assert (read.operations, read.media_types) == (("PUT /b",), ("application/json",))


def test_one_that_comes_or_goes_is_listed_itself() -> None:
    old, new = _api(["x"]), _api(["x"])
    del new["paths"]["/a"]["post"]["requestBody"]["content"]["text/json"]
    (gone,) = _found(old, new)
    assert (gone.rule, gone.media_types) == ("request-media-type-removed", ("text/json",))


def test_what_is_in_no_body_is_in_no_media_type() -> None:
    old, new = _api(["x"]), _api(["x"])
    new["paths"]["/a"]["post"]["parameters"] = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
    (came,) = _found(old, new)
    assert (came.rule, came.media_types) == ("parameter-added", ())


def _calling(values: list[str], *paths: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"kind": {"type": "string", "enum": values}}}
    told = {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": _DONE}}
    refers = {"callbacks": {"done": {"$ref": "#/components/callbacks/Done"}}, "responses": _DONE}
    without = {"responses": _DONE}
    return {
        "paths": {path: {"post": refers if path in paths else without} for path in ("/a", "/b", "/c")},
        "components": {"callbacks": {"Done": {"{$request.query.url}": told}}},
    }


def test_a_change_of_a_shared_callback_lists_all_that_call_back() -> None:
    (grown,) = _found(_calling(["x"], "/a", "/b"), _calling(["x", "y"], "/a", "/b"))
    assert grown.operations == ("POST /a callback done POST", "POST /b callback done POST")
    assert grown.witness


def test_one_of_those_that_share_a_callback_may_lose_it() -> None:
    first = _found(_calling(["x"], "/a", "/b", "/c"), _calling(["x"], "/c"))
    assert [(each.rule, each.operations) for each in first] == [
        ("callback-removed", ("POST /a callback done POST", "POST /b callback done POST"))
    ]


def test_a_callback_that_comes_to_several_is_one_change() -> None:
    (came,) = _found(_calling(["x"], "/c"), _calling(["x"], "/a", "/b", "/c"))
    assert came.rule == "callback-added"
    assert came.operations == ("POST /a callback done POST", "POST /b callback done POST")


def test_a_callback_that_leads_back_to_itself_is_compared_once() -> None:
    old = _calling(["x"], "/a")
    inner = old["components"]["callbacks"]["Done"]["{$request.query.url}"]["post"]
    inner["callbacks"] = {"done": {"$ref": "#/components/callbacks/Done"}}
    new = copy.deepcopy(old)
    body = new["components"]["callbacks"]["Done"]["{$request.query.url}"]["post"]["requestBody"]
    body["content"]["application/json"]["schema"]["properties"]["kind"]["enum"] = ["x", "y"]
    (grown,) = _found(old, new)
    assert grown.operations[0] == "POST /a callback done POST"


def _described(text: str, **more: Any) -> dict[str, Any]:
    api = _api(["x"])
    inner = {"$ref": "#/components/schemas/Inner"}
    api["components"]["schemas"]["Thing"]["properties"]["inner"] = inner
    api["components"]["schemas"] |= {
        "Inner": {"type": "object", "description": text, "properties": {"a": {"type": "string"} | more}},
        "Other": {"type": "string", "description": text},
    }
    parameter = {"name": "o", "in": "query", "schema": {"$ref": "#/components/schemas/Other/properties/none"}}
    api["paths"]["/c"] = {"parameters": [parameter], "get": {"responses": _DONE}}
    api["paths"]["/d"] = {"get": {"responses": _DONE}}
    api["webhooks"] = {"told": {"post": {"requestBody": _content("application/json"), "responses": _DONE}}}
    return api | {"openapi": "3.1.0"}


def test_texts_defaults_and_deprecations_of_a_shared_schema_list_the_operations_that_come_to_it() -> None:
    found = _found(_described("one"), _described("two", default="x", deprecated=True))
    users = ("POST /a", "PUT /b", "POST webhook told")
    assert {(each.rule, each.subject): each.operations for each in found} == {
        ("documentation-changed", "Inner"): users,
        ("documentation-changed", "Other"): ("GET /c",),
        ("property-default-changed", "Inner.a"): users,
        ("property-deprecated", "Inner.a"): users,
    }


def test_a_name_that_went_is_of_the_operations_that_came_to_it_and_a_new_one_of_those_that_do() -> None:
    old, new = _described("one"), _described("one")
    schemas = new["components"]["schemas"]
    schemas["Renamed"] = schemas.pop("Inner")
    schemas["Thing"]["properties"]["inner"] = {"$ref": "#/components/schemas/Renamed"}
    schemas["Unused"] = {"type": "string"}
    named = {each.subject: each.operations for each in _found(old, new) if each.rule.startswith("schema-name")}
    users = ("POST /a", "PUT /b", "POST webhook told")
    assert named == {"Inner": users, "Renamed": users, "Unused": ()}
