"""Servers of a path or of an operation stand in place of the document's."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.compat.compare import compare
from mockserver.app import create_app
from specs import paths
from specs.load import from_mapping
from specs.model import Document

DONE = {"responses": {"200": {"description": "done"}}}


def raw() -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.example/v1"}],
        "paths": {
            "/plain": {"get": DONE},
            "/files": {
                "servers": [{"url": "https://files.example/{area}/", "variables": {"area": {"default": "up"}}}],
                "get": DONE,
                "post": {**DONE, "servers": [{"url": "/"}, {"url": "https://b.example/own"}]},
            },
        },
    }


@pytest.fixture
def document() -> Document:
    return from_mapping(raw())


@pytest.mark.parametrize(
    ("key", "servers", "bases"),
    [
        ("GET /plain", (), ("/v1",)),
        ("GET /files", ("https://files.example/up/",), ("/up",)),
        ("POST /files", ("/", "https://b.example/own"), ("", "/own")),
    ],
)
def test_the_nearest_servers_hold(
    document: Document, key: str, servers: tuple[str, ...], bases: tuple[str, ...]
) -> None:
    operation = document.by_key[key]
    assert (operation.servers, document.base_paths_of(operation)) == (servers, bases)
    assert document.base_paths == ("/v1",)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/v1/plain", True),
        ("GET", "/plain", False),
        ("GET", "/up/plain", False),
        ("GET", "/up/files", True),
        ("GET", "/v1/files", False),
        ("GET", "/files", False),
        ("POST", "/files", True),
        ("POST", "/own/files", True),
        ("POST", "/up/files", False),
    ],
)
def test_a_path_is_found_where_its_operation_is_served(
    document: Document, method: str, path: str, *, found: bool
) -> None:
    assert (paths.find(document, method, path) is not None) is found


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/plain", 200),
        ("GET", "/up/files", 200),
        ("POST", "/own/files", 200),
        ("POST", "/files", 200),
        ("GET", "/v1/files", 200),
        ("POST", "/v1/files", 200),
        ("POST", "/up/files", 405),
        ("GET", "/own/files", 405),
        ("GET", "/plain", 404),
        ("GET", "/own/plain", 404),
    ],
)
def test_the_mock_serves_an_operation_under_its_own_base_and_under_the_documents(
    document: Document, method: str, path: str, status: int
) -> None:
    assert create_app(document).test_client().open(path, method=method).status_code == status


def test_a_witness_is_a_request_to_the_operations_own_server(document: Document) -> None:
    changed = raw()
    changed["paths"]["/files"]["get"] = {
        **DONE,
        "parameters": [{"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}],
    }
    (finding,) = compare(document, from_mapping(changed)).findings
    assert (finding.rule, finding.subject) == ("required-parameter-added", "GET /files query q")
    assert finding.witness
    assert finding.witness.request
    assert finding.witness.request.path == "/up/files"


def test_a_removed_operation_is_shown_at_its_own_server(document: Document) -> None:
    changed = raw()
    del changed["paths"]["/files"]["post"]
    (finding,) = compare(document, from_mapping(changed)).findings
    assert finding.witness
    assert finding.witness.request
    assert (finding.rule, finding.witness.request.path) == ("operation-removed", "/files")
