"""What a codec is told of a body, and what it tells of one it has read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from specs.model import MediaType, Parameter
from specs.schemas import Direction, JsonSchema
from specs.styles.shape import Shape, shape_of

MOST_FIELDS = 10_000
"""Fields of a form, parts of a message, or items of a sequence that one body may have."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a body that no schema speaks of, such as the media type of one of its parts.

    Attributes:
        pointer: JSON pointer into the value.
        rule: ``content-type``, or the keyword of a schema that speaks of the content of texts.
        message: what was expected.
    """

    pointer: str
    rule: str
    message: str


class Frame(NamedTuple):
    """A body's documentation and the Content-Type it travels with.

    Attributes:
        declared: the field's whole value, parameters included.
        inner: of a body within a body, its shape, which is that of a part of the whole.
    """

    media: MediaType
    declared: str
    direction: Direction
    inner: Shape | None = None

    @property
    def shape(self) -> Shape:
        """The shape of the whole body."""
        return self.inner or shape_of(self.media.schema, self.direction)

    @property
    def item_shape(self) -> Shape:
        """The shape of one of the items that the body consists of."""
        item = self.media.item_schema
        return shape_of(item, self.direction) if item is not None else self.shape.item

    def shape_at(self, index: int) -> Shape:
        """The shape of one of those items, by its place."""
        return self.item_shape if self.media.item_schema is not None else self.shape.at(index)

    @property
    def schema(self) -> JsonSchema:
        """The schema of the whole body, self-contained; ``{}`` where the document has none."""
        return self.media.schema.json_schema(self.direction) if self.media.schema else {}


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The headers of a part of a body.

    Attributes:
        pointer: JSON pointer of the part in the value.
        documented: the headers of which its documentation speaks.
        sent: names and texts.
    """

    pointer: str
    documented: tuple[Parameter, ...]
    sent: list[tuple[str, str]]


class Content(NamedTuple):
    """A body that was read.

    Attributes:
        parts: the headers of those of its parts for which some are documented.
        judged: whether the value is what the schema speaks of; a web page is not the object it may show.
    """

    value: Any
    faults: tuple[Fault, ...] = ()
    parts: tuple[Head, ...] = ()
    judged: bool = True
