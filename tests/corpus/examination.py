"""In a process of its own: what becomes of one document after another.

Each line of standard input is ``[path, operations, whole]``: how many operations to draw for sampling, and whether to
check the document as well. Each line of standard output is an object:

- ``refused``: the error, where the document could not be loaded
- ``crashed``: the traceback, where anything but that went wrong; nothing else is there then
- ``operations``, ``slips``, ``errors``, ``warnings``: how many the document has
- ``valid``: how many sampled values both validators accept
- ``unsatisfiable``, ``unjudged``: the places where no value was found, where the second validator could not judge
- ``wrong``: the places where a validator refused a sampled value: there should be none
"""

from __future__ import annotations

import json
import resource
import sys
import traceback
from collections.abc import Iterator
from random import Random
from typing import Any

from corpus_documents import SEED

import specs
from specs.check import Severity, check
from specs.errors import SpecError
from specs.model import Document, Operation
from specs.sampling import Unsatisfiable, sample
from specs.schemas import Direction, Schema
from specs.second_opinion import SecondValidator
from specs.validation import validator

MEMORY = 2 * 1024**3
"""Bytes that a process may ask for, whichever document it reads."""


def examined(path: str, operations: int, whole: bool) -> dict[str, Any]:
    """What becomes of one document."""
    try:
        document = specs.load(path)
        report = {"operations": len(document.operations), "slips": len(document.slips)}
        if whole:
            severities = [problem.severity for problem in check(document)]
            report |= {"errors": severities.count(Severity.ERROR), "warnings": severities.count(Severity.WARNING)}
        return report | sampled(document, operations)
    except SpecError as error:
        return {"refused": str(error)}
    except BaseException:  # whatever it is: the process lives on to tell it
        return {"crashed": traceback.format_exc()}


def sampled(document: Document, count: int) -> dict[str, Any]:
    """Sample every part of the messages of some operations."""
    report: dict[str, Any] = {"valid": 0, "unsatisfiable": [], "unjudged": [], "wrong": []}
    drawn = Random(SEED).sample(document.operations, min(count, len(document.operations)))
    sites = {(schema.pointer, way): schema for each in drawn for schema, way in parts(each)}
    for (pointer, way), schema in sites.items():
        outcome = judged(schema, way)
        if outcome == "valid":
            report["valid"] += 1
        else:
            report[outcome].append(f"{pointer} in a {way}")
    return report


def parts(operation: Operation) -> Iterator[tuple[Schema, Direction]]:
    """The schemas of an operation's parameters, bodies and response headers."""
    for part in (*operation.parameters, *(operation.body.content if operation.body else ())):
        yield from ((schema, Direction.REQUEST) for schema in _schemas(part))
    for response in operation.responses:
        for part in (*response.headers, *response.content):
            yield from ((schema, Direction.RESPONSE) for schema in _schemas(part))


def _schemas(part: Any) -> Iterator[Schema]:
    inner = getattr(part, "content", None) or part
    if inner.schema:
        yield inner.schema


def judged(schema: Schema, way: Direction) -> str:
    """``valid`` or where the schema belongs in the report."""
    try:
        value = sample(schema, way, SEED)
    except Unsatisfiable:
        return "unsatisfiable"
    if not validator(schema, way).accepts(value):
        return "wrong"
    try:
        return "valid" if SecondValidator(validator(schema, way).schema).accepts(value) else "wrong"
    except SpecError:
        return "unjudged"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(examined(*json.loads(line))) + "\n")
        sys.stdout.flush()
