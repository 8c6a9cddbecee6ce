"""The header fields of a response: all that the document speaks of, and what HTTP itself asks for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from mockserver.request.routing import advertised
from mockserver.serving.wire import FRAMING, SPEAKABLE
from mockserver.turn import Turn
from specs import encoding
from specs import media as codecs
from specs.errors import SpecError
from specs.messages import Headers
from specs.model import Document, Operation, Parameter
from specs.model import Response as Entry
from specs.sampling import sample_json
from specs.schemas import Direction
from specs.validation import check_header, validator

_NOT_OURS = FRAMING | {"content-type", "date", "server"}
"""Fields that the body or the server decides on."""
_ONLY_WHERE_TRUE = frozenset(
    "content-encoding content-range content-md5 content-digest digest age vary deprecation sunset".split()
)
"""Fields that would be a lie of most responses: not sent unless they must be, or are known."""
_CORS = "access-control-"
_LONG_AGO = "Thu, 01 Jan 1970 00:00:00 GMT"
_TYPICAL = {
    "accept-ranges": "none",
    "access-control-allow-origin": "*",
    "cache-control": "no-store",
    "content-disposition": "inline",
    "content-encoding": "identity",
    "content-language": "en",
    "deprecation": "@0",
    "expires": _LONG_AGO,
    "last-modified": _LONG_AGO,
    "retry-after": "1",
    "set-cookie": "mock=1",
    "strict-transport-security": "max-age=31536000",
    "sunset": "Fri, 31 Dec 9999 23:59:59 GMT",
    "warning": '199 - "mock"',
    "www-authenticate": "Bearer",
    "x-content-type-options": "nosniff",
}
_ATTEMPTS = 4


class Fields:
    """Makes header fields.

    Args:
        document: it tells where there is something to be redirected to.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        readable = (each for each in document.operations if each.method == "GET" and "{" not in each.path)
        self._listed = next(readable, None)
        self._entries: dict[str, tuple[tuple[Parameter, str, bool], ...]] = {}

    def of(
        self, turn: Turn, facts: Mapping[str, str], seed: str, always: Headers = (), *, judged: bool = True
    ) -> Headers:
        """The fields of the response that a turn has come to.

        Args:
            turn: its entry, status and representation decide.
            facts: texts by lower-case name; sent where the document has such a field and lets it say so.
            seed: of what is made up.
            always: fields that are sent whether the document has them or not.
            judged: whether a text that breaks the document gives way to another one; else the first that comes to mind
                is taken, and the caller finds out.
        """
        given = [name.lower() for name, _ in always]
        for each in self._demanded(turn, facts) if turn.status > 200 else ():
            if each[0].lower() not in given:
                always = (*always, each)
        if not (always or (turn.entry and turn.entry.headers)):
            return _content_type(turn)
        known = {**{name.lower(): text for name, text in always}, **facts}
        sent = [*_content_type(turn), *self._documented(turn, known, seed, judged=judged)]
        there = {name.lower() for name, _ in sent}
        return (*sent, *(each for each in always if each[0].lower() not in there))

    def _demanded(self, turn: Turn, facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """What a status demands. Source: RFC 9110, 10.2, 11.6.1, 15.3.2 and 15.5.6."""
        status = turn.status
        if 300 <= status < 400 and status != 304:
            yield "Location", self._somewhere(turn)
        elif status == 201 and "location" in facts:
            yield "Location", facts["location"]
        elif status == 401:
            yield "WWW-Authenticate", "Bearer"
        elif status == 405:
            here = (each.method for each in self._document.operations if each.path == turn.operation.path)
            yield "Allow", advertised(here)
        elif status in (429, 503):
            yield "Retry-After", "1"

    def _documented(
        self, turn: Turn, known: Mapping[str, str], seed: str, *, judged: bool
    ) -> Iterator[tuple[str, str]]:
        for header, name, rarely in self._spoken(turn.entry) if turn.entry else ():
            if rarely and name not in known:
                continue
            texts = self._texts(turn, header, known, f"{seed}/{header.name}")
            text = next((each for each in texts if not (judged and check_header(header, each))), None)
            if text is not None:
                yield header.name, text

    def _spoken(self, entry: Entry) -> tuple[tuple[Parameter, str, bool], ...]:
        """The fields that a response may have, their names in lower case, and whether only where they are known."""
        found = self._entries.get(entry.pointer)
        if found is None:
            named = [(each, each.name.lower()) for each in entry.headers]
            found = self._entries[entry.pointer] = tuple(
                (each, name, not each.required and (name in _ONLY_WHERE_TRUE or name.startswith(_CORS)))
                for each, name in named
                if name not in _NOT_OURS
            )
        return found

    def _texts(self, turn: Turn, header: Parameter, known: Mapping[str, str], seed: str) -> Iterator[str]:
        """What a field might say, best first."""
        return filter(SPEAKABLE.fullmatch, chain(self._candidates(turn, header, known, seed), _sampled(header, seed)))

    def _candidates(self, turn: Turn, header: Parameter, known: Mapping[str, str], seed: str) -> Iterator[str]:
        name = header.name.lower()
        if name in known:
            yield known[name]
        for example in header.examples.values():
            yield encoding.header(header, example)
        if name in ("location", "content-location"):
            path = known.get(name) or self._somewhere(turn)
            yield from (path, f"http://{turn.request.header('host') or 'localhost'}{path}")
        elif name == "link":
            yield f'<{self._somewhere(turn)}>; rel="self"'
        elif name == "etag":
            yield f'"{zlib.crc32(seed.encode()):08x}"'
        elif name in _TYPICAL:
            yield _TYPICAL[name]

    def _somewhere(self, turn: Turn) -> str:
        """An address that the mock answers: this one where it can be read, else the first that can."""
        here = f"GET {turn.operation.path}" in self._document.by_key
        target: Operation | None = None if here else self._listed
        return turn.match.base + target.path if target else turn.request.address


def _content_type(turn: Turn) -> Headers:
    """The type of a body; without one, what the operation says of every response it has."""
    return _typed(codecs.content_type(turn.media) if turn.media else next(iter(turn.operation.produces), None))


@lru_cache(256)
def _typed(name: str | None) -> Headers:
    return (("Content-Type", name),) if name else ()


def _sampled(header: Parameter, seed: str) -> Iterator[str]:
    schema = header.content.schema if header.content else header.schema
    if schema is None:
        yield "x"
        return
    compiled = validator(schema, Direction.RESPONSE)
    for attempt in range(_ATTEMPTS):
        try:
            yield encoding.header(header, sample_json(compiled, f"{seed}/{attempt}", pointer=header.pointer))
        except SpecError:
            return
