"""Ids for new items: of the documented type, within its bounds, and never given out twice."""

from __future__ import annotations

from typing import Any

from mockserver.fitting import unspoken
from mockserver.state.memory import Store
from mockserver.state.resources import Resource
from mockserver.state.shape import item_schema
from specs import encoding, shapes
from specs.sampling import Unsatisfiable, sample_json
from specs.schemas import Direction, JsonSchema
from specs.validation import Validator, validator

_TRIES = 100


def fresh(resource: Resource, store: Store, taken: set[str], seed: str) -> Any:
    """An id that no item has had."""
    schema = id_schema(resource)
    compiled = Validator(schema, resource.key)
    for _ in range(_TRIES):
        number = store.number(resource.key)
        value = _candidate(compiled, number, f"{seed}/{number}")
        if encoding.scalar(value) not in taken and _addressable(resource, value):
            return value
    return value


def id_schema(resource: Resource) -> JsonSchema:
    """What an id has to be: as the items' property says, or else as the path's parameter."""
    shape = resource.shape
    if shape and resource.id_property:
        whole = item_schema(shape)
        inner = shapes.properties(whole, whole)[resource.id_property]
    else:
        whole = inner = _parameter_schema(resource)
    return {**unspoken(inner, whole), "$defs": whole.get("$defs", {})}


def _candidate(compiled: Validator, number: int, seed: str) -> Any:
    schema = compiled.schema
    if "integer" in shapes.types(schema, schema) and shapes.types(schema, schema) != shapes.TYPES:
        value = _lowest(schema) + number * int(schema.get("multipleOf", 1) or 1)
        if compiled.accepts(value):
            return value
    try:
        return sample_json(compiled, seed)
    except Unsatisfiable:
        return f"item-{number + 1}"


def _lowest(schema: JsonSchema) -> int:
    low = max((part.get("minimum", 1) for part in shapes.parts(schema, schema)), default=1)
    low = max(
        [low, *(part["exclusiveMinimum"] + 1 for part in shapes.parts(schema, schema) if "exclusiveMinimum" in part)]
    )
    step = int(schema.get("multipleOf", 1) or 1)
    return -(-max(int(low), 1) // step) * step


def _parameter_schema(resource: Resource) -> JsonSchema:
    for operations in resource.operations.values():
        for operation in operations:
            for parameter in operation.parameters:
                if parameter.name == resource.id_parameter and parameter.schema:
                    return parameter.schema.json_schema(Direction.REQUEST)
    return {"type": "string", "format": "uuid"}


def _addressable(resource: Resource, value: Any) -> bool:
    """Whether a path can name the id: each documented path parameter takes it, as it is or as text."""
    return all(
        compiled.accepts(value) or compiled.accepts(encoding.scalar(value))
        for operations in resource.operations.values()
        for operation in operations
        for parameter in operation.parameters
        if parameter.name == resource.id_parameter and parameter.schema and operation.path == resource.item_path
        for compiled in [validator(parameter.schema, Direction.REQUEST)]
    )
