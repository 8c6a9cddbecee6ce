"""Reads whole lists of an account, to tell what a run added to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from contracts.live.ids import listed
from contracts.live.items import Items
from contracts.live.upstream import Unanswered
from specs.inference.kinds import Kind
from specs.inference.paths import alike, plain
from specs.inference.resources import Resource
from specs.messages import Request, Response
from specs.model import Location, Operation

Ask = Callable[[Request], Response | Unanswered]
_PAGES = frozenset("page pagenumber pageno p".split())
_OFFSETS = frozenset("offset start skip from".split())
_SIZES = frozenset("size limit perpage pagesize count max maxresults top".split())
_MOST_PAGES, _SIZE = 50, 100
_NEXT = re.compile(r'<([^<>]*)>[^,]*;\s*rel="?next"?')


def listing(items: Items, base: str, creates: Operation, parents: tuple[str, ...]) -> Listing | None:
    """The list in which what an operation creates shows; None where the document has none for certain.

    Args:
        items: of the document.
        base: the path at which the document's paths begin on the server.
        creates: an operation that creates.
        parents: values of the path parameters of ``creates``.
    """
    role = items.roles.of(creates)
    if role.resource is None:
        return None
    lists = role.resource.operations.get(Kind.LIST, ())
    here = [each for each in lists if alike(each.path) == alike(creates.path)]
    anywhere = [each for each in lists if "{" not in each.path]
    for operation in here or anywhere:
        if not _demands_more(operation):
            return Listing(operation, role.resource, base + _filled(operation.path, parents))
    return None


class Listing:
    """A list of the account's things.

    Attributes:
        place: its address, without a query.
    """

    def __init__(self, operation: Operation, resource: Resource, place: str) -> None:
        self._operation, self._resource, self.place = operation, resource, place
        declared = {plain(each.name): each for each in operation.parameters_in(Location.QUERY)}
        self._page, self._offset, self._size = (
            next((declared[name].name for name in names if name in declared), "")
            for names in (_PAGES, _OFFSETS, _SIZES)
        )

    def entries(self, ask: Ask) -> Mapping[str, Mapping[str, Any]] | None:
        """All that is listed, by id; None where the list cannot be read to its end."""
        found: dict[str, Mapping[str, Any]] = {}
        address: str | None = self._address(0, 0)
        for number in range(1, _MOST_PAGES + 1):
            if address is None:
                return found
            answer = ask(Request("GET", *_split(address)))
            page = self._read(answer)
            if page is None or isinstance(answer, Unanswered):
                return None
            fresh = {key: entry for key, entry in page if key not in found}
            found |= fresh
            address = self._following(answer, address, number, len(found)) if fresh else None
        return None

    def _following(self, answer: Response, address: str, number: int, seen: int) -> str | None:
        """The address of the next page, as the answer tells it or as the document lets it be asked for."""
        told = _NEXT.search(answer.header("link") or "")
        if told:
            return _path(urljoin(address, told[1]))
        return self._address(number, seen) if self._page or self._offset else None

    def _address(self, number: int, seen: int) -> str:
        """The address of a page. Pages are counted from 0 or from 1: what was seen before adds nothing."""
        asked: dict[str, int] = {self._size: _SIZE} if self._size else {}
        if self._page and number:
            asked[self._page] = number
        elif self._offset and seen:
            asked[self._offset] = seen
        return self.place + (f"?{urlencode(asked)}" if asked else "")

    def _read(self, answer: Response | Unanswered) -> list[tuple[str, Mapping[str, Any]]] | None:
        if isinstance(answer, Unanswered) or answer.status != 200:
            return None
        found = listed(self._resource, self._operation, answer)
        return list(found) if found is not None else None


def _demands_more(operation: Operation) -> bool:
    """Whether a list cannot be asked for by its address alone."""
    return operation.method != "GET" or any(
        each.required and each.location is not Location.PATH for each in operation.parameters
    )


def _filled(path: str, values: tuple[str, ...]) -> str:
    left = iter(values)
    return re.sub(r"\{[^{}]*\}", lambda _: quote(next(left, ""), safe=""), path)


def _split(address: str) -> tuple[str, str]:
    path, _, query = address.partition("?")
    return path, query


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
