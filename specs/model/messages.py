"""What messages are made of: parameters, bodies, responses, and how their parts are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specs.model.servers import Server
from specs.schemas import Schema
from specs.words import Word


class Location(Word):
    """Where in a request a parameter stands."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    """The whole query string is one value. Source: OAS 3.2.0, Parameter Locations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Encoding:
    """How one property of a form, or one part of a multipart message, is written. Source: OAS 3.2.0, Encoding Object.

    Attributes:
        content_type: as written: one media type or several with commas between; empty where the document says none.
        headers: of a part; ``Content-Type`` is never among them.
        style: empty where the document says none.
        explode: None where the document says nothing.
        encoding: of a part that is a form or has parts itself, how those are written; ``prefix_encoding`` and
            ``item_encoding`` likewise, all as in ``MediaType``.
    """

    pointer: str = ""
    content_type: str = ""
    headers: tuple[Parameter, ...] = ()
    style: str = ""
    explode: bool | None = None
    allow_reserved: bool = False
    encoding: Mapping[str, Encoding] = field(default_factory=dict)
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None

    @property
    def styled(self) -> bool:
        """Whether it is written in a style, whatever ``content_type`` says. Source: OAS 3.2.0, Encoding Object."""
        return bool(self.style) or self.explode is not None

    @property
    def media_types(self) -> tuple[str, ...]:
        """What ``content_type`` names, one by one."""
        return tuple(each.strip() for each in self.content_type.split(",") if each.strip())

    @property
    def media_type(self) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.media_types), "")

    @property
    def exploded(self) -> bool:
        """Whether each item of a list stands for itself; the default depends on the style."""
        return (self.style or "form") == "form" if self.explode is None else self.explode


_PLAIN = Encoding()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaType:
    """One representation of a body.

    Attributes:
        name: as written, e.g. ``application/json`` or ``image/*``.
        schema: None where any content will do.
        examples: whole bodies the document gives, in order, by name (``""`` for a single unnamed one).
        serialized: examples as they are on the wire, by name. Source: OAS 3.2.0, Example Object.
        encoding: how the properties of a form, or the parts of a message, are written, by their names.
        prefix_encoding: the same for parts without names, by position; ``item_encoding`` for those behind them.
        item_schema: what each item of a stream (``application/jsonl``, ``text/event-stream``, …) looks like.
    """

    name: str
    pointer: str
    schema: Schema | None
    examples: Mapping[str, Any] = field(default_factory=dict)
    serialized: Mapping[str, str] = field(default_factory=dict)
    encoding: Mapping[str, Encoding] = field(default_factory=dict)
    prefix_encoding: tuple[Encoding, ...] = ()
    item_encoding: Encoding | None = None
    item_schema: Schema | None = None

    def form_field(self, name: str) -> Parameter:
        """A property of a form, written as a query parameter of its style. Source: OAS 3.0.3, Encoding Object."""
        encoding = self.encoding.get(name, _PLAIN)
        return Parameter(
            name=name,
            location=Location.QUERY,
            pointer=encoding.pointer or self.pointer,
            required=False,
            schema=None,
            style=encoding.style or "form",
            explode=encoding.exploded,
            allow_reserved=encoding.allow_reserved,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parameter:
    """A parameter of a request, or a header of a response.

    Attributes:
        style: OpenAPI 3 name of the serialisation; 2.0's ``collectionFormat`` is translated to it.
        content: set where the value is a whole document (``content`` in place of ``schema``).
        allow_empty: the value may be the empty string whatever the schema says.
    """

    name: str
    location: Location
    pointer: str
    required: bool
    schema: Schema | None
    style: str
    explode: bool
    content: MediaType | None = None
    allow_empty: bool = False
    allow_reserved: bool = False
    deprecated: bool = False
    description: str = ""
    examples: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """A request's body: at least one media type."""

    pointer: str
    required: bool
    content: tuple[MediaType, ...]
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """A link from a response to another operation; ``Document.linked`` finds that. Source: OAS 3.0.3, Link Object.

    Attributes:
        operation_id: of the other operation; None where ``operation_ref`` names it.
        operation_ref: a URI reference with a pointer to it, as written.
        parameters: by name, or by place and name (``path.id``): a value, or a runtime expression that
            ``specs.expressions`` evaluates.
        body: likewise, of the other operation's body; None where there is none.
        server: the base URL of the other operation, where it is another.
    """

    name: str
    pointer: str
    operation_id: str | None = None
    operation_ref: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    description: str = ""
    server: Server | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """One documented response.

    Attributes:
        status: ``"200"``, a range such as ``"2XX"``, or ``"default"``.
        content: empty where the response has no body.
    """

    status: str
    pointer: str
    description: str
    headers: tuple[Parameter, ...]
    content: tuple[MediaType, ...]
    links: tuple[Link, ...] = ()
    summary: str = ""

    def covers(self, status: int) -> bool:
        """Whether this entry speaks of an actual status code (``default`` speaks of all)."""
        return self.status in ("default", str(status), f"{status // 100}XX")
