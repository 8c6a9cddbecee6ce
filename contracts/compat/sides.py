"""The two sides of the question of containment: a writer, whose objects are closed, and a reader, taken as written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import tee
from typing import Any, Generic, NamedTuple, TypeVar

from contracts.compat import closing
from specs import algebra, pointers, shapes
from specs.algebra import Form
from specs.extensions import EXTENSIBLE_ENUM
from specs.recent import Recent
from specs.schemas import (
    ONE_SCHEMA,
    SCHEMA_LIST,
    SCHEMA_MAP,
    Direction,
    JsonSchema,
    Schema,
    SchemaSpace,
    defs_name,
)
from specs.validators import ASSERTED_FORMATS, Compiler, Validator

_ANNOTATIONS = frozenset(
    "title description default examples deprecated readOnly writeOnly $comment $schema $id "
    "contentEncoding contentMediaType contentSchema".split()  # spellings, which are asked about as whole messages
)
_LONGEST_CHAIN = 32
_COMPILED = 20_000
"""How many definitions the compiled schemas of a side may hold together."""


Answer = TypeVar("Answer")


class Part(NamedTuple):
    """A schema inside a side, and the JSON pointer in its document where it stands."""

    schema: Any
    origin: str


class _Definitions(Mapping[str, Any]):
    """What the references of a document's schemas name, in a direction: made plain when first asked for."""

    def __init__(self, space: SchemaSpace, direction: Direction, *, writes: bool) -> None:
        self._space, self._direction, self._writes = space, direction, writes
        self._plain: JsonSchema = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._plain:
            self._plain[name] = plain(self._space.definition(name, self._direction), writes=self._writes)
        return self._plain[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


class _Known(Generic[Answer]):
    """What is asked about a schema again and again, worked out once."""

    def __init__(self, ask: Callable[[Any], Answer]) -> None:
        self._ask = ask
        self._answers: dict[int, tuple[Any, Answer]] = {}  # with the schema, so that its id stays its own

    def of(self, schema: Any) -> Answer:
        """The answer about a schema."""
        known = self._answers.get(id(schema))
        if known is None:
            known = self._answers[id(schema)] = (schema, self._ask(schema))
        return known[1]


class Side:
    """One document's schemas in a direction, ready to be asked about. ``side`` gives the one that there is of each.

    Attributes:
        defs: what references name.
        hasty: ask whether everything fits, and search for no value that shows why it does not.
        views: what was read of schemas, by the schemas' identity.
    """

    def __init__(self, space: SchemaSpace, direction: Direction, *, writes: bool, literal: bool = False) -> None:
        self.hasty = False
        self.defs = _Definitions(space, direction, writes=writes)
        self.views: dict[tuple[tuple[int, str], ...], Any] = {}
        self._space, self._direction, self._writes = space, direction, writes
        self._parts: dict[str, Part] = {}
        self._targets: dict[str, Part] = {}
        self._landed: dict[str, Part] = {}
        self._validators = Recent[tuple[Any, Validator]](_COMPILED)  # with the schema, so that its id stays its own
        self._forms = Recent[tuple[Any, Form]](_COMPILED)
        self._values: dict[tuple[int, str], tuple[Any, Iterator[Any]]] = {}
        self._shorter: dict[tuple[int, str], tuple[Any, JsonSchema]] = {}
        self._denied: dict[int, tuple[Any, JsonSchema]] = {}
        self._together: dict[tuple[int, ...], tuple[Sequence[Part], JsonSchema]] = {}
        self._declared = _Known(lambda schema: frozenset(shapes.properties(schema, {"$defs": self.defs})))
        self._free_form = _Known(lambda schema: closing.free_form(schema, {"$defs": self.defs}))
        self._compiler = Compiler()
        self._closer = closing.Closer(self.defs) if writes and not literal else None
        self._named = closing.Needed(self.defs)

    @property
    def closes(self) -> bool:
        """Whether it writes, and its objects have declared names only."""
        return self._closer is not None

    def as_written(self) -> Side:
        """The same, taken literally: what stands below ``not`` and ``if`` speaks of values as they are."""
        return side(self._space, self._direction, writes=self._writes, literal=True)

    def part(self, schema: Schema) -> Part:
        """A schema of the document as a part of this side."""
        known = self._parts.get(schema.pointer)
        if known is None:
            made = plain(self._space.converted(schema, self._direction), writes=self._writes)
            known = self._parts[schema.pointer] = Part(made, schema.pointer)
        return known

    def whole(self, schema: Any) -> JsonSchema:
        """A part as a self-contained schema: closed on the writer's side."""
        if self._closer is not None:
            return self._closer.whole(schema)
        return self._named.whole(schema if isinstance(schema, dict) else {"allOf": [schema]})

    def validator(self, schema: Any) -> Validator:
        """A compiled validator of ``whole``."""
        known = self._validators.get(id(schema))
        if known is None:
            whole = self.whole(schema)
            made = (schema, self.compiled(whole))
            known = self._validators.keep(id(schema), made, 1 + len(whole.get("$defs", ())))
        return known[1]

    def compiled(self, whole: JsonSchema) -> Validator:
        """A validator of a self-contained schema whose definitions are this side's."""
        return self._compiler.validator(whole)

    def form(self, schema: Any) -> Form:
        """What the schema algebra makes of ``whole``."""
        known = self._forms.get(id(schema))
        if known is None:
            whole = self.whole(schema)
            made = (schema, algebra.form(whole))
            known = self._forms.keep(id(schema), made, 1 + len(whole.get("$defs", ())))
        return known[1]

    def together(self, parts: Sequence[Part]) -> Any:
        """Schemas that hold together as one schema: always the same one for the same parts."""
        if len(parts) == 1:
            return parts[0].schema
        key = tuple(id(part.schema) for part in parts)
        known = self._together.get(key)
        if known is None:
            known = self._together[key] = (parts, {"allOf": [part.schema for part in parts]})
        return known[1]

    def without(self, schema: JsonSchema, keyword: str) -> JsonSchema:
        """A schema without a keyword: always the same one."""
        key = (id(schema), keyword)
        known = self._shorter.get(key)
        if known is None:
            known = self._shorter[key] = (schema, {name: value for name, value in schema.items() if name != keyword})
        return known[1]

    def denied(self, schema: Any) -> JsonSchema:
        """What everything but the values of a schema is: always the same schema."""
        return self._denied.setdefault(id(schema), (schema, {"not": schema}))[1]

    def remembered(self, key: tuple[int, str], schema: Any, search: Callable[[], Iterator[Any]]) -> Iterator[Any]:
        """The values that a search finds for a schema, each searched for once."""
        known = self._values.get(key)
        again, given = tee(search() if known is None else known[1])
        self._values[key] = (schema, again)
        return given

    def place(self, reference: str) -> str:
        """Where what a reference of this side names stands in the document."""
        return self._space.pointer_of(defs_name(reference))

    def target(self, reference: str) -> Part:
        """What a reference of this side names."""
        known = self._targets.get(reference)
        if known is None:
            name = defs_name(reference)
            known = self._targets[reference] = Part(self.defs.get(name, True), self._space.pointer_of(name))
        return known

    def unwrapped(self, part: Part) -> Part:
        """The part itself, or what it only refers to or wraps."""
        if not isinstance(part.schema, dict) or len(part.schema) != 1:
            return part
        reference = part.schema.get("$ref", "")
        known = self._landed.get(reference)
        if known is None:
            known = self._followed(part)
            if reference:
                self._landed[reference] = known
        return known

    def _followed(self, part: Part) -> Part:
        for _ in range(_LONGEST_CHAIN):
            schema = part.schema
            if not isinstance(schema, dict) or len(schema) != 1:
                break
            inner = self.target(schema["$ref"]) if "$ref" in schema else _wrapped(part)
            if inner is None:
                break
            part = inner
        return part

    def declared(self, schema: Any) -> frozenset[str]:
        """The names of all properties that a schema declares, in any branch."""
        return self._declared.of(schema)

    def free_form(self, schema: Any) -> bool:
        """Whether a schema names no property, so that its objects may hold anything."""
        return self._free_form.of(schema)


def side(space: SchemaSpace, direction: Direction, *, writes: bool, literal: bool = False) -> Side:
    """The side that the schemas of a document are, which writes or reads: always the same one.

    Args:
        space: the schemas.
        direction: of the messages.
        writes: it writes.
        literal: its objects hold whatever they do not forbid, although it writes.
    """
    key = ("side", direction, writes, literal and writes)
    known: Side = space.memo.get(key) or space.memo.setdefault(
        key, Side(space, direction, writes=writes, literal=literal)
    )
    return known


def refers(value: Any) -> bool:
    """Whether a keyword's value refers to definitions, which differ between documents though the words are equal."""
    return "'$ref'" in repr(value)


def refers_only(part: Part) -> bool:
    """Whether a part says nothing but to what it refers."""
    while (inner := _wrapped(part)) is not None:
        part = inner
    return isinstance(part.schema, dict) and part.schema.keys() == {"$ref"}


def _wrapped(part: Part) -> Part | None:
    """The only member of a combination that says anything, where a schema is nothing but that combination."""
    if not isinstance(part.schema, dict) or len(part.schema) != 1:
        return None
    ((keyword, members),) = part.schema.items()
    if keyword not in ("allOf", "anyOf", "oneOf"):
        return None
    said = list(range(len(members)))
    if keyword == "allOf":
        said = [place for place in said if members[place] not in (True, {})]
    return Part(members[said[0]], pointers.join(part.origin, keyword, said[0])) if len(said) == 1 else None


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
