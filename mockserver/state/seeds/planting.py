"""What stands in files of items, put where it belongs in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

from mockserver.errors import UnplantedError
from mockserver.request.routing import Router
from mockserver.state.memory import MemoryStore
from mockserver.state.population import Plant, Population
from mockserver.state.seeds.reading import Entry, SeedFile
from specs import pointers, shapes
from specs.inference.kinds import Kind
from specs.inference.paths import last_parameter, last_segment, plain
from specs.inference.resources import Resource, Role, parent_property
from specs.inference.roles import Roles
from specs.inference.shape import success_shape
from specs.messages import Request
from specs.model import Document, Operation
from specs.scalars import scalar, spelled

_MOST_TOLD = 20
_SEVERAL = (Kind.LIST, Kind.SEARCH, Kind.CREATE)
Values = Mapping[str, str]


@dataclass(slots=True, eq=False)
class Planted:
    """The items of files, as far as they are of one document.

    Attributes:
        items: by their resource's key.
        singles: what stands under a fixed path, by its owner, its template and the values in it.
        unknown: the entries that the document has no place for.
        wrong: what is wrong with items, a line each.
    """

    items: dict[str, list[Plant]] = field(default_factory=dict)
    singles: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    unknown: list[Entry] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class _Found(NamedTuple):
    """An item on its way: where it stands in its file, and what it is, as far as that is known."""

    file: SeedFile
    entry: Entry
    pointer: str
    resource: Resource
    plant: Plant


class Planting:
    """Puts items where they belong.

    Args:
        document: whose items.
        bases: what its paths begin with.
        roles: of its operations.
        router: finds the operations of a path.
        population: knows what items look like, and what ids they may have.
    """

    def __init__(
        self, document: Document, bases: Sequence[str], roles: Roles, router: Router, population: Population
    ) -> None:
        self._document, self._bases, self._roles = document, bases, roles
        self._router, self._population = router, population
        self._planted = Planted()

    def of(self, files: Sequence[SeedFile]) -> Planted:
        """All items of some files that the document has a place for."""
        found = [each for file in files for entry in file.entries for each in self._entry(file, entry)]
        store = MemoryStore(lambda: 0)
        for each in found:
            if each.plant.id is not None:
                self._population.keep(store, each.resource, each.plant)
        known: dict[tuple[str, str], _Found] = {}
        for each in found:
            whole = self._population.identified(store, each.resource, each.plant)
            self._keep(each._replace(plant=whole), known)
        return self._planted

    def _keep(self, each: _Found, known: dict[tuple[str, str], _Found]) -> None:
        place = (each.resource.key, spelled(each.plant.id))
        before = known.setdefault(place, each)
        items = self._planted.items.setdefault(each.resource.key, [])
        if before is not each and not each.entry.recorded:
            self._wrong(each, f"has the id of the one at {before.file.place(before.pointer)}")
            return
        for error in self._population.templates.of(each.resource).mistakes(each.plant.values):
            inner = "" if each.entry.recorded else error.pointer
            self._wrong(each._replace(pointer=each.pointer + inner), error.message)
        items.append(each.plant)

    def _wrong(self, each: _Found, told: str) -> None:
        self._planted.wrong.append(f"{each.file.place(each.pointer)}: {each.resource.key}: {told}")

    def _entry(self, file: SeedFile, entry: Entry) -> Iterator[_Found]:
        at = self._at(entry) if entry.where.startswith("/") else self._called(file, entry)
        if at is None:
            self._planted.unknown.append(entry)
            return
        operation, values = at
        role = self._roles.of(operation)
        if role.kind is Kind.SINGLETON and isinstance(entry.value, dict):
            template = self._population.templates.at(f"={operation.path}", success_shape(operation))
            single = template.shown(entry.value)
            self._planted.singles[file.owner, operation.path, "/".join(values.values())] = single
            for error in template.mistakes(single):
                pointer = entry.pointer if entry.recorded else entry.pointer + error.pointer
                self._planted.wrong.append(f"{file.place(pointer)}: {operation.key}: {error.message}")
        elif role.resource is not None:
            for pointer, value in self._items(entry, operation):
                yield self._item(file, replace(entry, value=value), pointer, operation, role, values)
        elif not entry.recorded:
            self._planted.wrong.append(f"{file.place(entry.pointer)}: {operation.key} has no items")

    def _items(self, entry: Entry, operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
        """The items of an entry, each with its place."""
        value, pointer = entry.value, entry.pointer
        shape = success_shape(operation)
        if isinstance(value, dict) and shape is not None and (shape.place.path or shape.place.inside):
            inner = shape.place.find(value)
            value = value if inner is None else inner
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            at = pointers.join(pointer, str(number)) if isinstance(value, list) and not entry.recorded else pointer
            if isinstance(each, dict):
                yield at, each

    def _item(
        self, file: SeedFile, entry: Entry, pointer: str, operation: Operation, role: Role, values: Values
    ) -> _Found:
        resource = role.resource
        assert resource is not None  # noqa: S101 - only asked then
        template = self._population.templates.of(resource)
        shown = template.shown(entry.value)
        parents: dict[str, str] = {}
        for parent, parameter in role.parents:
            name = parent_property(parent, parameter, template.properties)
            told = values.get(parameter)
            if told is None and name in shown:
                parents[parent.shelf] = spelled(shown[name])
            elif told is not None:
                parents[parent.shelf] = told
                if name is not None:
                    shown.setdefault(name, scalar(told, shapes.types(template.properties[name], template.schema)))
        named = values.get(last_parameter(operation.path)) if resource.addressed(operation) else None
        own = shown.get(resource.id_property) if resource.id_property else None
        if named is not None and resource.id_property:
            named = scalar(named, shapes.types(template.properties[resource.id_property], template.schema))
        found = _Found(file, entry, pointer, resource, Plant(named if own is None else own, shown, parents, file.owner))
        for parent, parameter in role.parents:
            if parent.shelf not in parents:
                self._wrong(
                    found, f"does not say what it belongs to: write it below a path, in place of {{{parameter}}}"
                )
        return found

    def _at(self, entry: Entry) -> tuple[Operation, Values] | None:
        """The operation that answers under a path, and what the path says."""
        for base in ("", *self._bases):
            for method in entry.methods:
                found = self._router.route(Request(method, base + entry.where))
                if isinstance(found, tuple):
                    match, operation = found
                    return operation, {name: text for name, text in match.values.items() if "{" not in text}
        return None

    def _called(self, file: SeedFile, entry: Entry) -> tuple[Operation, Values] | None:
        """An operation on the things that are called by a name."""
        found = [each for each in self._roles.called(plain(entry.where)) if each.operations]
        if len(found) > 1:
            paths = ", ".join(each.key for each in found)
            self._planted.wrong.append(f"{file.place(entry.pointer)}: it may be any of {paths}; write a path")
        for resource in found:
            return resource.first(*_SEVERAL, *Kind), {}  # type: ignore[return-value]  # it has operations
        for operation in self._document.operations:
            named = plain(last_segment(operation.path)) == plain(entry.where)
            if named and self._roles.of(operation).kind is Kind.SINGLETON:
                return operation, {}
        return None


def demand(files: Sequence[SeedFile], planted: Sequence[Planted]) -> None:
    """Refuse what no document has a place for, and what breaks one.

    Args:
        files: what was read.
        planted: of each document, what has become of it.

    Raises:
        UnplantedError: something does; a line for each, as far as there are few.
    """
    told = [line for each in planted for line in each.wrong]
    for file in files:
        lost = [entry for entry in file.entries if all(entry in each.unknown for each in planted)]
        told += [
            f"{file.place(entry.pointer)}: no document has such a path, or things of this name"
            for entry in lost
            if not entry.recorded
        ]
        if len(lost) == len(file.entries) and lost[0].recorded:
            told.append(f"{file.place('')}: nothing in it is of a document that is served")
    if told:
        more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
        raise UnplantedError([*islice(dict.fromkeys(told), _MOST_TOLD), *more])
