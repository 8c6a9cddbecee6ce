"""Witnesses: whole messages that one side takes and the other refuses, shrunk, and confirmed by two validators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat.judging import telling_one, telling_whether
from contracts.compat.shrinking import less
from contracts.findings import Witness
from specs import credentials, paths
from specs.errors import SpecError
from specs.messages import Request, Response
from specs.model import Document, Operation
from specs.schemas import Direction, Schema
from specs.validation import Compile, Engine, Violation, check_response, read_request, validator


def _second(schema: Schema, direction: Direction) -> Engine:
    """What the second validator compiles. The library behind it is slow to import, and only asked about breaks."""
    from specs.second_opinion import second_validator

    return second_validator(schema, direction)


COMPILERS: dict[str, Compile] = {"jsonschema-rs": validator, "jsonschema": _second}
"""The validators that must agree, by the name a report gives them; the fastest first, its words are the reason."""
JUDGES = tuple(COMPILERS)
_VALID = {name: telling_whether(compiled) for name, compiled in COMPILERS.items()}
_REASON = {name: telling_one(compiled) for name, compiled in COMPILERS.items()}

_ROUNDS = 8


def request_witness(
    old: Document, new: Document, request: Request, judges: Sequence[str] = JUDGES, *, moved: bool = True
) -> Witness | None:
    """The witness that a request is: valid for the old document, not for the new one; None if it is not both.

    Args:
        old: whose clients send it.
        new: whose server reads it.
        request: the request.
        judges: the validators that must agree.
        moved: where the new document has other base paths, look below them: their change is a finding of its own.
    """
    reason: Violation | None = None
    arrived = _moved(old, new, request) if moved else request
    for judge in reversed(judges):
        if _request_faults(old, request, _VALID[judge]):
            return None
        reason = next(iter(_request_faults(new, arrived, _REASON[judge])), None)
        if reason is None:
            return None
    return _witness(reason, judges, request=request, accepted_by="old", refused_by="new")


def response_witness(
    old: Operation, new: Operation, response: Response, judges: Sequence[str] = JUDGES
) -> Witness | None:
    """The witness that a response is: valid for the new operation, not for the old one; None if it is not both."""
    reason: Violation | None = None
    for judge in reversed(judges):
        if check_response(new, response, compiled=_VALID[judge]):
            return None
        reason = next(iter(check_response(old, response, compiled=_REASON[judge])), None)
        if reason is None:
            return None
    return _witness(reason, judges, response=response, accepted_by="new", refused_by="old")


def _moved(old: Document, new: Document, request: Request) -> Request:
    """The request under a base path of the new document that has a place for it; as it is where there is none."""
    if paths.find(new, request.method, request.path) is not None:
        return request
    below = [request.path[len(base) :] for base in old.every_base_path if request.path.startswith(base)]
    moved = (replace(request, path=base + rest) for rest in below for base in new.every_base_path)
    return next((each for each in moved if paths.find(new, each.method, each.path) is not None), request)


def _witness(reason: Violation | None, judges: Sequence[str], **said: Any) -> Witness | None:
    if reason is None:
        return None
    return Witness(
        place=reason.place,
        name=reason.name,
        pointer=reason.pointer,
        reason=reason.message,
        confirmed_by=tuple(judges),
        **said,
    )


def smallest(value: Any, make: Callable[[Any, Sequence[str]], Witness | None]) -> Witness | None:
    """The witness for the smallest value that still makes one, found by leaving things out one at a time.

    Args:
        value: where to start.
        make: the witness for a value, as the validators named judge it.
    """
    quick = JUDGES[:1]  # shrinking asks one validator; what comes out is confirmed by all
    best = _tried(make, value, quick)
    if best is None:
        return None
    shows = (best.reason, best.pointer)

    def still(smaller: Any) -> bool:
        witness = _tried(make, smaller, quick)
        return witness is not None and (witness.reason, witness.pointer) == shows

    for _ in range(_ROUNDS):
        left = less(value, still)
        if left == value:
            break
        value = left
    return _tried(make, value, JUDGES)


def _tried(make: Callable[[Any, Sequence[str]], Witness | None], value: Any, judges: Sequence[str]) -> Witness | None:
    try:
        return make(value, judges)
    except (SpecError, ValueError, RecursionError):  # a judge gives up on values that are nested too deep
        return None


def _request_faults(document: Document, request: Request, judge: Compile) -> list[Violation]:
    found = paths.find(document, request.method, request.path)
    if found is None:
        told = f"there is no {request.method} on this path"
        return [Violation(place="path", rule="undocumented", message=told, source="")]
    operation, values = found
    if not credentials.presents(operation, request):
        told = "credentials are required"
        return [Violation(place="header", name="Authorization", rule="missing", message=told, source=operation.pointer)]
    return list(read_request(operation, request, values, compiled=judge).violations)
