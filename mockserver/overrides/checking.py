"""Whether an override can answer as its document says: found out before a request comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.overrides.making import written
from mockserver.overrides.values import Override, Reply
from mockserver.response import negotiation
from mockserver.response.choosing import status_of, success
from specs import pointers
from specs.decoding import ABSENT
from specs.messages import WITHOUT_CONTENT, Response
from specs.model import MediaType, Operation
from specs.model import Response as Entry
from specs.validation import check_header, check_response

_HINT = "correct it, or say allow_invalid = true"


def wrong(override: Override, operation: Operation) -> Iterator[str]:
    """What would break the document, each with its place; nothing where that is meant."""
    if override.allow_invalid:
        return
    many = len(override.replies) > 1 or "sequence" in override.raw
    for index, reply in enumerate(override.replies):
        at = f"/sequence/{index}" if many else ""
        for where, told in _of_reply(reply, operation):
            yield f"{override.place(at + where)}: {operation.key}: {told} ({_HINT})"


def _of_reply(reply: Reply, operation: Operation) -> Iterator[tuple[str, str]]:
    status, where = (reply.status, "/status") if reply.prefer.code is None else (reply.prefer.code, "/prefer/code")
    entry = success(operation) if status is None else operation.response_for(status)
    if status is not None and entry is None:
        known = ", ".join(each.status for each in operation.responses)
        yield where, f"status {status} is not documented (documented: {known or 'none'})"
    if entry is None:
        return
    known_examples = {name for media in entry.content for name in media.examples}
    if reply.prefer.example is not None and reply.prefer.example not in known_examples:
        yield "/prefer/example", f"there is no such example (documented: {', '.join(known_examples) or 'none'})"
    yield from _of_headers(reply, entry)
    if reply.body is not ABSENT or (reply.template is not None and reply.template.fixed):
        yield from _of_body(reply, operation, entry, reply.status or status_of(entry))


def _of_headers(reply: Reply, entry: Entry) -> Iterator[tuple[str, str]]:
    documented = {each.name.lower(): each for each in entry.headers}
    for name, template in reply.headers.items():
        header = documented.get(name.lower())
        if header is not None and template.fixed:
            for violation in check_header(header, str(template.render({}))):
                yield pointers.join("/headers", name), violation.message


def _of_body(reply: Reply, operation: Operation, entry: Entry, status: int) -> Iterator[tuple[str, str]]:
    where = "/body" if reply.template is None else "/template"
    value = reply.body if reply.template is None else reply.template.render({})
    if status in WITHOUT_CONTENT or not entry.content:
        if status in WITHOUT_CONTENT:
            yield where, f"a response {status} has no body"
        return
    for media in _representations(reply, entry):
        response = Response(status, (("Content-Type", media.name),), written(media, reply, value))
        for violation in check_response(operation, response):
            if violation.place in ("body", "content-type"):
                yield where + violation.pointer, f"{media.name}: {violation.message}"


def _representations(reply: Reply, entry: Entry) -> Iterator[MediaType]:
    """All that a client may ask for."""
    if reply.media_type:
        known = negotiation.choose(entry.content, reply.media_type)
        yield replace(known or entry.content[0], name=reply.media_type)
        return
    for media in entry.content:
        chosen = negotiation.choose((media,), None)
        if chosen is not None:
            yield chosen
