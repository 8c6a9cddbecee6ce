"""Judges of messages that are asked for less than all that is wrong, or for more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specs.schemas import Direction, JsonSchema, Schema
from specs.validation import Compile, Engine, SchemaError, Validator

_SOMETHING = SchemaError("", "", "")


class _Asked:
    """An engine that is another one."""

    __slots__ = ("engine", "schema")

    def __init__(self, engine: Engine) -> None:
        self.engine, self.schema = engine, engine.schema

    def accepts(self, value: Any) -> bool:
        return self.engine.accepts(value)

    def errors(self, value: Any) -> Iterator[SchemaError]:
        return self.engine.errors(value)

    def of(self, schema: JsonSchema) -> Engine:
        return type(self)(self.engine.of(schema))


class _Any(_Asked):
    """An engine that tells that there is an error, and not which: most messages of a search are soon dropped."""

    __slots__ = ()

    def errors(self, value: Any) -> Iterator[SchemaError]:
        return iter(() if self.engine.accepts(value) else (_SOMETHING,))


class _Explaining(_Asked):
    """An engine that tells what is wrong by each branch of a combination, too."""

    __slots__ = ()

    def errors(self, value: Any) -> Iterator[SchemaError]:
        return self.engine.explained(value) if isinstance(self.engine, Validator) else self.engine.errors(value)


def telling_whether(compiled: Compile) -> Compile:
    """A compiler whose engines tell no more than whether a value is valid."""
    return _wrapped(compiled, _Any)


def explaining(compiled: Compile) -> Compile:
    """A compiler whose engines tell what is wrong by each branch, where they know."""
    return _wrapped(compiled, _Explaining)


def _wrapped(compiled: Compile, kind: type[_Asked]) -> Compile:
    def compile_(schema: Schema, direction: Direction) -> Engine:
        return kind(compiled(schema, direction))

    return compile_
