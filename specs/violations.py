"""Where a message breaks its document: values, made of what validators and codecs tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specs.media.frame import Fault
from specs.schemas import Schema
from specs.styles.shape import Shape
from specs.telling import told_of
from specs.validators import SchemaError


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One place where a message breaks its document.

    Attributes:
        place: ``path``, ``query``, ``header``, ``cookie``, ``body``, ``status`` or ``content-type``.
        name: of the parameter or header; empty elsewhere.
        pointer: JSON pointer into the value; empty for the whole of it.
        rule: the JSON Schema keyword that was broken, or ``missing``, ``unreadable``,
            ``repeated``, ``undocumented``, ``content-type`` (of a part).
        message: what was expected. It never repeats the value, which may be a secret.
        source: JSON pointer into the document of what says so.
        found: the offending part, as far as it may be shown: a short value, or what kind of thing it is.
        members: names of members that are missing or not allowed there.
        branches: of a combination, what the value breaks of each branch; empty where that was not asked for.
    """

    place: str
    name: str = ""
    pointer: str = ""
    rule: str
    message: str
    source: str
    found: str = ""
    members: tuple[str, ...] = ()
    branches: tuple[tuple[Violation, ...], ...] = ()

    def __str__(self) -> str:
        where = " ".join(part for part in (self.place, self.name) if part)
        return f"{where}{self.pointer}: {self.message}"


def of_fault(fault: Fault, source: str) -> Violation:
    """What a codec found wrong with a body; ``source`` points to the documentation of the body."""
    return Violation(place="body", pointer=fault.pointer, rule=fault.rule, message=fault.message, source=source)


def of_error(error: SchemaError, schema: Schema, value: Any, place: str, shape: Shape, name: str) -> Violation:
    """What a validator found wrong with a value: of a place, and of a parameter where it has a name."""
    return Violation(
        place=place,
        name=name,
        pointer=error.pointer,
        rule=error.keyword,
        message=error.message,
        source=schema.pointer,
        found=told_of(value, error.pointer, [name] if name else [], shape.secrets),
        members=error.members,
        branches=tuple(
            tuple(of_error(each, schema, value, place, shape, name) for each in branch) for branch in error.branches
        ),
    )
