"""The rest of a message, beside what a finding is about: as its reader takes it, too, where a writer may write it so.

What else differs is another finding, and is not to be shown by the message of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from contracts.compat import messages
from contracts.compat.comparison import Comparison
from contracts.compat.gaps import NOTHING
from contracts.compat.matching import matched
from contracts.compat.media_types import counterpart
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.shrinking import less
from specs import credentials
from specs.errors import SpecError
from specs.messages import Request
from specs.messages import Response as Message
from specs.model import MediaType, Operation, Parameter, Response, SecurityRequirement
from specs.sampling import sample
from specs.schemas import Direction, Schema
from specs.validation import validator

_SEEDS = ("witness", "another", "third", "fourth")


def request(question: Comparison, pair: Pair, wanted: Wanted) -> Request:
    """A request that the old operation takes, with what is wanted, and the new one, too, but for that.

    Raises:
        SpecError: no value is known for something that the old operation requires.
    """
    wanted = replace(wanted, security=_security(pair) if wanted.security is None else wanted.security)
    return messages.request(question.old, _called(question, pair), _with_body(question, pair, wanted))


def answered(question: Comparison, old: Response, new: Response) -> Response:
    """The new response with what it may hold that the old one takes, too."""

    def made() -> Response:
        known = {header.name.lower(): header for header in old.headers}
        headers = (_fit(question, each, known.get(each.name.lower()), Direction.RESPONSE) for each in new.headers)
        return replace(new, headers=tuple(headers))

    fitted: Response = question.remembered(("answered", old.pointer, new.pointer), made)
    return fitted


def response(question: Comparison, old: Response, new: Response) -> Message | None:
    """The least that is a response of the new entry and, as far as can be, of the old one; None where none is known."""
    media = next(iter(new.content), None)
    there = None if media is None else counterpart(media, old.content)
    value = body(question, there, media, Direction.RESPONSE)
    try:
        return messages.response(answered(question, old, new), media, body=value, given=value is not NOTHING)
    except SpecError:
        return None


def body(question: Comparison, old: MediaType | None, new: MediaType | None, direction: Direction) -> Any:
    """A body, decoded, that one document writes and the other reads; ``NOTHING`` where none is known."""
    if old is None or new is None or old.schema is None or new.schema is None:
        return NOTHING
    schemas = (old.schema, new.schema)
    return question.remembered(
        ("body", *(each.pointer for each in schemas), direction), lambda: _body(question, *schemas, direction)
    )


def _body(question: Comparison, old: Schema, new: Schema, direction: Direction) -> Any:
    def fits(value: Any) -> bool:
        return question.fits(value, old, new, direction)

    found = next(filter(fits, _samples((old, new), direction)), NOTHING)
    return found if found is NOTHING else less(found, fits)


def _called(question: Comparison, pair: Pair) -> Operation:
    def made() -> Operation:
        known = {old.pointer: new for old, new in matched(pair).both}
        fitted = (_fit(question, each, known.get(each.pointer), Direction.REQUEST) for each in pair.old.parameters)
        return replace(pair.old, parameters=tuple(fitted))

    called: Operation = question.remembered(("called", pair.old.pointer, pair.new.pointer), made)
    return called


def _fit(question: Comparison, written: Parameter, read: Parameter | None, direction: Direction) -> Parameter:
    """A parameter or header that is always there where its reader requires it, with a value that its reader takes."""
    if (
        read is None
        or not (written.required or read.required)
        or question.unchanged.places(written.pointer, read.pointer)
    ):
        return written
    value = next(_common(written, read, direction), NOTHING)
    if value is NOTHING:
        return written
    return replace(written, required=True, examples={"fitting": value})


def _common(written: Parameter, read: Parameter, direction: Direction) -> Iterator[Any]:
    ours, theirs = (each.content.schema if each.content else each.schema for each in (written, read))
    if ours is None or theirs is None:
        return
    for value in _valued((written, read), (ours, theirs), direction):
        if all(validator(each, direction).accepts(value) for each in (ours, theirs)):
            yield value


def _valued(those: Iterable[Parameter], schemas: tuple[Schema, Schema], direction: Direction) -> Iterator[Any]:
    for each in those:
        try:
            yield messages.value_of(each, direction)
        except SpecError:
            continue
    yield from _samples(schemas, direction)


def _samples(schemas: Iterable[Schema], direction: Direction) -> Iterator[Any]:
    for schema in schemas:
        for seed in _SEEDS:
            try:
                yield sample(schema, direction, seed)
            except SpecError:
                break


def _security(pair: Pair) -> frozenset[SecurityRequirement] | None:
    """Those credentials of the old operation that the new one is content with, too."""
    bare = Request(pair.old.method, pair.old.path)
    enough = (
        each for each in pair.old.security if credentials.presents(pair.new, credentials.with_placeholders(bare, each))
    )
    return next(enough, None)


def _with_body(question: Comparison, pair: Pair, wanted: Wanted) -> Wanted:
    ours, theirs = pair.old.body, pair.new.body
    if (
        ours is None
        or theirs is None
        or wanted.given
        or wanted.bare
        or wanted.media
        or not (ours.required or theirs.required)
    ):
        return wanted
    first = ours.content[0]
    value = body(question, first, counterpart(first, theirs.content), Direction.REQUEST)
    return wanted if value is NOTHING else replace(wanted, body=value, given=True, media=first)
