"""Frozen views of a document, the same for every dialect. Each knows its JSON pointer; ``Document.place`` its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from specs.schemas import Schema
from specs.slips import Slip
from specs.source import Source

_PATH = re.compile(r"(?:[^/?#]*:)?(?://[^/?#]*)?/?([^?#]*)")
"""A URL's path, whatever is wrong with the rest: a variable may stand for its scheme. Source: RFC 3986, B."""


class Location(StrEnum):
    """Where in a request a parameter stands."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    """The whole query string is one value. Source: OAS 3.2.0, Parameter Locations."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaType:
    """One representation of a body.

    Attributes:
        name: as written, e.g. ``application/json`` or ``image/*``.
        schema: None where any content will do.
        examples: whole bodies the document gives, in order, by name (``""`` for a single unnamed one).
        encoding: raw ``encoding`` objects by property name.
        item_schema: what each item of a stream (``application/jsonl``, ``text/event-stream``, …) looks like.
    """

    name: str
    pointer: str
    schema: Schema | None
    examples: Mapping[str, Any] = field(default_factory=dict)
    encoding: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    item_schema: Schema | None = None

    def form_field(self, name: str) -> Parameter:
        """A property of a form, written as a query parameter of its style. Source: OAS 3.0.3, Encoding Object."""
        encoding = self.encoding.get(name, {})
        style = encoding.get("style", "form")
        return Parameter(
            name=name,
            location=Location.QUERY,
            pointer=self.pointer,
            required=False,
            schema=None,
            style=style,
            explode=bool(encoding.get("explode", style == "form")),
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
    """A link from a response to another operation; ``raw`` is the Link Object."""

    name: str
    pointer: str
    raw: Mapping[str, Any]


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

    def covers(self, status: int) -> bool:
        """Whether this entry speaks of an actual status code (``default`` speaks of all)."""
        return self.status in ("default", str(status), f"{status // 100}XX")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a credential is presented.

    Attributes:
        kind: ``apiKey``, ``http``, ``oauth2``, ``openIdConnect`` or ``mutualTLS``.
        scheme: for ``http``: ``bearer``, ``basic``, … in lower case.
        location: for ``apiKey``: header, query or cookie.
        parameter: for ``apiKey``: the name of that header, query parameter or cookie.
        bearer: the credential is a bearer token in the Authorization header, whichever kind says so.
        flows: raw OAuth 2 flows by name.
    """

    name: str
    pointer: str
    kind: str
    scheme: str = ""
    location: Location | None = None
    parameter: str = ""
    flows: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def bearer(self) -> bool:
        """Whether the credential travels as ``Authorization: Bearer …`` (or, in 2.0, is free to)."""
        return (
            self.kind in ("oauth2", "openIdConnect")
            or (self.kind == "http" and self.scheme == "bearer")
            or (
                self.kind == "apiKey" and self.location is Location.HEADER and self.parameter.lower() == "authorization"
            )
        )


@dataclass(frozen=True, slots=True)
class SecurityRequirement:
    """One scheme that must be satisfied, with the scopes it must grant."""

    scheme: SecurityScheme
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One method on one path.

    Attributes:
        method: upper case; one from ``additionalOperations`` as written, because methods are case-sensitive.
        path: the template as written, without any base path.
        security: alternatives, any of which is enough; each a set of requirements that hold together. An empty
            tuple: no credentials are asked for. An empty alternative: anonymous access is one of the choices.
        sunset: the day the operation goes away (``x-sunset``), as written.
        produces: media types that hold for every response, even one without a body (2.0 only).
        servers: base URLs that stand in place of the document's, as there; empty where those hold.
        callbacks: by name, the requests that the API itself sends because of this one; their ``path`` is the runtime
            expression of the URL. Callbacks of callbacks are left out.
    """

    id: str | None
    method: str
    path: str
    pointer: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[frozenset[SecurityRequirement], ...]
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    sunset: str | None = None
    produces: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    callbacks: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the operation is called in messages: ``DELETE /api/clients/{id}``."""
        return f"{self.method} {self.path}"

    def parameters_in(self, location: Location) -> tuple[Parameter, ...]:
        """The parameters of one location, in the document's order."""
        return tuple(parameter for parameter in self.parameters if parameter.location is location)

    def response_for(self, status: int) -> Response | None:
        """The entry that documents a status code: exact before range before default."""
        for wanted in (str(status), f"{status // 100}XX", "default"):
            for response in self.responses:
                if response.status == wanted:
                    return response
        return None

    @property
    def successes(self) -> tuple[Response, ...]:
        """The documented 2xx responses, lowest status first."""
        return tuple(sorted((r for r in self.responses if r.status.startswith("2")), key=lambda r: r.status))

    @property
    def anonymous(self) -> bool:
        """Whether the operation may be called without credentials."""
        return not self.security or frozenset() in self.security


@dataclass(frozen=True, eq=False)
class Document:
    """A whole API description.

    Attributes:
        raw: the parsed (and, where it spans files, bundled) document; never changed.
        dialect: ``"2.0"``, ``"3.0"``, ``"3.1"`` or ``"3.2"``; to tell a person, never to branch on.
        release: ``info.version``.
        servers: base URLs as written, with variables at their defaults; never empty.
        webhooks: by name, the requests that the API sends of its own accord; their ``path`` is the name.
        slips: what the document gets wrong and was read in spite of, each once.
    """

    raw: Mapping[str, Any]
    source: Source
    dialect: str
    title: str
    release: str
    servers: tuple[str, ...]
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, SecurityScheme]
    schemas: Mapping[str, Schema]
    webhooks: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()

    def place(self, pointer: str) -> str:
        """``file:line`` of a pointer (of what is nearest above it, where it was made up in translation)."""
        while pointer:
            file, line = self.source.place(pointer)
            if line:
                return f"{file}:{line}"
            pointer = pointer.rpartition("/")[0]
        return self.source.label

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The path part of each server, without a trailing slash and without repeats; ``""`` is the root."""
        return _paths(self.servers)

    def base_paths_of(self, operation: Operation) -> tuple[str, ...]:
        """The base paths that an operation is served under: of its own servers, else the document's."""
        return _paths(operation.servers) if operation.servers else self.base_paths

    @cached_property
    def by_key(self) -> Mapping[str, Operation]:
        """Operations by their ``key``."""
        return {operation.key: operation for operation in self.operations}


def _paths(servers: tuple[str, ...]) -> tuple[str, ...]:
    found = (_PATH.match(server) for server in servers)
    return tuple(dict.fromkeys(f"/{each[1]}".rstrip("/") if each else "" for each in found))
