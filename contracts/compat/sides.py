"""The two sides of the question of containment: a writer, whose objects are closed, and a reader, taken as written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import tee
from typing import Any, NamedTuple

from contracts.compat import closing
from specs import algebra, pointers, shapes
from specs.algebra import Form
from specs.extensions import EXTENSIBLE_ENUM
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, Direction, JsonSchema, Schema, defs_name
from specs.validation import ASSERTED_FORMATS, Validator

_ANNOTATIONS = frozenset(
    "title description default examples deprecated readOnly writeOnly $comment contentMediaType $schema $id".split()
)
_LONGEST_CHAIN = 32


class Part(NamedTuple):
    """A schema inside a side, and the JSON pointer in its document where it stands."""

    schema: Any
    origin: str


class Side:
    """One document's schema, ready to be asked about.

    Attributes:
        root: the schema asked about.
        defs: what its references name.
        hasty: ask whether everything fits, and search for no value that shows why it does not.
    """

    def __init__(self, schema: Schema, direction: Direction, *, writes: bool) -> None:
        self._asked = (schema, direction)
        self.hasty = False
        closure = schema.json_schema(direction)
        memo = schema.space.memo  # what many schemas refer to is made plain once
        for name, value in closure.get("$defs", {}).items():
            if ("plain", name, direction, writes) not in memo:
                memo["plain", name, direction, writes] = plain(value, writes=writes)
        self.defs: JsonSchema = {name: memo["plain", name, direction, writes] for name in closure.get("$defs", {})}
        self.root = Part(plain({k: v for k, v in closure.items() if k != "$defs"}, writes=writes), schema.pointer)
        self._space = schema.space
        self._validators: dict[int, tuple[Any, Validator]] = {}  # with the schema, so that its id stays its own
        self._forms: dict[int, tuple[Any, Form]] = {}
        self._values: dict[tuple[int, str], tuple[Any, Iterator[Any]]] = {}
        self._shorter: dict[tuple[int, str], tuple[Any, JsonSchema]] = {}
        self._together: dict[tuple[int, ...], JsonSchema] = {}
        self._closer = closing.Closer(self.defs) if writes else None

    @property
    def closes(self) -> bool:
        """Whether it writes, and its objects have declared names only."""
        return self._closer is not None

    def as_written(self) -> Side:
        """The same, taken literally: what stands below ``not`` and ``if`` speaks of values as they are."""
        return Side(*self._asked, writes=False) if self.closes else self

    def whole(self, schema: Any) -> JsonSchema:
        """A part as a self-contained schema: closed on the writer's side."""
        if self._closer:
            return self._closer.whole(schema)
        body = schema if isinstance(schema, dict) else {"allOf": [schema]}
        return {**body, "$defs": self.defs} if self.defs and refers(body) else body

    def validator(self, schema: Any) -> Validator:
        """A compiled validator of ``whole``."""
        known = self._validators.get(id(schema))
        if known is None:
            known = self._validators[id(schema)] = (schema, Validator(self.whole(schema), self.root.origin))
        return known[1]

    def form(self, schema: Any) -> Form:
        """What the schema algebra makes of ``whole``."""
        known = self._forms.get(id(schema))
        if known is None:
            known = self._forms[id(schema)] = (schema, algebra.form(self.whole(schema)))
        return known[1]

    def together(self, parts: Sequence[Part]) -> Any:
        """Schemas that hold together as one schema: always the same one for the same parts."""
        if len(parts) == 1:
            return parts[0].schema
        key = tuple(id(part.schema) for part in parts)
        known = self._together.get(key)
        if known is None:
            known = self._together[key] = {"allOf": [part.schema for part in parts]}
        return known

    def without(self, schema: JsonSchema, keyword: str) -> JsonSchema:
        """A schema without a keyword: always the same one."""
        key = (id(schema), keyword)
        known = self._shorter.get(key)
        if known is None:
            known = self._shorter[key] = (schema, {name: value for name, value in schema.items() if name != keyword})
        return known[1]

    def remembered(self, key: tuple[int, str], schema: Any, search: Callable[[], Iterator[Any]]) -> Iterator[Any]:
        """The values that a search finds for a schema, each searched for once."""
        known = self._values.get(key)
        again, given = tee(search() if known is None else known[1])
        self._values[key] = (schema, again)
        return given

    def target(self, reference: str) -> Part:
        """What a reference of this side names."""
        name = defs_name(reference)
        return Part(self.defs.get(name, True), self._space.pointer_of(name))

    def unwrapped(self, part: Part) -> Part:
        """The part itself, or what it only refers to or wraps in an ``allOf`` of one."""
        for _ in range(_LONGEST_CHAIN):
            schema = part.schema
            if not isinstance(schema, dict) or len(schema) != 1:
                break
            if "$ref" in schema:
                part = self.target(schema["$ref"])
            elif len(schema.get("allOf", ())) == 1:
                part = Part(schema["allOf"][0], pointers.join(part.origin, "allOf", 0))
            else:
                break
        return part

    def declared(self, schema: Any) -> frozenset[str]:
        """The names of all properties that a schema declares, in any branch."""
        return frozenset(shapes.properties(schema, {"$defs": self.defs}))

    def free_form(self, schema: Any) -> bool:
        """Whether a schema names no property, so that its objects may hold anything."""
        return closing.free_form(schema, {"$defs": self.defs})


def refers(value: Any) -> bool:
    """Whether a keyword's value refers to definitions, which differ between documents though the words are equal."""
    return "'$ref'" in repr(value)


def plain(schema: Any, *, writes: bool) -> Any:
    """A schema without annotations and without the properties its direction does not carry.

    Writers keep to the values of an extensible enum; readers take others, too.
    """
    if not isinstance(schema, dict):
        return schema
    kept: JsonSchema = {}
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS:
            continue
        if keyword in ONE_SCHEMA:
            kept[keyword] = plain(value, writes=writes)
        elif keyword in SCHEMA_LIST:
            kept[keyword] = [plain(item, writes=writes) for item in value]
        elif keyword in SCHEMA_MAP:
            kept[keyword] = {name: plain(item, writes=writes) for name, item in value.items() if not _hidden(item)}
        elif keyword != "format" or value in ASSERTED_FORMATS:
            kept[keyword] = value
    if kept.get(EXTENSIBLE_ENUM):
        _extend(kept, writes=writes)
    return kept


def _extend(schema: JsonSchema, *, writes: bool) -> None:
    """Make what an extensible enum means plain: a list of its own, or a mark on the ``enum`` beside it."""
    if not writes:
        schema.pop("enum", None)
    elif isinstance(schema[EXTENSIBLE_ENUM], list):
        schema.setdefault("enum", schema[EXTENSIBLE_ENUM])


def _hidden(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("not") == {} and bool(schema.keys() & {"readOnly", "writeOnly"})
