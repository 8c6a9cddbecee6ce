"""Which schemas hold for the places of a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from specs import shapes
from specs.errors import SpecError
from specs.schemas import JsonSchema
from specs.validation import Validator


class Reading:
    """The schemas of one closure, as a value chooses among them.

    Args:
        compiled: of the whole value.
    """

    def __init__(self, compiled: Validator) -> None:
        self._compiled, self.root = compiled, compiled.schema
        self._branches: dict[int, tuple[Any, Validator | None]] = {}

    def parts(self, schema: Any, value: Any) -> list[JsonSchema]:
        """All schema objects that hold for a value: of a choice those branches that accept it."""
        found: list[JsonSchema] = []
        waiting = [schema]
        while waiting:
            for part in shapes.parts(waiting.pop(), self.root):
                found.append(part)
                waiting += [each for each in self._chosen(part) if self._accepts(each, value)]
        return found

    def member(self, parts: list[JsonSchema], name: str) -> Any:
        """The schema of a property of an object for which some schema objects hold."""
        found = [part["properties"][name] for part in parts if name in (part.get("properties") or ())]
        found += [
            schema
            for part in parts
            for pattern, schema in (part.get("patternProperties") or {}).items()
            if _matches(pattern, name)
        ]
        return _together(found or [part["additionalProperties"] for part in parts if "additionalProperties" in part])

    def item(self, parts: list[JsonSchema], index: int) -> Any:
        """The schema of an item of a list for which some schema objects hold."""
        ahead = [part["prefixItems"] for part in parts if part.get("prefixItems")]
        found = [each[index] for each in ahead if index < len(each)]
        return _together(found or [part["items"] for part in parts if "items" in part])

    def _chosen(self, part: JsonSchema) -> Iterator[Any]:
        for keyword in ("oneOf", "anyOf"):
            yield from part.get(keyword) or ()
        if "if" in part:
            yield {"allOf": [part["if"], part.get("then", True)]}
            yield {"allOf": [{"not": part["if"]}, part.get("else", True)]}

    def _accepts(self, branch: Any, value: Any) -> bool:
        known = self._branches.get(id(branch))
        if known is None or known[0] is not branch:
            known = self._branches[id(branch)] = branch, self._made(branch)
        return known[1] is not None and known[1].accepts(value)

    def _made(self, branch: Any) -> Validator | None:
        try:
            return self._compiled.of({"allOf": [branch], "$defs": self.root.get("$defs", {})})
        except SpecError:
            return None


def _together(schemas: list[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else True


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False
