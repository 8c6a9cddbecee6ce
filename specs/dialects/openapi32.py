"""OpenAPI 3.2: more methods, whole query strings as values, streams. Source: OpenAPI Specification 3.2.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specs.dialects import openapi3, openapi31
from specs.dialects.edition import LOCATIONS, METHODS, Edition
from specs.drafts import RECENT
from specs.model import Document, Location
from specs.slips import Slips
from specs.source import Source

_EDITION = Edition(
    name="3.2",
    normalise=openapi31.normalise,
    methods=(*METHODS, "query"),
    locations=LOCATIONS | {Location.QUERYSTRING},
    additional=True,
    streams=True,
    styled_parts=True,
    webhooks=True,
    draft=RECENT,
    described=False,
)


def matches(raw: Mapping[str, Any]) -> bool:
    """Whether ``openapi`` is 3.2.x."""
    return str(raw.get("openapi", "")).startswith("3.2")


def build(raw: Mapping[str, Any], source: Source, slips: Slips) -> Document:
    """See ``dialects.Dialect.build``."""
    return openapi3.build(raw, source, slips, _EDITION)
