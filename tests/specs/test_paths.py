from __future__ import annotations

import pytest

from specs import paths
from specs.load import from_mapping
from specs.model import Document


@pytest.mark.parametrize(
    ("template", "shape", "names"),
    [
        ("/users", "/users", []),
        ("/users/{id}", "/users/{}", ["id"]),
        ("/users/{user}/files/{file}.{ext}", "/users/{}/files/{}.{}", ["user", "file", "ext"]),
        ("/a/{x-y z}", "/a/{}", ["x-y z"]),
        ("/", "/", []),
    ],
)
def test_a_template_has_a_shape_and_names(template: str, shape: str, names: list[str]) -> None:
    assert paths.shape(template) == shape
    assert paths.names(template) == names


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/users/{id}", "/users/5", {"id": "5"}),
        ("/users/{id}", "/users/a%2Fb", {"id": "a%2Fb"}),
        ("/users/{id}", "/users/", None),
        ("/users/{id}", "/users/5/", None),
        ("/users/{id}", "/users/5/6", None),
        ("/users/{id}", "/Users/5", None),
        ("/files/{name}.{ext}", "/files/a.b.c", {"name": "a", "ext": "b.c"}),
        ("/range/{from}-{to}", "/range/1-2", {"from": "1", "to": "2"}),
        ("/a.b", "/aXb", None),
        ("/a+(b)", "/a+(b)", {}),
        ("/matrix/{id}", "/matrix/;id=5", {"id": ";id=5"}),
    ],
)
def test_a_path_fits_a_template_or_does_not(template: str, path: str, values: dict[str, str] | None) -> None:
    assert paths.match(template, path) == values


def document(*templates: str, servers: tuple[str, ...] = ("/",)) -> Document:
    answers = {"responses": {"200": {"description": "done"}}}
    operations = {
        template: {
            "get": answers
            | {"parameters": [{"name": n, "in": "path", "required": True, "schema": {}} for n in paths.names(template)]}
        }
        for template in templates
    }
    return from_mapping(
        {
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1"},
            "servers": [{"url": server} for server in servers],
            "paths": operations,
        }
    )


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/v1/a/b", "/a/{x/y}"),
        ("/v1/a/b/c", "/a/b/{z}"),
        ("/v1/a/b/c/d", "/a/{x}/c/d"),
        ("/v1/a", None),
        ("/a/b", None),
    ],
)
def test_a_request_is_looked_up_by_what_its_path_can_be(path: str, template: str | None) -> None:
    known = document("/a/{x/y}", "/a/b/{z}", "/a/{x}/c/d", servers=("/v1",))
    found = paths.find(known, "GET", path)
    assert (found and found[0].path) == template


@pytest.mark.parametrize("order", [1, -1])
def test_a_concrete_path_comes_before_a_template(order: int) -> None:
    known = document(*["/users/{id}", "/users/me"][::order])
    found = paths.find(known, "GET", "/users/me")
    assert found
    assert (found[0].path, found[1]) == ("/users/me", {})


def test_a_path_is_found_under_each_base_path_and_nowhere_else() -> None:
    known = document("/users/{id}", servers=("https://a.example/v1", "https://b.example/v2/"))
    for base in ("/v1", "/v2"):
        found = paths.find(known, "GET", f"{base}/users/5")
        assert found
        assert found[1] == {"id": "5"}
    assert paths.find(known, "GET", "/users/5") is None
    assert paths.find(known, "GET", "/v3/users/5") is None
    assert paths.find(known, "GET", "/v1x/users/5") is None


def test_a_method_that_is_not_documented_is_not_found() -> None:
    assert paths.find(document("/users"), "POST", "/users") is None
