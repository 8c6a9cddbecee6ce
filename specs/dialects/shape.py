"""Reading raw objects: references followed, pointers kept, and what has the wrong kind noted and read as absent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from specs import pointers
from specs.errors import SpecError
from specs.model import Location, Tag
from specs.slips import Slips
from specs.source import Source

_LONGEST_CHAIN = 32
_EXTENSIBLE = frozenset({"paths", "responses"})
"""Members whose keys the specification fixes, so that ``x-…`` is no entry. A header may be called ``x-total``."""
_KINDS = {str: "a text", list: "a list", dict: "a mapping", bool: "a boolean", int: "a number", float: "a number"}


def whole(raw: Mapping[str, Any], source: Source, slips: Slips) -> Node:
    """The document as a whole.

    Raises:
        SpecError: its ``paths`` are nothing that could have any, so that there is nothing to use.
    """
    paths = raw.get("paths")
    if paths is not None and not isinstance(paths, dict):
        raise SpecError(
            f"'paths' must be a mapping, and is {kind_of(paths)}",
            source=source.label,
            line=source.line("/paths"),
            pointer="/paths",
            hint="write each path as a key, with its operations below",
        )
    return Node(raw, "", raw, slips)


class Node:
    """A raw object with its place. Steps into it follow references.

    What cannot be followed or has the wrong kind is noted among the slips and left out.
    """

    __slots__ = ("pointer", "raw", "root", "slips")

    def __init__(self, raw: Any, pointer: str, root: Mapping[str, Any], slips: Slips) -> None:
        self.raw, self.pointer = raw, pointer
        self.root, self.slips = root, slips

    def note(self, message: str, hint: str) -> None:
        """A slip at this place."""
        self.slips.note(self.pointer, message, hint)

    def inside(self, raw: Any, *tokens: str | int) -> Node:
        """Something below this place, not followed."""
        return Node(raw, pointers.join(self.pointer, *tokens), self.root, self.slips)

    def followed(self) -> Node | None:
        """The object itself, or what its ``$ref`` names; None where that is nothing."""
        node = self
        for _ in range(_LONGEST_CHAIN):
            reference = node.raw.get("$ref") if isinstance(node.raw, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#"):
                return node
            pointer = pointers.from_fragment(reference[1:])
            if pointer and not pointer.startswith("/"):
                node.note(f"reference {reference!r} names an anchor, and is left out", "anchors name schemas only")
                return None
            try:
                node = Node(pointers.find(self.root, pointer), pointer, self.root, self.slips)
            except KeyError:
                return None  # noted once for all that make this reference
        self.note("reference leads back to itself, and is left out", "refer to an object that is written out")
        return None

    def get(self, key: str) -> Node | None:
        """A member, followed; None where it is absent or left empty."""
        value = self.mapping.get(key)
        return None if value is None else self.inside(value, key).followed()

    @property
    def mapping(self) -> dict[str, Any]:
        """The raw object; an empty one where it is none."""
        if isinstance(self.raw, dict):
            return self.raw
        self.unread("a mapping")
        return {}

    def items(self, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of a member that is a mapping, values followed, extensions left out where there may be any.

        An entry that is left empty (``200:`` in YAML) says that it is there and nothing more.
        """
        member = self.get(key)
        for name, value in member.mapping.items() if member else ():
            if member and (key not in _EXTENSIBLE or not name.startswith("x-")):
                entry = member.inside({} if value is None else value, name).followed()
                if entry:
                    yield name, entry

    def elements(self, key: str) -> Iterator[Node]:
        """The elements of a member that is a list of objects, followed."""
        for index, item in enumerate(self._list(key)):
            element = self.inside(item, key, index).followed()
            if element and isinstance(element.raw, dict):
                yield element
            elif element:
                element.unread("a mapping")

    def text(self, key: str, default: str = "") -> str:
        """A scalar member as text; the default where it is absent or left empty."""
        value = self.mapping.get(key)
        if isinstance(value, dict | list):
            self.inside(value, key).unread("a text")
            return default
        return default if value is None else str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """The elements of a member that is a list of scalars, as texts; a text alone is a list of one."""
        raw = self.mapping.get(key)
        return (raw,) if isinstance(raw, str) else tuple(map(str, self._list(key)))

    def paths(self) -> Iterator[tuple[str, Node]]:
        """The paths of a document, with the slash that each begins with whether it is written or not."""
        for path, item in self.items("paths"):
            yield path if path.startswith("/") else f"/{path}", item

    def optional(self, key: str) -> str | None:
        """A scalar member as text, None where it is absent."""
        return self.text(key) if self.mapping.get(key) is not None else None

    def flag(self, key: str) -> bool:
        """A member that is true."""
        value = self.mapping.get(key)
        if value is not None and not isinstance(value, bool):
            self.inside(value, key).unread("true or false")
        return value is True

    def tristate(self, key: str) -> bool | None:
        """A member that is true or false; None where it is absent."""
        return self.flag(key) if self.mapping.get(key) is not None else None

    def _list(self, key: str) -> list[Any]:
        raw = self.mapping.get(key)
        if isinstance(raw, list):
            return raw
        if raw is not None:
            self.inside(raw, key).unread("a list")
        return []

    def unread(self, wanted: str) -> None:
        """A slip: this has the wrong kind."""
        self.note(f"must be {wanted}, and is {kind_of(self.raw)}: it is read as absent", f"write {wanted}")


def kind_of(value: Any) -> str:
    """What kind of data a value is, for a person."""
    return _KINDS.get(type(value), "empty")


def about(document: Node) -> tuple[str, str]:
    """A document's title and version, empty where it says none. Source: OAS 3.0.3, Info Object."""
    info = document.get("info")
    if info is None:
        document.note("no 'info': the document has no title and no version", "add 'info' with 'title' and 'version'")
        return "", ""
    for key in ("title", "version"):
        if info.raw and key not in info.mapping:
            info.note(f"no {key!r}", f"add {key!r}")
    return info.text("title"), info.text("version")


def placed(parameter: Node, known: Collection[Location]) -> Location | None:
    """Where a parameter stands; None where that is no place for one, so that it is left out."""
    said = parameter.text("in")
    location = next((each for each in known if each == said), None)
    if location is None:
        places = ", ".join(sorted(known))
        parameter.note(f"a parameter cannot stand in {said!r}, and is left out", f"'in' is one of {places}")
    return location


def described(response: Node) -> None:
    """Note a response without the description that every dialect before 3.2 asks for. Source: OAS 3.1.1, 4.8.17."""
    if "description" not in response.mapping:
        response.note("a response without 'description'", "add it; it may be empty")


def tags(document: Node) -> tuple[Tag, ...]:
    """What a document says of its tags. Source: OAS 3.2.0, Tag Object."""
    return tuple(
        Tag(
            name=node.text("name"),
            summary=node.text("summary"),
            description=node.text("description"),
            parent=node.optional("parent"),
            kind=node.text("kind"),
        )
        for node in document.elements("tags")
    )
