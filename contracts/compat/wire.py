"""Parameters and headers are text on the wire: what a writer's values are once a reader's schema has read them.

An integer is a text of digits to a reader of strings, and a single value a list of one to a reader of lists.
Source: OAS 3.0.3, Style Values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contracts.compat.gaps import Gap, Kind, serious
from contracts.compat.sides import side
from contracts.compat.views import View, view
from specs import shapes
from specs.model import Parameter
from specs.scalars import scalar, spelled
from specs.schemas import Direction, JsonSchema, Schema

_TEXTS: dict[str, JsonSchema] = {
    "integer": {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)$"},
    "number": {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[-+]?[0-9]+)?$"},
    "boolean": {"enum": ["true", "false"]},
    "null": {"enum": ["null"]},
}
"""What values of a type look like as text."""
_AS_TEXT = "as text"
_LISTS = ("minItems", "maxItems", "uniqueItems")


def schemas(old: Parameter, new: Parameter, direction: Direction) -> tuple[Schema | None, Schema | None]:
    """The schemas of a parameter in two documents, the writer's in terms of what the reader reads.

    Args:
        old: the parameter, or a response's header, in the old document.
        new: the same in the new one.
        direction: the old side writes requests, the new one responses.
    """
    if old.content or new.content:
        return (old.content or old).schema, (new.content or new).schema
    if old.schema is None or new.schema is None:
        return old.schema, new.schema
    if direction is Direction.REQUEST:
        return _as_read(old.schema, new.schema, direction), new.schema
    return old.schema, _as_read(new.schema, old.schema, direction)


def retold(gaps: list[Gap], written: Schema | None, taken: Schema | None, direction: Direction) -> list[Gap]:
    """The gaps of a writer's schema, in the document's words where the schema was rewritten.

    Args:
        gaps: what was found, perhaps of the schema as read.
        written: the writer's schema as its document has it.
        taken: the reader's.
        direction: which side writes.
    """
    if written is None or taken is None or not any(_AS_TEXT in gap.writer_origin for gap in gaps):
        return gaps
    grave = [replace(gap, writer_origin=written.pointer) for gap in serious(gaps)]
    was, now = (sorted(_view(each, direction).types) for each in (written, taken))
    note = Gap(
        kind=Kind.NOTE,
        keyword="type",
        writer=was,
        reader=now,
        writer_origin=written.pointer,
        reader_origin=taken.pointer,
    )
    return grave or [note]


def _as_read(sent: Schema, taken: Schema, direction: Direction) -> Schema:
    ours, theirs = (_view(each, direction) for each in (sent, taken))
    if _kind(ours) == _kind(theirs) == "array":
        one, other = _items(ours), _items(theirs)
        if _alike(one, other):
            return sent
        said = {keyword: ours.scalars[keyword][0] for keyword in _LISTS if keyword in ours.scalars}
        return _rewritten(sent, {"type": "array", "items": _scalar(one, other)} | said)
    if _kind(ours) == "scalar" and _kind(theirs) == "array":
        return _rewritten(sent, {"type": "array", "items": _scalar(ours, _items(theirs)), "minItems": 1, "maxItems": 1})
    if _kind(ours) == _kind(theirs) == "scalar" and not _alike(ours, theirs):
        return _rewritten(sent, _scalar(ours, theirs))
    return sent


def _rewritten(schema: Schema, raw: JsonSchema) -> Schema:
    return schema.space.schema(raw, f"{schema.pointer}/{_AS_TEXT}: {sorted(map(str, raw.items()))}")


def _view(schema: Schema, direction: Direction) -> View:
    read = side(schema.space, direction, writes=False)
    return view(read, read.unwrapped(read.part(schema)))


def _items(whole: View) -> View:
    return view(whole.side, *(part for row in whole.rows if not row.prefix for part in row.rest))


def _kind(whole: View) -> str:
    only = whole.types - {"null"}
    if whole.choices or not whole.types:
        return "several"
    return next(iter(only)) if only in ({"array"}, {"object"}) else "scalar"


def _alike(ours: View, theirs: View) -> bool:
    """Whether values are read as what they were written as."""
    return _types(ours) <= _types(theirs)


def _types(whole: View) -> set[str]:
    if whole.values is not None:
        return {shapes.type_of(value) for value in whole.values}
    return set(whole.types)


def _scalar(ours: View, theirs: View) -> JsonSchema:
    if ours.values is not None:
        schema = theirs.side.whole(theirs.schema)
        types = shapes.types(schema, schema)
        taken = theirs.side.validator(theirs.schema)
        return {"enum": [scalar(spelled(v), types, taken.accepts) for v in ours.values]}
    if all(part.schema in (True, {}) for part in ours.parts):
        return {}
    branches = list(_branches(ours, theirs))
    return branches[0] if len(branches) == 1 else {"anyOf": branches}


def _branches(ours: View, theirs: View) -> Iterator[JsonSchema]:
    said = {keyword: value for keyword, (value, _origin) in ours.scalars.items()}
    for name in sorted(ours.types - ({"integer"} if "number" in ours.types else set())):
        if name in theirs.types or "string" not in theirs.types or name not in _TEXTS:
            yield said | {"type": name}
        else:
            yield _TEXTS[name]
