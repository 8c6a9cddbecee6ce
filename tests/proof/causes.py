"""Which failures a document leaves no way around, by the problems that ``ringback specs check`` finds in it.

A problem explains a failure of the operation that it lies in, with the statuses that it leads to, and no other. What no
problem of the document explains stands in ``unavoidable.toml``, one by one, with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from stock import Failure

from specs import checks, pointers
from specs.model import Document, Operation
from specs.paths import shape
from specs.references import references


class Part(StrEnum):
    """The part of an operation that a problem must lie in to explain a failure of it."""

    ITSELF = "itself"
    REQUEST = "request"
    RESPONSE = "response"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a problem leads to.

    Attributes:
        check: the tester's.
        statuses: what those of the answers begin with.
        part: where the problem lies.
    """

    check: str
    statuses: tuple[str, ...]
    part: Part


def _effects(part: Part, **statuses: str) -> tuple[Effect, ...]:
    return tuple(Effect(check, tuple(told.split()), part) for check, told in statuses.items())


_UNANSWERABLE = {"not_a_server_error": "5", "status_code_conformance": "5"}
_PATHS = {"allow_header_conformance": "405", "unsupported_method": "2 3 4"}
_UNSATISFIED = (
    *_effects(Part.RESPONSE, **_UNANSWERABLE),
    *_effects(Part.REQUEST, missing_required_header="400 404", ignored_auth="400 404"),
)

CAUSES: Mapping[str, tuple[Effect, ...]] = {
    "no-response": _effects(Part.ITSELF, status_code_conformance="2 4", response_schema_conformance="2"),
    "failures-only": _effects(
        Part.ITSELF,
        positive_data_acceptance="4",
        not_a_server_error="5",
        ensure_resource_availability="404",
    ),
    "refusal-undocumented": _effects(Part.ITSELF, status_code_conformance="400 413 414 415 431"),
    "unauthorized-undocumented": _effects(Part.ITSELF, status_code_conformance="401"),
    "not-found-undocumented": _effects(Part.ITSELF, status_code_conformance="404", use_after_free="2"),
    "media-type-invalid": _effects(Part.RESPONSE, content_type_conformance="2 4"),
    "discriminator-value-refused": _effects(Part.RESPONSE, response_schema_conformance="2"),
    "example-invalid": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "pattern-one-engine": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "pattern-unreadable": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "no-usable-response": _effects(Part.ITSELF, **_UNANSWERABLE),
    "same-paths": _effects(Part.PATH, **_PATHS),
    "ambiguous-paths": _effects(Part.PATH, **_PATHS),
    "ignored-header-parameter": _effects(
        Part.REQUEST,
        missing_required_header="2 4",
        negative_data_rejection="2",
        positive_data_acceptance="4",
        status_code_conformance="415",
    ),
    "schema-unsatisfied": _UNSATISFIED,
    "schema-unsatisfiable": _UNSATISFIED,
}
"""What fails for each cause."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Failures that no problem of their document explains.

    Attributes:
        document: its name.
        check: the tester's.
        reason: one of ``REASONS``.
        operations: their keys.
    """

    document: str
    check: str
    reason: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why failures are none of the mock's.

    Attributes:
        text: in a sentence or two.
        phases: of the test in which it can be so.
    """

    text: str
    phases: tuple[str, ...] = ("examples", "coverage", "fuzzing", "stateful")


_FILE = tomllib.loads((Path(__file__).parent / "unavoidable.toml").read_text("utf-8"))
REASONS = {name: Reason(**told) for name, told in _FILE["reasons"].items()}
ACCEPTED = tuple(
    Accepted(each["document"], each["check"], each["reason"], tuple(each["operations"])) for each in _FILE["failures"]
)


def accepted(document: str, failure: Failure) -> str | None:
    """The reason why a failure is none of the mock's, or None."""
    for each in ACCEPTED:
        known = (each.document, each.check) == (document, failure.check) and failure.operation in each.operations
        if known and failure.phase in REASONS[each.reason].phases:
            return each.reason
    return None


class Causes:
    """The problems of a document that explain failures."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[str, list[str]] = {}
        for problem in checks.check(document):
            self._found.setdefault(problem.id, []).append(problem.pointer)

    def of(self, failure: Failure) -> str | None:
        """The cause that a failure has, or None."""
        operation = self._document.by_key.get(failure.operation)
        if operation is not None:
            for cause, effects in CAUSES.items():
                if any(self._explains(cause, effect, operation, failure) for effect in effects):
                    return cause
        return None

    def _explains(self, cause: str, effect: Effect, operation: Operation, failure: Failure) -> bool:
        where = self._found.get(cause)
        if not where or effect.check != failure.check or not failure.status.startswith(effect.statuses):
            return False
        if effect.part is Part.ITSELF:
            return not {operation.pointer, f"{operation.pointer}/responses"}.isdisjoint(where)
        if effect.part is Part.PATH:
            return any(shape(pointers.tokens(each)[1]) == shape(operation.path) for each in where)
        reached = set(_reached(self._document.raw, _roots(operation, effect.part)))
        return any(pointer == root or pointer.startswith(f"{root}/") for pointer in where for root in reached)


def _roots(operation: Operation, part: Part) -> list[str]:
    if part is Part.RESPONSE:
        return [f"{operation.pointer}/responses"]
    path = operation.pointer.rpartition("/")[0]
    return [f"{operation.pointer}/parameters", f"{operation.pointer}/requestBody", f"{path}/parameters"]


def _reached(raw: Any, roots: list[str]) -> Iterator[str]:
    """Some places of a document, and all those that references lead to from there."""
    waiting, seen = list(roots), set[str]()
    while waiting:
        pointer = waiting.pop()
        if pointer not in seen and pointers.exists(raw, pointer):
            seen.add(pointer)
            yield pointer
            found = [reference for reference, _ in references(pointers.find(raw, pointer))]
            waiting += [pointers.from_fragment(each[1:]) for each in found if each.startswith("#/")]
