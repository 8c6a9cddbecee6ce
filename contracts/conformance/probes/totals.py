"""Do lists tell how many entries there are, where the next page is, and each entry once?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.paging import Pages, pages
from contracts.conformance.probes.scene import Scene, entries, read
from specs import shapes
from specs.inference.following import NEXT, next_page
from specs.inference.kinds import Kind
from specs.inference.paths import plain
from specs.inference.resources import Resource
from specs.inference.shape import success_shape
from specs.messages import Exchange, Response, write_json
from specs.model import Operation

_TOTALS = frozenset("total totalcount totalitems totalresults totalelements totalentries xtotalcount xtotal".split())
"""What answers call the number of all entries."""
_WANTED, _MOST = 3, 100
_REL_NEXT = re.compile(r'rel="?[^",;]*\bnext\b', re.IGNORECASE)
Listing = tuple[Operation, Resource]


def _listings(scene: Scene) -> Iterator[Listing]:
    yield from scene.lists()


def _filled(scene: Scene, listing: Listing, size: int = _MOST) -> tuple[list[Any], Exchange, Pages | None]:
    """The entries of a list on one page, some made where there are few.

    Raises:
        Inconclusive: it cannot be read.
    """
    operation, resource = listing
    how = pages(operation, resource)
    query = {how.size.name: max(min(how.most or size, size), how.least)} if how is not None else {}
    found, exchange = _asked(scene, listing, query)
    if len(found) < _WANTED and scene.writes and resource.creatable:
        for number in range(_WANTED - len(found)):
            scene.create(resource, number)
        found, exchange = _asked(scene, listing, query)
    return found, exchange, how


def _asked(scene: Scene, listing: Listing, query: dict[str, Any]) -> tuple[list[Any], Exchange]:
    operation, resource = listing
    exchange = scene.ask(operation, scene.around(operation), query)
    found = entries(resource, operation, exchange.response)
    if exchange.response.status >= 300 or found is None:
        raise Inconclusive(f"{operation.key} answered {exchange.response.status}")
    return [entry for _, entry in found], exchange


def _total(scene: Scene, listing: Listing) -> Iterator[Fault]:
    operation, _ = listing
    found, exchange, how = _filled(scene, listing)
    told = dict(_told(exchange.response))
    if not told:
        raise Inconclusive(f"{operation.key} tells no total")
    if how is None or len(found) >= min(how.most or _MOST, _MOST):
        raise Inconclusive(f"{operation.key} cannot be read on one page")
    for name, number in told.items():
        if number != len(found):
            facts = {"name": name, "told": number, "count": len(found)}
            yield Fault(operation=operation.key, exchange=exchange, facts=facts)


def _told(response: Response) -> Iterator[tuple[str, int]]:
    """What an answer says that there are, by the name under which it does."""
    for name, text in response.headers:
        if plain(name) in _TOTALS and text.isdecimal():
            yield name, int(text)
    body = read(response)
    outer = body if isinstance(body, dict) else {}
    inner = [each for each in outer.values() if isinstance(each, dict)]
    for part in (outer, *inner):
        for name, value in part.items():
            if plain(name) in _TOTALS and type(value) is int:
                yield name, value


def _twice(scene: Scene, listing: Listing) -> Iterator[Fault]:
    """An entry with its id, and all that it says, is there again."""
    operation, resource = listing
    exchange = _filled(scene, listing)[1]
    seen: set[bytes] = set()
    for key, entry in entries(resource, operation, exchange.response) or ():
        text = write_json(entry)
        if key and isinstance(entry, dict) and text in seen:
            _demand_things(scene, resource)
            yield Fault(operation=operation.key, exchange=exchange, facts={"id": key})
            return
        seen.add(text)


def _demand_things(scene: Scene, resource: Resource) -> None:
    """Leave servers alone that tell samples. Raises Inconclusive: whatever one asks for is there."""
    reading = resource.first(Kind.READ)
    if reading is not None and scene.ask(reading, scene.around(reading)).response.status < 300:
        raise Inconclusive(f"{reading.key} has an answer for any id")


def _leading_on(scene: Scene) -> Iterator[Listing]:
    """The lists whose answers tell of a next page, by the document."""
    for operation, resource in scene.lists():
        if pages(operation, resource) is not None and _documents_next(operation):
            yield operation, resource


def _documents_next(operation: Operation) -> bool:
    fields = {each.name.lower() for entry in operation.successes for each in entry.headers}
    shape = success_shape(operation)
    outer = shapes.properties(shape.root, shape.root) if shape is not None else {}
    inner = [name for each in outer.values() for name in shapes.properties(each, shape.root if shape else {})]
    return "link" in fields or any(plain(name) in NEXT for name in (*outer, *inner))


def _next(scene: Scene, listing: Listing) -> Iterator[Fault]:
    operation, _ = listing
    found, _, how = _filled(scene, listing)
    size = how.least if how is not None else 1
    if how is None or len(found) <= size:
        raise Inconclusive(f"{operation.key} has too few items for a second page")
    page, exchange = _asked(scene, listing, {how.size.name: size})
    if len(page) < len(found) and not _leads_on(exchange.response):
        facts = {"count": len(found), "size": size}
        yield Fault(operation=operation.key, exchange=exchange, facts=facts)


def _leads_on(response: Response) -> bool:
    """Whether an answer says, in any way, that there is more."""
    body = read(response)
    numbers = [value for name, value in body.items() if plain(name) in NEXT] if isinstance(body, dict) else []
    return bool(next_page(response) or _REL_NEXT.search(response.header("link") or "") or any(numbers))


TOTAL = Probe(
    check=Check(
        rule="total-wrong",
        meaning="A list tells another number of entries than it has.",
        message="{operation} told {name} {told}, and has {count} entries",
        subject="{name}",
        place="body",
        advice="count what the list has, with the same filters and for the same user",
    ),
    subjects=_listings,
    judge=_total,
    lacking="the document has no list",
)
TWICE = Probe(
    check=Check(
        rule="entry-repeated",
        meaning="A page of a list has an entry twice.",
        message="{operation} has {id} twice on one page",
        place="body",
        advice="look for a join that multiplies rows; a list has each thing once",
    ),
    subjects=_listings,
    judge=_twice,
    lacking="the document has no list",
)
NEXT_UNTOLD = Probe(
    check=Check(
        rule="next-page-untold",
        meaning="A page does not tell that there is another, though the document says that it does.",
        message="{operation} has {count} entries, and the first page of {size} tells of no next one",
        place="body",
        advice="tell the next page as long as there is one: clients stop where nothing is told",
    ),
    subjects=_leading_on,
    judge=_next,
    lacking="no list tells of a next page",
)
