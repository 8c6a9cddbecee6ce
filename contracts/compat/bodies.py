"""Bodies of requests: whether they are there, in which media types, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import decoded, described, encodings, schemas, spellings
from contracts.compat.about import About, at, within
from contracts.compat.carriers import Sent
from contracts.compat.comparison import Comparison, Site
from contracts.compat.media_types import counterpart, spoken_of, uncovered
from contracts.compat.messages import Wanted
from contracts.compat.pairing import Pair
from contracts.compat.requests import witness
from contracts.findings import Finding, Witness
from specs.messages import matches
from specs.model import Body, MediaType
from specs.schemas import Direction

_MISSING = ("missing",)


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about an operation's body."""
    old, new = pair.old.body, pair.new.body
    if old is None and new is None:
        return
    if old is None or new is None:
        yield _came_or_went(question, pair, old, new)
        return

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, pair.key, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    if new.required and not old.required:
        yield find(
            "request-body-became-required", witness(question, pair, Wanted(bare=True), about=at("body", rules=_MISSING))
        )
    if old.required and not new.required:
        yield find("request-body-became-optional")
    yield from _media_types(question, pair, old, new)


def _media_types(question: Comparison, pair: Pair, old: Body, new: Body) -> Iterator[Finding]:
    site = Site((pair.key,), old.pointer, new.pointer)
    for media in old.content:
        if counterpart(media, new.content) is None:
            shown = _media_witness(question, pair, media, new)
            went = site.of(media)
            yield question.finding("request-media-type-removed", pair.key, went, shown, was=media.name)
        for sent, taken in spoken_of(media, old.content, new.content):
            yield from _content(question, pair, sent, taken)
    for taken in new.content:
        if not any(matches(taken.name, media.name) or matches(media.name, taken.name) for media in old.content):
            yield question.finding("request-media-type-added", pair.key, site.of(taken), now=taken.name)


def _media_witness(question: Comparison, pair: Pair, gone: MediaType, new: Body) -> Witness | None:
    """A body in a media type that the old range covers and the new document does not name."""
    name = uncovered(gone.name, (each.name for each in new.content))
    return witness(question, pair, Wanted(media=replace(gone, name=name)), about=at("content-type"))


def _content(question: Comparison, pair: Pair, old: MediaType, new: MediaType) -> Iterator[Finding]:
    where = f"{pair.key} request body"

    def show(value: Any, judges: Sequence[str], about: About) -> Witness | None:
        wanted = Wanted(body=value, given=True, media=old)
        return witness(question, pair, wanted, judges, about=within("body", about))

    yield from schemas.findings(
        question,
        *decoded.both(old, new),
        Direction.REQUEST,
        where=where,
        reached=Site((pair.key,)).of(old),
        show=show,
    )
    yield from described.compare(question, where, old.schema, new.schema, Site((pair.key,)).of(old))
    yield from encodings.compare(Sent(question, pair, old, new), where)
    yield from spellings.sent(question, pair, old, new, where)


def _came_or_went(question: Comparison, pair: Pair, old: Body | None, new: Body | None) -> Finding:
    if new is None:
        went = Site((pair.key,), old.pointer if old else None, pair.new.pointer)
        return question.finding("request-body-removed", pair.key, went)
    came = Site((pair.key,), pair.old.pointer, new.pointer)
    if not new.required:
        return question.finding("request-body-added", pair.key, came)
    return question.finding(
        "required-request-body-added",
        pair.key,
        came,
        witness(question, pair, Wanted(), about=at("body", rules=_MISSING)),
    )
