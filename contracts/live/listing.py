"""Reads whole lists of an account, to tell what a run added to them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from contracts.conformance.probes.paging import asked, bound
from contracts.live.ids import listed
from contracts.live.items import Items
from contracts.live.upstream import Unanswered
from specs.inference import asks
from specs.inference.following import is_address, next_page
from specs.inference.kinds import Kind
from specs.inference.paths import alike
from specs.inference.resources import Resource
from specs.messages import Request, Response
from specs.model import Location, Operation

Ask = Callable[[Request], Response | Unanswered]
_MOST_PAGES, _SIZE = 50, 100


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
        ahead: seconds by which the server's clock is ahead of ours, as far as its answers have told.
    """

    def __init__(self, operation: Operation, resource: Resource, place: str) -> None:
        self._operation, self._resource, self.place = operation, resource, place
        self.ahead = 0.0
        ways = asked(operation)
        self._page, self._offset, self._cursor = (
            ways[each].name if each in ways else "" for each in (asks.Ask.PAGE, asks.Ask.OFFSET, asks.Ask.AFTER)
        )
        size = ways.get(asks.Ask.SIZE)
        self._size = size.name if size else ""
        self._most = min(bound(size, "maximum") or _SIZE, _SIZE) if size else 0

    def entries(self, ask: Ask) -> Mapping[str, Mapping[str, Any]] | None:
        """All that is listed, by id; None where the list cannot be read to its end."""
        found: dict[str, Mapping[str, Any]] = {}
        address, linked = self._address({}), False
        for number in range(1, _MOST_PAGES + 1):
            answer = ask(Request("GET", *_split(address)))
            page = self._read(answer)
            if page is None or isinstance(answer, Unanswered):
                return None
            self.ahead = _ahead(answer)
            fresh = {key: entry for key, entry in page if key not in found}
            found |= fresh
            told = next_page(answer)
            over = not fresh and not (self._page and number == 2)  # the first of pages that are counted from 1, again
            following = "" if over else self._following(address, told, number, len(found))
            if not following:
                return found if over or linked or self._is_short(page) else None
            address, linked = following, linked or bool(told)
        return None

    def _following(self, address: str, told: str, number: int, seen: int) -> str:
        """The address of the next page, as the answer tells it or as the document lets it be asked for."""
        if is_address(told):
            return _path(urljoin(address, told))
        if told and self._cursor:
            return self._address({self._cursor: told})
        if self._page:
            return self._address({self._page: str(number)})
        return self._address({self._offset: str(seen)}) if self._offset else ""

    def _address(self, more: Mapping[str, str]) -> str:
        """The address of a page. Pages are counted from 0 or from 1: what was seen before adds nothing."""
        query = {**({self._size: str(self._most)} if self._size else {}), **more}
        return self.place + (f"?{urlencode(query)}" if query else "")

    def _is_short(self, page: Collection[Any]) -> bool:
        """Whether a page is the last one where nothing tells: it has fewer entries than it could have."""
        return not self._size or len(page) < self._most

    def _read(self, answer: Response | Unanswered) -> list[tuple[str, Mapping[str, Any]]] | None:
        if isinstance(answer, Unanswered) or answer.status != 200:
            return None
        found = listed(self._resource, self._operation, answer)
        return list(found) if found is not None else None


def _ahead(answer: Response) -> float:
    """Seconds by which an answer's clock is ahead of ours. Source: RFC 9110, 6.6.1."""
    try:
        told = parsedate_to_datetime(answer.header("date") or "")
    except ValueError:
        return 0.0
    return told.timestamp() - time.time() if told.tzinfo else 0.0


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
