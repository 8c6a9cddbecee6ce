"""Checks of parameters."""

from __future__ import annotations

from collections.abc import Iterator

from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Raw, Subject
from specs.dialects.parts import IGNORED_HEADERS


def duplicate_parameters(subject: Subject) -> Iterator[Found]:
    """Parameters of one list with the same name and place. Source: OAS 3.0.3, Operation Object."""
    for holder in subject.holders:
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
    for holder in subject.holders:
        for _, raw in subject.entries(holder, "parameters"):
            if raw.value.get("in") == "header" and str(raw.value.get("name")).lower() in IGNORED_HEADERS:
                told = f"header parameter {raw.value['name']!r} is ignored: other parts of the document say it"
                yield Found(raw.entry, told, mends=(Mend(raw.entry),))


CHECKS = (
    Check("duplicate-parameter", Severity.ERROR, duplicate_parameters, "remove or rename one of them"),
    Check(
        "ignored-header-parameter",
        Severity.WARNING,
        ignored_header_parameters,
        "say it with content, requestBody or security",
    ),
)
