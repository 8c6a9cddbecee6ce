"""Which failures a document leaves no way around, by the problems that ``ringback specs check`` finds in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stock import Failure

from specs import checks
from specs.model import Document

CAUSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "no-response": (("status_code_conformance", ""), ("response_schema_conformance", "")),
    "failures-only": (
        ("positive_data_acceptance", ""),
        ("not_a_server_error", "5"),
        ("status_code_conformance", "2"),
    ),
    "refusal-undocumented": (("status_code_conformance", "4"),),
    "unauthorized-undocumented": (("status_code_conformance", "401"),),
    "not-found-undocumented": (("status_code_conformance", "404"), ("use_after_free", "")),
    "media-type-invalid": (("content_type_conformance", ""),),
    "discriminator-value-refused": (("response_schema_conformance", ""),),
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
    for operation in document.operations:
        path = operation.pointer.rpartition("/")[0]
        inside = pointer.startswith((f"{operation.pointer}/", f"{path}/parameters/")) or pointer in (
            operation.pointer,
            path,
        )
        if inside or pointer.startswith(("/components/", "/definitions/")):
            yield operation.key


def cause_of(failure: Failure, found: Mapping[str, Mapping[str, set[str]]]) -> str | None:
    """The cause that a failure has among those that were found in its document."""
    for cause, effects in CAUSES.items():
        reached = failure.operation in found.get(cause, {})
        if reached and any(failure.check == check and failure.signature.startswith(begun) for check, begun in effects):
            return cause
    return None
