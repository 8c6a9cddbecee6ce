"""OpenAPI 3.0. Source: OpenAPI Specification 3.0.3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specs.dialects import keywords, openapi3
from specs.dialects.edition import Edition
from specs.model import Document
from specs.schemas import JsonSchema
from specs.slips import Slips
from specs.source import Source
from specs.wellformed import wellformed


def matches(raw: Mapping[str, Any]) -> bool:
    """Whether ``openapi`` is 3.0.x."""
    return str(raw.get("openapi", "")).startswith("3.0")


def build(raw: Mapping[str, Any], source: Source, slips: Slips) -> Document:
    """See ``dialects.Dialect.build``."""
    return openapi3.build(raw, source, slips, Edition(name="3.0", normalise=normalise))


def normalise(node: JsonSchema) -> JsonSchema:
    """One Schema Object's own keywords in terms of JSON Schema 2020-12; a reference has no siblings here."""
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    node = keywords.without_documentation(wellformed(keywords.recent(node)))
    nullable = node.pop("nullable", False)
    keywords.plain_exclusive_bounds(node)
    keywords.bound_integer_format(node)
    keywords.examples_list(node)
    return keywords.admit_null(node) if nullable is True else node
