"""Operations, and the document that has them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from specs import pointers
from specs.collector import collector_paused
from specs.model.deferred import Deferred
from specs.model.messages import Body, Link, Location, Parameter, Response
from specs.model.security import SecurityRequirement, SecurityScheme
from specs.model.servers import Server, base_paths
from specs.schemas import Schema
from specs.slips import Slip, Slips
from specs.source import Source

_PARAMETER = re.compile(r"\{[^{}]*\}")


def _no_callbacks() -> Mapping[str, tuple[Operation, ...]]:
    return {}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Operation:
    """One method on one path.

    Attributes:
        method: upper case; one from ``additionalOperations`` as written, because methods are case-sensitive.
        path: the template as written, without any base path.
        security: alternatives, any of which is enough; each a set of requirements that hold together. An empty
            tuple: no credentials are asked for. An empty alternative: anonymous access is one of the choices.
        sunset: the day the operation goes away (``x-sunset``), as written.
        produces: media types that hold for every response, even one without a body (2.0 only).
        server_templates: base URLs that stand in place of the document's, as there; empty where those hold.
        callbacks: by name, the requests that the API itself sends because of this one; their ``path`` is the runtime
            expression of the URL. They may have callbacks themselves, and come back to one that was there before.

    Parameters, body, responses, security and callbacks are read when they are first asked for.
    """

    id: str | None
    method: str
    path: str
    pointer: str
    parameters: Deferred[tuple[Parameter, ...]] = Deferred()
    body: Deferred[Body | None] = Deferred()
    responses: Deferred[tuple[Response, ...]] = Deferred()
    security: Deferred[tuple[frozenset[SecurityRequirement], ...]] = Deferred()
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    sunset: str | None = None
    produces: tuple[str, ...] = ()
    server_templates: tuple[Server, ...] = ()
    callbacks: Deferred[Mapping[str, tuple[Operation, ...]]] = Deferred(_no_callbacks)

    def __repr__(self) -> str:
        return f"Operation({self.key})"  # its parts may not have been read, and its callbacks may lead back to it

    @property
    def servers(self) -> tuple[str, ...]:
        """Base URLs that stand in place of the document's, variables at their defaults; empty where those hold."""
        return tuple(server.default for server in self.server_templates)

    @cached_property
    def key(self) -> str:
        """What the operation is called in messages: ``DELETE /api/clients/{id}``."""
        return f"{self.method} {self.path}"

    def parameters_in(self, location: Location) -> tuple[Parameter, ...]:
        """The parameters of one location, in the document's order."""
        return self._located.get(location, ())

    @cached_property
    def _located(self) -> Mapping[Location, tuple[Parameter, ...]]:
        found: dict[Location, tuple[Parameter, ...]] = {}
        for parameter in self.parameters:
            found[parameter.location] = (*found.get(parameter.location, ()), parameter)
        return found

    @cached_property
    def claimed(self) -> Mapping[Location, frozenset[str]]:
        """The names that parameters and credentials have in each location."""
        named = [(each.location, each.name) for each in self.parameters]
        schemes = [each.scheme for alternative in self.security for each in alternative]
        named += [(each.location, each.parameter) for each in schemes if each.location]
        return {location: frozenset(name for at, name in named if at is location) for location in Location}

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

    def read(self) -> None:
        """Read whatever has not been yet, so that its slips are known."""
        _ = self.parameters, self.body, self.responses, self.security, self.callbacks

    @property
    def anonymous(self) -> bool:
        """Whether the operation may be called without credentials."""
        return not self.security or frozenset() in self.security


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What a document says of a tag. Source: OAS 3.2.0, Tag Object.

    Attributes:
        parent: name of the tag that this one is below, if any (3.2); ``kind`` says what it is for.
    """

    name: str
    summary: str = ""
    description: str = ""
    parent: str | None = None
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Document:
    """A whole API description.

    Attributes:
        raw: the parsed (and, where it spans files, bundled) document; never changed.
        dialect: ``"2.0"``, ``"3.0"``, ``"3.1"`` or ``"3.2"``; to tell a person, never to branch on.
        release: ``info.version``.
        server_templates: base URLs with all that the document says of them; never empty.
        webhooks: by name, the requests that the API sends of its own accord; their ``path`` is the name.
        tags: what the document says of its tags, in its order.
        noted: where slips are kept as they are found; ``slips`` has them all.
    """

    raw: Mapping[str, Any]
    source: Source
    dialect: str
    title: str
    release: str
    server_templates: tuple[Server, ...]
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, SecurityScheme]
    schemas: Mapping[str, Schema]
    webhooks: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    tags: tuple[Tag, ...] = ()
    noted: Slips = field(default_factory=Slips, repr=False)

    @property
    def called(self) -> str:
        """Title and release, as far as the document says them; else where it came from."""
        return " ".join(part for part in (self.title, self.release) if part) or self.source.label

    def place(self, pointer: str) -> str:
        """``file:line`` of a pointer (of what is nearest above it, where it was made up in translation)."""
        while pointer:
            file, line = self.source.place(pointer, self.raw)
            if line:
                return f"{file}:{line}"
            pointer = pointer.rpartition("/")[0]
        return self.source.label

    @cached_property
    def every_operation(self) -> tuple[Operation, ...]:
        """All operations: those that are served, then those that the API calls (webhooks, callbacks), each once."""
        waiting = deque((*self.operations, *chain.from_iterable(self.webhooks.values())))
        found: dict[str, Operation] = {}
        while waiting:
            operation = waiting.popleft()
            if operation.pointer not in found:
                found[operation.pointer] = operation
                waiting += chain.from_iterable(operation.callbacks.values())
        return tuple(found.values())

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """What the document gets wrong and was read in spite of, each once. Every operation is read for it."""
        with collector_paused():
            for operation in self.every_operation:
                operation.read()
        return tuple(self.noted)

    @property
    def servers(self) -> tuple[str, ...]:
        """Base URLs with variables at their defaults; never empty."""
        return tuple(server.default for server in self.server_templates)

    def linked(self, link: Link) -> Operation | None:
        """The operation that a link leads to; None where it is in another document, or nowhere."""
        if link.operation_id is not None:
            return self._by_id.get(link.operation_id)
        place, _, fragment = (link.operation_ref or "").partition("#")
        pointer = pointers.from_fragment(fragment)
        return None if place else next((each for each in self.every_operation if each.pointer == pointer), None)

    @cached_property
    def _by_id(self) -> Mapping[str, Operation]:
        """Of two with one id the first."""
        return {each.id: each for each in reversed(self.every_operation) if each.id is not None}

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The path part of each server, without a trailing slash and without repeats; ``""`` is the root.

        A variable that has an ``enum`` counts with each of its values, the default first.
        """
        return base_paths(self.server_templates)

    @cached_property
    def every_base_path(self) -> tuple[str, ...]:
        """The base paths of the document, then those that operations have instead, each once."""
        own = (base for each in self.operations if each.server_templates for base in self.base_paths_of(each))
        return tuple(dict.fromkeys((*self.base_paths, *own)))

    def base_paths_of(self, operation: Operation) -> tuple[str, ...]:
        """The base paths that an operation is served under: of its own servers, else the document's."""
        return base_paths(operation.server_templates) if operation.server_templates else self.base_paths

    @cached_property
    def by_extent(self) -> Mapping[tuple[str, int], Sequence[tuple[Operation, str]]]:
        """Operations and their base paths, by the method and the number of slashes of requests that may be theirs.

        A parameter holds no slash. Those whose path has the fewest parameters come first.
        """
        found: dict[tuple[str, int], list[tuple[Operation, str]]] = {}
        for operation in sorted(self.operations, key=lambda each: each.path.count("{")):
            own = _PARAMETER.sub("", operation.path).count("/")
            for base in self.base_paths_of(operation):
                found.setdefault((operation.method, own + base.count("/")), []).append((operation, base))
        return found

    @cached_property
    def by_key(self) -> Mapping[str, Operation]:
        """Operations by their ``key``."""
        return {operation.key: operation for operation in self.operations}
