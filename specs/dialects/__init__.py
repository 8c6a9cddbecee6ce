"""One module per dialect; each turns its own documents into the model. Nobody else asks which version a document is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from specs.dialects import openapi30, openapi31, openapi32, swagger2
from specs.errors import SpecError
from specs.model import Document
from specs.slips import Slips
from specs.source import Source


class Dialect(Protocol):
    """What a dialect's module offers."""

    def matches(self, raw: Mapping[str, Any]) -> bool:
        """Whether the document says it is written in this dialect."""

    def build(self, raw: Mapping[str, Any], source: Source, slips: Slips) -> Document:
        """The document as a model.

        Args: raw, the parsed document; source, where it came from; slips, what is known to be wrong with it, to which
        everything is added that has a shape which the dialect does not know.

        Raises:
            SpecError: it has nothing that could be used.
        """


DIALECTS: tuple[Dialect, ...] = (swagger2, openapi30, openapi31, openapi32)


def of(raw: Mapping[str, Any], label: str) -> Dialect:
    """The dialect a document says it is written in.

    Raises:
        SpecError: it names none, or one that is not known here.
    """
    for dialect in DIALECTS:
        if dialect.matches(raw):
            return dialect
    named = raw.get("openapi") or raw.get("swagger")
    if named is None:
        raise SpecError(
            "not an OpenAPI document: neither 'openapi' nor 'swagger' at the top level",
            source=label,
            hint="it must start with 'openapi: 3.…' or 'swagger: \"2.0\"'",
        )
    raise SpecError(f"OpenAPI {named} is not supported", source=label, hint="2.0, 3.0, 3.1 and 3.2 are")
