"""What a series of documents calls deprecated, from when to when, and what goes without having been called so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.compat.sunsets import as_date, said
from specs import paths, pointers
from specs.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Something that is on its way out of an API, or out of it.

    Attributes:
        what: an operation (``GET /users``), a parameter (``GET /users query size``) or a property (``User.nickname``).
        announced: position of the document since which it is deprecated; None for an operation that never was.
        sunset: the day from which it may be gone, as last said; None where none was.
        gone: position of the first document without it; None while it is there.
    """

    what: str
    announced: int | None
    sunset: date | None
    gone: int | None


@dataclass(frozen=True, slots=True)
class _Thing:
    """What one document says of it.

    Attributes:
        name: as that document spells it.
        owner: key of what it belongs to, with which it goes; empty for an operation.
    """

    name: str
    owner: str
    deprecated: bool
    sunset: object = None


def calendar(documents: Sequence[Document]) -> tuple[Going, ...]:
    """All that is deprecated in any of some documents, and the operations that went without notice.

    Args:
        documents: in release order.
    """
    things = [dict(_things(document)) for document in documents]
    keys = dict.fromkeys(key for there in things for key in there)
    return tuple(going for key in keys if (going := _going(key, things)))


def _going(key: str, things: Sequence[Mapping[str, _Thing]]) -> Going | None:
    last = max(at for at, there in enumerate(things) if key in there)
    thing = things[last][key]
    gone = last + 1 if last + 1 < len(things) else None
    with_its_owner = gone is not None and bool(thing.owner) and thing.owner not in things[gone]
    if with_its_owner or not (thing.deprecated or (gone is not None and not thing.owner)):
        return None
    announced = last if thing.deprecated else None
    while announced and (before := things[announced - 1].get(key)) and before.deprecated:
        announced -= 1
    return Going(what=thing.name, announced=announced, sunset=as_date(thing.sunset), gone=gone)


def _things(document: Document) -> Iterator[tuple[str, _Thing]]:
    for operation in document.operations:
        key = paths.shape(operation.key)
        yield key, _Thing(operation.key, "", operation.deprecated, operation.sunset)
        for each in operation.parameters:
            where = f"{each.location.value} {each.name}"
            sunset = said(document, each.pointer) if each.deprecated else None
            yield f"{key} {where}", _Thing(f"{operation.key} {where}", key, each.deprecated, sunset)
    for name, schema in document.schemas.items():
        yield f"#{name}", _Thing(name, f"#{name}", deprecated=False)
        for prop, raw in _properties(pointers.find(document.raw, schema.pointer)).items():
            deprecated = isinstance(raw, Mapping) and raw.get("deprecated") is True
            sunset = raw.get("x-sunset") if isinstance(raw, Mapping) else None
            yield f"#{name}.{prop}", _Thing(f"{name}.{prop}", f"#{name}", deprecated, sunset)


def _properties(raw: Any) -> Mapping[str, Any]:
    found = raw.get("properties") if isinstance(raw, Mapping) else None
    return found if isinstance(found, Mapping) else {}
