from __future__ import annotations

import re
import time
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import fair

from specs.load import from_mapping
from specs.model import Document
from specs.routes import Routes

ANSWERS = {"responses": {"200": {"description": "."}}}


def document(*templates: str, servers: tuple[str, ...] = ("/",), method: str = "get") -> Document:
    return from_mapping(
        {
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "servers": [{"url": each} for each in servers],
            "paths": {template: {method: ANSWERS} for template in templates},
        }
    )


def led(routes: Routes, path: str) -> tuple[str, dict[str, str]] | None:
    found = routes.find(path)
    return (found.routes[0].path, found.named(found.routes[0])) if found else None


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/users/{id}", "/users/5", {"id": "5"}),
        ("/users/{id}", "/users/a%2Fb", {"id": "a%2Fb"}),
        ("/users/{id}", "/users/a%0Ab", {"id": "a%0Ab"}),
        ("/users/{id}", "/users/", None),
        ("/users/{id}", "/users/5/", None),
        ("/users/{id}", "//users/5", None),
        ("/users//{id}", "/users//5", {"id": "5"}),
        ("/users/{id}/", "/users/5/", {"id": "5"}),
        ("/users/{id}/", "/users/5", None),
        ("/", "/", {}),
        ("/", "", None),
        ("/", "//", None),
        ("/files/{name}.{ext}", "/files/a.b.c", {"name": "a", "ext": "b.c"}),
        ("/files/{name}.json", "/files/.json", None),
        ("/files/{name}.json", "/files/a.json.json", {"name": "a.json"}),
        ("/range/{from}-{to}", "/range/1-2", {"from": "1", "to": "2"}),
        ("/range/{from}-{to}", "/range/-2", None),
        ("/range/{from}..{to}", "/range/1...2", {"from": "1", "to": ".2"}),
        ("/pair/{a}{b}", "/pair/xyz", {"a": "x", "b": "yz"}),
        ("/pair/{a}{b}", "/pair/x", None),
        ("/jobs/{id}:cancel", "/jobs/5:cancel", {"id": "5"}),
        ("/jobs/{id}:cancel", "/jobs/5%3Acancel", {"id": "5"}),
        ("/jobs/{id}:cancel", "/jobs/a%2Fb%3acancel", {"id": "a%2Fb"}),
        ("/jobs/{id}:cancel", "/jobs/5:stop", None),
        ("/matrix/{id}", "/matrix/;id=5", {"id": ";id=5"}),
        ("/users{id}", "/users;id=5", {"id": ";id=5"}),
        ("/label/{id}", "/label/.5.6", {"id": ".5.6"}),
        ("/@{user}/(all)", "/@me/(all)", {"user": "me"}),
        ("/with space/x", "/with%20space/x", {}),
        ("/with%20space/x", "/with%20space/%78", {}),
        ("/a+b", "/a b", None),
        ("/a.b", "/aXb", None),
        ("/users", "/Users", None),
        ("/{a}/{b}/{c}", "/1/2/3", {"a": "1", "b": "2", "c": "3"}),
        ("/{x-y z}", "/1", {"x-y z": "1"}),
    ],
)
def test_a_path_fits_a_template_or_does_not(template: str, path: str, values: dict[str, str] | None) -> None:
    assert led(Routes(document(template)), path) == (None if values is None else (template, values))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("templates", "wanted"),
    [
        (
            ("/users/{id}", "/users/me"),
            {"/users/me": "/users/me", "/users/m%65": "/users/me", "/users/x": "/users/{id}"},
        ),
        (("/a/{x}.json", "/a/{x}"), {"/a/b.json": "/a/{x}.json", "/a/b.xml": "/a/{x}"}),
        (("/a/{x}:go", "/a/{x}", "/a/{x}:{y}"), {"/a/b:go": "/a/{x}:go", "/a/b:no": "/a/{x}:{y}", "/a/b": "/a/{x}"}),
        (("/a/{x}/c", "/{y}/b/c", "/{y}/b/d"), {"/a/b/c": "/a/{x}/c", "/a/b/d": "/{y}/b/d", "/z/b/c": "/{y}/b/c"}),
        (("/a/b/x", "/{p}/b/y"), {"/a/b/y": "/{p}/b/y"}),
    ],
)
def test_a_concrete_path_comes_before_a_template(
    templates: tuple[str, ...], wanted: dict[str, str], turned: bool
) -> None:
    routes = Routes(document(*(reversed(templates) if turned else templates)))
    found = {path: routes.find(path) for path in wanted}
    assert {path: each.routes[0].path if each else None for path, each in found.items()} == wanted


def test_templates_that_differ_in_names_only_lead_to_the_same_place() -> None:
    found = Routes(document("/c/{id}/x", "/c/{number}/x", "/c/{id}/y")).find("/c/5/x")
    assert found
    assert [(each.path, found.named(each)) for each in found.routes] == [
        ("/c/{id}/x", {"id": "5"}),
        ("/c/{number}/x", {"number": "5"}),
    ]


def test_what_stands_behind_a_path_is_a_condition() -> None:
    found = Routes(document("/?Action=List&Version=", "/#X-Target=Get")).find("/")
    assert found
    assert [each.conditions for each in found.routes] == [
        (("Action", "List"), ("Version", "")),
        (("X-Target", "Get"),),
    ]


