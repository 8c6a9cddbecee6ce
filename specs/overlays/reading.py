"""An overlay's file → its actions, every slip in it one clear error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specs import pointers, source
from specs.errors import SpecError
from specs.parse import parse
from specs.source import Source

_VERSION = re.compile(r"1\.([01])\.\d+")
_MEMBERS = frozenset({"overlay", "info", "extends", "actions"})
_NOWHERE = Source("<overlay>", None, "")
_OF_ACTION = frozenset({"target", "description", "update", "copy", "remove"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One change.

    Attributes:
        pointer: where in the overlay it stands.
        target: JSONPath of what is changed.
        remove: the target goes; nothing else matters then.
        copy: JSONPath of what is laid over the target; empty where ``update`` is.
    """

    pointer: str
    target: str
    remove: bool = False
    copy: str = ""
    update: Any = field(default=None, compare=False)
    has_update: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay document; ``minor`` is 0 or 1, of its version."""

    source: Source
    minor: int
    extends: str
    actions: tuple[Action, ...]

    def error(self, message: str, pointer: str, hint: str = "") -> SpecError:
        """An error about a place in the overlay."""
        line = self.source.line(pointer)
        return SpecError(message, source=self.source.label, line=line, pointer=pointer, hint=hint or None)


def read(name: str) -> Overlay:
    """Read an overlay.

    Args:
        name: a path, an ``http(s)`` URL, or ``-`` for standard input.

    Raises:
        SpecError: it cannot be read, or is no overlay of version 1.0 or 1.1.
    """
    found = source.read(name)
    return from_text(found)


def from_text(found: Source) -> Overlay:
    """As ``read``, for a text that has been read already. Source: Overlay Specification 1.1.0, 4.4."""
    return from_mapping(parse(found.text, found.label), found)


def from_mapping(raw: Any, found: Source = _NOWHERE) -> Overlay:
    """As ``read``, for parsed data; ``found`` is where it was read from."""
    nothing = Overlay(found, 0, "", ())
    if not isinstance(raw, dict) or "overlay" not in raw:
        raise nothing.error("not an OpenAPI Overlay", "", "it must start with 'overlay: 1.0.0'")
    version = _VERSION.fullmatch(str(raw["overlay"]))
    if version is None:
        raise nothing.error(f"Overlay {raw['overlay']} is not supported", "/overlay", "1.0 and 1.1 are")
    _demand_info(nothing, raw.get("info"))
    _refuse_unknown(nothing, raw, _MEMBERS, "")
    extends = raw.get("extends", "")
    if not isinstance(extends, str):
        raise nothing.error("'extends' must be a text", "/extends", "it names the document that this overlay is for")
    actions = raw.get("actions")
    if not isinstance(actions, list) or not actions:
        where = "/actions" if "actions" in raw else ""
        raise nothing.error("'actions' must be a list with at least one action", where)
    minor = int(version[1])
    return Overlay(
        found, minor, extends, tuple(_action(nothing, minor, each, index) for index, each in enumerate(actions))
    )


def _demand_info(overlay: Overlay, info: Any) -> None:
    if not isinstance(info, Mapping):
        raise overlay.error("'info' must be a mapping", "/info" if info is not None else "", "add title and version")
    for key in ("title", "version"):
        if not isinstance(info.get(key), str):
            where = f"/info/{key}" if key in info else "/info"
            raise overlay.error(f"'info' needs a {key!r} that is a text", where)


def _refuse_unknown(overlay: Overlay, raw: Mapping[str, Any], known: frozenset[str], pointer: str) -> None:
    for key in raw:
        if key not in known and not key.startswith("x-"):
            hint = f"known are {', '.join(sorted(known))} and extensions (x-…)"
            raise overlay.error(f"{key!r} is not known here", pointers.join(pointer, key), hint)


def _action(overlay: Overlay, minor: int, raw: Any, index: int) -> Action:
    pointer = f"/actions/{index}"
    if not isinstance(raw, Mapping):
        raise overlay.error("an action must be a mapping", pointer, "it has a target, and update or remove")
    _refuse_unknown(overlay, raw, _OF_ACTION - ({"copy"} if minor == 0 else set()), pointer)
    for key, kind, told in (("target", str, "a text"), ("copy", str, "a text"), ("remove", bool, "true or false")):
        if key in raw and not isinstance(raw[key], kind):
            raise overlay.error(f"{key!r} must be {told}", f"{pointer}/{key}")
    if "target" not in raw:
        raise overlay.error("an action without 'target'", pointer, "say with a JSONPath what is changed")
    remove = raw.get("remove") is True
    if not remove and "update" in raw and "copy" in raw:
        raise overlay.error("an action has either 'update' or 'copy'", pointer, "make two actions of it")
    return Action(
        pointer=pointer,
        target=raw["target"],
        remove=remove,
        copy="" if remove else raw.get("copy", ""),
        update=raw.get("update"),
        has_update="update" in raw and not remove,
    )
