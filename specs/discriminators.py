"""Which schema a value says it is of: the discriminator, which tells and does not constrain (docs/adr/0002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specs import pointers
from specs.schemas import Schema
from specs.targets import HOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Discriminator:
    """Source: OAS 3.2.0, Discriminator Object.

    Attributes:
        property_name: of the property whose value names the schema.
        mapping: pointers of the schemas by that value: those that the document maps, then the branches by their names.
        default: pointer of the schema of values that name none of these (3.2).
    """

    property_name: str
    mapping: Mapping[str, str]
    default: str | None = None

    def names(self, value: Any) -> str | None:
        """The pointer of the schema that a value says it is of; None where it names none."""
        name = value.get(self.property_name) if isinstance(value, dict) else None
        return self.mapping.get(name, self.default) if isinstance(name, str) else self.default


def mapped(raw: Any) -> dict[str, str]:
    """The names of schemas and the references that a schema object's discriminator maps values to, as written."""
    own = raw.get("discriminator") if isinstance(raw, Mapping) else None
    given = own.get("mapping") if isinstance(own, Mapping) else None
    entries = given.items() if isinstance(given, Mapping) else ()
    return {value: target for value, target in entries if isinstance(target, str)}


def discriminator(schema: Schema) -> Discriminator | None:
    """The discriminator that a schema has itself; None where it has none that can be read."""
    raw = schema.raw.get("discriminator") if isinstance(schema.raw, dict) else None
    if isinstance(raw, str):  # as 2.0 writes it
        raw = {"propertyName": raw}
    if not isinstance(raw, dict) or not isinstance(raw.get("propertyName"), str):
        return None
    default = raw.get("defaultMapping")
    return Discriminator(
        property_name=raw["propertyName"],
        mapping=_branches(schema) | {value: _target(schema, name) for value, name in mapped(schema.raw).items()},
        default=_target(schema, default) if isinstance(default, str) else None,
    )


def _branches(schema: Schema) -> dict[str, str]:
    """Named branches that the mapping leaves out are named by themselves. Source: OAS 3.0.3, Discriminator Object."""
    found = {}
    for keyword in ("oneOf", "anyOf"):
        branches = schema.raw.get(keyword) if isinstance(schema.raw, dict) else None
        for branch in branches if isinstance(branches, list) else ():
            if isinstance(branch, dict) and isinstance(branch.get("$ref"), str):
                pointer = _named(schema, branch["$ref"])
                found[pointers.tokens(pointer)[-1] if pointer.startswith("/") else pointer] = pointer
    return found


def _target(schema: Schema, name: str) -> str:
    """A mapping holds names of schemas and references, which may look alike: a name that is there is one."""
    for home in HOMES:
        pointer = pointers.join(home, name)
        if isinstance(schema.space.targets.find(pointer), dict):
            return pointer
    return _named(schema, name)


def _named(schema: Schema, reference: str) -> str:
    targets = schema.space.targets
    return targets.named(reference, targets.resources.of(schema.pointer))