def test_a_path_is_found_under_each_base_path_and_nowhere_else() -> None:
    routes = Routes(document("/v2/x", "/x", servers=("https://a.example/v1/", "/v1/v2")))
    found = {path: led(routes, path) for path in ("/v1/x", "/v1/v2/x", "/x", "/v1x/x", "/v1/v2/v2/x", "/v1")}
    assert [path for path, each in found.items() if each] == ["/v1/x", "/v1/v2/x", "/v1/v2/v2/x"]
    deepest = routes.find("/v1/v2/x")
    assert deepest
    assert (deepest.base, deepest.routes[0].path) == ("/v1/v2", "/x")


def variable(default: str, *values: str) -> dict[str, Any]:
    return {"default": default, **({"enum": list(values)} if values else {})}


@pytest.mark.parametrize(
    ("url", "variables", "bases"),
    [
        ("https://{host}/v1", {"host": variable("x")}, {"/v1": True, "/v2": False, "": False}),
        ("/{v}", {"v": variable("v1", "v1", "v2")}, {"/v1": True, "/v2": True, "/v3": False}),
        ("/{v}", {"v": variable("v1")}, {"/v1": True, "/anything": True, "/a/b": False, "": False}),
        ("/{v}/api", {"v": variable("a/b")}, {"/a/b/api": True, "/c/api": True, "/c/d/api": False, "//api": False}),
        (
            "/{a}-{b}/",
            {"a": variable("x", "x", "y"), "b": variable("1")},
            {"/x-1": True, "/y-2": True, "/z": True, "/x/1": False},
        ),
        ("/{undeclared}", {}, {"/anything": True, "/{undeclared}": True}),
        ("{url}/v1", {"url": variable("https://x.example")}, {"/v1": True, "/x/v1": False}),
    ],
)
def test_a_variable_of_a_server_has_its_values_or_any(
    url: str, variables: dict[str, Any], bases: dict[str, bool]
) -> None:
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/x/{id}": {"get": ANSWERS}}}
    routes = Routes(from_mapping({**raw, "servers": [{"url": url, "variables": variables}]}))
    found = {base: routes.find(f"{base}/x/5") for base in bases}
    assert {base: each is not None for base, each in found.items()} == bases
    assert {base: each.base for base, each in found.items() if each} == {base: base for base in bases if bases[base]}


def test_a_server_of_an_operations_own_has_that_operation_only() -> None:
    own = {"/up": {"post": {**ANSWERS, "servers": [{"url": "/files"}]}, "get": ANSWERS}}
    raw = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "servers": [{"url": "/api"}], "paths": own}
    routes = Routes(from_mapping(raw))
    found = {base: routes.find(f"{base}/up") for base in ("/files", "/api", "")}
    methods = {base: sorted(each.routes[0].operations) for base, each in found.items() if each}
    assert methods == {"/files": ["POST"], "/api": ["GET", "POST"]}


SEGMENTS = ["a", "b", "{p}", "{p}.a", "a{p}", "{p}-{q}", ""]
SENT = ["a", "b", "ab", "x.a", "ax", "a-b", "x.a-b.a", ""]


def best(templates: list[str], path: str) -> str | None:
    """By brute force: of all that fit, the one with most text, segment by segment."""

    def rank(template: str) -> list[tuple[int, int, int]]:
        parts = template.split("/")
        return [("{" in part, -len(re.sub("{.}", "", part)) * ("{" in part), part.count("{")) for part in parts]

    def fits(template: str) -> bool:
        parts = (re.sub(r"\\\{.\\\}", "[^/]+", re.escape(each)) for each in template.split("/"))
        return re.fullmatch("/".join(parts), path) is not None

    return min(filter(fits, templates), key=rank, default=None)


TEMPLATES = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))


@settings(max_examples=200, deadline=None)
@given(st.lists(TEMPLATES, min_size=1, max_size=8, unique=True))
def test_the_index_finds_what_trying_every_template_finds(templates: list[str]) -> None:
    routes = Routes(document(*templates))
    for parts in (*product(SENT), *product(SENT, SENT)):
        path = "/" + "/".join(parts)
        found = routes.find(path)
        assert (found.routes[0].path if found else None) == best(templates, path), path


def test_a_hostile_path_takes_no_time() -> None:
    routes = Routes(document("/{a}-{b}-{c}-{d}.json", "/" + "/".join(["{a}{b}"] * 20) + "/end"))
    start = time.process_time()
    assert routes.find("/" + "-" * 60000) is None
    assert routes.find("/" + "/".join(["a" * 3000] * 21)) is None
    assert fair(time.process_time() - start) < 0.5


def test_thousands_of_paths_are_told_apart_at_once() -> None:
    routes = Routes(document(*(f"/{kind}s/{{id}}/{kind}-parts/{{part}}" for kind in map(str, range(5000)))))
    start = time.process_time()
    for number in range(0, 5000, 5):
        assert led(routes, f"/{number}s/x/{number}-parts/y")
    assert fair(time.process_time() - start) < 0.5
