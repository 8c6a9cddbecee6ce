"""What the new server sends and old clients read: statuses, media types, bodies, headers, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracts.compat import messages, schemas
from contracts.compat.comparison import Comparison, Pair, Site
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
    yield from _statuses(question, pair)
    old = {entry.status: entry for entry in pair.old.responses}
    for new in pair.new.responses:
        if new.status in old:
            yield from _entry(question, pair, old[new.status], new)


def _named(pair: Pair, entry: Response) -> str:
    """What a response is called: by its own name where operations share it."""
    return schemas.part_name(entry.pointer) or f"{pair.key} response {entry.status}"


def _statuses(question: Comparison, pair: Pair) -> Iterator[Finding]:
    old = {entry.status: entry for entry in pair.old.responses}
    new = {entry.status: entry for entry in pair.new.responses}
    gone = [entry for status, entry in old.items() if status not in new]
    arrived = [entry for status, entry in new.items() if status not in old]
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
        sent = next((each for each in new.content if matches(media.name, each.name)), None)
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


def _media_witness(pair: Pair, old: Response, new: Response, gone: MediaType) -> Witness | None:
    """An answer in a media type that the old documentation does not know, or one that only the old server gives."""
    for sent in new.content:
        if not any(matches(known.name, sent.name) for known in old.content):
            shown = _shown(pair, _plain(new, sent))
            if shown:
                return shown
    return _given_before(pair, _plain(old, gone))


def _content(question: Comparison, pair: Pair, entry: Response, old: MediaType, new: MediaType) -> Iterator[Finding]:
    yield from schemas.findings(
        question,
        old.schema,
        new.schema,
        Direction.RESPONSE,
        where=f"{_named(pair, entry)} body",
        operation=pair.key,
        show=lambda value, judges: _shown(pair, messages.response(entry, new, body=value, given=True), judges),
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
            old.schema,
            new.schema,
            Direction.RESPONSE,
            where=subject,
            operation=pair.key,
            show=lambda value, judges: _shown(
                pair, messages.with_header(plain, name, encoding.header(new, value)), judges
            ),
        )
