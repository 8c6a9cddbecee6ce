"""Where a value that shows a difference is likely to be: next to typical values, at bounds that two schemas name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from specs import shapes
from specs.sampling.strings import one
from specs.schemas import JsonSchema, walk

_MOST = 3000
_LONGEST = 300
_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_LENGTHS = frozenset({"minLength", "maxLength"})
_KINDS = {name: frozenset({name, "integer"} if name == "number" else {name}) for name in shapes.TYPES}
"""The types that a value may have, by what it looks like: 1.0 is an integer, too."""
_PLAIN: list[Any] = [None, True, False, 0, 1, -1, 0.5, "", "a", [], {}]


def near(values: Iterable[Any], schemas: Iterable[JsonSchema], types: frozenset[str]) -> Iterator[Any]:
    """Values of some types one step away from others, the steps taken from what schemas name; a bounded number."""
    atoms = [*_PLAIN, *islice(chain.from_iterable(map(_atoms, schemas)), _MOST)]
    around = [_neighbours(value, atoms) for value in values]
    tried = islice(chain(atoms, ([atom] for atom in atoms), *around), _MOST)
    yield from (value for value in tried if not _KINDS[shapes.type_of(value)].isdisjoint(types))


def _atoms(schema: JsonSchema) -> Iterator[Any]:
    """Scalars at the bounds that a schema names anywhere."""
    for node in walk(schema):
        for keyword, said in node.items():
            if keyword in _NUMBERS and isinstance(said, int | float):
                yield from (said, said - 1, said + 1, said / 2, said * 2)
            elif keyword in _LENGTHS and isinstance(said, int) and said <= _LONGEST:
                yield from ("a" * max(said + step, 0) for step in (-1, 0, 1))
            elif keyword in ("pattern", "format") and isinstance(said, str):
                yield from (one({keyword: said}, seed) for seed in range(3))
            elif keyword == "enum" and isinstance(said, list):
                yield from said
            elif keyword == "const":
                yield said
            elif keyword == "patternProperties" and isinstance(said, dict):
                yield from (one({"pattern": pattern}) for pattern in said)


def _neighbours(value: Any, atoms: list[Any]) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from _objects(value, atoms)
    elif isinstance(value, list):
        yield from _arrays(value, atoms)
    else:
        yield from atoms


def _objects(value: dict[str, Any], atoms: list[Any]) -> Iterator[Any]:
    texts = [atom for atom in atoms if isinstance(atom, str)]
    for name, inner in value.items():
        rest = {key: item for key, item in value.items() if key != name}
        yield rest
        yield from ({**rest, other: inner} for other in texts)
        yield from ({**value, name: other} for other in _neighbours(inner, atoms))
    for name in texts:
        yield from ({**value, name: atom} for atom in (1, "a", *value.values()))


def _arrays(value: list[Any], atoms: list[Any]) -> Iterator[Any]:
    for index, inner in enumerate(value):
        rest = [*value[:index], *value[index + 1 :]]
        yield rest
        yield [*value, inner]
        yield from ([*value[:index], other, *value[index + 1 :]] for other in _neighbours(inner, atoms))
    yield from ([*value, atom] for atom in atoms)
    yield from ([atom] * max(len(value), 1) for atom in atoms)
