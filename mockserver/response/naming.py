"""Lists that tell what things are called, and nothing else of them: ``["a", "b"]``, ``{"names": ["a", "b"]}``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mockserver.response.fitting import fit
from specs import shapes
from specs.inference.paths import plain
from specs.scalars import spelled
from specs.validation import Validator

_COUNTS = frozenset({"count", "total", "totalcount", "totalitems"})
_SCALARS = frozenset({"string", "integer", "number"})


def listed(compiled: Validator, names: Sequence[Any], total: int | None, base: Callable[[], Any]) -> Any:
    """A valid body with some names in its only list of texts or numbers; None where it has none, or not just one.

    Args:
        compiled: the body's schema.
        names: as items tell them.
        total: how many there are on all pages.
        base: a valid body.
    """
    root = compiled.schema
    if _tells(root, compiled):
        made = _fitting(names, shapes.items(root, root), compiled)
        return made if compiled.accepts(made) else None
    declared = shapes.properties(root, root)
    lists = [name for name, schema in declared.items() if _tells(schema, compiled)]
    if len(lists) != 1:
        return None
    (name,) = lists
    counts = {each: total for each in declared if plain(each) in _COUNTS and total is not None}
    more = {each: total is not None and total > len(names) for each in declared if plain(each) == "hasmore"}
    told = _fitting(names, shapes.items(declared[name], root), compiled)
    return fit(compiled, {**counts, **more, name: told}, base)


def _tells(schema: Any, compiled: Validator) -> bool:
    """Whether a schema is of a list of texts or numbers that may be any."""
    root = compiled.schema
    if shapes.container(schema, root) != "array":
        return False
    inner = shapes.items(schema, root)
    spelled_out = any({"enum", "const"} & part.keys() for part in shapes.parts(inner, root))
    return shapes.types(inner, root) <= _SCALARS and not spelled_out


def _fitting(names: Iterable[Any], inner: Any, compiled: Validator) -> list[Any]:
    texts = "string" in shapes.types(inner, compiled.schema)
    return [spelled(name) if texts else name for name in names]
