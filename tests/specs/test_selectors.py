"""Which operations a name means."""

from __future__ import annotations

import time

import pytest

from specs.errors import SpecError
from specs.load import from_mapping
from specs.selectors import selected, unknown

ANSWER = {"200": {"description": "."}}
DOCUMENT = from_mapping(
    {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "/api"}],
        "paths": {
            "/pets": {
                "get": {"operationId": "listPets", "responses": ANSWER, "tags": ["pets"]},
                "post": {"operationId": "addPet", "responses": ANSWER, "tags": ["pets", "write"]},
            },
            "/pets/{petId}": {"get": {"operationId": "getPet", "responses": ANSWER}},
            "/pets/{petId}/toys/{toy}": {"get": {"responses": ANSWER}},
            "/a.b": {"get": {"operationId": "dot", "responses": ANSWER}},
        },
    }
)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("listPets", ["GET /pets"]),
        ("list*", ["GET /pets"]),
        ("*Pet", ["POST /pets", "GET /pets/{petId}"]),
        ("GET /pets", ["GET /pets"]),
        ("get /pets", ["GET /pets"]),
        ("/pets", ["GET /pets", "POST /pets"]),
        ("/api/pets", ["GET /pets", "POST /pets"]),
        ("/pets/{id}", ["GET /pets/{petId}"]),
        ("/pets/*", ["GET /pets/{petId}"]),
        ("GET /pets/**", ["GET /pets/{petId}", "GET /pets/{petId}/toys/{toy}"]),
        ("/pets/*/toys/*", ["GET /pets/{petId}/toys/{toy}"]),
        ("/a.b", ["GET /a.b"]),
        ("/a?b", []),
        ("tag:write", ["POST /pets"]),
        ("tag:writ", []),
        ("listpets", []),
        ("/pet", []),
        ("*", ["GET /pets", "POST /pets", "GET /pets/{petId}", "GET /pets/{petId}/toys/{toy}", "GET /a.b"]),
        ("GET **", ["GET /pets", "GET /pets/{petId}", "GET /pets/{petId}/toys/{toy}", "GET /a.b"]),
    ],
)
def test_a_name_means_operations(target: str, expected: list[str]) -> None:
    assert [operation.key for operation in selected(DOCUMENT, target)] == expected


def test_a_name_that_means_nothing_is_told_with_what_comes_close() -> None:
    assert unknown([DOCUMENT], "getPets") == "the document has no operation 'getPets' (did you mean getPet?)"


def test_a_pattern_cannot_take_for_ever() -> None:
    with pytest.raises(SpecError, match="more than 8 stars"):
        selected(DOCUMENT, "/" + "*a" * 30)
    start = time.process_time()
    assert selected(DOCUMENT, "/" + "*t" * 8 + "!") == ()
    assert time.process_time() - start < 1
