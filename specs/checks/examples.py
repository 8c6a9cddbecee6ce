"""Checks of examples and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.sites import Site, bodies
from specs.validation import Validator


def wrong_examples(subject: Subject) -> Iterator[Found]:
    """Examples that their own schema refuses."""
    for pointer, site, value in _inside(subject, ("example", "examples")):
        yield from _judged(subject, "example", pointer, site, value)
    for pointer, site, value in bodies(subject.document):
        yield from _judged(subject, "example", pointer, site, value)


def wrong_defaults(subject: Subject) -> Iterator[Found]:
    """Defaults that their own schema refuses."""
    for pointer, site, value in _inside(subject, ("default",)):
        yield from _judged(subject, "default", pointer, site, value)


def _judged(subject: Subject, kind: str, pointer: str, site: Site, value: Any) -> Iterator[Found]:
    compiled = subject.compiled(site)
    if not isinstance(compiled, Validator) or compiled.accepts(value):
        return
    error = next(iter(compiled.errors(value)), None)
    if error:
        where = f" at {error.pointer}" if error.pointer else ""
        mends = (Mend(pointer),) if subject.exists(pointer) else ()
        yield Found(pointer, f"{kind} breaks its schema{where}: {error.message}", mends=mends)


def _inside(subject: Subject, keywords: tuple[str, ...]) -> Iterator[tuple[str, Site, Any]]:
    """Pointer, schema and value of what stands inside schemas."""
    for node, pointer, site in subject.schemas:
        for keyword in keywords:
            if keyword not in node or ("$ref" in node and subject.old):
                continue
            inner = Site(site.schema.space.schema(dict(node), pointer), site.direction)
            value = node[keyword]
            if keyword != "examples":
                yield pointers.join(pointer, keyword), inner, value
            elif isinstance(value, list):
                yield from ((pointers.join(pointer, keyword, at), inner, each) for at, each in enumerate(value))


CHECKS = (
    Check("example-invalid", Severity.WARNING, wrong_examples, "correct the example"),
    Check("default-invalid", Severity.ERROR, wrong_defaults, "correct the default"),
)
