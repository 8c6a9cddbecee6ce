"""What the new server sends and old clients read: statuses, media types, bodies, headers, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contracts.compat import (
    answers,
    decoded,
    described,
    differences,
    encodings,
    fitting,
    headers,
    links,
    messages,
    schemas,
    spellings,
)
from contracts.compat.about import at, within
from contracts.compat.carriers import Answered
from contracts.compat.comparison import Comparison, Site
from contracts.compat.media_types import counterpart, spoken_of
from contracts.compat.pairing import Pair
from contracts.findings import Finding, Witness
from specs.messages import matches
from specs.model import MediaType, Response
from specs.schemas import Direction


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about an operation's responses."""
    yield from _statuses(question, pair, _matched(pair))
    yield from entries(question, pair)


def entries(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about the responses of statuses that both documents speak of."""
    for old, new in _matched(pair):
        same = pair.old.produces == pair.new.produces and question.unchanged.places(old.pointer, new.pointer)
        if not same:
            yield from _entry(question, pair, old, new)


def _matched(pair: Pair) -> list[tuple[Response, Response]]:
    """Entries that speak of the same status codes, each as an entry of what both speak of."""
    both = []
    named = {entry.status for entry in pair.old.responses}
    for old in pair.old.responses:
        exact = [new for new in pair.new.responses if new.status == old.status]
        wider = [new for new in pair.new.responses if old.status.isdigit() and new.covers(int(old.status))]
        others = (new for new in pair.new.responses if new.status not in named)
        narrower = [new for new in others if _within(new.status, old.status, named)]
        if exact or wider:
            new = min(exact or wider, key=lambda entry: entry.status == "default")
            both.append((old, new if new.status == old.status else replace(new, status=old.status)))
        both += [(old, new) for new in narrower]
    return both


def _within(status: str, wider: str, named: set[str]) -> bool:
    """Whether an entry for several statuses speaks of another one, and none of those named comes nearer."""
    if wider == "default":
        return f"{status[0]}XX" not in named
    return wider.endswith("XX") and status.isdigit() and status[0] == wider[0]


def _named(pair: Pair, entry: Response) -> str:
    """What a response is called: by its own name where operations share it."""
    return differences.part_name(entry.pointer) or f"{pair.key} response {entry.status}"


def _statuses(question: Comparison, pair: Pair, both: list[tuple[Response, Response]]) -> Iterator[Finding]:
    kept, known = {old.status for old, _ in both}, {new.status for _, new in both}
    gone = [entry for entry in pair.old.responses if entry.status not in kept]
    arrived = [entry for entry in pair.new.responses if entry.status not in known]
    replaced = False
    for entry in gone:
        succeeds = entry.status.startswith("2")
        replaced |= succeeds
        yield question.finding(
            "success-status-removed" if succeeds else "error-status-removed",
            pair.key,
            Site((pair.key,), entry.pointer, pair.new.pointer),
            _status_witness(pair, entry, arrived) if succeeds else None,
            was=entry.status,
            now=[each.status for each in pair.new.successes],
        )
    for entry in arrived:
        if not (replaced and entry.status.startswith("2")):
            rule = "success-status-added" if entry.status.startswith("2") else "error-status-added"
            site = Site((pair.key,), pair.old.pointer, entry.pointer)
            yield question.finding(rule, pair.key, site, now=entry.status)


def _status_witness(pair: Pair, gone: Response, arrived: list[Response]) -> Witness | None:
    """An answer that the old documentation does not know; if there is none, one that only the old server gives."""
    for entry in arrived:
        if entry.status.startswith("2"):
            shown = answers.witness(pair, answers.plain(entry), about=at("status"))
            if shown:
                return shown
    return answers.given_before(pair, answers.plain(gone), at("status"))


def _entry(question: Comparison, pair: Pair, old: Response, new: Response) -> Iterator[Finding]:
    where = _named(pair, new)

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, where, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    if old.content and not new.content:
        yield find(
            "response-body-removed",
            answers.witness(pair, answers.plain(new), about=at("content-type"))
            or answers.given_before(pair, answers.plain(old), at("content-type")),
        )
    elif new.content and not old.content:
        yield find("response-body-added")
    else:
        yield from _media(question, pair, old, fitting.answered(question, old, new))
    if old.status == new.status and old.description != new.description:
        yield find("documentation-changed", what="description")
    yield from headers.compare(question, pair, old, new, where)
    yield from links.compare(question, pair, old, new, where)


def _media(question: Comparison, pair: Pair, old: Response, new: Response) -> Iterator[Finding]:
    subject, site = _named(pair, new), Site((pair.key,), old.pointer, new.pointer)
    names = [each.name for each in new.content]
    gone = [media for media in old.content if not any(_overlap(media, sent) for sent in new.content)]
    for media in gone:
        if not new.status.startswith("2"):
            yield question.finding("error-media-type-removed", subject, site.of(media), was=media.name, now=names)
        else:
            shown = _media_witness(pair, old, new, media)
            went = site.of(media)
            yield question.finding("response-media-type-removed", subject, went, shown, was=media.name, now=names)
    for sent in new.content:
        for one, read in spoken_of(sent, new.content, old.content):
            yield from _content(question, pair, new, read, one)
        if not gone and counterpart(sent, old.content) is None:
            yield question.finding("response-media-type-added", subject, site.of(sent), now=sent.name)


def _overlap(one: MediaType, other: MediaType) -> bool:
    return matches(one.name, other.name) or matches(other.name, one.name)


def _media_witness(pair: Pair, old: Response, new: Response, gone: MediaType) -> Witness | None:
    """An answer in a media type that the old documentation does not know, or one that only the old server gives."""
    for sent in new.content:
        if not any(matches(known.name, sent.name) for known in old.content):
            shown = answers.witness(pair, answers.plain(new, sent), about=at("content-type"))
            if shown:
                return shown
    return answers.given_before(pair, answers.plain(old, gone), at("content-type"))


def _content(question: Comparison, pair: Pair, entry: Response, old: MediaType, new: MediaType) -> Iterator[Finding]:
    where = f"{_named(pair, entry)} body"
    yield from described.compare(question, where, old.schema, new.schema, Site((pair.key,)).of(new))
    yield from encodings.compare(Answered(question, pair, old, new, entry), where)
    yield from spellings.read(question, pair, entry, (old, new), where)
    yield from schemas.findings(
        question,
        *decoded.both(old, new),
        Direction.RESPONSE,
        where=where,
        reached=Site((pair.key,)).of(new),
        show=lambda value, judges, about: answers.witness(
            pair, messages.response(entry, new, body=value, given=True), judges, about=within("body", about)
        ),
    )
