"""Ids for new items: of the documented type, within its bounds, and never given out twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from mockserver.response.fitting import unspoken
from mockserver.state.store import Key, Store
from specs import shapes
from specs.inference.paths import alike, ends_in_parameter, last_parameter
from specs.inference.resources import Resource
from specs.inference.shape import item_schema
from specs.model import Operation
from specs.sampling import Unsatisfiable, sample_json
from specs.scalars import spelled
from specs.schemas import Direction, JsonSchema, Schema
from specs.validation import Validator, validator

_TRIES = 100


class Identities:
    """The ids of the items of one resource."""

    def __init__(self, resource: Resource) -> None:
        self._key = resource.shelf
        schema = _id_schema(resource)
        self._compiled = Validator(schema, resource.key)
        types = shapes.types(schema, schema)
        self._whole = "integer" in types and types != shapes.TYPES
        self._step = int(schema.get("multipleOf", 1) or 1)
        self._lowest = _lowest(schema, self._step)
        found = {id(each): each for each in (validator(each, Direction.REQUEST) for each in _addressed(resource))}
        self._addressed: list[Validator] = []
        for compiled in found.values():
            if all(compiled.schema != each.schema for each in self._addressed):
                self._addressed.append(compiled)

    def fresh(self, store: Store, table: Key, seed: str) -> Any:
        """An id that no item of a table has, and that was not made before; one of the others where none is left."""
        for _ in range(_TRIES):
            number = store.number(self._key)
            for value in self._candidates(number, f"{seed}/{number}"):
                if self.addressable(value) and not store.used(table, spelled(value)):
                    return value
        every = (each for count in range(_TRIES) for each in self._candidates(count, f"{seed}/{count}"))
        named = [each for each in every if self.addressable(each)]
        return named[number % len(named)] if named else value

    def _candidates(self, number: int, seed: str) -> Iterator[Any]:
        """Ids as the items' own property wants them, then as paths do: one that nobody can ask for is none."""
        own = self._candidate(number, seed)
        yield own
        if isinstance(own, str):  # there are only so many words
            yield from filter(self._compiled.accepts, _numbered(own, str(number + 1)))
        for named in self._addressed:
            if named.accepts(number + 1):
                yield number + 1
            with suppress(Unsatisfiable):
                yield sample_json(named, seed)

    def _candidate(self, number: int, seed: str) -> Any:
        value = self._lowest + number * self._step
        if self._whole and self._compiled.accepts(value):
            return value
        try:
            made = sample_json(self._compiled, seed)
        except Unsatisfiable:
            return f"item-{number + 1}"
        plain = made.replace(" ", "-") if isinstance(made, str) else made
        return plain if self._compiled.accepts(plain) else made

    def addressable(self, value: Any) -> bool:
        """Whether a path can name the id: each documented path parameter takes it, as it is or as text."""
        return all(each.accepts(value) or each.accepts(spelled(value)) for each in self._addressed)


def _numbered(text: str, number: str) -> Iterator[str]:
    """A text with a number behind it, and one of the same length that ends with the number."""
    yield f"{text}-{number}"
    if len(number) < len(text):
        yield text[: -len(number)] + number


def _id_schema(resource: Resource) -> JsonSchema:
    """What an id has to be: as the items' property says, or else as the path's parameter."""
    shape = resource.shape
    if shape and resource.id_property:
        whole = item_schema(shape)
        inner = shapes.properties(whole, whole)[resource.id_property]
    else:
        whole = inner = _parameter_schema(resource)
    return {**unspoken(inner, whole), "$defs": whole.get("$defs", {})}


def _lowest(schema: JsonSchema, step: int) -> int:
    low = max((part.get("minimum", 1) for part in shapes.parts(schema, schema)), default=1)
    low = max(
        [low, *(part["exclusiveMinimum"] + 1 for part in shapes.parts(schema, schema) if "exclusiveMinimum" in part)]
    )
    return -(-max(int(low), 1) // step) * step


def _parameter_schema(resource: Resource) -> JsonSchema:
    found = next((schema for _, schema in _named(resource)), None)
    return found.json_schema(Direction.REQUEST) if found else {"type": "string", "format": "uuid"}


def _addressed(resource: Resource) -> list[Schema]:
    return [
        schema for operation, schema in _named(resource) if alike(operation.path) == alike(resource.item_path or "")
    ]


def _named(resource: Resource) -> Iterator[tuple[Operation, Schema]]:
    """The schemas of the parameters by which operations name an item."""
    for operation in chain.from_iterable(resource.operations.values()):
        own = ends_in_parameter(operation.path) and alike(operation.path) == alike(resource.item_path or "")
        names = {resource.id_parameter, last_parameter(operation.path) if own else None}
        for parameter in operation.parameters:
            if parameter.name in names and parameter.schema:
                yield operation, parameter.schema
