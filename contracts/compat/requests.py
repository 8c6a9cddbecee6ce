"""What old clients send and the new server reads: parameters and bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import messages, schemas, wire
from contracts.compat.comparison import Comparison, Site
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.witness import JUDGES, request_witness
from contracts.findings import Finding, Witness
from specs import paths
from specs.errors import SpecError
from specs.messages import matches
from specs.model import Body, Location, MediaType, Parameter
from specs.scalars import spelled
from specs.schemas import Direction
from specs.validation import read_request

_OF_ANY_KIND = ("application/octet-stream", "text/plain", "application/json", "image/png", "audio/mpeg", "video/mp4")


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about an operation's parameters and body."""
    matched, gone, arrived = _matched(pair)
    for old, new in matched:
        yield from _parameter(question, pair, old, new)
    for old in gone:
        yield question.finding("parameter-removed", _named(pair, old), Site((pair.key,), old.pointer, pair.new.pointer))
    for new in arrived:
        yield _arrived(question, pair, new)
    yield from _body(question, pair)


def witness(question: Comparison, pair: Pair, wanted: Wanted, judges: Sequence[str] = JUDGES) -> Witness | None:
    """The witness that a request of the old operation makes; None where it is none, or none can be made."""
    try:
        made = messages.request(question.old, pair.old, wanted)
    except SpecError:
        return None
    return request_witness(question.old, question.new, made, judges)


def _matched(pair: Pair) -> tuple[list[tuple[Parameter, Parameter]], list[Parameter], list[Parameter]]:
    """Parameters of both, of the old alone and of the new alone; those of the path are matched by position."""
    old = {_key(parameter): parameter for parameter in pair.old.parameters}
    new = {_key(parameter, pair.names): parameter for parameter in pair.new.parameters if not _spelled(pair, parameter)}
    return (
        [(old[key], new[key]) for key in old if key in new],
        [parameter for key, parameter in old.items() if key not in new],
        [parameter for key, parameter in new.items() if key not in old],
    )


def _spelled(pair: Pair, parameter: Parameter) -> bool:
    """Whether a parameter of the new path has a value that the old path spells out."""
    return parameter.location is Location.PATH and parameter.name in pair.spelled


def _key(parameter: Parameter, renamed: Mapping[str, str] | None = None) -> tuple[Location, str]:
    if parameter.location is Location.PATH and renamed:
        return parameter.location, renamed.get(parameter.name, parameter.name)
    if parameter.location is Location.HEADER:
        return parameter.location, parameter.name.lower()
    return parameter.location, parameter.name


def _named(pair: Pair, parameter: Parameter) -> str:
    return f"{pair.key} {parameter.location} {parameter.name}"


def _arrived(question: Comparison, pair: Pair, new: Parameter) -> Finding:
    shown = witness(question, pair, Wanted()) if new.required else None
    return question.finding(
        "required-parameter-added" if new.required else "parameter-added",
        _named(pair, new),
        Site((pair.key,), pair.old.pointer, new.pointer),
        shown,
    )


def _parameter(question: Comparison, pair: Pair, old: Parameter, new: Parameter) -> Iterator[Finding]:
    subject = _named(pair, new)

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, subject, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    key = (old.location, old.name)
    if new.required and not old.required:
        yield find("parameter-became-required", witness(question, pair, Wanted(without=frozenset({key}))))
    if old.required and not new.required:
        yield find("parameter-became-optional")
    if new.deprecated and not old.deprecated:
        yield find("parameter-deprecated")
    if old.name != new.name and old.location is Location.PATH:
        yield question.finding(
            "path-parameter-renamed",
            pair.key,
            Site((pair.key,), old.pointer, new.pointer),
            was=old.name,
            now=new.name,
        )
    yield from _spelling(question, pair, old, new, find)
    yield from schemas.findings(
        question,
        *wire.schemas(old, new, Direction.REQUEST),
        Direction.REQUEST,
        where=subject,
        operation=pair.key,
        show=lambda value, judges: witness(question, pair, Wanted(parameters={key: value}), judges),
        told=lambda gaps: wire.retold(gaps, old.schema, new.schema, Direction.REQUEST),
    )


