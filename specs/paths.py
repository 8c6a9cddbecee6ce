"""Path templates: their shape, and which operation a path belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

from specs.model import Document, Operation

PARAMETER = re.compile(r"\{([^{}]*)\}")
"""A parameter of a template, and its name."""


def shape(template: str) -> str:
    """The template without the names of its parameters: ``/users/{id}`` and ``/users/{user}`` are one path."""
    return PARAMETER.sub("{}", template)


def names(template: str) -> list[str]:
    """The names of a template's parameters, in order."""
    return PARAMETER.findall(template)


def match(template: str, path: str) -> dict[str, str] | None:
    """The raw values of a template's parameters in a percent-encoded path, or None where it does not fit."""
    found = _compiled(template).fullmatch(path)
    return dict(zip(names(template), found.groups(), strict=True)) if found else None


def find(document: Document, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation that a request belongs to, concrete paths before templated ones, and its raw path values."""
    for operation, base in document.by_extent.get((method, path.count("/")), ()):
        values = match(operation.path, path[len(base) :]) if path.startswith(base) else None
        if values is not None:
            return operation, values
    return None


@lru_cache(maxsize=4096)
def _compiled(template: str) -> re.Pattern[str]:
    parts = PARAMETER.split(template)
    pattern = "".join("([^/]+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(pattern)
