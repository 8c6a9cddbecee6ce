"""What no message shows: names that generated code uses, deprecation, defaults and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.compat.comparison import Comparison, Site
from contracts.compat.pairing import Pair
from contracts.findings import Finding
from specs import pointers
from specs.model import Document
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP

_LONGEST_CHAIN = 32
_TEXTS = ("title", "description", "summary", "example", "examples")


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about one operation."""
    old, new = pair.old, pair.new
    if new.deprecated and not old.deprecated:
        when = f" and goes away on {new.sunset}" if new.sunset else ""
        yield question.finding("operation-deprecated", pair.key, pair.site, what=when)
    elif old.deprecated and not new.deprecated:
        yield question.finding("operation-no-longer-deprecated", pair.key, pair.site)
    elif old.sunset != new.sunset:
        yield question.finding("sunset-changed", pair.key, pair.site, was=old.sunset, now=new.sunset)
    if old.id != new.id:
        yield question.finding("operation-id-changed", pair.key, pair.site, was=old.id, now=new.id)
    if set(old.tags) != set(new.tags):
        yield question.finding("tags-changed", pair.key, pair.site, was=old.tags, now=new.tags)
    texts = [name for name in ("summary", "description") if getattr(old, name) != getattr(new, name)]
    if texts:
        yield question.finding("documentation-changed", pair.key, pair.site, what=texts)


def compare_schemas(question: Comparison) -> Iterator[Finding]:
    """Findings about the named schemas."""
    old, new = question.old.schemas, question.new.schemas
    for name in sorted(old.keys() - new.keys()):
        yield question.finding("schema-name-removed", name, Site(old=old[name].pointer))
    for name in sorted(new.keys() - old.keys()):
        yield question.finding("schema-name-added", name, Site(new=new[name].pointer))
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name], new[name]
        if before.raw != after.raw:
            yield from _annotations(question, name, before.raw, after.raw, before.pointer, after.pointer)


def _annotations(question: Comparison, subject: str, old: Any, new: Any, here: str, there: str) -> Iterator[Finding]:
    """Differences in what describes a schema and does not constrain it, at the same places of both."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    if ("$ref" in old) != ("$ref" in new):  # what one document refers to the other may have written out
        old, new = _target(old, question.old), _target(new, question.new)
    texts = [keyword for keyword in _TEXTS if old.get(keyword) != new.get(keyword)]
    if texts:
        yield question.finding("documentation-changed", subject, Site((), here, there), what=texts)
    if old.get("default") != new.get("default"):
        was, now = old.get("default"), new.get("default")
        yield question.finding("property-default-changed", subject, Site((), here, there), was=was, now=now)
    if new.get("deprecated") is True and old.get("deprecated") is not True:
        yield question.finding("property-deprecated", subject, Site((), here, there))
    for step, name, one, other in _below(old, new):
        yield from _annotations(
            question, subject + name, one, other, pointers.join(here, *step), pointers.join(there, *step)
        )


def _target(schema: Any, document: Document) -> Any:
    for _ in range(_LONGEST_CHAIN):
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        schema = pointers.find(document.raw, pointers.from_fragment(reference[1:]))
    return schema


def _below(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, Any, Any]]:
    for keyword in old.keys() & new.keys():
        one, other = old[keyword], new[keyword]
        if keyword in SCHEMA_MAP and isinstance(one, Mapping) and isinstance(other, Mapping):
            for name in sorted(one.keys() & other.keys()):
                yield (keyword, name), f".{name}", one[name], other[name]
        elif keyword in ONE_SCHEMA:
            yield (keyword,), "[]" if keyword == "items" else "", one, other
        elif keyword in SCHEMA_LIST and isinstance(one, list) and isinstance(other, list):
            for index, (first, second) in enumerate(zip(one, other, strict=False)):
                yield (keyword, index), "", first, second
