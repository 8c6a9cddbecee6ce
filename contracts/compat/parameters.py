"""Parameters of an operation: whether they are there, how they are written, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from contracts.compat import differences, messages, schemas, sunsets, wire
from contracts.compat.about import at, within
from contracts.compat.comparison import Comparison, Site
from contracts.compat.matching import matched
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.requests import misread, witness
from contracts.findings import Finding, Witness
from specs.errors import SpecError
from specs.messages import essence
from specs.model import Location, Operation, Parameter
from specs.schemas import Direction
from specs.validation import Reading

_RESERVED = "a/b?c:d,e|f"
"""A text that a spelling has to be careful with."""


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about an operation's parameters."""
    both, gone, arrived = matched(pair)
    for old, new in both:
        if not question.unchanged.places(old.pointer, new.pointer):
            yield from _parameter(question, pair, old, new)
    for old in gone:
        subject = _named(pair, old, pair.old)
        yield question.finding("parameter-removed", subject, Site((pair.key,), old.pointer, pair.new.pointer))
    for new in arrived:
        yield _arrived(question, pair, new)


def _named(pair: Pair, parameter: Parameter, operation: Operation) -> str:
    """What a parameter is called; one that holds for a whole path, by the path."""
    own = parameter.pointer.startswith(f"{operation.pointer}/") or not parameter.pointer.startswith("/paths/")
    return f"{pair.key if own else operation.path} {parameter.location} {parameter.name}"


def _shared(pair: Pair, parameter: Parameter) -> str:
    """What a parameter of both documents is called: by its own name where operations share it."""
    return differences.part_name(parameter.pointer) or _named(pair, parameter, pair.new)


def _arrived(question: Comparison, pair: Pair, new: Parameter) -> Finding:
    about = at(new.location, new.name)
    shown = witness(question, pair, Wanted(), about=about) if new.required else None
    return question.finding(
        "required-parameter-added" if new.required else "parameter-added",
        _named(pair, new, pair.new),
        Site((pair.key,), pair.old.pointer, new.pointer),
        shown,
    )


def _parameter(question: Comparison, pair: Pair, old: Parameter, new: Parameter) -> Iterator[Finding]:
    subject = _shared(pair, new)

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, subject, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    key = (old.location, old.name)
    if new.required and not old.required:
        shown = question.witness(
            ("parameter-became-required", subject),
            lambda: witness(question, pair, Wanted(without=frozenset({key})), about=at(new.location, new.name)),
        )
        yield find("parameter-became-required", shown)
    if old.required and not new.required:
        yield find("parameter-became-optional")
    if new.deprecated and not old.deprecated:
        yield find("parameter-deprecated")
    elif new.deprecated:
        yield from sunsets.at(question, subject, Site((pair.key,), old.pointer, new.pointer))
    if old.name != new.name and old.location is Location.PATH:
        yield question.finding(
            "path-parameter-renamed",
            pair.key,
            Site((pair.key,), old.pointer, new.pointer),
            was=old.name,
            now=new.name,
        )
    if old.description != new.description:
        yield find("documentation-changed", what="description")
    before, after = _default(old), _default(new)
    if before != after:
        yield find("parameter-default-changed", was=before, now=after)
    yield from _spelling(question, pair, old, new, find)
    yield from schemas.findings(
        question,
        *wire.schemas(old, new, Direction.REQUEST),
        Direction.REQUEST,
        where=subject,
        reached=Site((pair.key,)),
        show=lambda value, judges, about: witness(
            question, pair, Wanted(parameters={key: value}), judges, about=within(new.location, about, new.name)
        ),
        told=lambda gaps: wire.retold(gaps, old.schema, new.schema, Direction.REQUEST),
    )


def _spelling(
    question: Comparison, pair: Pair, old: Parameter, new: Parameter, find: Callable[..., Finding]
) -> Iterator[Finding]:
    """A changed spelling, where a value of the old one shows that it matters."""
    subject = _shared(pair, new)
    if old.allow_empty and not new.allow_empty:
        empty = Wanted(parameters={(old.location, old.name): ""})
        rule = "parameter-may-no-longer-be-empty"
        about = at(new.location, new.name)
        shown = question.witness((rule, subject), lambda: witness(question, pair, empty, about=about))
        if shown:
            yield find(rule, shown)
    if spelling(old) != spelling(new):
        rule = "parameter-serialisation-changed"
        shown = question.witness((rule, subject), lambda: _otherwise(question, pair, old, new))
        if shown:
            yield find(rule, shown, was=style(old), now=style(new))


def _otherwise(question: Comparison, pair: Pair, old: Parameter, new: Parameter) -> Witness | None:
    """A value that is refused in the old spelling, or read as another one."""

    def read(parameter: Parameter) -> Callable[[Reading], Any]:
        return lambda reading: reading.parameters.get(parameter.location, {}).get(parameter.name)

    place, about = (old.location.value, old.name, ""), at(new.location, new.name)
    for value in telling_values(old):
        wanted = Wanted(parameters={(old.location, old.name): value})
        shown = witness(question, pair, wanted, about=about) or misread(
            question, pair, wanted, (read(old), read(new)), place
        )
        if shown:
            return shown
    return None


def telling_values(parameter: Parameter, direction: Direction = Direction.REQUEST) -> Iterator[Any]:
    """Values of a parameter, header field or form field that spellings may differ in."""
    try:
        value = messages.value_of(parameter, direction)
    except SpecError:
        return
    yield value
    if isinstance(value, list) and value:
        yield [*value, *value]  # one item alone is written alike in most styles
        yield [_RESERVED]
    elif isinstance(value, str):
        yield _RESERVED


def spelling(parameter: Parameter) -> tuple[object, ...]:
    """All that decides how a value is written."""
    content = essence(parameter.content.name) if parameter.content else ""
    return content, parameter.style, parameter.explode, parameter.allow_reserved


def style(parameter: Parameter) -> str:
    """A spelling in words."""
    if parameter.content:
        return parameter.content.name
    exploded = ", exploded" if parameter.explode else ""
    return f"{parameter.style}{exploded}{', reserved characters as they are' if parameter.allow_reserved else ''}"


def _default(parameter: Parameter) -> Any:
    raw = parameter.schema.raw if parameter.schema else None
    return raw.get("default") if isinstance(raw, dict) else None
