"""Which operations speak of the same things, worked out from the document alone.

A resource is named by the last fixed segment of a path: ``/users/me/clients`` is the collection and ``/clients/{id}``
the item of ``clients``. Where several would fit, those whose bodies have the same named schema belong together. So
nothing depends on paths of other names, and a name is looked into when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

from specs.inference import words
from specs.inference.family import NOTHING_SAID, Family
from specs.inference.kinds import Kind
from specs.inference.links import Linked, links, made
from specs.inference.paths import above, alike, family_of, item_paths, last_parameter, named_by
from specs.inference.resources import Resource, Role, Told
from specs.inference.scopes import roots, scopes
from specs.model import Document, Operation


class Roles:
    """What the operations of a document do."""

    def __init__(self, document: Document, said: Mapping[str, Told] = NOTHING_SAID) -> None:
        """Args: document, whose operations; said, what a person says of some, by their key."""
        self._document, self._said = document, said
        self._families: dict[str, Family] = {}
        self._known: dict[str, Role] = {}

    def of(self, operation: Operation) -> Role:
        """The role of an operation; one that is not there has no state."""
        known = self._known.get(operation.key)
        if known is None:
            known = self._known[operation.key] = self._role(operation)
        return known

    def called(self, name: str) -> list[Resource]:
        """The resources of which one is called by a plain name, such as ``pet``."""
        family = self._family(family_of(name))
        found = (*family.items.values(), *(each.resource for each in family.does.values() if each.resource))
        return list({id(each): each for each in found}.values())

    def _role(self, operation: Operation) -> Role:
        through = [
            (self._family(_family_named(path)), path) for path in item_paths(operation.path, self._scopes, self._roots)
        ]
        parents = tuple((family.items[alike(path)], last_parameter(path)) for family, path in through)
        for family, _ in through:
            family.complete()
        kind, resource, evidence, confidence = self._family(self._family_of(operation)).does[operation.key]
        path = alike(operation.path)
        item = kind is not Kind.ACTION and bool(through) and alike(through[-1][1]) == path not in self._scopes
        return Role(kind, resource, parents[:-1] if item else parents, evidence, confidence)

    def _family_of(self, operation: Operation) -> str:
        told = self._said.get(operation.key)
        if told and told.resource:
            return family_of(named_by(told.resource))
        link = self._links.get(operation.key)
        return _family_named(link.to.path if link and made(operation, link) else operation.path)

    @cached_property
    def _scopes(self) -> frozenset[str]:
        return scopes(self._document)

    @cached_property
    def _roots(self) -> frozenset[str]:
        return roots(self._document)

    @cached_property
    def _links(self) -> Mapping[str, Linked]:
        return links(self._document)

    def _family(self, name: str) -> Family:
        if name not in self._families:
            items, operations = self._item_paths.get(name, ()), self._operations.get(name, ())
            self._families[name] = Family(items, operations, self._said, self._links, self._scopes)
        return self._families[name]

    @cached_property
    def _operations(self) -> Mapping[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation in self._document.operations:
            found.setdefault(self._family_of(operation), []).append(operation)
        return found

    @cached_property
    def _item_paths(self) -> Mapping[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for path in dict.fromkeys(operation.path for operation in self._document.operations):
            for item_path in item_paths(path, self._scopes, self._roots):
                found.setdefault(_family_named(item_path), {})[item_path] = None
        return found


@lru_cache(256)
def _family_named(path: str) -> str:
    """The name that a path's operations are looked for under; a word of command is none."""
    return family_of(named_by(above(path) if words.spoken(path) else path))
