"""Which operation of the new document is which of the old one: the one that a client's request leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from contracts.compat.comparison import Site
from specs import paths
from specs.messages import Request
from specs.model import Document, Operation
from specs.validation import read_request


@dataclass(frozen=True, slots=True)
class Pair:
    """One operation in both documents.

    Attributes:
        spelled: parameters of the new path that the old path spells out, with what stands there:
            ``/things/all`` is now read as ``/things/{id}``.
        absorbed: the new operation is another one, whose template takes the old path, too.
        called: how a report speaks of it, where that is not by its method and path.
    """

    old: Operation
    new: Operation
    spelled: Mapping[str, str] = field(default_factory=dict)
    called: str = ""
    absorbed: bool = False

    @property
    def key(self) -> str:
        """What it is called: by its new path, unless another operation is called so."""
        return self.called or (self.old.key if self.absorbed else self.new.key)

    @property
    def site(self) -> Site:
        """Where the operation itself stands."""
        return Site((self.key,), self.old.pointer, self.new.pointer)

    @property
    def names(self) -> Mapping[str, str]:
        """What the parameters of the new path were called in the old one."""
        kept = [name for name in paths.names(self.new.path) if name not in self.spelled]
        return dict(zip(kept, paths.names(self.old.path), strict=True))


def pairs(old: Document, new: Document) -> list[Pair]:
    """Operations of both documents; paths are the same whatever their parameters are called."""
    same = _alike(old.operations, new.operations, lambda each: each.path)
    same += _alike(*_left(old, new, same), lambda each: paths.shape(each.path))
    same.sort(key=_order(new))
    moved = list(_moved(old, new, *_left(old, new, same)))
    gone, _ = _left(old, new, [*same, *moved])
    return [*same, *moved, *_covered(gone, new)]


def _alike(old: Iterable[Operation], new: Iterable[Operation], key: Callable[[Operation], str]) -> list[Pair]:
    ours = {(operation.method, key(operation)): operation for operation in old}
    theirs = {(operation.method, key(operation)): operation for operation in new}
    return [Pair(ours[name], operation) for name, operation in theirs.items() if name in ours]


def _left(old: Document, new: Document, paired: Iterable[Pair]) -> tuple[list[Operation], list[Operation]]:
    """The operations of either document that have no counterpart yet."""
    taken = [(pair.old.pointer, pair.new.pointer) for pair in paired]
    ours, theirs = {each for each, _ in taken}, {each for _, each in taken}
    return (
        [each for each in old.operations if each.pointer not in ours],
        [each for each in new.operations if each.pointer not in theirs],
    )


def _order(document: Document) -> Callable[[Pair], int]:
    place = {operation.pointer: number for number, operation in enumerate(document.operations)}
    return lambda pair: place[pair.new.pointer]


def addresses(document: Document, operation: Operation) -> list[tuple[str, str]]:
    """Every base path that an operation is served under, with the shape of the whole path below it."""
    below = paths.shape(operation.path)
    return [(base, base + below) for base in document.base_paths_of(operation)]


def _moved(old: Document, new: Document, gone: Iterable[Operation], fresh: Iterable[Operation]) -> Iterator[Pair]:
    """What stands at the same address as before: a part of its path is now one of its server's, or the other way."""
    known = {(each.method, whole): each for each in fresh for _, whole in addresses(new, each)}
    for operation in gone:
        keys = ((operation.method, whole) for _, whole in addresses(old, operation))
        if there := next((known[key] for key in keys if key in known), None):
            yield Pair(operation, there)


def _covered(gone: Iterable[Operation], new: Document) -> Iterator[Pair]:
    """What a template of the new document takes for a value of its parameters, and takes."""
    known = sorted(new.operations, key=lambda each: each.path.count("{"))
    for operation in gone:
        slashes = operation.path.count("/")
        for other in known:
            if other.method != operation.method or other.path.count("/") != slashes:
                continue
            spelled = _spelled(operation.path, other.path)
            if spelled is not None and _taken(other, spelled):
                yield Pair(operation, other, spelled, absorbed=True)
                break


def _spelled(path: str, template: str) -> dict[str, str] | None:
    """What a path spells out of a template's parameters; None where the template does not cover it."""
    ours, theirs = path.split("/"), template.split("/")
    if len(ours) != len(theirs):
        return None
    found: dict[str, str] = {}
    for one, other in zip(ours, theirs, strict=True):
        whole = paths.PARAMETER.fullmatch(other)
        if whole and not paths.PARAMETER.search(one):
            found[whole[1]] = one
        elif paths.shape(one) != paths.shape(other):
            return None
    return found


def _taken(operation: Operation, spelled: Mapping[str, str]) -> bool:
    read = read_request(operation, Request(operation.method, operation.path), spelled)
    return not any(each.place == "path" and each.name in spelled for each in read.violations)
