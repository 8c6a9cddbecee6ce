"""Checks of parameters."""

from __future__ import annotations

from collections.abc import Iterator

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Raw, Subject

_IGNORED = frozenset({"accept", "content-type", "authorization"})


def duplicate_parameters(subject: Subject) -> Iterator[Found]:
    """Parameters of one list with the same name and place. Source: OAS 3.0.3, Operation Object."""
    for holder in _holders(subject):
        seen: dict[tuple[str, str], Raw] = {}
        for _, raw in subject.entries(holder, "parameters"):
            key = (str(raw.value.get("name")), str(raw.value.get("in")))
            earlier = seen.get(key)
            if earlier and raw.value:
                told = f"{key[1]} parameter {key[0]!r} is declared twice, and the later one is read"
                yield Found(earlier.entry, told, mends=(Mend(earlier.entry),))
            seen[key] = raw


def ignored_header_parameters(subject: Subject) -> Iterator[Found]:
    """Header parameters called Accept, Content-Type or Authorization, which are ignored.

    Source: OAS 3.0.3, Parameter Object, ``name``.
    """
    if subject.document.dialect == "2.0":
        return
    for holder in _holders(subject):
        for _, raw in subject.entries(holder, "parameters"):
            if raw.value.get("in") == "header" and str(raw.value.get("name")).lower() in _IGNORED:
                told = f"header parameter {raw.value['name']!r} is ignored: other parts of the document say it"
                yield Found(raw.entry, told, mends=(Mend(raw.entry),))


def _holders(subject: Subject) -> Iterator[str]:
    """Every path item and operation, by pointer."""
    known: dict[str, None] = {}
    for operation in subject.operations:
        known[operation.pointer] = None
        known[operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")] = None
    yield from (holder for holder in known if subject.at(pointers.join(holder, "parameters")))


CHECKS = (
    Check("duplicate-parameter", Severity.ERROR, duplicate_parameters, "remove or rename one of them"),
    Check(
        "ignored-header-parameter",
        Severity.WARNING,
        ignored_header_parameters,
        "say it with content, requestBody or security",
    ),
)
