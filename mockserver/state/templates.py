"""What the items of one document look like, worked out once, for its own mock and for those of other releases."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.state.items import Template
from specs.inference.paths import alike
from specs.inference.resources import Resource
from specs.inference.roles import Roles
from specs.inference.shape import BodyShape, success_shape
from specs.model import Document


class Templates:
    """Those of one document.

    Args:
        dynamic: whether items are made up although the document has examples of them.
    """

    def __init__(self, *, dynamic: bool) -> None:
        self._dynamic = dynamic
        self._known: dict[str, Template] = {}

    def at(self, key: str, shape: BodyShape | None) -> Template:
        """What the items of one kind look like."""
        if key not in self._known:
            self._known[key] = Template(shape, dynamic=self._dynamic)
        return self._known[key]

    def of(self, resource: Resource) -> Template:
        """What a resource's items look like."""
        return self.at(resource.key, resource.shape)


class Shelves:
    """What the items of one release look like, by where they are kept."""

    def __init__(self, document: Document, roles: Roles, templates: Templates) -> None:
        self._document, self._roles, self._templates = document, roles, templates
        self._known: dict[str, Template | None] = {}

    def find(self, shelf: str) -> Template | None:
        """See ``projecting.Find``."""
        if shelf not in self._known:
            self._known[shelf] = next(self._found(shelf), None)
        return self._known[shelf]

    def _found(self, shelf: str) -> Iterator[Template]:
        for operation in self._document.operations:
            resource = self._roles.of(operation).resource
            if resource is not None and resource.shelf == shelf:
                yield self._templates.of(resource)
            elif operation.method == "GET" and f"={alike(operation.path)}" == shelf:
                yield self._templates.at(f"={operation.path}", success_shape(operation))
