"""What the schemas of a document are called: ``$id``, ``$anchor`` and ``$dynamicAnchor``, and what references mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin

from specs import pointers
from specs.references import inside

NAMING = ("$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$self")
"""Keywords without which a document is one resource and every reference in it a pointer."""

NAMES = frozenset({"$id", "id", "$schema", "$vocabulary", "$anchor", "$dynamicAnchor", "$dynamicRef"})
"""Keywords that say what a schema is called; in a closure everything is called by its place."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A part of a document with a URI of its own; the document as a whole is one too.

    Attributes:
        uri: absolute as far as the document says; empty for a document that does not say what it is called.
        anchors: pointers by name; ``dynamic``: of those that a ``$dynamicRef`` may be sent to.

    Source: JSON Schema 2020-12 Core, 8.2.
    """

    uri: str
    pointer: str
    anchors: dict[str, str] = field(default_factory=dict)
    dynamic: dict[str, str] = field(default_factory=dict)


Scope = tuple[tuple[str, str], ...]
"""Dynamic anchors, each with the pointer that a ``$dynamicRef`` to it is sent to."""


def entered(resource: Resource, scope: Scope) -> Scope:
    """The scope inside a resource: of two that take a dynamic reference the outer one does.

    Source: JSON Schema 2020-12 Core, 8.2.3.2.
    """
    if not resource.dynamic:
        return scope
    return tuple(sorted({**resource.dynamic, **dict(scope)}.items()))


class Resources:
    """All resources of one document."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        named = root.get("$self")
        self.whole = Resource(named if isinstance(named, str) else "", "")
        self._by_uri = {self.whole.uri: self.whole}
        self._by_node: dict[int, Resource] = {}
        self._index()

    def at(self, node: Any, around: Resource) -> Resource:
        """The resource that a schema is or belongs to, which stands inside another."""
        return self._by_node.get(id(node), around)

    def of(self, pointer: str) -> Resource:
        """The innermost resource that has a place of the document."""
        found, value = self.whole, self._root
        for token in pointers.tokens(pointer) if self._by_node else ():
            try:
                value = pointers.find(value, pointers.join("", token))
            except KeyError:
                break  # what is there was made up in translation
            found = self.at(value, found)
        return found

    def target(self, reference: str, inside: Resource) -> str | None:
        """The pointer of what a reference names that is made inside a resource; None where that is nothing.

        A pointer that leads nowhere in its resource is tried from the top of the document, where its author may have
        thought himself.
        """
        place, fragment = urldefrag(reference)
        named = self._by_uri.get(urljoin(inside.uri, place)) if place else inside
        if named is None:
            return None
        fragment = pointers.from_fragment(fragment)
        if fragment and not fragment.startswith("/"):
            return named.anchors.get(fragment)
        homes = (named.pointer, "") if not place else (named.pointer,)
        return next((home + fragment for home in homes if pointers.exists(self._root, home + fragment)), None)

    def knows(self, reference: str) -> bool:
        """Whether a reference names something, made wherever in the document it may be."""
        return any(self.target(reference, each) is not None for each in self._by_uri.values())

    def dynamic_anchor(self, reference: str, inside: Resource) -> str | None:
        """The name of the dynamic anchor that a reference leads to at first; None where it leads to none."""
        place, name = urldefrag(reference)
        named = self._by_uri.get(urljoin(inside.uri, place)) if place else inside
        return name if named and name in named.dynamic else None

    def _index(self) -> None:
        stack: list[tuple[Any, str, Resource, bool]] = [(self._root, "", self.whole, False)]
        while stack:
            value, pointer, around, named = stack.pop()
            if isinstance(value, dict) and not named:
                around = self._named(value, pointer, around)
            stack += [
                (item, pointers.join(pointer, key), around, inner) for key, item, inner in inside(value, named=named)
            ]

    def _named(self, node: dict[str, Any], pointer: str, around: Resource) -> Resource:
        name = node.get("$id")
        if isinstance(name, str) and name.startswith("#"):  # an anchor, as drafts 6 and 7 write it
            around.anchors.setdefault(name[1:], pointer)
        elif isinstance(name, str) and pointer:
            around = Resource(urljoin(around.uri, urldefrag(name)[0]), pointer)
            self._by_node[id(node)] = self._by_uri.setdefault(around.uri, around)
        for keyword in ("$anchor", "$dynamicAnchor"):
            anchor = node.get(keyword)
            if isinstance(anchor, str):
                around.anchors.setdefault(anchor, pointer)
                if keyword == "$dynamicAnchor":
                    around.dynamic.setdefault(anchor, pointer)
        return around
