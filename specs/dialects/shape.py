"""Reading raw objects: references followed, kinds demanded, pointers kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specs import pointers
from specs.errors import SpecError
from specs.source import Source

_LONGEST_CHAIN = 32
_EXTENSIBLE = frozenset({"paths", "responses"})
"""Members whose keys the specification fixes, so that ``x-…`` is no entry. A header may be called ``x-total``."""


class Node:
    """A raw object with its place. Steps into it follow references."""

    __slots__ = ("pointer", "raw", "root", "source")

    def __init__(self, raw: Any, pointer: str, root: Mapping[str, Any], source: Source) -> None:
        self.raw, self.pointer = raw, pointer
        self.root, self.source = root, source

    def error(self, message: str) -> SpecError:
        """An error about this place."""
        line = self.source.line(self.pointer)
        return SpecError(message, source=self.source.label, line=line, pointer=self.pointer)

    def followed(self) -> Node:
        """The object itself, or what its ``$ref`` names."""
        node = self
        for _ in range(_LONGEST_CHAIN):
            reference = node.raw.get("$ref") if isinstance(node.raw, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#"):
                return node
            pointer = pointers.from_fragment(reference[1:])
            if pointer and not pointer.startswith("/"):
                raise node.error(f"reference {reference!r} names an anchor, which is not supported")
            try:
                node = Node(pointers.find(self.root, pointer), pointer, self.root, self.source)
            except KeyError as error:
                raise node.error(f"reference {reference!r} has no target: there is no {error.args[0]!r}") from None
        raise self.error("reference leads back to itself")

    def get(self, key: str) -> Node | None:
        """A member, followed; None where it is absent or left empty."""
        if self.mapping.get(key) is None:
            return None
        return Node(self.mapping[key], pointers.join(self.pointer, key), self.root, self.source).followed()

    @property
    def mapping(self) -> dict[str, Any]:
        """The raw object; an error where it is none."""
        if not isinstance(self.raw, dict):
            raise self.error(f"must be a mapping, and is {type(self.raw).__name__}")
        return self.raw

    def items(self, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of a member that is a mapping, values followed, extensions left out where there may be any.

        An entry that is left empty (``200:`` in YAML) says that it is there and nothing more.
        """
        member = self.get(key)
        for name in member.mapping if member else ():
            if member and (key not in _EXTENSIBLE or not name.startswith("x-")):
                yield name, member.get(name) or Node({}, pointers.join(member.pointer, name), self.root, self.source)

    def elements(self, key: str) -> Iterator[Node]:
        """The elements of a member that is a list, followed."""
        raw = self.mapping.get(key) or []
        if not isinstance(raw, list):
            raise self.error(f"{key!r} must be a list")
        for index, item in enumerate(raw):
            yield Node(item, pointers.join(self.pointer, key, index), self.root, self.source).followed()

    def text(self, key: str, default: str = "") -> str:
        """A scalar member as text; the default where it is absent or left empty."""
        value = self.mapping.get(key)
        return default if value is None else str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The elements of a member that is a list of scalars, as texts; a text alone is a list of one."""
        raw = self.mapping.get(key) or []
        if isinstance(raw, str):
            return (raw,)
        if not isinstance(raw, list):
            raise self.error(f"{key!r} must be a list")
        return tuple(map(str, raw))

    def paths(self) -> Iterator[tuple[str, Node]]:
        """The paths of a document, with the slash that each begins with whether it is written or not."""
        for path, item in self.items("paths"):
            yield path if path.startswith("/") else f"/{path}", item

    def optional(self, key: str) -> str | None:
        """A scalar member as text, None where it is absent."""
        return self.text(key) if self.mapping.get(key) is not None else None

    def flag(self, key: str) -> bool:
        """A member that is true."""
        return self.mapping.get(key) is True
