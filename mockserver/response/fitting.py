"""What one would like to say, fitted into what a schema allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from specs import shapes
from specs.schemas import JsonSchema, walk
from specs.validation import Validator


def fit(compiled: Validator, wanted: Mapping[str, Any], base: Callable[[], Any]) -> Any:
    """A valid value that says as much of ``wanted`` as the schema lets it.

    Args:
        compiled: the schema.
        wanted: members to be said; undeclared ones are left out.
        base: a valid value to start from where ``wanted`` alone will not do.
    """
    return fitted(compiled, wanted, base)[0]


def fitted(compiled: Validator, wanted: Mapping[str, Any], base: Callable[[], Any]) -> tuple[Any, tuple[str, ...]]:
    """As ``fit``, and the names of the declared members that could not be said."""
    told = declared_part(wanted, compiled)
    if compiled.accepts(told):
        return told, ()
    value = base()
    if not isinstance(value, dict):
        return value, tuple(told)
    if compiled.accepts(value | told):
        return value | told, ()
    unsaid = []
    for name, member in told.items():
        for each in (member, _within(value.get(name), member)):
            if compiled.accepts({**value, name: each}):
                value = {**value, name: each}
                break
        else:
            unsaid.append(name)
    return value, tuple(unsaid)


def _within(around: Any, member: Any) -> Any:
    """A member with what it lacks, as far as there is an object with that."""
    if not (isinstance(around, dict) and isinstance(member, dict)):
        return member
    return {**around, **{name: _within(around.get(name), value) for name, value in member.items()}}


def declared_part(wanted: Mapping[str, Any], compiled: Validator) -> dict[str, Any]:
    """The members of a value that a schema declares, at every depth without what is only ever written."""
    declared: _Declared = compiled.memo.get(_Declared) or compiled.memo.setdefault(
        _Declared, _Declared(compiled.schema)
    )
    return declared.part(wanted)


class _Declared:
    """What a schema and those inside it declare, each looked up once."""

    def __init__(self, root: JsonSchema) -> None:
        self._root = root
        self._hides = any(map(_hidden, walk(root)))
        self._own = frozenset(shapes.properties(root, root))
        self._properties: dict[int, Mapping[str, Any]] = {}

    def part(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """See ``declared_part``. A value that is one already is itself that part, for it is not changed."""
        if not self._hides and isinstance(wanted, dict) and self._own.issuperset(wanted):
            return wanted
        kept = {name: value for name, value in wanted.items() if name in self._own}
        shown = self._shown(kept, self._root) if self._hides else kept
        return shown if isinstance(shown, dict) else kept

    def _shown(self, value: Any, schema: Any) -> Any:
        """A value without the properties that its schema hides in this direction (writeOnly in a response)."""
        if isinstance(value, dict):
            declared = self._of(schema)
            return {
                name: self._shown(item, declared.get(name, True))
                for name, item in value.items()
                if not _hidden(declared.get(name))
            }
        if isinstance(value, list):
            inner = shapes.items(schema, self._root)
            return [self._shown(item, inner) for item in value]
        return value

    def _of(self, schema: Any) -> Mapping[str, Any]:
        if id(schema) not in self._properties:
            self._properties[id(schema)] = shapes.properties(schema, self._root)
        return self._properties[id(schema)]


def _hidden(schema: Any) -> bool:
    """Whether a property is one that must not be sent in this direction."""
    return isinstance(schema, dict) and schema.get("not") == {} and ("writeOnly" in schema or "readOnly" in schema)


def unspoken(schema: Any, root: JsonSchema) -> JsonSchema:
    """A schema in one piece and without the values it spells out, so that no two of its values need be the same."""
    spoken = ("examples", "default", "$ref", "allOf", "$defs")
    parts = [
        {keyword: value for keyword, value in part.items() if keyword not in spoken}
        for part in shapes.parts(schema, root)
    ]
    return {"allOf": parts} if len(parts) > 1 else parts[0] if parts else {}
