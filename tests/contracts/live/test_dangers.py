"""What is not sent to a live account, by what it is called, unless somebody says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.live.dangers import danger, named
from specs.load import from_mapping
from specs.model import Operation


def operation(method: str, path: str, **more: Any) -> Operation:
    item = {method.lower(): {"responses": {"200": {"description": ""}}, **more}}
    (found,) = from_mapping(
        {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {path: item}}
    ).operations
    return found


DANGEROUS: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "/users", {}, "it makes or changes users"),
    ("PUT", "/users/{id}", {}, "it makes or changes users"),
    ("POST", "/signup", {}, "'signup' in its path"),
    ("POST", "/me/change-password", {}, "'password' in its path"),
    ("POST", "/orders/{id}/refund", {}, "'refund' in its path"),
    ("GET", "/logout", {}, "'logout' in its path"),
    ("GET", "/x", {"operationId": "resetEverything"}, "'reset' in its operationId"),
    ("POST", "/x", {"operationId": "sendSMS"}, "'sms' in its operationId"),
    ("DELETE", "/x", {"summary": "Unsubscribe from all lists"}, "'unsubscribe' in its summary"),
    ("POST", "/x", {"summary": "Transfer money"}, "'transfer' in its summary"),
]
HARMLESS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/users", {}),
    ("DELETE", "/users/{id}", {}),
    ("POST", "/users/{id}/notes", {}),
    ("GET", "/payments", {}),
    ("GET", "/password-policy", {}),
    ("POST", "/notes", {"operationId": "createNote", "summary": "Create a note, and do not send an e-mail"}),
    ("POST", "/payloads", {}),
]


@pytest.mark.parametrize(("method", "path", "more", "why"), DANGEROUS)
def test_what_sounds_dangerous_is_not_sent(method: str, path: str, more: dict[str, Any], why: str) -> None:
    assert danger(operation(method, path, **more)) == why


@pytest.mark.parametrize(("method", "path", "more"), HARMLESS)
def test_what_does_not_is_sent(method: str, path: str, more: dict[str, Any]) -> None:
    assert danger(operation(method, path, **more)) == ""


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("bill", True),
        ("POST /billing/{id}", True),
        ("/billing/*", True),
        ("POST *", True),
        ("*ill", True),
        ("billing", False),
        ("GET /billing/{id}", False),
        ("/billing", False),
        ("/billing/[{]id}", False),
    ],
)
def test_an_operation_is_denied_and_allowed_by_its_names(pattern: str, meant: bool) -> None:
    assert bool(named((pattern,), operation("POST", "/billing/{id}", operationId="bill"))) is meant
