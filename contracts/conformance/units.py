"""A run in units that do not depend on each other: the same units for the same document and choices, whoever does them.

What an operation is sent depends on the operations of its path, because methods that are not documented are asked for
once for each path; so a path is never split. Sequences of operations choose among all of them: they are one unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from contracts.conformance.choices import PHASES, PROBES, SEQUENCES, SINGLE, Choices
from contracts.conformance.chosen import chosen
from contracts.conformance.probes import table
from contracts.runs.part import Piece
from specs.model import Document

Unit = frozenset[Piece]
"""What is done at a time, by one process, against one server."""
_FEWEST = 4
"""Operations of a unit: the engine reads the document anew for each, and that is to be little beside its requests."""
_MOST_UNITS = 64
_PROBE_UNITS = 4


def units(document: Document, choices: Choices) -> tuple[Unit, ...]:
    """The units of a run, those first that may take long.

    Raises:
        ContractError: a choice names no operation.
    """
    sequences = frozenset({(SEQUENCES, "")} if SEQUENCES in choices.phases else ())
    return tuple(filter(None, (sequences, *_of_probes(choices), *_of_paths(chosen(document, choices), choices))))


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


def _of_paths(document: Document, choices: Choices) -> Iterator[Unit]:
    phases = [each for each in SINGLE if each in choices.phases]
    fewest = max(_FEWEST, ceil(len(document.operations) / _MOST_UNITS))
    paths: dict[str, list[str]] = {}
    for operation in document.operations:
        paths.setdefault(operation.path, []).append(operation.key)
    gathered: list[str] = []
    for number, keys in enumerate(paths.values(), start=1):
        gathered += keys
        if len(gathered) >= fewest or number == len(paths):
            yield frozenset((phase, key) for phase in phases for key in gathered)
            gathered = []
