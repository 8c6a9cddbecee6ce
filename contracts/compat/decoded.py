"""The schemas of what bodies are decoded to, where the document's own say more or less than that."""

from __future__ import annotations

from specs.media import is_sequence
from specs.messages import FORM_DATA, essence, is_form, is_json
from specs.model import MediaType
from specs.schemas import Direction, Schema
from specs.styles.shape import shape_of


def both(old: MediaType, new: MediaType) -> tuple[Schema | None, Schema | None]:
    """The schemas of two representations; a JSON document without one may hold anything."""
    ours, theirs = _whole(old), _whole(new)
    known = ours or theirs
    if known is None or not (is_json(old.name) or is_sequence(old.name)):
        return ours, theirs
    return tuple(  # type: ignore[return-value]  # two of two
        schema or known.space.schema(True, f"{each.pointer}/anything") for each, schema in ((old, ours), (new, theirs))
    )


def _whole(media: MediaType) -> Schema | None:
    """What a body is decoded to: where it is a stream, a list. Source: OAS 3.2.0, Sequential Media Types."""
    item = media.item_schema
    if is_form(media.name) or essence(media.name) == FORM_DATA:
        return _of_fields(media.schema)
    if not is_sequence(media.name):
        return media.schema
    if item is None and media.schema is not None and shape_of(media.schema, Direction.REQUEST).kind != "array":
        item = media.schema
    if item is None:
        return media.schema
    listed = {"type": "array", "items": item.raw}
    raw = listed if media.schema in (None, item) else {"allOf": [media.schema.raw, listed]}
    return item.space.schema(raw, f"{item.pointer}/listed")


def _of_fields(schema: Schema | None) -> Schema | None:
    """The schema of a form, which is an object whatever else the schema lets a value be."""
    raw = {} if schema is None or schema.raw is True else schema.raw
    if schema is None or not isinstance(raw, dict) or "$ref" in raw or "object" not in raw.get("type", "object"):
        return schema
    kept = {keyword: value for keyword, value in raw.items() if keyword != "nullable"}
    return schema.space.schema({**kept, "type": "object"}, schema.pointer)
