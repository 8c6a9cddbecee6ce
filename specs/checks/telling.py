"""A problem in words: one line for a person, or plain data for a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specs.checks.problem import Mend, Problem, Severity
from specs.harmless import HARMLESS
from specs.model import Document


def line(problem: Problem) -> str:
    """``file:line: severity #pointer: message (hint) [id]``, without control characters."""
    where = f"#{problem.pointer}" if problem.pointer else ""
    place = " ".join(part for part in (f"{problem.place}:", problem.severity.value, where) if part)
    return f"{place}: {problem.message} ({problem.hint}) [{problem.id}]".translate(HARMLESS)


def as_data(document: Document, problems: Iterable[Problem]) -> dict[str, Any]:
    """What ``ringback specs check --format json`` prints; ``SCHEMA`` describes it."""
    told = list(problems)
    errors = sum(each.severity is Severity.ERROR for each in told)
    return {
        "document": document.source.label,
        "openapi": document.dialect,
        "operations": len(document.operations),
        "errors": errors,
        "warnings": len(told) - errors,
        "problems": [_problem(document, each) for each in told],
    }


def _problem(document: Document, problem: Problem) -> dict[str, Any]:
    file, number = document.source.place(problem.pointer)
    return {
        "id": problem.id,
        "severity": problem.severity.value,
        "pointer": problem.pointer,
        "file": file,
        "line": number,
        "message": problem.message,
        "hint": problem.hint,
        "mends": [_mend(each) for each in problem.mends],
    }


def _mend(mend: Mend) -> dict[str, Any]:
    change = {"remove": True} if mend.update is None else {"update": mend.update}
    return {"target": mend.target, **change}


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _object(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_POINTER = {**_TEXT, "format": "json-pointer"}
_MEND = _object({"target": _POINTER, "remove": {"const": True}, "update": {}}, "remove", "update")
_PROBLEM = _object(
    {
        "id": {**_TEXT, "pattern": "^[a-z]+(-[a-z]+)*$"},
        "severity": {"enum": [severity.value for severity in Severity]},
        "pointer": _POINTER,
        "file": _TEXT,
        "line": {"type": ["integer", "null"], "minimum": 1},
        "message": _TEXT,
        "hint": _TEXT,
        "mends": {"type": "array", "items": _MEND},
    }
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "ringback specs check --format json",
    **_object(
        {
            "document": {**_TEXT, "description": "what the document is called, as given"},
            "openapi": {"enum": ["2.0", "3.0", "3.1", "3.2"]},
            "operations": _COUNT,
            "errors": _COUNT,
            "warnings": _COUNT,
            "problems": {"type": "array", "items": _PROBLEM},
        }
    ),
}
"""JSON Schema of ``as_data``; ``ringback specs check --schema`` prints it."""
