"""Checks of paths and of the parameters in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice

from specs import paths, pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Raw, Subject
from specs.model import Operation

_MOST_PAIRS = 200_000


def same_paths(subject: Subject) -> Iterator[Found]:
    """Paths that differ in the names of their parameters only: one of them is never reached."""
    for method, one, other in _overlapping(subject):
        if paths.shape(one) == paths.shape(other):
            told = f"{method} {other} takes the same requests as {one}"
            yield Found(pointers.join("/paths", other), told)


def ambiguous_paths(subject: Subject) -> Iterator[Found]:
    """Paths that take some of the same requests, neither more concrete than the other. Source: OAS 3.0.3, 4.7.8.2."""
    for method, one, other in _overlapping(subject):
        if paths.shape(one) != paths.shape(other):
            told = f"{method} {other} takes some of the same requests as {one}"
            yield Found(pointers.join("/paths", other), told)
    yield from _split_paths(subject)


def _split_paths(subject: Subject) -> Iterator[Found]:
    """One path under two names, each with methods of its own. Source: OAS 3.0.3, Paths Object."""
    methods: dict[str, set[str]] = {}
    for operation in subject.document.operations:
        methods.setdefault(operation.path, set()).add(operation.method)
    first: dict[object, str] = {}
    for path, own in methods.items():
        one = first.setdefault(paths.shape(path), path)
        if one != path and own.isdisjoint(methods[one]):
            told = f"{path} is the same path as {one}: a server's Allow names the methods of both"
            yield Found(pointers.join("/paths", path), told)


def undeclared_path_parameters(subject: Subject) -> Iterator[Found]:
    """Parameters in a path's template that the operation does not declare."""
    for operation in subject.document.operations:
        declared = {raw.value.get("name") for raw in _in_path(subject, operation)}
        for name in dict.fromkeys(paths.names(operation.path)):
            if name not in declared:
                schema = {"type": "string"} if subject.document.dialect == "2.0" else {"schema": {"type": "string"}}
                parameter = {"name": name, "in": "path", "required": True, **schema}
                told = f"{operation.key} does not declare its path parameter {name!r}"
                mend = Mend(operation.pointer, {"parameters": [parameter]})
                yield Found(operation.pointer, told, mends=(mend,))


def unused_path_parameters(subject: Subject) -> Iterator[Found]:
    """Path parameters that the path's template does not have."""
    told: set[str] = set()
    for operation in subject.document.operations:
        names = paths.names(operation.path)
        for raw in _in_path(subject, operation):
            name = raw.value.get("name")
            if name not in names and raw.entry not in told:
                told.add(raw.entry)
                message = f"{operation.path} has no path parameter {name!r}"
                yield Found(raw.entry, message, mends=(Mend(raw.entry),))


def optional_path_parameters(subject: Subject) -> Iterator[Found]:
    """Path parameters that do not say ``required: true``, as they must. Source: OAS 3.0.3, Parameter Object."""
    told: set[str] = set()
    for operation in subject.document.operations:
        for raw in _in_path(subject, operation):
            if raw.value.get("required") is not True and raw.pointer not in told:
                told.add(raw.pointer)
                message = f"path parameter {raw.value.get('name')!r} does not say that it is required"
                said = pointers.join(raw.pointer, "required")
                place = said if subject.exists(said) else raw.pointer
                yield Found(place, message, mends=(Mend(raw.pointer, {"required": True}),))


def _in_path(subject: Subject, operation: Operation) -> Iterator[Raw]:
    return (raw for raw in subject.parameters(operation) if raw.value.get("in") == "path")


def _overlapping(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Method and templates of each pair that shares requests while neither is the more concrete one."""
    groups: dict[tuple[str, int], dict[str, list[str]]] = defaultdict(dict)
    for operation in subject.document.operations:
        segments = operation.path.split("/")
        groups[operation.method, len(segments)][operation.path] = segments
    for (method, _), group in groups.items():
        for one, other in islice(_pairs(group), _MOST_PAIRS):
            if _ambiguous(group[one], group[other]):
                yield method, one, other


def _pairs(group: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of which one has a parameter, and that start alike where neither starts with one."""
    plain = [path for path in sorted(group) if "{" not in path]
    heads: dict[str, list[str]] = defaultdict(list)
    for path in plain:
        heads[group[path][1] if len(group[path]) > 1 else ""].append(path)
    patterns = [path for path in sorted(group) if "{" in path]
    for index, one in enumerate(patterns):
        head = group[one][1] if len(group[one]) > 1 else ""
        for other in chain(patterns[index + 1 :], plain if "{" in head else heads[head]):
            yield min(one, other), max(one, other)


def _ambiguous(first: list[str], second: list[str]) -> bool:
    pairs = list(zip(first, second, strict=True))
    if not all("{" in a or "{" in b or a == b for a, b in pairs):
        return False
    firmer = {("{" in a) - ("{" in b) for a, b in pairs} - {0}
    return len(firmer) != 1


CHECKS = (
    Check("same-paths", Severity.ERROR, same_paths, "keep one of the two"),
    Check("ambiguous-paths", Severity.WARNING, ambiguous_paths, "tell the paths apart by a fixed segment"),
    Check("path-parameter-undeclared", Severity.ERROR, undeclared_path_parameters, "declare it with in: path"),
    Check("path-parameter-unused", Severity.ERROR, unused_path_parameters, "put {name} into the path, or remove it"),
    Check("path-parameter-optional", Severity.ERROR, optional_path_parameters, "add required: true"),
)
