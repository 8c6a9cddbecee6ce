"""A run in units that do not depend on each other: the same units for the same document and choices, whoever does them.

What an operation is sent depends on the operations of its path, because methods that are not documented are asked for
once for each path; so a path is never split. Sequences of operations choose among all of them: they are one unit.

Whoever deals units out gives the first of them first. So those stand first that are expected to send most, and the last
are short: whoever has nothing left to do waits no longer than for one of these.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.conformance.choices import PHASES, PROBES, SEQUENCES, SINGLE, Choices
from contracts.conformance.chosen import chosen
from contracts.conformance.probes import table
from contracts.runs.part import Piece
from specs import shapes
from specs.model import Document, Operation
from specs.schemas import Direction, Schema

Unit = frozenset[Piece]
"""What is done at a time, by one process, against one server."""
_FEWEST = 120
"""Requests of a unit: what there is to begin with in each is to be little beside them."""
_FEWEST_FOR_EACH = 3
"""The same for each operation of the document, because the engine reads all of it anew for each unit."""
_MOST_UNITS = 64
_PROBE_UNITS = 4
_OF_EACH_INPUT = 12
"""Requests by which one parameter or property is broken in every way, about."""


def units(document: Document, choices: Choices) -> tuple[Unit, ...]:
    """The units of a run, those first that may take long.

    Raises:
        ContractError: a choice names no operation.
    """
    sequences = frozenset({(SEQUENCES, "")} if SEQUENCES in choices.phases else ())
    paths = sorted(_of_paths(chosen(document, choices), choices), key=lambda each: -each[0])
    return tuple(filter(None, (sequences, *(unit for _, unit in paths), *_of_probes(choices))))


def beside(document: Document, choices: Choices, unit: Unit) -> frozenset[Piece]:
    """What of a run is in other units than this one; a phase with an empty name where nothing of it is in this one.

    Args:
        document: what is tested, with no other operations than those that are.
        choices: of the run.
        unit: one of its units.
    """
    keys = [each.key for each in document.operations]
    every = {(phase, key) for phase in SINGLE for key in keys} | {(PROBES, each) for each in choices.checks}
    here = {phase for phase, _ in unit}
    return frozenset(every - unit) | {(phase, "") for phase in PHASES if phase not in here}


def _of_probes(choices: Choices) -> Iterator[Unit]:
    made = [each.check.rule for each in table.PROBES if PROBES in choices.phases and each.check.rule in choices.checks]
    for first in range(_PROBE_UNITS):
        yield frozenset((PROBES, rule) for rule in made[first::_PROBE_UNITS])


def _of_paths(document: Document, choices: Choices) -> Iterator[tuple[int, Unit]]:
    """Neighbouring paths in all phases that send single requests, and about how many these are."""
    phases = [each for each in SINGLE if each in choices.phases]
    paths: dict[str, list[Operation]] = {}
    for operation in document.operations:
        paths.setdefault(operation.path, []).append(operation)
    expected = {each.key: _expected(each, choices) for each in document.operations}
    fewest = max(_FEWEST, _FEWEST_FOR_EACH * len(expected), sum(expected.values()) // _MOST_UNITS)
    gathered: list[str] = []
    for number, operations in enumerate(paths.values(), start=1):
        gathered += [each.key for each in operations]
        count = sum(expected[key] for key in gathered)
        if count >= fewest or number == len(paths):
            yield count, frozenset((phase, key) for phase in phases for key in gathered)
            gathered = []


def _expected(operation: Operation, choices: Choices) -> int:
    """About how many requests an operation is sent: as many as are made up, and some for each of its inputs."""
    content = operation.body.content if operation.body else ()
    inputs = len(operation.parameters) + max((_properties(each.schema) for each in content), default=0)
    return _OF_EACH_INPUT * (1 + inputs) + (choices.max_examples if inputs else 0)


def _properties(schema: Schema | None) -> int:
    """How many properties a body has, those of its objects not counted."""
    if schema is None:
        return 0
    root = schema.json_schema(Direction.REQUEST)
    return len(shapes.properties(root, root))
