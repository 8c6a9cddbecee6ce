"""Schema + seed → a value that is valid, checked before it is handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import StrEnum
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from specs.errors import SpecError
from specs.sampling.budget import Budget, Stuck
from specs.sampling.generate import DEEP, Generator
from specs.sampling.merge import Plans
from specs.schemas import Direction, Schema
from specs.validation import Validator, validator

__all__ = ["Mode", "Unsatisfiable", "attempts", "completed", "edges", "sample", "sample_json"]

_ATTEMPTS = 12
_EDGES = 200
_EDGE_BUDGET = 50_000
_TRIED_FOR_ONE = 5
_VARIED = 2
"""From which attempt on values are varied."""


class Unsatisfiable(SpecError):
    """No value was found that a schema accepts, by generation or by search."""


class Mode(StrEnum):
    """Which of a schema's values are wanted."""

    TYPICAL = "typical"
    """What a person would expect."""
    EDGE = "edge"
    """Bounds, what is empty and what is longest, every choice in turn: the seed counts through the cases."""


def sample(schema: Schema, direction: Direction, seed: int | str, *, mode: Mode = Mode.TYPICAL) -> object:
    """A valid value; a typical one has its declared properties, and prefers the document's own examples.

    Args:
        schema: where it stands in its document.
        direction: whether the value is to be sent in a request or a response.
        seed: the same seed gives the same value, on every machine and Python.
        mode: a typical value, or an edge case.

    Raises:
        Unsatisfiable: no valid value was found.
    """
    return sample_json(validator(schema, direction), seed, pointer=schema.pointer, mode=mode)


def sample_json(
    compiled: Validator,
    seed: int | str,
    *,
    pointer: str = "",
    varied: bool = False,
    mode: Mode = Mode.TYPICAL,
) -> object:
    """As ``sample``, for a compiled schema; a varied value leaves out examples, and now and then what is optional."""
    cases = _known_edges(compiled) if mode is Mode.EDGE else []
    if cases:
        return deepcopy(cases[seed % len(cases) if isinstance(seed, int) else Random(seed).randrange(len(cases))])
    budget = Budget()
    first = _VARIED if varied else 0
    for value in _walks(compiled, seed, range(first, first + _ATTEMPTS), budget):
        return value
    return deepcopy(_found(compiled, seed, budget, pointer))


def completed(
    compiled: Validator, known: Mapping[str, Any], left_out: frozenset[str], seed: int | str, *, varied: bool = False
) -> dict[str, Any] | None:
    """A valid object with known members and without some others, the rest as in ``sample_json``.

    Returns:
        None where a single walk of the fast generator has not made one.
    """
    attempt = _VARIED if varied else 0
    generator = Generator(_plans(compiled), _random(seed, attempt), Budget(), daring=varied)
    try:
        value = generator.completed(compiled.schema, known, left_out)
    except Stuck:
        return None
    return value if compiled.verdict(value) else None


def edges(compiled: Validator, limit: int = _EDGES) -> Iterator[object]:
    """The edge cases of a schema, at most ``limit``, all valid and different; perhaps none."""
    from specs.sampling.cases import Edges

    known: set[str] = set()
    cases = Edges(_plans(compiled), Budget(_EDGE_BUDGET)).values(compiled.schema)
    for value in islice(cases, limit * _TRIED_FOR_ONE):
        told = repr(value)
        if told not in known and compiled.verdict(value):
            known.add(told)
            yield value
        if len(known) >= limit:
            return


class _Search(NamedTuple):
    """What the search for a schema's values came to.

    Attributes:
        found: whether there was one; the same for every seed, so that no more than one search is in vain.
        value: it.
        complaint: as in ``Budget``.
    """

    found: bool
    value: object
    complaint: str


def _found(compiled: Validator, seed: int | str, budget: Budget, pointer: str) -> object:
    """A value that only the search finds: another for each seed, where it finds others."""
    from specs.sampling.search import search

    known: _Search | None = compiled.memo.get(_Search)
    if known is None:
        own = Budget()
        known = compiled.memo[_Search] = _Search(*search(compiled, 0, own), own.complaint)
    if known.found:
        found, value = search(compiled, seed, budget)
        return value if found else known.value
    why = known.complaint or budget.complaint
    told = "no value was found that this schema accepts"
    raise Unsatisfiable(f"{told}: {why}" if why else told, pointer=pointer)


def _known_edges(compiled: Validator) -> list[object]:
    known: list[object] | None = compiled.memo.get(Mode)
    if known is None:
        known = compiled.memo[Mode] = list(edges(compiled))
    return known


def attempts(compiled: Validator, seed: int | str, count: int = _ATTEMPTS, *, lean: bool = False) -> Iterator[object]:
    """Valid values from ``count`` walks of the fast generator, the typical one first; perhaps none.

    Args:
        compiled: the schema.
        seed: as in ``sample``.
        count: of walks.
        lean: objects have no member that they may do without.
    """
    return _walks(compiled, seed, range(count), Budget(), lean=lean)


def _walks(
    compiled: Validator, seed: int | str, numbers: range, budget: Budget, *, lean: bool = False
) -> Iterator[object]:
    plans, deep = _plans(compiled), -1 if lean else DEEP
    for attempt in numbers:
        varied = attempt >= _VARIED and not lean
        try:
            value = Generator(plans, _random(seed, attempt), budget, daring=varied, deep=deep).value(compiled.schema)
        except Stuck:
            continue
        if compiled.verdict(value):
            yield value


def _random(seed: int | str, attempt: int) -> Random:
    return Random(f"{seed}/{attempt}" if attempt else seed)


def _plans(compiled: Validator) -> Plans:
    known: Plans = compiled.memo.get(Plans) or compiled.memo.setdefault(Plans, Plans(compiled.schema))
    return known
