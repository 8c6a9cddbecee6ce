"""The part of a list that a request asks for, and what an answer can say of it: filters, sorting, pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.state.lists import filters, sorting
from mockserver.state.lists.comparing import is_time
from mockserver.state.lists.fields import Entry, Fields
from mockserver.state.lists.paging import Paging, Window, cursor
from mockserver.state.store import Item
from specs import decoding
from specs.inference.asks import PAGES, flat, meant
from specs.messages import Request
from specs.scalars import spelled
from specs.styles.writing import escaped

_NO_FURTHER = ("next", "prev", "nextpage", "nextnumber", "prevnumber", "cursor", "back")
_RELATIONS = ("first", "prev", "self", "next", "last")
_FIELDS = {
    "total": "x-total-count x-total total-count x-wp-total x-total-items x-pagination-total-count",
    "number": "x-page x-pagination-current-page",
    "size": "x-per-page x-pagination-per-page",
    "pages": "x-total-pages x-wp-totalpages x-pagination-page-count",
    "nextnumber": "x-next-page",
    "prevnumber": "x-prev-page",
    "cursor": "x-next-cursor x-next-token next-cursor x-ms-continuation",
}
_CURSORS = frozenset(_FIELDS["cursor"].split())
_TOLD = {name: fact for fact, names in _FIELDS.items() for name in names.split()}
"""Header fields that tell of pages, and what. Source: the documents of GitHub, GitLab, WordPress and Azure."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """The entries asked for.

    Attributes:
        total: how many there are on all pages; None where the request does not want to know.
        facts: what else is known of the page, as ``Outcome.page`` has it.
        headers: texts by lower-case name, for where the document has such fields.
        ranged: whether it is the part that a ``Range`` field asked for.
    """

    entries: tuple[Entry, ...]
    total: int | None
    facts: Mapping[str, Any]
    headers: Mapping[str, str]
    ranged: bool = False


def listing(paging: Paging, query: Mapping[str, Any], request: Request, items: Sequence[Item], fields: Fields) -> Page:
    """The part of a list that a request asks for. What is not recognised is ignored.

    Args:
        paging: of the operation.
        query: decoded parameters.
        request: for the addresses of the other pages.
        items: everything there is, in order of creation.
        fields: what items have.
    """
    values = dict(flat(query)) if query else {}
    kept: Sequence[Item] = items
    about = {name: value for name, value in values.items() if is_time(value) or meant(name, value) not in PAGES}
    if about:
        tests = list(filters.tests(about, fields))
        if tests:
            kept = [item for item in items if all(test(item.values) for test in tests)]
        kept = sorting.ordered(kept, about, paging.declared, fields)
    window = paging.window(values, request, kept)
    untold = paging.counts is not None and values.get(paging.counts.name) is not True
    facts = dict(_facts(paging, window, request, kept))
    headers = dict(_headers(paging, facts, window, len(kept)))
    if window.size is not None:
        host = request.header("host") or "localhost"
        facts |= {rel: f"http://{host}{facts[rel]}" for rel in _RELATIONS if facts.get(rel)}
        facts["nextpage"] = facts.get("cursor" if paging.paged_by_cursor else "next")
    entries = tuple([item.values for item in kept[window.start : window.stop]])
    return Page(entries, None if untold else len(kept), facts, headers, ranged=bool(window.unit))


def _facts(paging: Paging, window: Window, request: Request, items: Sequence[Item]) -> Iterator[tuple[str, Any]]:
    start, stop, size, total = window.start, window.stop, window.size, len(items)
    yield from {"count": stop - start, "offset": start, "more": stop < total, "before": start > 0}.items()
    if size is None:
        if total == stop - start:
            yield from {"pages": 1, **dict.fromkeys(_NO_FURTHER)}.items()
        return
    first = paging.first if paging.page else 1
    pages, number = -(-total // size), start // size + first
    yield from {"size": size, "pages": pages, "number": number}.items()
    if paging.enveloped or not paging.told.isdisjoint(_CURSORS):
        yield "cursor", cursor(paging.after, items, stop - 1) if 0 < stop < total else None
        yield "back", cursor(paging.before, items, start) if 0 < start < total else None
    others = _others(paging, request) if paging.enveloped or "link" in paging.told else None
    places = (0, max(start - size, 0) if start else max(total, 1), start, start + size, max(pages - 1, 0) * size)
    for rel, place in zip(_RELATIONS, places, strict=True):
        there = place < max(total, 1)
        yield f"{rel}number", place // size + first if there else None
        if others is not None:
            asked = _asked(paging, rel, place, size, items) if there else None
            yield rel, _own(request) if rel == "self" else None if asked is None else _address(request, asked, others)


def _asked(paging: Paging, rel: str, place: int, size: int, items: Sequence[Item]) -> tuple[str, Any] | None:
    """The parameter to ask for a page with, and its value: an empty name for none; None where there is no way."""
    if paging.sent:
        return None
    if paging.page is not None:
        return paging.page.name, place // size + paging.first
    if paging.offset is not None:
        return paging.offset.name, place
    if rel == "next" and paging.after is not None:
        return paging.after.name, cursor(paging.after, items, place - 1)
    if rel == "prev" and paging.before is not None:
        return paging.before.name, cursor(paging.before, items, min(place + size, len(items) - 1))
    return ("", None) if rel == "first" else None


def _others(paging: Paging, request: Request) -> list[str]:
    """What a request asks for beside its page, as it goes into an address.

    In a header the address stands between angle brackets; a bare one inside would end it.
    """
    names = {each.name for each in (paging.page, paging.offset, paging.after, paging.before) if each}
    pairs = decoding.query_pairs(request.query) if request.query else ()
    return [f"{escaped(key)}={escaped(value, '%+')}" for key, value in pairs if key not in names]


def _own(request: Request) -> str:
    return f"{request.address}?{request.query}" if request.query else request.address


def _address(request: Request, asked: tuple[str, Any], others: list[str]) -> str:
    """The address of a page, without its host."""
    name, value = asked
    own = [f"{escaped(name)}={escaped(spelled(value), '%+')}"] if name else []
    query = "&".join((*own, *others))
    return f"{request.address}?{query}" if query else request.address


def _headers(paging: Paging, facts: Mapping[str, Any], window: Window, total: int) -> Iterator[tuple[str, str]]:
    for name in paging.told & _TOLD.keys():
        fact = _TOLD[name]
        if fact == "total":
            yield name, str(total)
        elif facts.get(fact) is not None:
            yield name, spelled(facts[fact])
    if "link" in paging.told:
        links = [f'<{facts[rel]}>; rel="{rel}"' for rel in ("first", "prev", "next", "last") if facts.get(rel)]
        text = ", ".join(links)
        if text:
            yield "link", text
    if "content-range" in paging.told:
        there = f"{window.start}-{window.stop - 1}" if window.stop > window.start else "*"
        yield "content-range", f"{window.unit or 'items'} {there}/{total}"
