"""OpenAPI 3.1: schemas are JSON Schema 2020-12 already. Source: OpenAPI Specification 3.1.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specs.dialects import keywords, openapi3
from specs.dialects.edition import Edition
from specs.drafts import RECENT
from specs.model import Document
from specs.schemas import JsonSchema
from specs.slips import Slips
from specs.source import Source
from specs.wellformed import wellformed


def matches(raw: Mapping[str, Any]) -> bool:
    """Whether ``openapi`` is 3.1.x."""
    return str(raw.get("openapi", "")).startswith("3.1")


def build(raw: Mapping[str, Any], source: Source, slips: Slips) -> Document:
    """See ``dialects.Dialect.build``."""
    edition = Edition(name="3.1", normalise=normalise, webhooks=True, draft=RECENT, styled_parts=True)
    return openapi3.build(raw, source, slips, edition)


def normalise(node: JsonSchema) -> JsonSchema:
    """One Schema Object's own keywords; siblings of a reference stay, as 3.1 says.

    Documents that were 3.0 once may still have its boolean exclusive bounds.
    """
    node = keywords.without_documentation(wellformed(keywords.recent(node)))
    keywords.plain_exclusive_bounds(node)
    keywords.bound_integer_format(node)
    keywords.examples_list(node)
    return node
