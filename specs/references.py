"""Where a raw document refers to something, and where ``$ref`` is only a name or part of somebody's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import orjson

from specs import pointers

_DATA = frozenset({"example", "default", "enum", "const", "value", "dataValue"})
_MAPS = frozenset(
    "paths responses headers content encoding examples links callbacks schemas parameters requestBodies "
    "securitySchemes pathItems definitions securityDefinitions properties patternProperties dependentSchemas $defs "
    "webhooks variables".split()
)
"""Members whose keys are names that the document's author chose: ``default`` or ``$ref`` in there is no keyword."""

_ADDRESS = re.compile(r"#|/|\.(?:json|ya?ml)$")
"""What tells a reference from a schema's name in a discriminator's mapping. Source: OAS 3.1.1, Discriminator Object."""

_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default|x-.*")

_WRITTEN = re.compile(rb'"\$ref":"((?:[^"\\]|\\.)*)"')

_CONTAINERS = (dict, list)

_Trail = tuple[Any, str | int]
"""The way to a value, backwards: the trail of its holder (None at the top) and its own key there."""


def references(raw: Any) -> Iterator[tuple[str, str]]:
    """Every reference in a raw document, with the pointer of the object that makes it."""
    for reference, trail in _sites(raw):
        yield reference, _pointer(trail)


def distinct(raw: Any) -> dict[str, str]:
    """Each reference of a raw document once, with the pointer of one object that makes it."""
    trails: dict[str, _Trail | None] = {}
    for reference, trail in _sites(raw):
        trails.setdefault(reference, trail)
    return {reference: _pointer(trail) for reference, trail in trails.items()}


def mentioned(written: bytes) -> set[str]:
    """What stands as a reference in a JSON text without spaces, anywhere, in data, too. Sooner known than the sites."""
    return {text_of(each) for each in _WRITTEN.findall(written)}


def text_of(escaped: bytes) -> str:
    """A text as it stands between quotes in JSON."""
    return str(orjson.loads(b'"' + escaped + b'"')) if b"\\" in escaped else escaped.decode()


def _sites(raw: Any) -> Iterator[tuple[str, _Trail | None]]:
    # Pointers are spelled by the callers: for every node of a large document they would cost more than its parsing.
    stack: list[tuple[Any, _Trail | None, bool]] = [(raw, None, False)]
    while stack:
        value, trail, named = stack.pop()
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            yield value["$ref"], trail
        stack += [(item, (trail, key), inner) for key, item, inner in inside(value, named=named)]


def inside(value: Any, *, named: bool) -> Iterator[tuple[Any, Any, bool]]:
    """The containers in a container that hold no data: key, container, and whether its own keys are names.

    Args:
        value: a mapping or list.
        named: whether its keys are names that the document's author chose.
    """
    for key, item in _entries(value):
        if isinstance(item, _CONTAINERS) and (named or not _is_data(key, item)):
            yield key, item, not named and key in _MAPS


def _pointer(trail: _Trail | None) -> str:
    tokens: list[str | int] = []
    while trail is not None:
        trail, token = trail
        tokens.append(token)
    return pointers.join("", *reversed(tokens))


@dataclass(slots=True, eq=False)
class Site:
    """One reference of a file.

    Attributes:
        pointer: of the object that makes it.
        holder: that object.
        key: the member of it that is the reference: ``$ref``, or a name in a discriminator's mapping.
        reference: as written.
        base: URI that it is relative to.
        parent: what holds the object, None at the top; ``name`` is the object's key there.
        target: the file and the pointer that it means, once they are known.
    """

    pointer: str
    holder: dict[str, Any]
    key: str
    reference: str
    base: str
    parent: Any
    name: str | int
    target: tuple[Any, str] | None = None

    @property
    def is_alone(self) -> bool:
        """Whether nothing stands beside it, so that its target can take the object's place."""
        return self.key == "$ref" and len(self.holder) == 1 and self.parent is not None


@dataclass(slots=True, eq=False)
class Survey:
    """All references of a file, by their pointers, and the names that its schemas give themselves.

    Attributes:
        ids: pointers by ``$id``, as a whole URI. Source: JSON Schema 2020-12 Core, 8.2.1.
        anchors: pointers by ``uri#anchor``. Source: JSON Schema 2020-12 Core, 8.2.2.
        named: the objects that have an ``$id`` or an ``$anchor``.
    """

    sites: list[Site] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    at: dict[str, Site] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    named: list[dict[str, Any]] = field(default_factory=list)


def survey(raw: Any, base: str) -> Survey:
    """Go through a file whose references are relative to a URI."""
    found = Survey()
    stack: list[tuple[Any, str, Any, str | int, bool, str]] = [(raw, "", None, "", False, base)]
    while stack:
        value, pointer, parent, name, named, base = stack.pop()
        if isinstance(value, dict):
            base = base if named else _name(found, value, pointer, base)
            found.sites += _made(value, pointer, parent, name, base)
        for key, item, inner in inside(value, named=named):
            names = inner or (not named and _is_responses(item))
            stack.append((item, pointers.join(pointer, key), value, key, names, base))
    found.sites.sort(key=lambda site: site.pointer)
    found.pointers = [site.pointer for site in found.sites]
    found.at = {site.pointer: site for site in found.sites if site.key == "$ref"}
    return found


def _is_responses(value: Any) -> bool:
    """Whether a mapping that may stand anywhere in a file is one of responses, so that its ``default`` is no value."""
    default = value.get("default") if isinstance(value, dict) else None
    if not isinstance(default, dict) or not all(_STATUS.fullmatch(key) for key in value):
        return False
    return len(value) > 1 or "description" in default or "content" in default


def resolved(base: str, reference: str) -> str:
    """A reference as a URI, relative to a base of any scheme; as it is without a base. Source: RFC 3986, 5.2."""
    scheme, colon, rest = base.partition(":")
    if not colon or urlsplit(reference).scheme:
        return reference
    return scheme + urljoin(f"http:{rest}", reference)[len("http") :]


def renamed(base: str, own: object) -> str:
    """The base inside what gives itself a URI; the same as outside where that is none."""
    try:
        return urldefrag(resolved(base, own))[0] if isinstance(own, str) else base
    except ValueError:
        return base


def _name(found: Survey, value: dict[str, Any], pointer: str, base: str) -> str:
    """Note what a schema calls itself; the base of the references inside it."""
    own, anchor = value.get("$id"), value.get("$anchor")
    if isinstance(own, str) or isinstance(anchor, str):
        found.named.append(value)
    if isinstance(own, str) and not own.startswith("#"):
        base = renamed(base, own)
        found.ids.setdefault(base, pointer)
    if isinstance(anchor, str):
        found.anchors.setdefault(f"{base}#{anchor}", pointer)
    return base


def _made(value: dict[str, Any], pointer: str, parent: Any, name: str | int, base: str) -> Iterator[Site]:
    if isinstance(value.get("$ref"), str):
        yield Site(pointer, value, "$ref", value["$ref"], base, parent, name)
    mapping = value.get("mapping")
    if not isinstance(mapping, dict) or "propertyName" not in value:
        return
    for key, reference in mapping.items():
        if isinstance(reference, str) and _ADDRESS.search(reference):
            yield Site(pointers.join(pointer, "mapping"), mapping, key, reference, base, value, "mapping")


def _entries(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _is_data(key: str | int, item: Any) -> bool:
    return key in _DATA or (key == "examples" and isinstance(item, list))
