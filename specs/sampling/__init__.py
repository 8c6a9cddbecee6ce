"""Schema + seed → a value that is valid, checked before it is handed out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from specs.errors import SpecError
from specs.sampling.budget import Budget, Stuck
from specs.sampling.generate import Generator
from specs.sampling.merge import Plans
from specs.schemas import Direction, Schema
from specs.validation import Validator, validator

__all__ = ["Unsatisfiable", "attempts", "sample", "sample_json"]

_ATTEMPTS = 12
_VARIED = 2
"""From which attempt on values are varied."""


class Unsatisfiable(SpecError):
    """No value was found that a schema accepts, by generation or by search."""


def sample(schema: Schema, direction: Direction, seed: int | str) -> object:
    """A typical valid value: declared properties present, the document's own examples preferred.

    Args:
        schema: where it stands in its document.
        direction: whether the value is to be sent in a request or a response.
        seed: the same seed gives the same value, on every machine and Python.

    Raises:
        Unsatisfiable: no valid value was found.
    """
    return sample_json(validator(schema, direction), seed, pointer=schema.pointer)


def sample_json(compiled: Validator, seed: int | str, *, pointer: str = "", varied: bool = False) -> object:
    """As ``sample``, for a compiled schema; a varied value leaves out examples, and now and then what is optional."""
    budget = Budget()
    first = _VARIED if varied else 0
    for value in _walks(compiled, seed, range(first, first + _ATTEMPTS), budget):
        return value
    from specs.sampling.search import search

    found, value = search(compiled, seed, budget)
    if not found:
        why = f": {budget.complaint}" if budget.complaint else ""
        raise Unsatisfiable(f"no value was found that this schema accepts{why}", pointer=pointer)
    return value


def attempts(compiled: Validator, seed: int | str, count: int = _ATTEMPTS) -> Iterator[object]:
    """Valid values from ``count`` walks of the fast generator, the typical one first; perhaps none."""
    return _walks(compiled, seed, range(count), Budget())


def _walks(compiled: Validator, seed: int | str, numbers: range, budget: Budget) -> Iterator[object]:
    plans = compiled.memo.get(Plans) or compiled.memo.setdefault(Plans, Plans(compiled.schema))
    for attempt in numbers:
        random = Random(f"{seed}/{attempt}" if attempt else seed)
        try:
            value = Generator(plans, random, budget, daring=attempt >= _VARIED).value(compiled.schema)
        except Stuck:
            continue
        if compiled.accepts(value):
            yield value
