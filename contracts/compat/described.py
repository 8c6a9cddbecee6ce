"""What describes a schema and constrains nothing: defaults, deprecation, texts, discriminators, extensible enums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from contracts.compat import sunsets
from contracts.compat.branches import Branch, paired
from contracts.compat.comparison import Comparison, Site
from contracts.compat.mentions import led_to
from contracts.findings import Finding
from specs import pointers
from specs.extensions import EXTENSIBLE_ENUM
from specs.model import Document
from specs.schemas import ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP, Schema

_LONGEST_CHAIN = 32
_TEXTS = ("title", "description", "summary", "example", "examples")


_Steps = tuple[str | int, ...]


class _Place(NamedTuple):
    """The same place of both documents."""

    subject: str
    old: str
    new: str
    reached: Site

    @property
    def site(self) -> Site:
        return self.reached._replace(old=self.old, new=self.new)

    def below(self, steps: tuple[_Steps, _Steps], name: str) -> _Place:
        here, there = (pointers.join(each, *way) for each, way in zip((self.old, self.new), steps, strict=True))
        return self._replace(subject=self.subject + name, old=here, new=there)


def compare(
    question: Comparison, subject: str, old: Schema | None, new: Schema | None, reached: Site
) -> Iterator[Finding]:
    """Findings about what stands at the same places of two schemas; what they refer to has a name of its own.

    Args:
        question: the documents.
        subject: what the schema is called.
        old: the schema in the old document.
        new: the same in the new one.
        reached: the operation and the body that it belongs to; none for what operations share.
    """
    if old is not None and new is not None and old.raw != new.raw:
        yield from _annotations(question, old.raw, new.raw, _Place(subject, old.pointer, new.pointer, reached))


def _annotations(question: Comparison, old: Any, new: Any, place: _Place) -> Iterator[Finding]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    if ("$ref" in old) != ("$ref" in new):  # what one document refers to the other may have written out
        old, new = _target(old, question.old), _target(new, question.new)
    yield from _names(question, old, new, place)
    texts = [keyword for keyword in _TEXTS if old.get(keyword) != new.get(keyword)]
    if texts:
        yield question.finding("documentation-changed", place.subject, place.site, what=texts)
    if old.get("default") != new.get("default"):
        was, now = old.get("default"), new.get("default")
        yield question.finding("property-default-changed", place.subject, place.site, was=was, now=now)
    if new.get("deprecated") is True and old.get("deprecated") is not True:
        yield question.finding("property-deprecated", place.subject, place.site)
    elif new.get("deprecated") is True:
        yield from sunsets.compare(question, place.subject, place.site, old.get("x-sunset"), new.get("x-sunset"))
    yield from _extensible(question, old, new, place)
    yield from _discriminators(question, old, new, place)
    for steps, name, one, other in _below(question, old, new):
        if one != other:
            yield from _annotations(question, one, other, place.below(steps, name))


def _names(question: Comparison, old: Mapping[str, Any], new: Mapping[str, Any], place: _Place) -> Iterator[Finding]:
    """Another named schema in the same place: generated code has another type there."""
    was, now = (_name(each.get("$ref")) for each in (old, new))
    if was and now and was != now:
        yield question.finding("type-name-changed", place.subject, place.site, was=was, now=now)


def _name(reference: Any) -> str:
    return pointers.tokens(pointers.from_fragment(reference[1:]))[-1] if _is_named(reference) else ""


def _is_named(reference: Any) -> bool:
    return isinstance(reference, str) and reference.startswith(("#/components/schemas/", "#/definitions/"))


def _extensible(
    question: Comparison, old: Mapping[str, Any], new: Mapping[str, Any], place: _Place
) -> Iterator[Finding]:
    before, after = old.get(EXTENSIBLE_ENUM), new.get(EXTENSIBLE_ENUM)
    if isinstance(before, list) and isinstance(after, list):
        added, removed = (
            [each for each in one if each not in other] for one, other in ((after, before), (before, after))
        )
        if added:
            yield question.finding("extensible-value-added", place.subject, place.site, what=added)
        if removed:
            yield question.finding("extensible-value-removed", place.subject, place.site, what=removed)


def _discriminators(
    question: Comparison, old: Mapping[str, Any], new: Mapping[str, Any], place: _Place
) -> Iterator[Finding]:
    was, now = _property(old), _property(new)
    if was != now:
        yield question.finding("discriminator-changed", place.subject, place.site, was=was or None, now=now or None)
        return
    all_named = all(_name(each.get("$ref")) for schema in (old, new) for each in _branches(schema))
    before, after = (_mapped(schema, branches=all_named) if was else {} for schema in (old, new))
    for value in sorted(before.keys() | after.keys()):
        if value not in after:
            yield question.finding("discriminator-value-removed", place.subject, place.site, what=value)
        elif value not in before:
            yield question.finding("discriminator-value-added", place.subject, place.site, what=value)
        elif before[value] != after[value]:
            yield question.finding(
                "discriminator-value-moved", place.subject, place.site, what=value, was=before[value], now=after[value]
            )


def _property(schema: Mapping[str, Any]) -> str:
    told = schema.get("discriminator")
    name = told.get("propertyName") if isinstance(told, Mapping) else told  # 2.0 writes the name alone
    return name if isinstance(name, str) else ""


def _mapped(schema: Mapping[str, Any], *, branches: bool) -> dict[str, str]:
    """The named schemas by the values that stand for them; a branch stands for itself unless it is mapped."""
    told = schema.get("discriminator")
    mapping = told.get("mapping") if isinstance(told, Mapping) else None
    given = {value: _name(target) or str(target) for value, target in (mapping or {}).items()}
    named = (_name(each.get("$ref")) for each in _branches(schema)) if branches else ()
    return {name: name for name in named if name not in given.values()} | given


def _branches(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    told = (each for keyword in ("oneOf", "anyOf") for each in schema.get(keyword) or ())
    return [each for each in told if isinstance(each, Mapping)]


def _target(schema: Any, document: Document) -> Mapping[str, Any]:
    for _ in range(_LONGEST_CHAIN):
        reference = schema.get("$ref") if isinstance(schema, Mapping) else None
        if not isinstance(reference, str) or not reference.startswith("#"):
            break
        schema = led_to(document.raw, reference)
    return schema if isinstance(schema, Mapping) else {}


def _below(
    question: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[tuple[tuple[_Steps, _Steps], str, Any, Any]]:
    for keyword in sorted(old.keys() & new.keys()):
        one, other = old[keyword], new[keyword]
        if keyword in SCHEMA_MAP and isinstance(one, Mapping) and isinstance(other, Mapping):
            for name in sorted(one.keys() & other.keys()):
                yield ((keyword, name),) * 2, f".{name}", one[name], other[name]
        elif keyword in ONE_SCHEMA:
            yield ((keyword,),) * 2, "[]" if keyword == "items" else "", one, other
        elif keyword in SCHEMA_LIST and isinstance(one, list) and isinstance(other, list):
            for first, second, places in _members(question, keyword, one, other):
                yield ((keyword, places[0]), (keyword, places[1])), "", first, second


def _members(question: Comparison, keyword: str, old: list[Any], new: list[Any]) -> Iterator[Branch]:
    if keyword != "prefixItems":
        return paired(old, new, (partial(_target, document=question.old), partial(_target, document=question.new)))
    return (Branch(*both, (place, place)) for place, both in enumerate(zip(old, new, strict=False)))
