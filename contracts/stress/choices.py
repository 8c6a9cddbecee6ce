"""From what a client was answered calmly: all that its document would have let be answered in place of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from contracts.findings import Place
from contracts.stress.values import Choice, identity
from specs import shapes
from specs.errors import SpecError
from specs.messages import Exchange, Request, Response, best_match, essence, is_json, read_json
from specs.model import Document, MediaType, Operation
from specs.model import Response as Entry
from specs.schemas import Direction
from specs.validation import check_response, validator
from specs.variations import Kind, variations

OTHER_KINDS: Mapping[str, str] = {
    "status": "another documented status, with its body and with nothing optional in that",
    "redirect": "a documented redirection",
    "casing": "names of header fields in capitals",
    "charset": "another spelling of the media type",
    "pages": "collections that are empty, hold one item, or fill several pages",
}
"""The kinds of differences that are not of a body's value, and what they are."""
KINDS = (*(each.value for each in Kind), *OTHER_KINDS)
_UNDECLARED = "X-Undeclared"
_MANY = 60
_NOT_OURS = frozenset({"content-type", "content-length", "date", "server", "ringback-replay"})


class Calm(NamedTuple):
    """One answer of the calm run: the operation, and the exchange."""

    operation: Operation
    exchange: Exchange


class Chosen(NamedTuple):
    """What there is to try.

    Attributes:
        choices: in the order of the calm run.
        left_alone: how many values are not changed because requests carry them.
    """

    choices: tuple[Choice, ...]
    left_alone: int


def choices(document: Document, calm: Sequence[Calm], items: int) -> Chosen:
    """All differences that are valid.

    Args:
        document: what it has to be valid under.
        calm: all exchanges of a run in which the client passed.
        items: how many items each collection held at first.
    """
    carried = frozenset(text for each in calm for text in _carried(each.exchange.request))
    making = _Making(document, carried)
    found: dict[str, Choice] = {}
    for each in _richest(calm):
        found |= {choice.id: choice for choice in making.of(each)}
    if any(each.operation.method == "GET" for each in calm):
        found |= {choice.id: choice for choice in _pages(items)}
    return Chosen(tuple(found.values()), len(making.left_alone))


def _richest(calm: Sequence[Calm]) -> Iterable[Calm]:
    """Of the answers of one status to one operation the one that says most."""
    found: dict[tuple[str, int], Calm] = {}
    for each in calm:
        key = each.operation.key, each.exchange.response.status
        if key not in found or len(each.exchange.response.body) > len(found[key].exchange.response.body):
            found[key] = each
    return found.values()


