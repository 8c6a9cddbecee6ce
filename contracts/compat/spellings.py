"""How the values of a body are written inside it: encodings of texts, the media types that texts hold, XML.

No schema says so: whole bodies are written as one side does and read as the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.compat import answers, messages, requests
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import Make, smallest
from contracts.findings import Finding, Witness
from specs import media as bodies
from specs.errors import SpecError
from specs.messages import Request
from specs.messages import Response as Message
from specs.model import MediaType, Response
from specs.sampling import sample
from specs.schemas import Direction, Schema

_WRITTEN = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})
_WRITTEN_XML = _WRITTEN | {"xml"}
"""Members of a document that say so; where there are none, no schema has to be looked through."""
_MARKS = _WRITTEN | {"x-xml"}
_SEEDS = ("witness", "another", "third")


def sent(question: Comparison, pair: Pair, old: MediaType, new: MediaType, where: str) -> Iterator[Finding]:
    """Findings about a body that old clients write and the new server reads."""

    def show(value: Any, judges: Sequence[str]) -> Witness | None:
        wanted = Wanted(body=value, given=True, media=old)
        return requests.witness(question, pair, wanted, judges) or _spelt(
            messages.request(question.old, pair.old, wanted), old, new, value, ("old", Direction.REQUEST)
        )

    if _differ(question, old, new, Direction.REQUEST):
        shown = _first(old.schema, Direction.REQUEST, show)
        if shown:
            site = Site((pair.key,), old.pointer, new.pointer).of(old)
            yield question.finding("request-body-serialisation-changed", where, site, shown)


def read(
    question: Comparison, pair: Pair, entry: Response, media: tuple[MediaType, MediaType], where: str
) -> Iterator[Finding]:
    """Findings about a body that the new server writes and old clients read.

    Args:
        question: the documents.
        pair: the operation.
        entry: the response in the new document.
        media: the body in the old document, and in the new one.
        where: what the body is called.
    """
    old, new = media

    def show(value: Any, judges: Sequence[str]) -> Witness | None:
        message = messages.response(entry, new, body=value, given=True)
        return answers.witness(pair, message, judges) or _spelt(message, new, old, value, ("new", Direction.RESPONSE))

    if _differ(question, old, new, Direction.RESPONSE):
        shown = _first(new.schema, Direction.RESPONSE, show)
        if shown:
            site = Site((pair.key,), old.pointer, new.pointer).of(new)
            yield question.finding("response-body-serialisation-changed", where, site, shown)


def _differ(question: Comparison, old: MediaType, new: MediaType, direction: Direction) -> bool:
    if old.schema is None or new.schema is None or old.schema.raw is new.schema.raw:
        return False
    xml = bodies.is_xml(old.name) or bodies.is_xml(new.name)
    if not question.unchanged.mention(_WRITTEN_XML if xml else _WRITTEN):
        return False
    return _marks(old.schema, direction, xml=xml) != _marks(new.schema, direction, xml=xml)


def _marks(schema: Schema, direction: Direction, *, xml: bool) -> set[tuple[str, ...]]:
    """What a schema says of how its values are written, with the path to where it says so."""
    closure = schema.annotated(direction) if xml else schema.json_schema(direction)
    return set(_marked(closure, ()))


def _marked(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        if key in _MARKS:
            yield (*path, str(key), repr(inner))
        elif isinstance(inner, dict | list):
            yield from _marked(inner, (*path, str(key)))


def _first(schema: Schema | None, direction: Direction, show: Make) -> Witness | None:
    for seed in _SEEDS:
        try:
            shown = smallest(sample(schema, direction, seed), show) if schema else None
        except (SpecError, ValueError):
            continue
        if shown:
            return shown
    return None


def _spelt(
    message: Request | Message, writer: MediaType, reader: MediaType, value: Any, about: tuple[str, Direction]
) -> Witness | None:
    """The witness that a reader of XML expects a value to be written in another way."""
    side, direction = about
    if not bodies.is_xml(writer.name):
        return None
    ours, theirs = (bodies.written(each, value, direction)[1] for each in (writer, reader))
    if ours == theirs:
        return None
    reason = f"who reads it expects {theirs.decode('utf-8', 'replace')}"
    told = {"request": message} if isinstance(message, Request) else {"response": message}
    return Witness(**told, accepted_by=side, place="body", reason=reason, confirmed_by=("both ways of writing",))
