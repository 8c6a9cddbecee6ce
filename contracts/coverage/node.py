"""A schema object made ready for values to be held against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.coverage.keywords import Fit, Test

Member = tuple["Node", int | None, int | None]
"""A property: its schema, the goal of its being there and that of its being left out."""


Judged = tuple[Test, Fit, int, int | None]
"""A keyword's test, how well it has to be kept to reach the first goal, and the goal of breaking it."""


@dataclass(slots=True, eq=False)
class Node:
    """What a schema object says, with the numbers of goals.

    Attributes:
        types: allowed, with the goal of each where there are several; None for any.
        broken: the goal of a value that is of no such type.
        tests: by the kind of value that they judge.
        values: of ``enum`` or ``const`` with their goals; ``other`` is the goal of another value.
        together: schemas that hold, too: of a reference, and of ``allOf``.
        choices: whether exactly one has to fit, and the alternatives with their goals.
        condition: ``if``, ``then`` and ``else``, these two with their goals.
        excluded: what must not fit, with the goal of fitting.
        required: names with the goal of leaving them out.
        dependent: by name what has to be there, too.
        patterns: what a name is held against, and the schema of its value.
        others: schema of what no name or pattern speaks of, and the goals of its being there and of its being refused.
        prefix: schemas of the first items; ``items`` that of the others.
    """

    types: Mapping[str, int | None] | None = None
    broken: int | None = None
    tests: dict[str, list[Judged]] = field(default_factory=dict)
    values: Mapping[Hashable, int] | None = None
    other: int | None = None
    together: list[Node] = field(default_factory=list)
    choices: list[tuple[bool, list[tuple[Node, int]]]] = field(default_factory=list)
    condition: tuple[Node, tuple[Node, int] | None, tuple[Node, int] | None] | None = None
    excluded: tuple[Node, int | None] | None = None
    properties: dict[str, Member] = field(default_factory=dict)
    required: dict[str, int | None] = field(default_factory=dict)
    dependent: dict[str, list[str]] = field(default_factory=dict)
    patterns: list[tuple[Callable[[str], bool], Node]] = field(default_factory=list)
    others: tuple[Node | None, int | None] | None = None
    prefix: list[Node] = field(default_factory=list)
    items: Node | None = None


def key_of(value: Any) -> Hashable:
    """What a value is found by, as JSON tells values apart: ``1`` is ``1.0`` and not ``true``."""
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return (isinstance(value, bool), value)