def _spelling(
    question: Comparison, pair: Pair, old: Parameter, new: Parameter, find: Callable[..., Finding]
) -> Iterator[Finding]:
    """A changed style or explode, where a value of the old spelling shows that it matters."""
    before, after = _default(old), _default(new)
    if before != after:
        yield find("parameter-default-changed", was=before, now=after)
    if (old.style, old.explode) == (new.style, new.explode):
        return
    for value in _telling_values(old):
        shown = witness(question, pair, Wanted(parameters={(old.location, old.name): value}))
        if shown or _misread(question, pair, old, new, value):
            yield find("parameter-serialisation-changed", shown, was=_style(old), now=_style(new))
            return


def _misread(question: Comparison, pair: Pair, old: Parameter, new: Parameter, value: Any) -> bool:
    """Whether the new server takes what the old spelling says for another value."""
    key = (old.location, old.name)
    try:
        sent = messages.request(question.old, pair.old, Wanted(parameters={key: value}))
    except SpecError:
        return False
    found = paths.match(pair.old.path, sent.path.removeprefix(question.old.base_paths_of(pair.old)[0])) or {}
    renamed = {**pair.spelled, **{new: found[old] for new, old in pair.names.items() if old in found}}
    read = read_request(pair.new, sent, renamed).parameters.get(new.location, {})
    return _texts(read.get(new.name)) != _texts(value)


def _texts(value: Any) -> list[str]:
    """A value's texts in order, whatever types they were read as; one alone is a list of one."""
    parts = value if isinstance(value, list) else value.items() if isinstance(value, dict) else [value]
    return [spelled(each) for each in parts]


def _telling_values(parameter: Parameter) -> Iterator[Any]:
    try:
        value = messages.value_of(parameter, Direction.REQUEST)
    except SpecError:
        return
    yield value
    if isinstance(value, list) and value:
        yield [*value, *value]  # one item alone is written alike in most styles


def _style(parameter: Parameter) -> str:
    return f"{parameter.style}{', exploded' if parameter.explode else ''}"


def _default(parameter: Parameter) -> Any:
    raw = parameter.schema.raw if parameter.schema else None
    return raw.get("default") if isinstance(raw, dict) else None


def _body(question: Comparison, pair: Pair) -> Iterator[Finding]:
    old, new = pair.old.body, pair.new.body
    if old is None and new is None:
        return
    if old is None or new is None:
        yield _body_came_or_went(question, pair, old, new)
        return

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, pair.key, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    if new.required and not old.required:
        yield find("request-body-became-required", witness(question, pair, Wanted(bare=True)))
    if old.required and not new.required:
        yield find("request-body-became-optional")
    for media in old.content:
        taken = next((each for each in new.content if matches(each.name, media.name)), None)
        if taken is None:
            yield find("request-media-type-removed", _media_witness(question, pair, media, new), was=media.name)
        else:
            yield from _content(question, pair, media, taken)
    for taken in new.content:
        if not any(matches(taken.name, media.name) or matches(media.name, taken.name) for media in old.content):
            yield find("request-media-type-added", now=taken.name)


def _media_witness(question: Comparison, pair: Pair, gone: MediaType, new: Body) -> Witness | None:
    """A body in a media type that the old range covers and the new document does not name."""
    names = [name for name in (gone.name, *_OF_ANY_KIND) if "*" not in name and matches(gone.name, name)]
    name = next((name for name in names if not any(matches(each.name, name) for each in new.content)), gone.name)
    return witness(question, pair, Wanted(media=replace(gone, name=name)))


def _content(question: Comparison, pair: Pair, old: MediaType, new: MediaType) -> Iterator[Finding]:
    yield from schemas.findings(
        question,
        *schemas.both(old, new),
        Direction.REQUEST,
        where=f"{pair.key} request body",
        operation=pair.key,
        show=lambda value, judges: witness(question, pair, Wanted(body=value, given=True, media=old), judges),
    )


def _body_came_or_went(question: Comparison, pair: Pair, old: Body | None, new: Body | None) -> Finding:
    if new is None:
        went = Site((pair.key,), old.pointer if old else None, pair.new.pointer)
        return question.finding("request-body-removed", pair.key, went)
    came = Site((pair.key,), pair.old.pointer, new.pointer)
    if not new.required:
        return question.finding("request-body-added", pair.key, came)
    return question.finding("required-request-body-added", pair.key, came, witness(question, pair, Wanted()))
