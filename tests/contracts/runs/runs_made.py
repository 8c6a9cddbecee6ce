"""Runs made up for tests: what they are of, and what came of them."""

from __future__ import annotations

from typing import Any

from contracts.conformance.choices import Choices
from contracts.findings import Finding, Place, Severity, Witness
from contracts.runs.about import About
from contracts.runs.part import Part
from specs.messages import Request, Response


def about(run: str = "first", **more: Any) -> About:
    told: dict[str, Any] = {
        "run": run,
        "began": "2026-01-01T00:00:00Z",
        "document": "items.yaml",
        "digest": "d" * 64,
        "target": "http://127.0.0.1:1/v1",
        "choices": Choices(seed=7),
        "profile": None,
        "versions": {"schemathesis": "4.32.0"},
    }
    return About(**(told | more))


def finding(subject: str = "GET /items 500", operation: str = "GET /items", **more: Any) -> Finding:
    told: dict[str, Any] = {
        "rule": "server-error",
        "message": f"{operation} answered 500",
        "severity": Severity.ERROR,
        "operations": (operation,),
        "subject": subject,
        "old": Place(pointer="/paths/~1items/get", line="items.yaml:7"),
        "witness": Witness(
            request=Request("POST", "/v1/items", "a=ä", (("Accept", "*/*"),), b"\xff\x00"),
            response=Response(500, (), "löl".encode()),
            confirmed_by=("schemathesis",),
        ),
        "reproduce": "curl -i http://127.0.0.1:1/v1/items",
    }
    return Finding(**(told | more))


def part(name: str = "GET /items", phase: str = "coverage", **more: Any) -> Part:
    told: dict[str, Any] = {"phase": phase, "name": name, "ends": True, "answered": ((name, 200, True, 3),)}
    return Part(**(told | more))
