"""What the new server sends and old clients read: statuses, media types, bodies, headers, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import messages, schemas, wire
from contracts.compat.comparison import Comparison, Site
from contracts.compat.pairing import Pair
from contracts.compat.witness import JUDGES, response_witness
from contracts.findings import Finding, Witness
from specs import encoding
from specs.errors import SpecError
from specs.messages import Response as Message
from specs.messages import matches
from specs.model import MediaType, Parameter, Response
from specs.schemas import Direction


def compare(question: Comparison, pair: Pair) -> Iterator[Finding]:
    """Findings about an operation's responses."""
    both = _matched(pair)
    yield from _statuses(question, pair, both)
    for old, new in both:
        yield from _entry(question, pair, old, new)


def _matched(pair: Pair) -> list[tuple[Response, Response]]:
    """Entries that speak of the same status codes, each as an entry of what both speak of."""
    both = []
    for old in pair.old.responses:
        exact = [new for new in pair.new.responses if new.status == old.status]
        wider = [new for new in pair.new.responses if old.status.isdigit() and new.covers(int(old.status))]
        narrower = [new for new in pair.new.responses if new.status.isdigit() and _within(new.status, old.status)]
        if exact or wider:
            new = min(exact or wider, key=lambda entry: entry.status == "default")
            both.append((old, replace(new, status=old.status)))
        both += [(old, new) for new in narrower if new.status not in {entry.status for entry in pair.old.responses}]
    return both


def _within(status: str, range_: str) -> bool:
    return range_.endswith("XX") and status[0] == range_[0]


def _named(pair: Pair, entry: Response) -> str:
    """What a response is called: by its own name where operations share it."""
    return schemas.part_name(entry.pointer) or f"{pair.key} response {entry.status}"


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
            shown = _shown(pair, _plain(entry))
            if shown:
                return shown
    return _given_before(pair, _plain(gone))


def _shown(pair: Pair, message: Message | None, judges: Sequence[str] = JUDGES) -> Witness | None:
    return None if message is None else response_witness(pair.old, pair.new, message, judges)


def _given_before(pair: Pair, message: Message | None) -> Witness | None:
    """The witness of what is no longer promised: valid before, and nothing the new server may send."""
    shown = None if message is None else response_witness(pair.new, pair.old, message)
    return None if shown is None else replace(shown, accepted_by="old", refused_by="new")


def _plain(entry: Response, media: MediaType | None = None) -> Message | None:
    try:
        return messages.response(entry, media or next(iter(entry.content), None))
    except SpecError:
        return None


def _entry(question: Comparison, pair: Pair, old: Response, new: Response) -> Iterator[Finding]:
    where = _named(pair, new)

    def find(rule: str, shown: Witness | None = None, **said: Any) -> Finding:
        return question.finding(rule, where, Site((pair.key,), old.pointer, new.pointer), shown, **said)

    if old.content and not new.content:
        yield find("response-body-removed", _shown(pair, _plain(new)) or _given_before(pair, _plain(old)))
    elif new.content and not old.content:
        yield find("response-body-added")
    else:
        yield from _media(question, pair, old, new)
    yield from _headers(question, pair, old, new)
    before, after = {link.name for link in old.links}, {link.name for link in new.links}
    for name in sorted(before ^ after):
        rule = "link-removed" if name in before else "link-added"
        yield question.finding(rule, f"{where} link {name}", Site((pair.key,), old.pointer, new.pointer))


def _media(question: Comparison, pair: Pair, old: Response, new: Response) -> Iterator[Finding]:
    subject, site = _named(pair, new), Site((pair.key,), old.pointer, new.pointer)
    names = [each.name for each in new.content]
    gone = False
    for media in old.content:
        sent = _same_media(media, new.content)
        if sent is not None:
            yield from _content(question, pair, new, media, sent)
            continue
        gone = True
        if not old.status.startswith("2"):
            yield question.finding("error-media-type-removed", subject, site, was=media.name, now=names)
        else:
            shown = _media_witness(pair, old, new, media)
            yield question.finding("response-media-type-removed", subject, site, shown, was=media.name, now=names)
    for sent in new.content:
        if not gone and not any(matches(media.name, sent.name) for media in old.content):
            yield question.finding("response-media-type-added", subject, site, now=sent.name)


def _same_media(media: MediaType, others: tuple[MediaType, ...]) -> MediaType | None:
    """The media type that is the same or narrower, else one that is wider."""
    narrower = (each for each in others if matches(media.name, each.name))
    wider = (each for each in others if matches(each.name, media.name))
    return next(narrower, None) or next(wider, None)


def _media_witness(pair: Pair, old: Response, new: Response, gone: MediaType) -> Witness | None:
    """An answer in a media type that the old documentation does not know, or one that only the old server gives."""
    for sent in new.content:
        if not any(matches(known.name, sent.name) for known in old.content):
            shown = _shown(pair, _plain(new, sent))
            if shown:
                return shown
    return _given_before(pair, _plain(old, gone))


def _content(question: Comparison, pair: Pair, entry: Response, old: MediaType, new: MediaType) -> Iterator[Finding]:
    sent = new if matches(old.name, new.name) else replace(new, name=old.name)
    yield from schemas.findings(
        question,
        *schemas.both(old, new),
        Direction.RESPONSE,
        where=f"{_named(pair, entry)} body",
        operation=pair.key,
        show=lambda value, judges: _shown(pair, messages.response(entry, sent, body=value, given=True), judges),
    )


def _headers(question: Comparison, pair: Pair, old: Response, new: Response) -> Iterator[Finding]:
    before = {header.name.lower(): header for header in old.headers}
    after = {header.name.lower(): header for header in new.headers}
    for key in sorted(before.keys() | after.keys()):
        yield from _header(question, pair, new, before.get(key), after.get(key))


def _header(
    question: Comparison, pair: Pair, entry: Response, old: Parameter | None, new: Parameter | None
) -> Iterator[Finding]:
    name = (new or old).name  # type: ignore[union-attr]  # one of the two is there
    subject = f"{_named(pair, entry)} header {name}"
    site = Site((pair.key,), old.pointer if old else None, new.pointer if new else entry.pointer)
    plain = _plain(entry)
    if plain is None:
        return
    if old and old.required and not (new and new.required):
        shown = _shown(pair, messages.with_header(plain, name, None))
        yield question.finding("response-header-no-longer-sent", subject, site, shown)
    elif old is None or new is None:
        rule = "response-header-added" if new else "response-header-removed"
        yield question.finding(rule, subject, site)
    if old and new:
        yield from schemas.findings(
            question,
            *wire.schemas(old, new, Direction.RESPONSE),
            Direction.RESPONSE,
            where=subject,
            operation=pair.key,
            show=lambda value, judges: _shown(
                pair, messages.with_header(plain, name, encoding.header(new, value)), judges
            ),
            told=lambda gaps: wire.retold(gaps, new.schema, old.schema, Direction.RESPONSE),
        )
