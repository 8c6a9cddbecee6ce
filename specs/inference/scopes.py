"""What paths of parameters alone name: ``/{id}`` below ``/`` an item, ``/bots/{app}`` above a bot none."""

from __future__ import annotations

from collections.abc import Mapping

from specs.inference.paths import above, alike, ends_in_parameter
from specs.inference.shape import success_shape
from specs.model import Document, Operation

NO_SCOPES: frozenset[str] = frozenset()
_OF_ITEMS = frozenset({"PUT", "PATCH", "DELETE"})


def scopes(document: Document) -> frozenset[str]:
    """Such paths, as ``paths.alike`` has them.

    Something is done to single things a parameter further down, and at the address itself nothing is but that they are
    listed or made. Where no body is documented, that tells enough only if those below are changed or deleted.
    """
    found: dict[str, dict[str, Operation]] = {}
    for operation in document.operations:
        if ends_in_parameter(operation.path):
            found.setdefault(alike(operation.path), {})[operation.method] = operation
    below = {above(path): methods for path, methods in found.items()}
    return frozenset(path for path, methods in found.items() if path in below and _collects(methods, below[path]))


def _collects(methods: Mapping[str, Operation], below: Mapping[str, Operation]) -> bool:
    if not _OF_ITEMS.isdisjoint(methods):
        return False
    shape = success_shape(methods["GET"]) if "GET" in methods else None
    return shape.listed if shape else methods.keys() == {"POST"} or not _OF_ITEMS.isdisjoint(below)


def roots(document: Document) -> frozenset[str]:
    """``/{}``, where several things are done to what it names, and something to all of them at ``/``."""
    methods = {operation.method for operation in document.operations if alike(operation.path) == "/{}"}
    whole = any(operation.path == "/" for operation in document.operations)
    return frozenset({"/{}"} if whole and len(methods & {"GET", *_OF_ITEMS}) > 1 else ())
