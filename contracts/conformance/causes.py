"""Failures that a document leaves a server no way around, by the problems that ``ringback specs check`` finds in it.

A problem explains a failure of the operation that it lies in, with the statuses that it leads to, and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import accumulate
from typing import Any

from specs import checks, pointers
from specs.checks import Problem
from specs.model import Document, Operation
from specs.paths import shape
from specs.references import references

UNTESTED = "untested"
"""Stands for the check where the tester says that it could not test an operation."""
OF_SEQUENCES = frozenset({"use_after_free", "ensure_resource_availability"})
"""Checks whose failures the tester lists under another operation, which came before the one that failed."""


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

EFFECTS: Mapping[str, tuple[Effect, ...]] = {
    "no-response": _effects(Part.ITSELF, status_code_conformance="2 4", response_schema_conformance="2"),
    "no-final-answer": _effects(Part.ITSELF, status_code_conformance="2"),
    "failures-only": _effects(
        Part.ITSELF,
        positive_data_acceptance="4",
        not_a_server_error="5",
        ensure_resource_availability="404",
    ),
    "refusal-undocumented": _effects(Part.ITSELF, status_code_conformance="400 413 414 415 431"),
    "refusal-as-not-found": tuple(
        Effect("ensure_resource_availability", ("404",), Part.ITSELF, wrong=wrong)
        for wrong in ("body", "query", "header")
    ),
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
"""What fails for each problem, by its check's id."""


class Causes:
    """The problems of a document that explain failures. They are looked for when the first failure is asked about."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, Part], set[str]] = {}

    def of(self, operation: str, check: str, status: str, wrong: str = "") -> Problem | None:
        """The problem that explains a failure, or None.

        Args:
            operation: key of the one whose answer it is.
            check: the tester's, or ``UNTESTED``.
            status: of the answer; empty where there was none.
            wrong: the parts of the request that were made up to break the document, separated by spaces.
        """
        asked = self._document.by_key.get(operation)
        if asked is None:
            return None
        for cause, effects in EFFECTS.items():
            for effect in effects:
                if effect.check == check and status.startswith(effect.statuses) and effect.wrong in ("", wrong):
                    problem = next(self._within(asked, effect.part, cause), None)
                    if problem is not None:
                        return problem
        return None

    @cached_property
    def _found(self) -> Mapping[str, Sequence[Problem]]:
        found: dict[str, list[Problem]] = {}
        for problem in checks.check(self._document):
            found.setdefault(problem.id, []).append(problem)
        return found

    def _within(self, operation: Operation, part: Part, cause: str) -> Iterator[Problem]:
        """The problems of one kind that lie in a part of an operation."""
        for problem in self._found.get(cause, ()):
            where = problem.pointer
            if part is Part.ITSELF:
                lies = where in (operation.pointer, f"{operation.pointer}/responses")
            elif part is Part.PATH:
                lies = shape(pointers.tokens(where)[1]) == shape(operation.path)
            else:
                reached = self._reached(operation, part)
                lies = not reached.isdisjoint(accumulate(where.split("/"), "{}/{}".format))
            if lies:
                yield problem

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


def wrong_parts(modes: Mapping[str, str], mutations: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The parts of a request that were made up to break the document, separated by spaces.

    Not a query in which there is just more than it declares: nobody breaks a document with that.

    Args:
        modes: the tester's, ``positive`` or ``negative``, by the part: ``path``, ``query``, ``header``, …
        mutations: what it did to schemas to come to them: the part, and the keywords that were changed.
    """
    changed: dict[str, list[list[str]]] = {}
    for part, keywords in mutations:
        changed.setdefault(part, []).append(list(keywords))
    harmless = all(each == ["additionalProperties"] for each in changed.get("query", ())) and "query" in changed
    wrong = [part for part, mode in modes.items() if mode == "negative"]
    return " ".join(part for part in wrong if part != "query" or not harmless)
