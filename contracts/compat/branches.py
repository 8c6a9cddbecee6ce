"""Which branch of a combination is which one of the other document: their order means nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

Follow = Callable[[Any], Any]
"""What gives the schema that another one refers to, or that one itself."""


class Branch(NamedTuple):
    """A branch in both documents, and its number in each."""

    old: Any
    new: Any
    places: tuple[int, int]


def paired(old: Sequence[Any], new: Sequence[Any], follow: tuple[Follow, Follow]) -> Iterator[Branch]:
    """The branches that both lists have: by name, in the same words, by title, by constants, and then by order.

    Args:
        old: the branches of the old document.
        new: the same of the new one.
        follow: what follows the references of either.
    """
    ours, theirs = dict(enumerate(old)), dict(enumerate(new))
    for known in _KNOWN_BY:
        names = {place: known(schema, follow[1]) for place, schema in reversed(theirs.items())}
        by_name = {name: place for place, name in names.items() if name}
        for place, schema in list(ours.items()):
            there = by_name.pop(known(schema, follow[0]), None)
            if there is not None:
                yield Branch(ours.pop(place), theirs.pop(there), (place, there))
    for place, there in zip(list(ours), list(theirs), strict=False):
        if not (_name(ours[place]) and _name(theirs[there])):  # these are two types, and neither is the other renamed
            yield Branch(ours[place], theirs[there], (place, there))


def _name(schema: Any, _: Follow | None = None) -> str:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    return reference if isinstance(reference, str) else ""


def _words(schema: Any, follow: Follow) -> str:
    try:
        return orjson.dumps(follow(schema), option=orjson.OPT_SORT_KEYS).decode()
    except (TypeError, KeyError):  # integers of thirty digits, references to nothing
        return ""


def _title(schema: Any, _: Follow) -> str:
    title = schema.get("title") if isinstance(schema, Mapping) else None
    return title if isinstance(title, str) else ""


def _constants(schema: Any, _: Follow) -> str:
    """The properties that have one value alone, as a discriminator has."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(properties, Mapping):
        return ""
    listed = {name: _listed(inner) for name, inner in properties.items() if isinstance(inner, Mapping)}
    single = {name: values for name, values in listed.items() if len(values) == 1}
    return repr(sorted(single.items())) if single else ""


def _listed(schema: Mapping[str, Any]) -> list[Any]:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return values if isinstance(values, list) else []


_KNOWN_BY: tuple[Callable[[Any, Follow], str], ...] = (_name, _words, _title, _constants)
