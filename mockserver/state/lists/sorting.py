"""In which order a request wants to see items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mockserver.state.lists.comparing import rank
from mockserver.state.lists.fields import Fields, Path, values_at
from mockserver.state.store import Item
from specs.inference.asks import Ask, Flat, descending, meanings, meant

_KEY = re.compile(r"(?P<sign>[-+ ])?(?P<name>[^\s:]+)(?:[:\s]+(?P<way>\w+))?")
_MEMBER = re.compile(r"(?P<ask>[$\w]+)\[(?P<name>[^\[\]]+)\]")
_MOST = 8


class Key(NamedTuple):
    """What to sort by."""

    path: Path
    down: bool


def ordered(items: Sequence[Item], values: Mapping[str, Any], declared: Sequence[Flat], fields: Fields) -> list[Item]:
    """Items as a request sorts them; in order of creation where it does not, or by nothing that they have.

    Args:
        items: in order of creation.
        values: of the request, by flat names.
        declared: they tell which way it goes where the request does not.
        fields: what items have.
    """
    found = list(items)
    for path, down in reversed(list(_keys(values, declared, fields))[:_MOST]):
        found.sort(key=lambda item: rank(next(values_at(item.values, path), None)), reverse=down)
    return found


def _keys(values: Mapping[str, Any], declared: Sequence[Flat], fields: Fields) -> Iterator[Key]:
    usual: bool | None = None
    for name, value in values.items():
        if meant(name, value) is Ask.WAY:
            usual = descending(value)
    for name, value in values.items():
        by_name = _MEMBER.fullmatch(name)
        if by_name and Ask.SORT in meanings(by_name["ask"]):
            texts = [f"{by_name['name']}:{value}"]
        elif meant(name, value) is Ask.SORT:
            texts = [part for each in (value if isinstance(value, list) else [value]) for part in _parts(str(each))]
        else:
            continue
        usual = _documented(declared) if usual is None else usual
        yield from (key for text in texts if (key := _key(text, bool(usual), fields)))


def _parts(text: str) -> list[str]:
    """``a,b`` are two keys, ``a,desc`` is one."""
    found: list[str] = []
    for part in text.split(","):
        if found and descending(part.strip()) is not None:
            found[-1] += f":{part.strip()}"
        else:
            found.append(part)
    return found


def _key(text: str, usual: bool, fields: Fields) -> Key | None:
    match = _KEY.fullmatch(text.rstrip())
    path = fields.find(match["name"]) if match else None
    if match is None or path is None:
        return None
    said = descending(match["way"]) if match["way"] else None
    return Key(path, match["sign"] == "-" or (usual if said is None and not match["sign"] else bool(said)))


def _documented(declared: Sequence[Flat]) -> bool | None:
    ways = (each.schema.get("default") for each in declared if Ask.WAY in meanings(each.name) and each.schema)
    return next((way for each in ways if (way := descending(each)) is not None), None)
