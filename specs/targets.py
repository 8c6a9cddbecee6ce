"""What the references between a document's schemas lead to, and what closures call it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from specs import pointers
from specs.resources import Resource, Resources, Scope, entered

HOMES = ("/components/schemas", "/definitions")
"""Where a document keeps its named schemas."""
_LONGEST_CHAIN = 32
_MOST_SCOPES = 1_000
"""Of one schema: beyond, a dynamic reference stays where it led at last."""


class Targets:
    """The targets of one document's references."""

    def __init__(self, root: Mapping[str, Any], *, identified: bool) -> None:
        """Args: identified, whether schemas may have names (``$id``, ``$anchor``, …) that references use."""
        self._root, self._identified = root, identified
        self._pointers: dict[str, str] = {}
        self._scopes: dict[str, Scope] = {}
        self._found: dict[str, Any] = {}

    @cached_property
    def resources(self) -> Resources:
        """The parts of the document that have names."""
        return Resources(self._root if self._identified else {})

    def pointer_of(self, name: str) -> str:
        """Where in the document the schema stands that closures hold under ``$defs`` by this name."""
        return self._pointers[name]

    def scope_of(self, name: str) -> Scope:
        """Where dynamic references inside that schema are sent."""
        return self._scopes[name]

    def find(self, pointer: str) -> Any:
        """What stands at a place; any value will do where that is nothing, which is one of the document's slips."""
        if pointer not in self._found:
            self._found[pointer] = self._find(pointer)
        return self._found[pointer]

    def _find(self, pointer: str) -> Any:
        try:
            return pointers.find(self._root, pointer) if not pointer or pointer.startswith("/") else True
        except KeyError:
            return True

    def named(self, reference: str, resource: Resource) -> str:
        """The pointer of what a reference names; the reference itself where that is nothing."""
        if reference.startswith("#") and not self._identified:
            return pointers.from_fragment(reference[1:])
        pointer = self.resources.target(reference, resource) if self._identified else None
        return reference if pointer is None else pointer

    def followed(self, schema: Any, resource: Resource) -> Any:
        """A schema, or what its ``$ref`` leads to."""
        for _ in range(_LONGEST_CHAIN):  # a longer one is a loop
            reference = schema.get("$ref") if isinstance(schema, dict) else None
            if not isinstance(reference, str):
                return schema
            pointer = self.named(reference, resource)
            schema, resource = self.find(pointer), self.resources.of(pointer)
        return schema

    def written_out(self, pointer: str) -> Any:
        """What stands at a place; any value will do where it only leads to others, and these without an end."""
        schema = self.find(pointer)
        endless = _is_alias(schema) and _is_alias(self.followed(schema, self.resources.of(pointer)))
        return True if endless else schema

    def sent(self, reference: str, resource: Resource, scope: Scope) -> str | None:
        """The place in a closure that a dynamic reference is sent to: the outermost that takes it; None: nowhere."""
        anchor = self.resources.dynamic_anchor(reference, resource)
        pointer = dict(scope).get(anchor) if anchor else None
        pointer = pointer or self.resources.target(reference, resource)
        return None if pointer is None else self.place(pointer, scope)

    def place(self, pointer: str, scope: Scope) -> str:
        """The place of a definition in a closure: by its name where it is a named schema, else by its whole pointer."""
        home, _, name = pointer.rpartition("/")
        plain = name if home in HOMES and self._pointers.get(name, pointer) == pointer else pointer
        key = self._free(plain, entered(self.resources.of(pointer), scope))
        self._pointers[key] = pointer
        return pointers.to_fragment(pointers.join("/$defs", key))

    def _free(self, name: str, scope: Scope) -> str:
        """The name by which closures hold a schema in a scope: schemas in two scopes are two."""
        key = name
        for number in range(2, _MOST_SCOPES):
            if self._scopes.setdefault(key, scope) == scope:
                break
            key = f"{name} {number}"
        return key


def _is_alias(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.keys() == {"$ref"}
