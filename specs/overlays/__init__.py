"""OpenAPI Overlays: changes laid over a document before it is read. Source: Overlay Specification 1.0.0 and 1.1.0."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from specs import pointers
from specs.overlays.origins import Origin, Origins
from specs.overlays.reading import Action, Overlay, from_mapping, read
from specs.source import Source

if TYPE_CHECKING:
    from specs.errors import SpecError
    from specs.overlays.query import Node, Selector

__all__ = ["Overlaid", "Overlay", "apply", "from_mapping", "laid_over", "read"]

Notes = tuple[str, ...]
_Tokens = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Overlaid:
    """A document with overlays laid over it.

    Attributes:
        raw: the changed document.
        origins: where each of its parts comes from.
        overlays: in the order in which they were applied.
        notes: what the author of an overlay may want to know, each with its place.
    """

    raw: dict[str, Any]
    origins: Origins
    overlays: tuple[Overlay, ...]
    notes: tuple[str, ...]


def apply(raw: dict[str, Any], overlays: Sequence[Overlay]) -> Overlaid:
    """Apply overlays to a parsed document, in order. The document is changed in place.

    Raises:
        SpecError: an action cannot be carried out: its expression is no JSONPath, or what it brings does not fit.
    """
    from specs.overlays.query import Selector

    work = _Work(raw, Selector())
    for number, overlay in enumerate(overlays):
        for action in overlay.actions:
            work.carry_out(number, overlay, action)
    return Overlaid(work.raw, work.origins, tuple(overlays), tuple(work.notes))


def laid_over(raw: dict[str, Any], read_from: Source, names: Sequence[str]) -> tuple[dict[str, Any], Source, Notes]:
    """Read overlays and apply them, in order.

    Args:
        raw: the parsed document; it is changed.
        read_from: where it was read from.
        names: of the overlays.

    Returns:
        The changed document, a source that knows which of its parts stand in which overlay, and notes for the author
        of an overlay.

    Raises:
        SpecError: an overlay cannot be read, or an action cannot be carried out.
    """
    every = [read(name) for name in names]
    done = apply(raw, every)
    files = (*(overlay.source for overlay in every), read_from)  # the last one is that of number -1
    parts = {_pointer(at): (files[own.overlay], _pointer(own.tokens)) for at, own in done.origins.parts()}
    notes = (*filter(None, (_misdirected(overlay, read_from) for overlay in every)), *done.notes)
    return done.raw, replace(read_from, parts=parts), notes


def _misdirected(overlay: Overlay, document: Source) -> str:
    """What is to be said of an overlay that was made for another document; "" where it was not."""
    meant = urljoin(overlay.source.uri, overlay.extends)
    if not overlay.extends or not document.uri or meant == document.uri:
        return ""
    return str(overlay.error(f"it extends {overlay.extends!r}, and is applied to {document.label}", "/extends"))


class _Work:
    def __init__(self, raw: dict[str, Any], selector: Selector) -> None:
        self.raw, self.selector = raw, selector
        self.origins = Origins()
        self.notes: list[str] = []

    def carry_out(self, number: int, overlay: Overlay, action: Action) -> None:
        nodes = self.select(overlay, action, "target")
        if not nodes:
            told = overlay.error(f"the target {action.target!r} selects nothing", action.pointer)
            self.notes.append(str(told))
        elif action.remove:
            self.remove(nodes, overlay, action)
        elif action.copy:
            value = self.source_of_copy(overlay, action)
            origin = Origin(number, tuple(pointers.tokens(f"{action.pointer}/copy")), whole=False)
            self.update(nodes, value, origin, overlay, action)
        elif action.has_update:
            origin = Origin(number, tuple(pointers.tokens(f"{action.pointer}/update")))
            self.update(nodes, action.update, origin, overlay, action)

    def select(self, overlay: Overlay, action: Action, member: str) -> list[Node]:
        from specs.overlays.query import QueryError

        expression: str = getattr(action, member)
        try:
            found = self.selector.select(expression, self.raw)
        except QueryError as error:
            hint = "see RFC 9535; in YAML put it in quotes"
            raise overlay.error(f"{member} {error!s}", f"{action.pointer}/{member}", hint) from error
        return list({node.location: node for node in found}.values())

    def source_of_copy(self, overlay: Overlay, action: Action) -> Any:
        found = self.select(overlay, action, "copy")
        if len(found) != 1:
            told = f"{action.copy!r} selects {len(found)} nodes, and one is copied"
            raise overlay.error(told, f"{action.pointer}/copy")
        return deepcopy(found[0].value)

    def remove(self, nodes: list[Node], overlay: Overlay, action: Action) -> None:
        doomed: dict[_Tokens, tuple[Any, list[str | int]]] = {}
        for node in nodes:
            if node.parent is None:
                raise overlay.error("the whole document cannot be removed", f"{action.pointer}/target")
            if overlay.minor == 0 and not isinstance(node.value, dict | list):
                raise _primitive(overlay, action)
            doomed.setdefault(node.location[:-1], (node.parent.value, []))[1].append(node.location[-1])
        for holder in sorted(doomed, key=len, reverse=True):  # what is inside goes first, while its place is known
            value, keys = doomed[holder]
            self.origins.removed(holder, keys, len(value) if isinstance(value, list) else 0)
            for key in sorted(keys, reverse=True, key=lambda each: each if isinstance(each, int) else 0):
                del value[key]

    def update(self, nodes: list[Node], value: Any, origin: Origin, overlay: Overlay, action: Action) -> None:
        if len({_kind(node.value) for node in nodes}) > 1:
            told = "the target selects nodes of several kinds, which no one value can be laid over"
            raise overlay.error(told, f"{action.pointer}/target", "select only mappings, only lists or only scalars")
        for node in nodes:
            if overlay.minor == 0 and _kind(node.value) == "a scalar":
                raise _primitive(overlay, action)
            try:
                merged = self.merged(node.value, deepcopy(value), node.location, origin)
            except _Misfit as error:
                where = f"{action.pointer}/{'copy' if action.copy else 'update'}"
                raise overlay.error(f"{error} at {_pointer(node.location) or 'the top'}", where) from None
            if node.parent is not None and merged is not node.value:
                self.holder(node)[node.location[-1]] = merged

    def holder(self, node: Node) -> Any:
        """The container of a node as it is now: an update of the same action may have replaced what was selected."""
        value: Any = self.raw
        for token in node.location[:-1]:
            value = value[token]
        return value

    def merged(self, old: Any, new: Any, at: _Tokens, origin: Origin) -> Any:
        """What becomes of a value when another is laid over it. Source: Overlay Specification 1.1.0, 4.4.3.1."""
        if isinstance(old, list):
            self.append(old, new, at, origin)
            return old
        if isinstance(old, dict) and isinstance(new, dict):
            for key, value in new.items():
                inner = Origin(origin.overlay, (*origin.tokens, key)) if origin.whole else origin
                if key not in old or old[key] is None:
                    old[key] = value
                    self.origins.wrote((*at, key), inner)
                elif isinstance(old[key], list) and not isinstance(value, list):
                    raise _Misfit(f"{_kind(value)} cannot be laid over a list in {key!r}")
                else:
                    old[key] = self.merged(old[key], value, (*at, key), inner)
            return old
        if _kind(old) != _kind(new):
            raise _Misfit(f"{_kind(new)} cannot be laid over {_kind(old)}")
        self.origins.wrote(at, origin)
        return new

    def append(self, old: list[Any], new: Any, at: _Tokens, origin: Origin) -> None:
        for index, value in enumerate(new if isinstance(new, list) else [new]):
            inside = origin.whole and isinstance(new, list)
            self.origins.wrote((*at, len(old)), Origin(origin.overlay, (*origin.tokens, index)) if inside else origin)
            old.append(value)


class _Misfit(Exception):
    """What is laid over does not fit what is there."""


def _primitive(overlay: Overlay, action: Action) -> SpecError:
    told = "the target selects a scalar, and Overlay 1.0 changes mappings and lists only"
    return overlay.error(told, f"{action.pointer}/target", "select what holds it, or write overlay: 1.1.0")


def _kind(value: Any) -> str:
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a scalar"


def _pointer(location: _Tokens) -> str:
    return pointers.join("", *location)
