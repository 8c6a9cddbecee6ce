"""Which faults are measured, and on what part of their document: chosen by a seed and by rules, never by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mockserver.mutants.table import KINDS, sampled
from mockserver.mutants.trial import roles
from mockserver.mutants.values import Family, Mutant
from specs import catalog, load
from specs.inference.kinds import Kind as Does
from specs.login import find_login
from specs.model import Document, Operation

HERE = Path(__file__).parents[1]
DOCUMENTS = {
    "workshop": "tests/mutation/documents/workshop.yaml",
    "library": "tests/mutation/documents/library.yaml",
    "client": "phonebridge-client@1.3.8",
    "webapp": "phonebridge-webapp@1.3.8",
    "petstore": "tests/proof/documents/petstore-expanded-2.0.json",
}
"""What they are called in results."""
HARD = frozenset({Family.ACCESS, Family.STATE, Family.LISTS, Family.CONDITIONS, Family.LEAKS})
"""Families whose faults a look at one answer does not show: of them more are measured."""
_LOOKING = (Does.READ, Does.SINGLETON, Does.LIST, Does.SEARCH)
_WRITTEN = frozenset(
    "creation-lost creation-doubled creation-in-part change-lost change-in-part deletion-lost location-wrong".split()
)
"""Kinds that are seen by looking at what was written, and by nothing else."""


def source(name: str) -> str:
    """Where a document is."""
    told = DOCUMENTS[name]
    return str(catalog.find(told).path) if "@" in told else str(HERE / told)


def documents() -> Mapping[str, Document]:
    """All of them, by name."""
    return {name: load(source(name)) for name in DOCUMENTS}


def plan(found: Mapping[str, Document], easy: int, hard: int, seed: int = 1) -> Iterator[tuple[str, Mutant]]:
    """The faults, each with its document: of each kind so many altogether, of one document after the other.

    Those come first at which there are things that can be created, and of them those of which the smallest part of a
    document has to be tested.

    Args:
        found: the documents.
        easy: how many of a kind that one answer shows.
        hard: how many of a kind of the other families.
        seed: the same seed chooses the same ones.
    """
    places = {name: _by_kind(document, hard, seed) for name, document in found.items()}
    for kind in KINDS.values():
        names = [name for name in found if places[name].get(kind.name)]
        order = sorted(names, key=lambda name: _cost(found[name], places[name][kind.name][0]))
        queue = [(name, places[name][kind.name]) for name in order]
        turns = ((name, there[number]) for number in range(hard) for name, there in queue if number < len(there))
        wanted = hard if kind.family in HARD else easy
        yield from (each for each, _ in zip(turns, range(wanted), strict=False))


def _by_kind(document: Document, number: int, seed: int) -> Mapping[str, list[Mutant]]:
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in sampled(document, per_kind=100 * number, seed=seed):
        if not equivalent(document, mutant):
            by_kind.setdefault(mutant.kind.name, []).append(mutant)
    return {name: sorted(there, key=partial(_cost, document))[:number] for name, there in by_kind.items()}


def _cost(document: Document, mutant: Mutant) -> tuple[bool, int]:
    resource = roles(document).of(document.by_key[mutant.place.operation]).resource
    size = sum(len(item) for item in part(document, mutant)["paths"].values())
    return resource is None or not resource.creatable, size


def equivalent(document: Document, mutant: Mutant) -> bool:
    """Whether nobody could tell a fault from the right thing: nothing looks at what was written wrong."""
    resource = roles(document).of(document.by_key[mutant.place.operation]).resource
    if mutant.kind.name not in _WRITTEN:
        return False
    return resource is None or not any(resource.operations.get(does) for does in _LOOKING)


def part(document: Document, mutant: Mutant) -> dict[str, Any]:
    """What a fault can show itself in: the paths of the same things, of what they are in, and of what is in them.

    Both tests get no more of the document, and the log-in.
    """
    paths: Mapping[str, Any] = document.raw["paths"]
    own = document.by_key[mutant.place.operation]
    near = _around(document, own)
    around = near.union(*(_around(document, each) for each in document.operations if near & _around(document, each)))
    login = find_login(document)
    kept = {own.path} | ({login.operation.path} if login else set())
    kept |= {each.path for each in document.operations if around & _around(document, each)}
    return {**document.raw, "paths": {path: item for path, item in paths.items() if path in kept}}


def _around(document: Document, operation: Operation) -> frozenset[str]:
    """What an operation does something to, and what that is in."""
    role = roles(document).of(operation)
    there = {resource.key for resource, _ in role.parents}
    return frozenset(there | ({role.resource.key} if role.resource else set()))
