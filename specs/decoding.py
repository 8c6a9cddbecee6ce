"""What a request says on the wire → the values of its parameters."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote

from specs import media
from specs.messages import is_form
from specs.model import Location, MediaType, Parameter
from specs.scalars import Accepts
from specs.schemas import Direction
from specs.styles import reading
from specs.styles.reading import ABSENT, Pairs, decoder, query_pairs, texts
from specs.styles.shape import Shape

__all__ = ["ABSENT", "Pairs", "cookies", "is_repeated", "parameter", "query_pairs"]


def cookies(header: str) -> Pairs:
    """Names and values in order, whatever else the header holds. Source: RFC 6265, 4.2.1."""
    pairs = (part.partition("=") for part in header.split(";"))
    return [(name.strip(), value.strip()) for name, equals, value in pairs if equals]


def parameter(
    spec: Parameter,
    raw: Mapping[Location, Pairs],
    shape: Shape,
    accepts: Accepts,
    direction: Direction,
    claimed: Collection[str] = frozenset(),
) -> Any:
    """The value of a parameter.

    Args:
        spec: the parameter.
        raw: names and raw (still percent-encoded) values of the message by location.
        shape: of the parameter's schema.
        accepts: whether the schema accepts a value; decides between several readings of the same text.
        direction: which way the message travels.
        claimed: the names that other parameters and credentials have in the same location.

    Returns:
        ``ABSENT`` where it was not sent. Text that fits no type of the schema stays text, for the validator to refuse.

    Raises:
        ValueError: its ``content`` is not of its media type.
    """
    pairs = raw[spec.location]
    if spec.content is None:
        return reading.read(spec, pairs, shape, accepts, claimed)
    if spec.location is Location.QUERYSTRING:
        return _content(spec.content, _whole_query(spec.content, pairs[0][1]), direction) if pairs else ABSENT
    sent = texts(spec, pairs)
    return _content(spec.content, decoder(spec)(reading.whole(spec, sent)), direction) if sent else ABSENT


def is_repeated(spec: Parameter, raw: Mapping[Location, Pairs], shape: Shape) -> bool:
    """Whether a parameter was sent more than once and is to be sent once."""
    return spec.location is not Location.QUERYSTRING and reading.is_repeated(spec, raw[spec.location], shape)


def _whole_query(content: MediaType, query: str) -> str:
    """A form is a query string as it stands; anything else is encoded. Source: OAS 3.2.0, Parameter Locations."""
    return query if is_form(content.name) else unquote(query)


def _content(content: MediaType, text: str, direction: Direction) -> Any:
    return media.read(media.Frame(content, content.name, direction), text.encode()).value
