"""What there is to reach in the messages of one operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from contracts.coverage.goals import Goals, Kind
from contracts.coverage.node import Node
from contracts.coverage.nodes import Belonging, Nodes
from specs import media, pointers
from specs.model import Document, Link, Location, MediaType, Operation, Parameter, Response, SecurityRequirement
from specs.schemas import Direction, Schema
from specs.styles.shape import shape_of

Alternative = frozenset[SecurityRequirement]


@dataclass(frozen=True, slots=True, eq=False)
class Sendable:
    """A parameter, with the goals of sending it, of leaving it out, and of leaving it out against the document."""

    location: Location
    name: str
    sent: int
    absent: int | None
    missing: int | None
    node: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """A media type, with its goal and the schemas of its values.

    Attributes:
        node: of the whole value.
        item: of each item of a stream.
    """

    media: MediaType
    goal: int
    node: Node | None
    item: Node | None


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """A link, the key of the operation it leads to, and its goal."""

    link: Link
    target: str
    goal: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A documented response with its goals; those of header fields by their names in lower case."""

    goal: int
    content: tuple[Content, ...]
    headers: tuple[tuple[str, int], ...]
    links: tuple[Followed, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What there is to reach in an operation.

    Attributes:
        reached: the goal of the operation itself.
        without_body: the goal of leaving the body out, where that is allowed.
        body_missing: of leaving it out where it is not.
        other_media: of sending a media type that is not documented.
        unreadable: of sending a body that is not of its media type.
        answers: by the status as documented.
        refused: the goal of being refused for want of credentials; None where anybody may call.
    """

    operation: Operation
    reached: int
    parameters: tuple[Sendable, ...]
    content: tuple[Content, ...]
    without_body: int | None
    body_missing: int | None
    other_media: int | None
    unreadable: int | None
    answers: Mapping[str, Answer]
    security: tuple[tuple[Alternative, int], ...]
    refused: int | None


def plans(document: Document, goals: Goals) -> Mapping[str, Plan]:
    """What there is to reach in each operation, by its key."""
    nodes = Nodes(goals)
    return {operation.key: _Planner(document, goals, nodes, operation).plan() for operation in document.operations}


@dataclass(frozen=True, slots=True, eq=False)
class _Planner:
    """Makes the plan of one operation."""

    document: Document
    goals: Goals
    nodes: Nodes
    operation: Operation

    def plan(self) -> Plan:
        """Everything there is to reach in the operation."""
        operation, body = self.operation, self.operation.body
        required = body is not None and body.required
        at = body.pointer if body else ""
        return Plan(
            operation=operation,
            reached=self._goal(Kind.OPERATIONS, "called", operation.pointer),
            parameters=tuple(self._parameter(each) for each in operation.parameters),
            content=self._content(body.content, Direction.REQUEST) if body else (),
            without_body=self._goal(Kind.PARAMETERS, "body left out", at) if body and not required else None,
            body_missing=self._goal(Kind.VIOLATIONS, "required body left out", at) if required else None,
            other_media=self._goal(Kind.VIOLATIONS, "undocumented media type sent", at) if body else None,
            unreadable=self._goal(Kind.VIOLATIONS, "unreadable body sent", at) if body else None,
            answers={each.status: self._answer(each) for each in operation.responses},
            security=tuple(self._security()),
            refused=None
            if operation.anonymous
            else self._goal(Kind.SECURITY, "refused without credentials", operation.pointer),
        )

    def _goal(self, kind: Kind, what: str, pointer: str) -> int:
        return self.goals.add(kind, what, self.operation.key, pointer)

    def _parameter(self, parameter: Parameter) -> Sendable:
        called, at = f"{parameter.location} {parameter.name}", parameter.pointer
        schema = parameter.content.schema if parameter.content else parameter.schema
        can_miss = parameter.location is not Location.PATH
        optional, demanded = can_miss and not parameter.required, can_miss and parameter.required
        return Sendable(
            location=parameter.location,
            name=parameter.name,
            sent=self._goal(Kind.PARAMETERS, f"{called} sent", at),
            absent=self._goal(Kind.PARAMETERS, f"{called} left out", at) if optional else None,
            missing=self._goal(Kind.VIOLATIONS, f"required {called} left out", at) if demanded else None,
            node=self._node(schema, Direction.REQUEST, called, text=parameter.content is None),
        )

    def _node(self, schema: Schema | None, direction: Direction, called: str, *, text: bool = False) -> Node | None:
        where = Belonging(self.operation.key, called)
        return self.nodes.of(schema, direction, where, text=text) if schema is not None else None

    def _answer(self, response: Response) -> Answer:
        status = response.status
        return Answer(
            goal=self._goal(Kind.STATUSES, f"{status} received", response.pointer),
            content=self._content(response.content, Direction.RESPONSE, status),
            headers=tuple(
                (each.name.lower(), self._goal(Kind.HEADERS, f"{status} {each.name} received", each.pointer))
                for each in response.headers
            ),
            links=tuple(self._links(response)),
        )

    def _content(self, content: tuple[MediaType, ...], direction: Direction, status: str = "") -> tuple[Content, ...]:
        told = "sent" if direction is Direction.REQUEST else "received"
        called = status or "body"
        found = []
        for each in content:
            goal = self._goal(Kind.MEDIA_TYPES, f"{status} {each.name} {told}".strip(), each.pointer)
            whole, item = _schemas(each, direction)
            found.append(Content(each, goal, self._node(whole, direction, called), self._node(item, direction, called)))
        return tuple(found)

    def _links(self, response: Response) -> Iterator[Followed]:
        for link in response.links:
            target = self.document.linked(link)
            if target is not None and target.key in self.document.by_key:
                told = f"{response.status} {link.name} followed to {target.key}"
                yield Followed(link, target.key, self._goal(Kind.LINKS, told, link.pointer))

    def _security(self) -> Iterator[tuple[Alternative, int]]:
        for index, alternative in enumerate(self.operation.security):
            names = " and ".join(sorted(each.scheme.name for each in alternative)) or "nothing"
            pointer = pointers.join(self.operation.pointer, "security", index)
            yield alternative, self._goal(Kind.SECURITY, f"called with {names}", pointer)


def _schemas(content: MediaType, direction: Direction) -> tuple[Schema | None, Schema | None]:
    """The schemas of a body and of each item of it. Source: OAS 3.2.0, Sequential Media Types."""
    whole, item = content.schema, content.item_schema
    if not media.is_sequence(content.name) or whole is None or item is not None:
        return whole, item
    return (whole, None) if shape_of(whole, direction).kind == "array" else (None, whole)
