"""Checks of tags."""

from __future__ import annotations

from collections.abc import Iterator

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject


def duplicate_tags(subject: Subject) -> Iterator[Found]:
    """Tags that are declared twice. Source: OAS 3.0.3, OpenAPI Object."""
    seen: set[str] = set()
    for index, tag in subject.entries("", "tags"):
        name = tag.value.get("name")
        if isinstance(name, str):
            if name in seen:
                pointer = pointers.join("/tags", index)
                yield Found(pointer, f"tag {name!r} is declared twice", mends=(Mend(pointer),))
            seen.add(name)


CHECKS = (Check("duplicate-tag", Severity.ERROR, duplicate_tags, "remove one of the two"),)
