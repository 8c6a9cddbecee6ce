"""Does walking the pages of a list lead past every item once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from contracts.conformance.checks.table import Check
from contracts.conformance.probes.calling import Who
from contracts.conformance.probes.declaring import Fault, Inconclusive, Probe
from contracts.conformance.probes.scene import Scene, entries
from specs import shapes
from specs.inference.asks import Ask, Flat, declared, meanings
from specs.inference.following import is_address, next_page
from specs.inference.resources import Resource
from specs.messages import Exchange, Request, Response
from specs.model import Operation

_WANTED = 5
"""Items that a list should have before it is walked."""
_PAGES = 8
_MOST_PAGES = 60
_MOST = 400


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """A list that can be asked for page by page.

    Attributes:
        size: the parameter that says how many items a page has.
        number: the one that counts pages, or ``offset`` that counts items, or ``cursor`` that an answer gives; where
            there is none of them, answers tell the address of the next page, or there is no way to it.
    """

    operation: Operation
    resource: Resource
    size: Flat
    number: str = ""
    offset: str = ""
    cursor: str = ""

    @property
    def least(self) -> int:
        """The fewest items that a page can be asked to have."""
        return bound(self.size, "minimum") or 1

    @property
    def most(self) -> int | None:
        """The most; None where the document sets no bound."""
        return bound(self.size, "maximum")


def pages(operation: Operation, resource: Resource) -> Pages | None:
    """How a list can be asked for page by page; None where it cannot."""
    found = asked(operation)
    size = found.get(Ask.SIZE)
    if size is None:
        return None
    number, offset, after = (found[ask].name if ask in found else "" for ask in (Ask.PAGE, Ask.OFFSET, Ask.AFTER))
    ways = [{"number": number}, {"offset": offset}, {"cursor": after}]
    way = next((way for way in ways if any(way.values())), {})
    return Pages(operation, resource, size, **way)


def asked(operation: Operation) -> dict[Ask, Flat]:
    """The parameters that ask for a page of a list, by what they ask for."""
    found: dict[Ask, Flat] = {}
    for each in declared(operation):
        for ask in meanings(each.name) if each.whole is not None else ():
            if _fits(each, ask):
                found.setdefault(ask, each)
    return found


def bound(size: Flat, keyword: str) -> int | None:
    """What a schema bounds a number with; None where it does not."""
    for part in shapes.parts(size.schema, size.root):
        if isinstance(part.get(keyword), int):
            return int(part[keyword])
    return None


def _fits(each: Flat, ask: Ask) -> bool:
    types = shapes.types(each.schema, each.root)
    if ask in (Ask.SIZE, Ask.PAGE, Ask.OFFSET):
        return "integer" in types
    return ask is Ask.AFTER and "string" in types and "integer" not in types


@dataclass(slots=True)
class Walk:
    """The pages of a list that were read.

    Attributes:
        ids: of all entries, in order.
        exchanges: of the pages.
    """

    ids: list[str] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)


def walk(scene: Scene, how: Pages, size: int, who: Who = Who.OWNER) -> Walk:
    """Read a list to its end, as somebody is shown it.

    Raises:
        Inconclusive: it cannot be read, or has no end.
    """
    values, done = scene.around(how.operation), Walk()
    request: Request | None = scene.request(how.operation, values, {how.size.name: size})
    first: list[str] = []
    number, linked = 0, False
    while request is not None and len(done.exchanges) < _MOST_PAGES:
        exchange = scene.caller.send(how.operation, request, who)
        if linked and exchange.response.status >= 400:  # an address that was told leads nowhere: that is the end
            done.exchanges.append(exchange)
            return done
        page = _ids(how, exchange.response)
        if number == 1 and how.number and page == first and page:
            page = []  # the pages of this list are counted from 1, and the first was asked for twice
        fresh = not set(page) <= set(done.ids)
        done.exchanges.append(exchange)
        done.ids += page
        if len(done.ids) > _MOST:
            raise Inconclusive(f"{how.operation.key} has too many items to be walked")
        first = first or page
        number += 1
        request = _following(
            scene, how, size, exchange, number, len(done.ids), over=not fresh and number != 2, linked=linked
        )
        linked = linked or is_address(next_page(exchange.response))
    if request is not None:
        raise Inconclusive(f"{how.operation.key} has no end")
    return done


def _following(
    scene: Scene, how: Pages, size: int, exchange: Exchange, number: int, seen: int, *, over: bool, linked: bool
) -> Request | None:
    """The request for the next page; None behind the last."""
    if over:
        return None
    told = next_page(exchange.response)
    if is_address(told):
        there = urlsplit(urljoin(exchange.request.path, told))
        return replace(exchange.request, path=there.path, query=there.query)
    if linked:
        return None  # pages that told the address of the next have ended
    values = scene.around(how.operation)
    if how.number:
        return scene.request(how.operation, values, {how.size.name: size, how.number: number})
    if how.offset:
        return scene.request(how.operation, values, {how.size.name: size, how.offset: seen})
    asked = {how.size.name: size, how.cursor: told}
    return scene.request(how.operation, values, asked) if told and how.cursor else None


def _ids(how: Pages, response: Response) -> list[str]:
    if response.status != 200:
        raise Inconclusive(f"{how.operation.key} answered {response.status}")
    found = entries(how.resource, how.operation, response)
    if found is None:
        raise Inconclusive(f"{how.operation.key} answered with no list")
    ids = [key for key, _ in found]
    if not all(ids) or len(set(ids)) < len(ids):
        raise Inconclusive(f"the entries of {how.operation.key} cannot be told apart")
    return ids


def _judge(scene: Scene, how: Pages) -> Iterator[Fault]:
    whole = _whole(scene, how)
    size = max(how.least, -(-len(whole.ids) // _PAGES), 2)
    if len(whole.ids) <= size:
        raise Inconclusive(f"{how.operation.key} has too few items for a second page")
    walked = walk(scene, how, size)
    there = [each for each in walked.exchanges if each.response.status < 400]
    longest = max(there, key=lambda each: len(_ids(how, each.response)))
    if (count := len(_ids(how, longest.response))) > size:
        facts = {"count": count, "total": len(whole.ids), "how": "came at once", "size": size}
        yield Fault(operation=how.operation.key, exchange=longest, facts=facts)
        return
    if len(walked.exchanges) == 1:
        raise Inconclusive(f"{how.operation.key} tells no way to a second page")
    again = _whole(scene, how)
    if sorted(again.ids) != sorted(whole.ids):
        raise Inconclusive(f"{how.operation.key} changed while it was walked")
    times = Counter(walked.ids)
    lost = [each for each in whole.ids if each not in times]
    repeated = [each for each, count in times.items() if count > 1]
    for found, how_wrong in ((lost, "never came"), (repeated, "came more than once")):
        if found:
            facts = {"count": len(found), "total": len(whole.ids), "how": how_wrong, "size": size}
            before = tuple(each.request for each in walked.exchanges[:-1])
            yield Fault(operation=how.operation.key, exchange=walked.exchanges[-1], facts=facts, before=before)


def _whole(scene: Scene, how: Pages) -> Walk:
    """The list on pages that are as long as the document lets them be; with some items in it where it may have some."""
    size = min(how.most or _MOST, _MOST)
    found = walk(scene, how, size)
    if len(found.ids) < _WANTED and scene.writes and how.resource.creatable:
        for number in range(_WANTED - len(found.ids)):
            scene.create(how.resource, number)
        found = walk(scene, how, size)
    return replace(found, ids=list(dict.fromkeys(found.ids)))


def _subjects(scene: Scene) -> Iterator[Pages]:
    for operation, resource in scene.lists():
        found = pages(operation, resource)
        if found is not None:
            yield found


PROBE = Probe(
    check=Check(
        rule="page-walk-dishonest",
        meaning="Walking the pages of a list does not lead past each of its items once.",
        message="of {total} items of {operation}, {count} {how} on pages of {size}",
        subject="{how}",
        place="body",
        advice="sort by something that no two items share, and page after the sorting; heed the page that is asked for",
    ),
    subjects=_subjects,
    judge=_judge,
    lacking="no list of the document can be asked for page by page",
)
