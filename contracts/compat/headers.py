"""Header fields of responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contracts.compat import answers, fitting, messages, schemas, sunsets, wire
from contracts.compat.about import at, within
from contracts.compat.comparison import Comparison, Site, told
from contracts.compat.pairing import Pair
from contracts.compat.parameters import spelling, style, telling_values
from contracts.compat.requests import texts
from contracts.compat.witness import COMPILERS, JUDGES
from contracts.findings import Finding, Witness
from specs import decoding, encoding
from specs.messages import Response as Message
from specs.model import Location, Parameter, Response
from specs.schemas import Direction
from specs.styles.shape import shape_of


def compare(question: Comparison, pair: Pair, old: Response, new: Response, where: str) -> Iterator[Finding]:
    """Findings about the header fields of a response.

    Args:
        question: the documents.
        pair: the operation.
        old: the response as the old document has it.
        new: as the new one has it.
        where: what the response is called.
    """
    changed = list(_changed(question, old, new))
    plain = fitting.response(question, old, new) if changed else None
    if plain is None:
        return
    for name, one, other in changed:
        site = Site((pair.key,), one.pointer if one else None, other.pointer if other else new.pointer)
        yield from _header(question, pair, plain, (f"{where} header {name}", site), (one, other))


def _changed(
    question: Comparison, old: Response, new: Response
) -> Iterator[tuple[str, Parameter | None, Parameter | None]]:
    """The header fields that are not the same in both, by name."""
    before = {header.name.lower(): header for header in old.headers}
    after = {header.name.lower(): header for header in new.headers}
    for key, known in sorted((before | after).items()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None or not question.unchanged.places(one.pointer, other.pointer):
            yield known.name, one, other


def _header(
    question: Comparison,
    pair: Pair,
    plain: Message,
    about: tuple[str, Site],
    headers: tuple[Parameter | None, Parameter | None],
) -> Iterator[Finding]:
    (subject, site), (old, new) = about, headers
    name = subject.rpartition(" ")[2]
    if old and old.required and not (new and new.required):
        shown = answers.witness(pair, messages.with_header(plain, name, None), about=at("header", name))
        yield question.finding("response-header-no-longer-sent", subject, site, shown)
    elif old is None or new is None:
        rule = "response-header-added" if new else "response-header-removed"
        yield question.finding(rule, subject, site)
    if old and new:
        if new.deprecated and not old.deprecated:
            yield question.finding("response-header-deprecated", subject, site)
        elif new.deprecated:
            yield from sunsets.at(question, subject, site)
        if spelling(old) != spelling(new):
            yield from _spelling(question, pair, plain, (old, new), (subject, site))
        yield from schemas.findings(
            question,
            *wire.schemas(old, new, Direction.RESPONSE),
            Direction.RESPONSE,
            where=subject,
            reached=Site((pair.key,)),
            show=lambda value, judges, about: answers.witness(
                pair,
                messages.with_header(plain, name, encoding.header(new, value)),
                judges,
                about=within("header", about, name),
            ),
            told=lambda gaps: wire.retold(gaps, new.schema, old.schema, Direction.RESPONSE),
        )


def _spelling(
    question: Comparison, pair: Pair, plain: Message, headers: tuple[Parameter, Parameter], about: tuple[str, Site]
) -> Iterator[Finding]:
    """A changed spelling, where a value of the new one shows that it matters."""
    old, new = headers
    for value in telling_values(new, Direction.RESPONSE):
        message = messages.with_header(plain, new.name, encoding.header(new, value))
        shown = answers.witness(pair, message, about=at("header", new.name)) or _misread(message, old, new)
        if shown:
            was, now = style(old), style(new)
            yield question.finding("response-header-serialisation-changed", *about, shown, was=was, now=now)
            return


def _misread(message: Message, old: Parameter, new: Parameter) -> Witness | None:
    """The witness that an old client takes a header field for another value than the one that was sent."""
    was = now = None
    for judge in JUDGES:
        try:
            was, now = (_read(header, message, judge) for header in (new, old))
        except ValueError:
            return None
        if texts(was) == texts(now):
            return None
    return Witness(
        response=message,
        accepted_by="new",
        place="header",
        name=new.name,
        reason=f"what is sent as {told(was)} is read as {told(now)}",
        confirmed_by=JUDGES,
    )


def _read(header: Parameter, message: Message, judge: str) -> Any:
    schema = header.content.schema if header.content else header.schema
    engine = COMPILERS[judge](schema, Direction.RESPONSE) if schema else None
    accepts = engine.accepts if engine else bool
    sent = {Location.HEADER: list(message.headers)}
    value = decoding.parameter(header, sent, shape_of(schema, Direction.RESPONSE), accepts, Direction.RESPONSE)
    return None if value is decoding.ABSENT else value
