"""In what one version of OpenAPI 3 differs from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specs.drafts import OLD, Draft
from specs.model import Location
from specs.schemas import JsonSchema

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""Source: OAS 3.0.3, Path Item Object."""
LOCATIONS = frozenset({Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE})
"""Source: OAS 3.0.3, Parameter Locations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the reader of OpenAPI 3 asks about a version.

    Attributes:
        name: ``"3.0"``, ``"3.1"``, …
        normalise: one schema object's own keywords in terms of JSON Schema 2020-12.
        methods: the members of a Path Item Object that are operations.
        locations: where parameters may stand.
        additional: whether a path item may have other methods under ``additionalOperations``.
        streams: whether a media type may describe the items of a stream with ``itemSchema``.
        styled_parts: whether parts of ``multipart/form-data`` may be written in styles, as the fields of forms are.
        webhooks: whether a document may have them.
        draft: which JSON Schema its schemas are.
        described: whether each response must have a description.
    """

    name: str
    normalise: Callable[[JsonSchema], JsonSchema]
    methods: tuple[str, ...] = METHODS
    locations: frozenset[Location] = LOCATIONS
    additional: bool = False
    streams: bool = False
    styled_parts: bool = False
    webhooks: bool = False
    draft: Draft = OLD
    described: bool = True
