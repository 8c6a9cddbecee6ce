"""Which failures a document leaves no way around, by the problems that ``ringback specs check`` finds in it.

A problem explains a failure of the operation that it lies in, with the statuses that it leads to, and no other. What no
problem of the document explains stands in ``unavoidable.toml``, one by one, with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import Any

from stock import PHASES, UNTESTED, Failure

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
        wrong: the one part of the request that was made up to break the document, where it must be that one.
    """

    check: str
    statuses: tuple[str, ...]
    part: Part
    wrong: str = ""


def _effects(part: Part, **statuses: str) -> tuple[Effect, ...]:
    return tuple(Effect(check, tuple(told.split()), part) for check, told in statuses.items())


_UNANSWERABLE = {"not_a_server_error": "5", "status_code_conformance": "5"}
_REFUSED_SO = {"missing_required_header": "5", "ignored_auth": "5"}
_PATHS = {"allow_header_conformance": "2 405", "unsupported_method": "2 3 4"}
_CANNOT_BE_ASKED = Effect(UNTESTED, ("",), Part.REQUEST)
_UNSATISFIED = (_CANNOT_BE_ASKED, *_effects(Part.RESPONSE, **_UNANSWERABLE, **_REFUSED_SO))

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
    "media-type-invalid": (*_effects(Part.RESPONSE, content_type_conformance="2 4"), _CANNOT_BE_ASKED),
    "discriminator-value-refused": _effects(Part.RESPONSE, response_schema_conformance="2"),
    "example-invalid": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "pattern-one-engine": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "pattern-unreadable": _effects(Part.REQUEST, positive_data_acceptance="400 422"),
    "no-usable-response": _effects(Part.ITSELF, **_UNANSWERABLE),
    "same-paths": _effects(Part.PATH, **_PATHS),
    "ambiguous-paths": _effects(Part.PATH, **_PATHS),
    "ignored-header-parameter": (
        Effect("negative_data_rejection", ("2",), Part.REQUEST, wrong="header"),
        *_effects(
            Part.REQUEST,
            missing_required_header="2 4",
            positive_data_acceptance="4",
            status_code_conformance="415",
        ),
    ),
    "schema-keyword-malformed": (_CANNOT_BE_ASKED, Effect(UNTESTED, ("",), Part.RESPONSE)),
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
        statuses: what those of the answers begin with.
        phases: of the test in which it can be so.
    """

    text: str
    statuses: tuple[str, ...]
    phases: tuple[str, ...]


_FILE = tomllib.loads((Path(__file__).parent / "unavoidable.toml").read_text("utf-8"))
REASONS = {
    name: Reason(told["text"], tuple(told["statuses"]), tuple(told.get("phases", PHASES.split(","))))
    for name, told in _FILE["reasons"].items()
}
ACCEPTED = tuple(
    Accepted(each["document"], each["check"], each["reason"], tuple(each["operations"])) for each in _FILE["failures"]
)


def accepted(document: str, failure: Failure) -> str | None:
    """The reason why a failure is none of the mock's, or None."""
    for each in ACCEPTED:
        known = (each.document, each.check) == (document, failure.check) and failure.operation in each.operations
        reason = REASONS[each.reason]
        if known and failure.phase in reason.phases and failure.status.startswith(reason.statuses):
            return each.reason
    return None


class Causes:
    """The problems of a document that explain failures."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: dict[str, list[str]] = {}
        self._known: dict[tuple[str, Part], set[str]] = {}
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
        if effect.wrong not in ("", failure.wrong):
            return False
        if effect.part is Part.ITSELF:
            return not {operation.pointer, f"{operation.pointer}/responses"}.isdisjoint(where)
        if effect.part is Part.PATH:
            return any(shape(pointers.tokens(each)[1]) == shape(operation.path) for each in where)
        reached = self._reached(operation, effect.part)
        return any(not reached.isdisjoint(accumulate(pointer.split("/"), "{}/{}".format)) for pointer in where)

    def _reached(self, operation: Operation, part: Part) -> set[str]:
        """Where a part of an operation is, and all that its references lead to."""
        key = (operation.pointer, part)
        if key not in self._known:
            self._known[key] = set(_reached(self._document.raw, _roots(operation, part)))
        return self._known[key]


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
