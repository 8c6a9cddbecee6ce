"""Documented operations that tell a verifier's facts: the public keys, and where everything is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from specs import shapes
from specs.inference.shape import success_shape
from specs.model import Document, Operation

KEYS, METADATA = "keys", "metadata"
_PATHS: Mapping[str, re.Pattern[str]] = {
    KEYS: re.compile(r"jwks(\.json)?$|/\.well-known/.*keys(\.json)?$", re.IGNORECASE),
    METADATA: re.compile(r"/\.well-known/(openid-configuration|oauth-authorization-server)$"),
}
_MEMBER: Mapping[str, str] = {KEYS: "keys", METADATA: "issuer"}


def published(document: Document) -> Mapping[str, str]:
    """``KEYS`` or ``METADATA``, by the key of the operation that tells it.

    Its path is called so, and what it answers has a place for it. Source: RFC 7517, 5; RFC 8414, 3.
    """
    return {
        operation.key: what
        for operation in document.operations
        if operation.method == "GET"
        for what, path in _PATHS.items()
        if path.search(operation.path) and _tells(operation, _MEMBER[what])
    }


def _tells(operation: Operation, member: str) -> bool:
    shape = success_shape(operation)
    return shape is not None and member in shapes.properties(shape.root, shape.root)
