"""Values that break exactly one keyword of a schema, at one place of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mockserver.mutants.wrong import KEYWORDS, hidden
from specs import pointers
from specs.schemas import JsonSchema
from specs.validators import Misfit, Validator

Path = tuple[str | int, ...]
At = tuple[str | int, ...]
_MOST = 200
"""Places in one value that are tried."""
_IN_PLACE = ("allOf",)


HIDDEN = "write-only"
"""What is broken by a member that clients alone send."""
_TOLD = {"const": "enum", "null": "null", HIDDEN: "not"}
"""Keywords as ``Misfit`` has them, where that is otherwise."""


def nodes(schema: JsonSchema) -> Iterator[tuple[At, JsonSchema]]:
    """The schema objects that an instance must satisfy in any case where it has them, and where each stands."""
    seen: set[At] = set()
    waiting: list[tuple[At, Any]] = [((), schema)]
    while waiting:
        at, node = waiting.pop(0)
        if at in seen or not isinstance(node, dict):
            continue
        seen.add(at)
        yield at, node
        waiting += [(inner, each) for inner, each, _ in _below_node(at, node, schema)]


def _below_node(at: At, node: JsonSchema, root: JsonSchema) -> Iterator[tuple[At, Any, str | None]]:
    """The schemas in a schema, and the member of a value that each is for: ``None`` the value, ``""`` every item."""
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        target = tuple(pointers.tokens(pointers.from_fragment(reference[1:])))
        found: Any = root
        for step in target:
            found = found.get(step) if isinstance(found, dict) else None
        yield target, found, None
    for keyword in _IN_PLACE:
        for number, part in enumerate(node.get(keyword, ())):
            yield (*at, keyword, number), part, None
    for name, part in node.get("properties", {}).items():
        yield (*at, "properties", name), part, name
    if isinstance(node.get("items"), dict):
        yield (*at, "items"), node["items"], ""


def located(schema: JsonSchema, wanted: At, value: Any) -> Iterator[Path]:
    """Where in a value the parts are that are held against the schema object at a place."""
    tried = 0
    waiting: list[tuple[At, Any, Any, Path]] = [((), schema, value, ())]
    seen: set[tuple[At, Path]] = set()
    while waiting and tried < _MOST:
        at, node, part, path = waiting.pop(0)
        if (at, path) in seen or not isinstance(node, dict):
            continue
        seen.add((at, path))
        if at == wanted:
            tried += 1
            yield path
        for inner, each, member in _below_node(at, node, schema):
            waiting += [(inner, each, *found) for found in _parts(part, path, member)]


def _parts(value: Any, path: Path, member: str | None) -> Iterator[tuple[Any, Path]]:
    if member is None:
        yield value, path
    elif member and isinstance(value, dict) and member in value:
        yield value[member], (*path, member)
    elif not member and isinstance(value, list):
        yield from ((each, (*path, number)) for number, each in enumerate(value))


def broken(name: str, compiled: Validator, at: At, value: Any, said: Any = None) -> tuple[Any] | None:
    """A value, alone in a tuple, that breaks one keyword at one place and nothing else; None where none is found.

    Args:
        name: one of ``KEYWORDS``, or ``HIDDEN``.
        compiled: the whole schema.
        at: the schema object that has the keyword.
        value: a valid value.
        said: of ``HIDDEN``, the names of the members.
    """
    keyword, values = (HIDDEN, hidden) if name == HIDDEN else KEYWORDS[name]
    told = said if name == HIDDEN else _node(compiled.schema, at)[keyword]
    where = (*at, "properties", said[0]) if name == HIDDEN else at
    for path in located(compiled.schema, at, value):
        for part in values(told, part_at(value, path)):
            made = replaced(value, path, part)
            if _only(compiled, made, name, where):
                return (made,)
    return None


def _only(compiled: Validator, value: Any, name: str, at: At) -> bool:
    """Whether a value breaks one keyword once, and nothing else."""
    found = list(compiled.misfits(value))
    return len(found) == 1 and _is(found[0], name, at)


def is_broken(name: str, compiled: Validator, at: At, value: Any) -> bool:
    """Whether a value breaks one keyword at one place of the schema, however often, and nothing else."""
    found = list(compiled.misfits(value))
    return bool(found) and all(_is(each, name, at) for each in found)


def _is(misfit: Misfit, name: str, at: At) -> bool:
    return misfit.at == at and misfit.keyword == _TOLD.get(name, KEYWORDS.get(name, (name,))[0])


def _node(schema: JsonSchema, at: At) -> Any:
    found: Any = schema
    for step in at:
        found = found[step]
    return found


def part_at(value: Any, path: Sequence[str | int]) -> Any:
    """The part of a value at a path."""
    for step in path:
        value = value[step]
    return value


def replaced(value: Any, path: Sequence[str | int], part: Any) -> Any:
    """A value with another part at a path."""
    if not path:
        return part
    step, *rest = path
    if isinstance(value, dict):
        return {key: replaced(each, rest, part) if key == step else each for key, each in value.items()}
    return [replaced(each, rest, part) if number == step else each for number, each in enumerate(value)]