class _Making:
    def __init__(self, document: Document, carried: frozenset[str]) -> None:
        self._document, self._carried = document, carried
        self.left_alone: set[tuple[str, str]] = set()

    def of(self, calm: Calm) -> Iterator[Choice]:
        """What else may be answered to an operation."""
        operation, response = calm.operation, calm.exchange.response
        entry = operation.response_for(response.status)
        if entry is None or response.status >= 300 or check_response(operation, response):
            return
        yield from self._bodies(operation, entry, response)
        yield from self._headers(operation, entry, response)
        yield from self._statuses(operation, response.status)

    def _bodies(self, operation: Operation, entry: Entry, response: Response) -> Iterator[Choice]:
        media = _media(entry, response)
        if media is None or media.schema is None or not is_json(media.name) or not response.body:
            return
        try:
            value, compiled = read_json(response.body), validator(media.schema, Direction.RESPONSE)
        except (ValueError, SpecError):
            return
        source = self._place(media.schema.pointer)

        def left_alone(scalar: Any) -> bool:
            known = not isinstance(scalar, bool) and str(scalar) in self._carried
            if known:
                self.left_alone.add((operation.key, str(scalar)))
            return known

        for each in variations(compiled, value, left_alone):
            yield Choice(
                id=identity(operation.key, response.status, each.kind, each.patch),
                kind=each.kind.value,
                operation=operation.key,
                status=response.status,
                part="body",
                place=each.place,
                told=each.told,
                change={"patch": [dict(each.patch)], "of_status": response.status},
                weight=each.weight,
                source=source,
            )

    def _headers(self, operation: Operation, entry: Entry, response: Response) -> Iterator[Choice]:
        def choice(kind: str, place: str, told: str, pointer: str, **change: Any) -> Choice:
            return Choice(
                id=identity(operation.key, response.status, kind, place, told),
                kind=kind,
                operation=operation.key,
                status=response.status,
                part="header",
                place=place,
                told=told,
                change={**change, "of_status": response.status},
                source=self._place(pointer),
            )

        named = response.header("content-type")
        if named is not None and response.body:
            for text in _spellings(named):
                yield choice("charset", "Content-Type", f"is {text}", entry.pointer, headers={"Content-Type": text})
            told = "is called CONTENT-TYPE"
            yield choice("casing", "Content-Type", told, entry.pointer, headers={"CONTENT-TYPE": named})
        for header in entry.headers:
            optional = not header.required and header.name.lower() not in _NOT_OURS
            if optional and response.header(header.name) is not None:
                yield choice("omitted", header.name, "is absent", header.pointer, without=[header.name])
        told, text = "is there, undeclared", 'a; b="c, d"'
        yield choice("undeclared", _UNDECLARED, told, entry.pointer, headers={_UNDECLARED: text})

    def _statuses(self, operation: Operation, usual: int) -> Iterator[Choice]:
        for entry in operation.responses:
            status = _code(operation, entry)
            if status is None or status == usual:
                continue
            kind = "redirect" if 300 <= status < 400 else "status"
            bare = [{"op": "remove", "path": f"/{name}"} for name in _members(entry)]
            told = f"answers {status}"
            patched = [("optional", f"{told} with nothing optional in the body", {"patch": bare})] if bare else []
            for place, words, more in (("", told, {}), *patched):
                yield Choice(
                    id=identity(operation.key, status, kind, place),
                    kind=kind,
                    operation=operation.key,
                    status=status,
                    part="status",
                    place=place,
                    told=words,
                    change={"prefer": {"code": status}, **more},
                    source=self._place(entry.pointer),
                )

    def _place(self, pointer: str) -> Place:
        return Place(pointer=pointer, line=self._document.place(pointer))


def _media(entry: Entry, response: Response) -> MediaType | None:
    name = best_match((each.name for each in entry.content), response.header("content-type") or "")
    return next((each for each in entry.content if each.name == name), None)


def _code(operation: Operation, entry: Entry) -> int | None:
    """A status that an entry speaks of and no better one does; None where it is none that ends an exchange."""
    if entry.status == "default":
        return next((each for each in (500, 503, 418) if operation.response_for(each) is entry), None)
    if not entry.status.isdigit():
        start = int(entry.status[0]) * 100
        return next((each for each in range(start, start + 20) if operation.response_for(each) is entry), None)
    return int(entry.status) if int(entry.status) >= 200 else None


def _members(entry: Entry) -> list[str]:
    """The names that the JSON object of a response may have."""
    media = next((each for each in entry.content if is_json(each.name) and each.schema is not None), None)
    if media is None or media.schema is None:
        return []
    root = media.schema.json_schema(Direction.RESPONSE)
    return [name.replace("~", "~0").replace("/", "~1") for name in shapes.properties(root, root)]


def _spellings(named: str) -> Iterator[str]:
    """Other texts that name the same media type. Source: RFC 9110, 8.3.1."""
    kind, parameters = essence(named), named.partition(";")[2]
    yield kind.title() + (f";{parameters}" if parameters else "")
    if not parameters:
        yield f"{kind};charset=UTF-8"
        yield f'{kind} ; charset="utf-8"'


def _pages(items: int) -> Iterator[Choice]:
    for number in (0, 1, _MANY):
        if number != items:
            held = {0: "is empty", 1: "holds one item"}.get(number, f"holds {number} items")
            yield Choice(
                id=identity("pages", number),
                kind="pages",
                part="collections",
                place=str(number),
                told=f"each collection {held} at first",
                change={"items": number},
            )


def _carried(request: Request) -> Iterator[str]:
    """The values that a request carries: an answer that says something else of them would be a lie."""
    yield from (unquote(each) for each in request.path.split("/") if each)
    yield from (value for _, value in parse_qsl(request.query))
    for _, value in request.headers:
        yield from value.replace("=", " ").split()
    if is_json(request.header("content-type") or ""):
        try:
            yield from _scalars(read_json(request.body))
        except ValueError:
            return


def _scalars(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            waiting += each.values() if isinstance(each, dict) else each
        elif each is not None and not isinstance(each, bool):
            yield str(each)
