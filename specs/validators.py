"""Compiled schemas: what a library makes of one to judge values with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import jsonschema_rs

from specs import effort, patterns, pointers
from specs.errors import SpecError
from specs.reaching import AsReached
from specs.schemas import Direction, JsonSchema, Schema

_MASK = "the value"
_MOST_STEPS = 200_000
_FEW_LEVELS, _MOST_WORK = 8, 500_000
"""Values of so few levels are judged at once; others where it takes so many steps at most, of some ten nanoseconds."""
_MANY = 100
"""Definitions, more than which are compiled as values reach them, where that is safe."""
_MOST_BRANCHINGS = 6
"""Combinations within combinations of which each branch is told."""
_HIDDEN = {
    "readOnly": f"{_MASK} is read-only, and must not be sent",
    "writeOnly": f"{_MASK} is write-only, and must not be sent back",
}

_WORDS = {"const": "enum"}
"""Keywords that say the same as others."""

ASSERTED_FORMATS = frozenset(
    "date date-time time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference "
    "uri-template uuid json-pointer relative-json-pointer regex".split()
)
"""Formats that a value can break. Any other (``password``, ``byte``, a vendor's own) says how to read it, no more."""


class SchemaError(NamedTuple):
    """What a value breaks.

    Attributes:
        pointer: JSON pointer into the value.
        keyword: that is broken.
        message: what was expected (without the value).
        members: names of members that are missing or not allowed there.
        branches: of a combination, what the value breaks of each branch; empty where that was not asked for.
    """

    pointer: str
    keyword: str
    message: str
    members: tuple[str, ...] = ()
    branches: tuple[tuple[SchemaError, ...], ...] = ()


class Misfit(NamedTuple):
    """What a value breaks, by where the schema says so.

    Attributes:
        keyword: that is broken; ``null`` where a type is, by null.
        at: from the schema that was compiled to the object that has the keyword; the name of a definition comes
            behind ``$defs``.
        path: from the value to the offending part, which a missing member is, too.
    """

    keyword: str
    at: tuple[str | int, ...]
    path: tuple[str | int, ...]


class Engine(Protocol):
    """A compiled schema, whichever library compiled it."""

    schema: dict[str, Any]

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid."""

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value."""

    def of(self, schema: JsonSchema) -> Engine:
        """Another self-contained schema, compiled by the same library."""


Compile = Callable[[Schema, Direction], Engine]
Make = Callable[[JsonSchema, str], "jsonschema_rs.Draft202012Validator | AsReached"]


class Validator:
    """A schema compiled by jsonschema-rs. Formats are asserted, patterns as far as it reads them; nothing is fetched.

    Attributes:
        schema: what was compiled.
        memo: what readers of the schema worked out and want to find again, by its type.
    """

    __slots__ = ("_compiled", "memo", "schema")

    def __init__(self, schema: JsonSchema, pointer: str, make: Make | None = None) -> None:
        """A compiled schema.

        Args:
            schema: a self-contained schema.
            pointer: where it stands, for an error.
            make: what compiles it, told where it stands; None: all of it is compiled, once its work is counted.

        Raises:
            SpecError: it cannot be used, for instance for a reference that leads out of it.
        """
        made = make or _counted
        self.schema = schema
        self.memo: dict[type, Any] = {}
        try:
            self._compiled = made(schema, pointer)
        except SpecError:
            if patterns.read_as_written(schema):
                raise
            self.schema = patterns.made_legible(schema)
            self._compiled = made(self.schema, pointer)

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid."""
        return self._compiled.is_valid(value)

    def verdict(self, value: Any) -> bool | None:
        """As ``accepts``; None where that cannot be told.

        It may take for ever, for each level with a choice may double the work; or what the value reaches cannot be
        compiled.
        """
        deep = self._chooses and effort.deeper(value, _FEW_LEVELS)
        try:
            return None if deep and effort.work(self.schema, value, _MOST_WORK) > _MOST_WORK else self.accepts(value)
        except SpecError:
            return None

    @property
    def _chooses(self) -> bool:
        known: bool | None = self.memo.get(bool)
        if known is None:
            known = self.memo[bool] = effort.chooses(self.schema)
        return known

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value."""
        return map(self._told, self._compiled.iter_errors(value))

    def explained(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value, with what is wrong by each branch of a combination."""
        return (self._explained(error, _MOST_BRANCHINGS) for error in self._compiled.iter_errors(value))

    def _told(self, error: jsonschema_rs.ValidationError) -> SchemaError:
        keyword = str(error.schema_path[-1]) if error.schema_path else "schema"
        mark = _mark(self.schema, error.schema_path[:-1]) if keyword == "not" else ""
        told = (mark, _HIDDEN[mark]) if mark else (keyword, error.message)
        return SchemaError(pointers.join("", *error.instance_path), *told, _members(error, keyword))

    def _explained(self, error: jsonschema_rs.ValidationError, room: int) -> SchemaError:
        branches = getattr(error.kind, "context", ()) if room else ()
        return self._told(error)._replace(
            branches=tuple(tuple(self._explained(each, room - 1) for each in branch) for branch in branches)
        )

    def misfits(self, value: Any) -> Iterator[Misfit]:
        """Everything that is wrong with a value, one by one where several members are."""
        for error in self._compiled.iter_errors(value):
            keyword, at = (
                _WORDS.get(str(error.schema_path[-1]), str(error.schema_path[-1])),
                tuple(error.schema_path[:-1]),
            )
            named = _members(error, keyword)
            if keyword == "type" and error.instance is None:
                keyword = "null"
            paths = [(*error.instance_path, name) for name in named] or [tuple(error.instance_path)]
            yield from (Misfit(keyword, at, path) for path in paths)

    def of(self, schema: JsonSchema) -> Validator:
        """Another self-contained schema, compiled by the same library."""
        return Validator(schema, "")


def _members(error: jsonschema_rs.ValidationError, keyword: str) -> tuple[str, ...]:
    """The names of members that are missing, or not allowed."""
    return (
        (getattr(error.kind, "property", ""),)
        if keyword == "required"
        else tuple(getattr(error.kind, "unexpected", ()))
    )


def _mark(schema: JsonSchema, path: Sequence[str | int]) -> str:
    """What forbids everything in a place; nothing where it is no more than a ``not``. See ``schemas``."""
    place: Any = schema
    for step in path:
        place = place[step]
    return next((mark for mark in _HIDDEN if place.get(mark) is True and place["not"] == {}), "")


def _counted(schema: JsonSchema, pointer: str) -> jsonschema_rs.Draft202012Validator:
    if effort.steps(schema, _MOST_STEPS) > _MOST_STEPS:
        told = f"schema cannot be used: it holds a single value against more than {_MOST_STEPS:,} schemas"
        raise SpecError(told, pointer=pointer)
    return _compiled(schema, pointer)


def _compiled(schema: JsonSchema, pointer: str) -> jsonschema_rs.Draft202012Validator:
    try:
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, ignore_unknown_formats=True, offline=True, mask=_MASK
        )
    except jsonschema_rs.ValidationError as error:
        where = pointers.join("", *error.instance_path)
        raise SpecError(f"schema cannot be used: at {where or '/'}: {error.message}", pointer=pointer) from error
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise SpecError(f"schema cannot be used: {error}", pointer=pointer) from error


class Compiler:
    """Compiles schemas that share definitions, and are asked about few values: of many, those that values reach.

    Of those, faults are told when a value reaches them, but for patterns that cannot be read.
    """

    __slots__ = ("_readable", "_steps")

    def __init__(self) -> None:
        self._steps = effort.Steps()
        self._readable: dict[str, bool] = {}

    def validator(self, schema: JsonSchema, pointer: str = "") -> Validator:
        """A compiled self-contained schema. Raises SpecError as ``Validator`` does."""
        make = _compiled if self._steps.of(schema, _MOST_STEPS) <= _MOST_STEPS else _counted
        named = schema.get("$defs", {})
        if len(named) > _MANY and all(self._read(name, each) for name, each in named.items()):
            return Validator(schema, pointer, lambda whole, where: AsReached(whole, partial(make, pointer=where)))
        return Validator(schema, pointer, make)

    def _read(self, name: str, definition: Any) -> bool:
        known = self._readable.get(name)
        if known is None:
            known = self._readable[name] = patterns.read_as_written(definition)
        return known


def for_few_values(schema: Schema, direction: Direction) -> Validator:
    """As ``validator``, which is slower to make and faster to ask."""
    space = schema.space
    key = (schema.identity, direction, Compiler)
    compiled: Validator | None = space.compiled.get(key)
    if compiled is None:
        compiler = space.memo.setdefault((Compiler, direction), Compiler())
        made = compiler.validator(schema.json_schema(direction), schema.pointer)
        compiled = space.compiled.keep(key, made, patterns.weight(made.schema))
    return compiled


def validator(schema: Schema, direction: Direction) -> Validator:
    """The compiled validator of a schema; the same object for the same schema while it is in use."""
    key = (schema.identity, direction)
    compiled: Validator | None = schema.space.compiled.get(key)
    if compiled is None:
        made = _made_for_the_other(schema, direction) or Validator(schema.json_schema(direction), schema.pointer)
        compiled = schema.space.compiled.keep(key, made, patterns.weight(made.schema))
    return compiled


def _made_for_the_other(schema: Schema, direction: Direction) -> Validator | None:
    """The validator of the other direction, where nothing in the schema depends on the direction."""
    other = Direction.RESPONSE if direction is Direction.REQUEST else Direction.REQUEST
    made: Validator | None = schema.space.compiled.get((schema.identity, other))
    return made if made is not None and made.schema == schema.json_schema(direction) else None
