"""Schemas of requests as servers read them (docs/adr/0005).

A discriminator decides: each branch takes only values that name it. And ``nullable`` is heeded where OpenAPI knows it
no more (3.1) or not there (beside ``$ref``), because authors mean what they write, but adds nothing to an ``enum``.
Everywhere else schemas are taken as the specification has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specs import pointers
from specs.dialects.keywords import admit_null
from specs.discriminators import Discriminator, discriminator
from specs.patterns import weight
from specs.schemas import Direction, JsonSchema, Schema, SchemaSpace, walk
from specs.validators import Validator, validator

_CHOICES = ("oneOf", "anyOf")
_SPACE = (__name__,)


def deciding(schema: Schema, direction: Direction) -> Validator:
    """The compiled validator of a schema as a server reads it; the usual one where that is the same.

    Source: OAS 3.0.3, Discriminator Object ("the name of the property that decides which schema definition validates
    the structure of the model"; of a value that names none "validation SHOULD fail").
    """
    key = (*_SPACE, schema.identity, direction)
    compiled: Validator | None = schema.space.compiled.get(key)
    if compiled is not None:
        return compiled
    if not _differs(schema, schema.json_schema(direction)):
        compiled = schema.space.compiled.keep(key, validator(schema, direction), 1)
    else:
        as_read = _space(schema.space).schema(schema.raw, schema.pointer)
        made = Validator(as_read.json_schema(direction), schema.pointer)
        compiled = schema.space.compiled.keep(key, made, weight(made.schema))
    return compiled


def _differs(schema: Schema, closure: JsonSchema) -> bool:
    """Whether a server reads a schema in its own way."""
    if any("nullable" in node for node in walk(closure)):
        return True
    return any(_marked(node) for raw in _raws(schema, closure) for node in walk(raw))


def _raws(schema: Schema, closure: JsonSchema) -> Iterator[Any]:
    """A schema and all that it refers to, as they are written."""
    space = schema.space
    yield schema.raw
    for name in closure.get("$defs", ()):
        yield space.targets.find(space.pointer_of(name))


def _marked(node: JsonSchema) -> bool:
    """Whether an object is one that ``_normalised`` treats in its own way, whatever its dialect."""
    return "discriminator" in node or (node.get("nullable") is True and ("$ref" in node or not _may_be_null(node)))


def _may_be_null(node: JsonSchema) -> bool:
    """What is spelled out, is spelled out. Source: OAS 3.0.3, Schema Object, clarified by its proposal on nullable."""
    return not isinstance(node.get("enum"), list) or None in node["enum"]


def _normalised(node: JsonSchema, space: SchemaSpace) -> JsonSchema:
    plain = {keyword: value for keyword, value in node.items() if keyword != "nullable"}
    made = space.normalise(_pinned(plain, space))
    return admit_null(made) if node.get("nullable") is True and _may_be_null(node) else made


def _space(space: SchemaSpace) -> SchemaSpace:
    found: SchemaSpace | None = space.memo.get(_SPACE)
    if found is None:
        found = space.memo[_SPACE] = SchemaSpace(space.root, lambda node: _normalised(node, space), space.draft)
    return found


def _pinned(node: JsonSchema, space: SchemaSpace) -> JsonSchema:
    """A schema object with the branches of its choice held to the values that name them."""
    schema = space.schema(node, "")
    names = discriminator(schema)
    choices = [keyword for keyword in _CHOICES if isinstance(node.get(keyword), list)]
    if names is None or not choices:
        return node
    return {**node, **{keyword: [_branch(each, names, schema) for each in node[keyword]] for keyword in choices}}


def unnamed(schema: Schema) -> Iterator[tuple[str, str]]:
    """The pointers of branches that take none of the values that name them, with those that they take."""
    names, node = discriminator(schema), schema.raw
    if names is None or not isinstance(node, dict):
        return
    branches = [each for keyword in _CHOICES if isinstance(node.get(keyword), list) for each in node[keyword]]
    for branch in branches:
        pointer, naming, own = _named(branch, names, schema)
        if pointer and own and own.isdisjoint(naming):
            yield pointer, ", ".join(sorted(map(repr, own)))


def _named(branch: Any, names: Discriminator, schema: Schema) -> tuple[str, list[str], frozenset[Any] | None]:
    """The pointer of a branch, the values that name it, and those that it has itself; no pointer for one in place."""
    if not isinstance(branch, dict) or not isinstance(branch.get("$ref"), str):
        return "", [], None
    targets = schema.space.targets
    pointer = targets.named(branch["$ref"], targets.resources.of(schema.pointer))
    naming = [name for name, named in names.mapping.items() if named == pointer]
    return pointer, naming, _literals(targets.find(pointer), names.property_name, schema, 0)


def _branch(branch: Any, names: Discriminator, schema: Schema) -> Any:
    """A branch with the values that name it; as it is where they would leave nothing, or its own branches have some."""
    pointer, naming, own = _named(branch, names, schema)
    if not pointer:
        return branch
    target = schema.space.targets.find(pointer)
    inner = any(isinstance(target, dict) and keyword in target for keyword in _CHOICES)
    if inner and naming == [pointers.tokens(pointer)[-1]]:
        return branch
    wanted = naming if own is None else [name for name in naming if name in own]
    if not wanted:
        return branch
    return {"allOf": [branch, {"properties": {names.property_name: {"enum": wanted}}}]}


def _literals(node: Any, name: str, schema: Schema, depth: int) -> frozenset[Any] | None:
    """The texts that a schema spells out for a property, itself or in its parts; None where any will do."""
    targets = schema.space.targets
    node = targets.followed(node, targets.resources.of(schema.pointer))
    if not isinstance(node, dict) or depth > _DEEPEST:
        return None
    properties = node.get("properties")
    declared = properties.get(name) if isinstance(properties, dict) else None
    declared = targets.followed(declared, targets.resources.of(schema.pointer))
    found = [_texts(declared)]
    found += [_literals(part, name, schema, depth + 1) for part in node.get("allOf") or () if isinstance(part, dict)]
    told = [each for each in found if each is not None]
    return frozenset.intersection(*told) if told else None


def _texts(declared: Any) -> frozenset[Any] | None:
    if not isinstance(declared, dict):
        return None
    spelled = [declared["const"]] if "const" in declared else declared.get("enum")
    return frozenset(each for each in spelled if isinstance(each, str)) if isinstance(spelled, list) else None


_DEEPEST = 8
"""Parts within parts that are looked into."""
