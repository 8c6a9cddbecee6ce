"""Which entries of a list a request asks for, and in which order: filters, sorting, pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from mockserver.state.memory import Item
from specs import decoding
from specs.messages import Request
from specs.model import Location, Operation, Parameter
from specs.schemas import Direction

Entry = Mapping[str, Any]

_SIZE = frozenset({"size", "limit", "pagesize", "perpage", "itemsperpage", "maxresults"})
_PAGE = frozenset({"page", "pagenumber", "pageno", "pageindex"})
_OFFSET = frozenset({"offset", "skip", "start", "startindex"})
_SORT = frozenset({"sort", "sortby", "orderby", "order"})
_PLACES = _SIZE | _PAGE | _OFFSET
_SORT_KEY = re.compile(r"(?P<minus>[-+])?(?P<name>[^,:\s]+)(?:[,:\s]+(?P<way>asc|desc))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The entries asked for.

    Attributes:
        total: how many there are on all pages.
        link: value of a ``Link`` header, empty where the list has no pages. Source: RFC 8288.
    """

    entries: tuple[Entry, ...]
    total: int
    link: str = ""


def listing(operation: Operation, values: Mapping[str, Any], request: Request, items: Sequence[Item]) -> Page:
    """The part of a list that a request asks for.

    Args:
        operation: its query parameters tell filters, sorting and paging by their names.
        values: decoded query parameters.
        request: for the addresses of the other pages.
        items: everything there is, in order of creation.
    """
    asked = {name: value for name, value in values.items() if _plain(name) not in _PLACES}
    known = {name for item in items for name in item.values} if asked else set()
    filters = {name: value for name, value in asked.items() if name in known and _plain(name) not in _SORT}
    kept = [item for item in items if _wanted(item.values, filters)] if filters else items
    for name, value in asked.items():
        if _plain(name) in _SORT:
            kept = _sorted(kept, value if isinstance(value, list) else [value], known)
    return _page(operation, values, request, kept)


def _wanted(entry: Entry, filters: Mapping[str, Any]) -> bool:
    return all(
        entry.get(name) in value if isinstance(value, list) else entry.get(name) == value
        for name, value in filters.items()
    )


def _sorted(items: Sequence[Item], keys: list[Any], known: set[str]) -> Sequence[Item]:
    for key in reversed(keys):
        found = _SORT_KEY.fullmatch(str(key).strip())
        if found and found["name"] in known:
            down = found["minus"] == "-" or (found["way"] or "").lower() == "desc"
            items = sorted(items, key=lambda item: _rank(item.values.get(found["name"])), reverse=down)
    return items


def _rank(value: Any) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return (0, value, "")
    return (2, 0, "") if value is None else (1, 0, str(value))


def _page(operation: Operation, values: Mapping[str, Any], request: Request, items: Sequence[Item]) -> Page:
    size = _number(operation, values, _SIZE)
    number, offset = _number(operation, values, _PAGE), _number(operation, values, _OFFSET)
    if size is None or size[1] < 1:
        return Page(tuple(item.values for item in items), len(items))
    first = _first_page(number[0]) if number else 0
    start = (number[1] - first) * size[1] if number else offset[1] if offset else 0
    shown = tuple(item.values for item in items[max(start, 0) : max(start, 0) + size[1]])
    link = _link(request, number[0].name, number[1], first, size[1], len(items)) if number else ""
    return Page(shown, len(items), link)


def _number(operation: Operation, values: Mapping[str, Any], names: frozenset[str]) -> tuple[Parameter, int] | None:
    for parameter in operation.parameters_in(Location.QUERY):
        if _plain(parameter.name) in names:
            value = values.get(parameter.name, _schema(parameter).get("default"))
            value = _first_page(parameter) if value is None and names is _PAGE else value
            if isinstance(value, int):
                return parameter, value
    return None


def _first_page(parameter: Parameter) -> int:
    schema = _schema(parameter)
    return 1 if schema.get("minimum", schema.get("default", 0)) >= 1 else 0


def _schema(parameter: Parameter) -> Mapping[str, Any]:
    return parameter.schema.json_schema(Direction.REQUEST) if parameter.schema else {}


def _link(request: Request, name: str, number: int, first: int, size: int, total: int) -> str:
    last = first + max(total - 1, 0) // size
    pages = {"first": first, "prev": number - 1, "next": number + 1, "last": last}
    told = {rel: page for rel, page in pages.items() if first <= page <= last}
    return ", ".join(f'<{_address(request, name, page)}>; rel="{rel}"' for rel, page in told.items())


def _address(request: Request, name: str, page: int) -> str:
    others = [(key, value) for key, value in decoding.query_pairs(request.query) if key != name]
    pairs = [(name, str(page)), *others]
    # In a header the address stands between angle brackets; a bare one inside would end it.
    query = "&".join(f"{quote(key, safe='')}={quote(value, safe='%+')}" for key, value in pairs)
    return f"{request.path}?{query}"


@lru_cache(1024)
def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
