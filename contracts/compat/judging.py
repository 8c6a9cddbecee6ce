"""Judges of messages that are asked for less than all that is wrong: most messages of a search are soon dropped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from specs.schemas import Direction, JsonSchema, Schema
from specs.validation import Compile, Engine, SchemaError

_SOMETHING = SchemaError("", "", "")


class _First:
    """An engine that tells the first error alone."""

    __slots__ = ("engine", "schema")

    def __init__(self, engine: Engine) -> None:
        self.engine, self.schema = engine, engine.schema

    def accepts(self, value: Any) -> bool:
        return self.engine.accepts(value)

    def errors(self, value: Any) -> Iterator[SchemaError]:
        return islice(self.engine.errors(value), 1)

    def of(self, schema: JsonSchema) -> Engine:
        return type(self)(self.engine.of(schema))


class _Any(_First):
    """An engine that tells that there is an error, and not which."""

    __slots__ = ()

    def errors(self, value: Any) -> Iterator[SchemaError]:
        return iter(() if self.engine.accepts(value) else (_SOMETHING,))


def telling_one(compiled: Compile) -> Compile:
    """A compiler whose engines tell the first error alone."""
    return _wrapped(compiled, _First)


def telling_whether(compiled: Compile) -> Compile:
    """A compiler whose engines tell no more than whether a value is valid."""
    return _wrapped(compiled, _Any)


def _wrapped(compiled: Compile, kind: type[_First]) -> Compile:
    def compile_(schema: Schema, direction: Direction) -> Engine:
        return kind(compiled(schema, direction))

    return compile_
