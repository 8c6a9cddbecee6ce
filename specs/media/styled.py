"""Parts of ``multipart/form-data`` that are written in styles, as the fields of forms are, but without escapes.

Source: OAS 3.2.0, Encoding Object, ``style``; RFC 7578, 4.2, which knows no escapes in the texts of parts.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from specs.model import Encoding, Parameter
from specs.styles import writing
from specs.styles.reading import ABSENT
from specs.styles.reading import read as read_style
from specs.styles.shape import Shape

_DELIMITERS = ",|"
"""What stands between values and would be escaped in one; spaces mean the same either way."""


def applies(encoding: Encoding, shape: Shape) -> bool:
    """Whether the parts of a property are written in a style: of lists and objects, whose values it joins or names."""
    return encoding.styled and shape.kind is not None


def written(field: Parameter, value: Any) -> list[tuple[str, str]]:
    """The names and texts of the parts that spell a list or an object."""
    return [(name, unquote(text)) for name, text in writing.query_pairs(field, value)]


def read(field: Parameter, parts: list[tuple[str, bytes]], shape: Shape) -> Any:
    """The value that parts spell, given by their names and contents."""
    pairs = [(name, quote(content.decode(), safe=_DELIMITERS)) for name, content in parts]
    found = read_style(field, pairs, shape, lambda _: True)
    return {} if found is ABSENT else found
