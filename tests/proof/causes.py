"""Which failures a document leaves no way around, by the problems that ``ringback specs check`` finds in it.

What no problem of the document explains stands in ``unavoidable.toml``, one by one, with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stock import Failure

from specs import checks, pointers
from specs.model import Document
from specs.paths import shape

CAUSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "no-response": (("status_code_conformance", ""), ("response_schema_conformance", "")),
    "failures-only": (
        ("positive_data_acceptance", ""),
        ("not_a_server_error", "5"),
        ("status_code_conformance", "2"),
        ("ensure_resource_availability", ""),
    ),
    "refusal-undocumented": (("status_code_conformance", "4"),),
    "unauthorized-undocumented": (("status_code_conformance", "401"),),
    "not-found-undocumented": (("status_code_conformance", "404"), ("use_after_free", "")),
    "media-type-invalid": (("content_type_conformance", ""),),
    "discriminator-value-refused": (("response_schema_conformance", ""),),
    "example-invalid": (("positive_data_acceptance", "4"),),
    "pattern-one-engine": (("positive_data_acceptance", "4"),),
    "pattern-unreadable": (("positive_data_acceptance", "4"),),
    "no-usable-response": (("not_a_server_error", "5"), ("status_code_conformance", "5")),
    "same-paths": (("allow_header_conformance", ""), ("unsupported_method", "")),
    "ambiguous-paths": (("allow_header_conformance", ""), ("unsupported_method", "")),
    "ignored-header-parameter": (
        ("missing_required_header", ""),
        ("negative_data_rejection", ""),
        ("positive_data_acceptance", "4"),
        ("status_code_conformance", "415"),
    ),
    "schema-unsatisfied": (
        ("not_a_server_error", "5"),
        ("status_code_conformance", "5"),
        ("missing_required_header", ""),
        ("ignored_auth", ""),
    ),
}
"""What fails for each cause: check of the tester, and how its signature begins."""
CAUSES = {**CAUSES, "schema-unsatisfiable": CAUSES["schema-unsatisfied"]}


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


_FILE = tomllib.loads((Path(__file__).parent / "unavoidable.toml").read_text("utf-8"))
REASONS: Mapping[str, str] = _FILE["reasons"]
ACCEPTED = tuple(
    Accepted(each["document"], each["check"], each["reason"], tuple(each["operations"])) for each in _FILE["failures"]
)


def accepted(document: str, failure: Failure) -> str | None:
    """The reason why a failure is none of the mock's, or None."""
    for each in ACCEPTED:
        if (each.document, each.check) == (document, failure.check) and failure.operation in each.operations:
            return each.reason
    return None


def causes(document: Document) -> dict[str, dict[str, set[str]]]:
    """What ``specs check`` finds, by cause: for each the keys of its operations and where it says so.

    What is found in a component reaches every operation that leads there.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for problem in checks.check(document):
        if problem.id in CAUSES:
            for key in _reached(document, problem.pointer):
                found.setdefault(problem.id, {}).setdefault(key, set()).add(problem.pointer)
    return found


def _reached(document: Document, pointer: str) -> Iterator[str]:
    tokens = pointers.tokens(pointer)
    named = shape(tokens[1]) if pointer.startswith("/paths/") else None
    for operation in document.operations:
        path = operation.pointer.rpartition("/")[0]
        if pointer.startswith(("/components/", "/definitions/")):
            yield operation.key
        elif len(tokens) == _PATH and named == shape(operation.path):
            yield operation.key  # what is wrong with a path is that of all that differ in names only
        elif pointer == operation.pointer or pointer.startswith((f"{operation.pointer}/", f"{path}/parameters/")):
            yield operation.key


_PATH = 2
"""Tokens of the pointer to a path."""
_OF_SEVERAL = frozenset({"use_after_free", "ensure_resource_availability"})
"""Checks of sequences: what fails names the first operation, and the cause may lie in the last."""


def cause_of(failure: Failure, found: Mapping[str, Mapping[str, set[str]]]) -> str | None:
    """The cause that a failure has among those that were found in its document."""
    for cause, effects in CAUSES.items():
        where = found.get(cause, {})
        reached = bool(where) if failure.check in _OF_SEVERAL else failure.operation in where
        if reached and any(failure.check == check and failure.signature.startswith(begun) for check, begun in effects):
            return cause
    return None
