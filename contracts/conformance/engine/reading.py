"""Answers in YAML are read as documents are: within bounds, and what cannot be read is a fault of the server's.

The engine's own reader writes aliases out without an end, and ends its thread where a text is no YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from specs.errors import SpecError
from specs.parse import parse_yaml
from specs.slips import Slips

if TYPE_CHECKING:
    from schemathesis.core.transport import Response

READERS = "schemathesis.core.deserialization._DESERIALIZERS"
"""What reads answers in the engine, by media type; a test fails where a release has others."""


@contextmanager
def reading() -> Iterator[None]:
    """The engine reads YAML so meanwhile."""
    from schemathesis.core import media_types

    with patch.dict(READERS, dict.fromkeys(media_types.YAML_MEDIA_TYPES, _yaml)):
        yield


def _yaml(_context: object, response: Response) -> Any:
    """The value of an answer. Raises ValueError: it has none, or too large a one; LookupError: no such charset."""
    text = response.content.decode(response.encoding or "utf-8")
    try:
        return parse_yaml(text, "the answer", Slips())
    except SpecError as error:
        raise ValueError(str(error)) from error
