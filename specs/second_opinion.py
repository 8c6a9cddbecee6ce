"""The python jsonschema library as a second, independent judge of the same messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import jsonschema
from referencing import Registry

from specs import patterns, pointers
from specs.errors import SpecError
from specs.schemas import Direction, JsonSchema, Schema
from specs.validators import SchemaError

_NOTHING_IS_FETCHED: Registry[Any] = Registry()
_DATE = r"\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D"
_TIME = r"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)"
_DURATION = re.compile(rf"P(?:(?:{_DATE})(?:{_TIME})?|{_TIME}|\d+W)", re.ASCII)
"""Source: RFC 3339, Appendix A."""


def _is_duration(value: object) -> bool:
    return not isinstance(value, str) or _DURATION.fullmatch(value) is not None


_FORMATS = jsonschema.FormatChecker(())
_FORMATS.checkers = {**jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers, "duration": (_is_duration, ())}
"""The library reads durations with a package for dates of all calendars, a tenth of what a small comparison takes."""


def _multiple_of(checker: Any, step: Any, value: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    """Exactly, as JSON writes numbers: the library divides floats, to which 0.3 is no multiple of 0.1."""
    if checker.is_type(value, "number") and Fraction(str(value)) % Fraction(str(step)):
        yield jsonschema.ValidationError(f"not a multiple of {step}")


def _pattern(checker: Any, pattern: str, value: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    """As ECMA 262 has it: to the library's own engine, Python's, classes mean other characters, or nothing."""
    if checker.is_type(value, "string") and not patterns.found_by_second(pattern, value):
        yield jsonschema.ValidationError(f"does not match {pattern!r}")


def _pattern_properties(checker: Any, named: Any, value: Any, _schema: Any) -> Iterator[jsonschema.ValidationError]:
    for pattern, schema in named.items() if checker.is_type(value, "object") else ():
        for name, item in value.items():
            if patterns.found_by_second(pattern, name):
                yield from checker.descend(item, schema, path=name, schema_path=pattern)


_KEYWORDS = {"multipleOf": _multiple_of, "pattern": _pattern, "patternProperties": _pattern_properties}
_Compiled: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, _KEYWORDS
)


class SecondValidator:
    """A schema compiled by python jsonschema; formats asserted as far as that library knows them."""

    __slots__ = ("_compiled", "schema")

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self._compiled = _Compiled(
            schema,
            format_checker=_FORMATS,
            registry=_NOTHING_IS_FETCHED,
        )

    def accepts(self, value: Any) -> bool:
        """Whether a value is valid.

        Raises:
            SpecError: this library cannot judge, for instance for a pattern that it cannot read.
        """
        try:
            return bool(self._compiled.is_valid(value))
        except Exception as error:
            raise _unable(error) from error

    def errors(self, value: Any) -> Iterator[SchemaError]:
        """Everything that is wrong with a value.

        Raises:
            SpecError: as ``accepts``.
        """
        try:
            for error in self._compiled.iter_errors(value):
                pointer = pointers.join("", *error.absolute_path)
                yield SchemaError(pointer, str(error.validator), f"breaks {error.validator!r}", _members(error))
        except Exception as error:
            raise _unable(error) from error

    def of(self, schema: JsonSchema) -> SecondValidator:
        """Another self-contained schema, compiled by the same library."""
        return SecondValidator(schema)


def _members(error: Any) -> tuple[str, ...]:
    """The names of members that are missing, of all where several are, or not allowed."""
    value, schema = error.instance, error.schema
    if error.validator == "required":
        return tuple(name for name in error.validator_value if name not in value)
    if error.validator != "additionalProperties":
        return ()
    named, others = schema.get("properties", ()), schema.get("patternProperties", ())
    free = (name for name in value if name not in named)
    return tuple(name for name in free if not any(patterns.found_by_second(each, name) for each in others))


def _unable(error: Exception) -> SpecError:
    return SpecError(f"the second validator cannot judge: {type(error).__name__}: {error}")


def second_validator(schema: Schema, direction: Direction) -> SecondValidator:
    """What ``specs.validation`` takes as ``compiled`` to be judged by this library."""
    return SecondValidator(schema.json_schema(direction))
