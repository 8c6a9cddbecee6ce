"""In a process of its own: what becomes of one document after another.

Each line of standard input is ``[path, operations, whole]``: how many operations to draw for sampling, and whether to
check the document as well. Each line of standard output is an object:

- ``refused``: the error, where the document could not be loaded
- ``crashed``: the traceback, where anything but that went wrong; nothing else is there then
- ``lost``: the parts of the model that are others once the document was bundled, written and loaded again: none
- ``unmended``: the problems that an overlay of all mends left, or brought: none
- ``operations``, ``slips``, ``errors``, ``warnings``: how many the document has
- ``messages``: how many sampled requests and responses both validators accept
- ``valid``: how many sampled values of their parts both validators accept
- ``unsatisfiable``, ``unjudged``: the places where nothing was found, where the second validator could not judge
- ``wrong``: the places where a validator refused what was sampled: there should be none
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

from corpus_documents import SEED

import specs
from specs import overlays, paths
from specs.checks import Problem, Severity, check
from specs.checks.mending import overlay
from specs.errors import SpecError
from specs.load import from_mapping
from specs.model import Document, Operation
from specs.sampling import Unsatisfiable, sample
from specs.sampling.exchange import sample_request, sample_response
from specs.schemas import Direction, Schema
from specs.second_opinion import SecondValidator
from specs.validation import check_response, read_request, validator
from specs.writing import written

YAML_UP_TO = 500_000
MENDED_UP_TO = 100_000
NOT_SAID = {"source", "noted"}
"""Members of a document that do not say what it says."""
CPU_SECONDS = 120
"""What one document may take, however busy the machine is."""
MEMORY = 2 * 1024**3
"""Bytes that a process may ask for, whichever document it reads."""


def examined(path: str, operations: int, whole: bool) -> dict[str, Any]:
    """What becomes of one document."""
    try:
        document = specs.load(path)
        report = {"operations": len(document.operations), "slips": len(document.slips)}
        if whole:
            problems = check(document)
            severities = [problem.severity for problem in problems]
            report["unmended"] = unmended(document, problems)
            report |= {"errors": severities.count(Severity.ERROR), "warnings": severities.count(Severity.WARNING)}
            report |= {"lost": lost(document)}
        return report | sampled(document, operations)
    except SpecError as error:
        return {"refused": str(error)}
    except BaseException:  # whatever it is: the process lives on to tell it
        return {"crashed": traceback.format_exc()}


def unmended(document: Document, problems: tuple[Problem, ...]) -> list[str]:
    """The problems that the overlay of their mends leaves or brings, for documents that are quickly checked again."""
    made = overlay(document, problems) if len(document.source.text) < MENDED_UP_TO else None
    if made is None:
        return []
    raw = deepcopy(dict(document.raw))
    left = check(from_mapping(overlays.apply(raw, [overlays.from_mapping(made)]).raw))
    new = Counter(each.id for each in left) - Counter(each.id for each in problems)
    return [*(f"{each.id} {each.pointer}" for each in left if each.mends), *new]


def lost(document: Document) -> list[str]:
    """What ``specs bundle`` does not bring over, in JSON or (as it takes its time) for small documents in YAML."""
    form = "yaml" if len(document.source.text) < YAML_UP_TO else "json"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"bundle.{form}")
        file.write_text(written(document.raw, form), "utf-8")
        again = specs.load(file)
    return [
        each.name
        for each in fields(Document)
        if each.name not in NOT_SAID and described(getattr(document, each.name)) != described(getattr(again, each.name))
    ]


def described(value: Any, inside: str = "") -> Any:
    """A part of the model as plain data that can be compared; callbacks by name, as they may lead back."""
    if isinstance(value, Schema):
        return [value.pointer, value.raw]
    if isinstance(value, Operation) and inside == "callbacks":
        return value.key
    if is_dataclass(value):
        return {each.name: described(getattr(value, each.name), each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: described(inner, inside) for key, inner in value.items()}
    if isinstance(value, tuple | frozenset):
        return [
            described(inner, inside) for inner in (sorted(value, key=repr) if isinstance(value, frozenset) else value)
        ]
    return value


def sampled(document: Document, count: int) -> dict[str, Any]:
    """Sample the messages of some operations, and each part of them by itself."""
    report: dict[str, Any] = {"messages": 0, "valid": 0, "unsatisfiable": [], "unjudged": [], "wrong": []}
    drawn = Random(SEED).sample(document.operations, min(count, len(document.operations)))
    sites = {(schema.pointer, way): schema for each in drawn for schema, way in parts(each)}
    for (pointer, way), schema in sites.items():
        note(report, "valid", f"{pointer} in a {way}", value_judged, schema, way)
    for operation in drawn:
        note(report, "messages", f"request of {operation.key}", request_judged, operation, document)
        for response in operation.responses:
            place = f"{response.status} of {operation.key}"
            note(report, "messages", place, response_judged, operation, response.status)
    return report


def note(report: dict[str, Any], kind: str, place: str, judge: Callable[..., bool], *what: Any) -> None:
    """Count what is valid, and keep the place of what is not."""
    try:
        if judge(*what):
            report[kind] += 1
        else:
            report["wrong"].append(place)
    except Unsatisfiable:
        report["unsatisfiable"].append(place)
    except SpecError:
        report["unjudged"].append(place)


def second(schema: Schema, way: Direction) -> SecondValidator:
    """The second validator; a pattern that the first cannot read, which is told elsewhere, is no matter of dispute."""
    return SecondValidator(validator(schema, way).schema)


def value_judged(schema: Schema, way: Direction) -> bool:
    """Whether both validators accept a sampled value."""
    value = sample(schema, way, SEED)
    return validator(schema, way).accepts(value) and second(schema, way).accepts(value)


def request_judged(operation: Operation, document: Document) -> bool:
    """Whether a sampled request is valid with either validator."""
    request = sample_request(operation, document, SEED)
    base = document.base_paths_of(operation)[0]
    values = paths.match(operation.path, request.path[len(base) :]) or {}
    return not any(
        read_request(operation, request, values, compiled=compiled).violations for compiled in (validator, second)
    )


def response_judged(operation: Operation, status: str) -> bool:
    """Whether a sampled response is valid with either validator."""
    actual = 599 if status == "default" else int(status.replace("X", "0"))
    response = sample_response(operation, actual, SEED)
    return not any(check_response(operation, response, compiled=compiled) for compiled in (validator, second))


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


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # the end of it ends the process
        sys.stdout.write(json.dumps(examined(*json.loads(line))) + "\n")
        sys.stdout.flush()
