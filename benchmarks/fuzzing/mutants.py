"""Valid requests, and what becomes of them: other tokens, fields, framings, bodies, bytes, orders, ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import specs
from specs.errors import SpecError
from specs.sampling import Mode
from specs.sampling.exchange import sample_request

_TEXTS = (
    *(
        b"",
        b"%00",
        b"%",
        b"%zz",
        b"%ff%fe",
        b"..",
        b"../../etc/passwd",
        b"//",
        b";",
        b"#",
        b"\xff\xfe",
        b"\xc3\xa4",
        b"a" * 300,
    ),
    *(
        b"NaN",
        b"-1",
        b"1e999",
        b"9" * 40,
        b"0x10",
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"\\",
        b"'\"><script>",
        b"\x00",
        b"\x1b[2J",
    ),
    *(b"\r\n", b"\n", b"\r", b"\t", b" ", b"a=b&a=c", b"a[b]=c", b"{{7*7}}", b"$ref", b"__proto__", b"\xed\xa0\x80"),
)
_METHODS = (
    b"GET",
    b"POST",
    b"PUT",
    b"PATCH",
    b"DELETE",
    b"HEAD",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"QUERY",
    b"PRI",
    b"get",
)
_VERSIONS = (b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/1.2", b"http/1.1", b"HTTP/1.1 ", b"")
_KNOWN_FIELDS: dict[bytes, tuple[bytes, ...]] = {
    b"Transfer-Encoding": (b"chunked", b"gzip, chunked", b"chunked, chunked", b"identity", b"xchunked"),
    b"Content-Length": (b"0", b"5", b"-1", b"+5", b"5, 5", b"0x5", b"99999999999999999999", b""),
    b"Expect": (b"100-continue", b"200-ok"),
    b"Connection": (b"close", b"keep-alive", b"upgrade", b"close, keep-alive"),
    b"Content-Encoding": (b"gzip", b"br", b"deflate, gzip", b"zstd", b"nothing"),
    b"Content-Type": (b"application/json; charset=utf-16", b"multipart/form-data", b"text/xml", b"/", b"a/b;c"),
    b"Accept": (b"*/*;q=0", b"text/plain", b"application/*;q=2", b",,,", b"a/b" * 50),
    b"Prefer": (b"code=404", b"code=abc", b"dynamic=true", b"example=x", b"wait=0"),
    b"Host": (b"evil.example", b"a b"),
    b"Upgrade": (b"websocket",),
    b"Cookie": (b"a=b; a=c; =; ;",),
    b"Authorization": (b"Bearer", b'Digest username="a', b"Basic !!!"),
    b"If-Match": (b'"x',),
    b"If-Modified-Since": (b"yesterday",),
    b"Range": (b"bytes=-",),
    b"Idempotency-Key": (b"k" * 300,),
    b"traceparent": (b"00-zz",),
    b"Origin": (b"null",),
    b"X" * 200: (b"x",),
    b"Bad Name": (b"x",),
    b"": (b"x",),
}
_FIELDS = tuple((name, value) for name, values in _KNOWN_FIELDS.items() for value in values)
_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 10**40, "", "\x00", "ä\u2028\ud800", "a" * 2000, [], {}, [[]], {"": None}),
    *("2026-02-30", "25:99", "::1", "http://[", "\\", "__proto__"),
)


_LARGEST = 64 * 1024
"""Bytes of a body: mutants of mutants grow."""
_LARGEST_JSON = 4096
"""Bytes of one that is changed as a value."""


@dataclass(frozen=True)
class Raw:
    """A request in parts, each as it stands on the wire."""

    method: bytes
    target: bytes
    version: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @property
    def wire(self) -> bytes:
        """All of it."""
        line = b" ".join((self.method, self.target, self.version))
        return b"\r\n".join([line, *(name + b": " + value for name, value in self.fields), b"", self.body])


@dataclass(frozen=True)
class Mutant:
    """Bytes for one connection, in the pieces in which they come; then the client ends."""

    pieces: tuple[bytes, ...]

    @property
    def wire(self) -> bytes:
        """All of them."""
        return b"".join(self.pieces)


def seeds(document: specs.Document, chance: Random) -> list[Raw]:
    """Valid requests to each operation, typical ones and edges, and some to the mock itself."""
    found = [
        _raw(b"GET", path.encode()) for path in ("/__ringback/health", "/__ringback/journal?limit=3", "/__ringback/")
    ]
    for operation in document.operations:
        for mode in (Mode.TYPICAL, Mode.EDGE, Mode.EDGE):
            try:
                made = sample_request(operation, document, chance.randrange(1000), mode)
            except SpecError:
                continue
            query = f"?{made.query}" if made.query else ""
            fields = tuple((name.encode(), value.encode("latin-1", "replace")) for name, value in made.headers)
            found.append(_raw(made.method.encode(), f"{made.path}{query}".encode(), fields, made.body))
    return found


def _raw(method: bytes, target: bytes, fields: tuple[tuple[bytes, bytes], ...] = (), body: bytes = b"") -> Raw:
    known = {name.lower() for name, _ in fields}
    more = [(b"Host", b"localhost"), (b"Authorization", b"Bearer x")]
    if body:
        more.append((b"Content-Length", b"%d" % len(body)))
    return Raw(method, target, b"HTTP/1.1", (*fields, *(each for each in more if each[0].lower() not in known)), body)


def mutant(known: Sequence[Raw], chance: Random) -> tuple[Raw, Mutant]:
    """A request with some things done to it, and how it goes over the wire; now and then more than one of them."""
    raw = _changed(chance.choice(known), chance, chance.choice((0, 1, 1, 2, 2, 3, 5)))
    wire = raw.wire
    if chance.random() < 0.15:
        wire += _changed(chance.choice(known), chance, chance.randrange(2)).wire
    if chance.random() < 0.25:
        wire = _torn(wire, chance)
    return raw, Mutant(_pieces(wire, chance))


def _changed(raw: Raw, chance: Random, times: int) -> Raw:
    for _ in range(times):
        raw = chance.choice(_CHANGES)(raw, chance)
    return raw


def _at_target(raw: Raw, chance: Random) -> Raw:
    at = chance.randrange(len(raw.target) + 1)
    end = min(len(raw.target), at + chance.choice((0, 0, 1, 5)))
    return replace(raw, target=raw.target[:at] + chance.choice(_TEXTS) + raw.target[end:])


def _query(raw: Raw, chance: Random) -> Raw:
    mark = b"&" if b"?" in raw.target else b"?"
    return replace(raw, target=raw.target + mark + chance.choice(_TEXTS) + b"=" + chance.choice(_TEXTS))


def _line(raw: Raw, chance: Random) -> Raw:
    if chance.random() < 0.6:
        return replace(raw, method=chance.choice(_METHODS))
    return replace(raw, version=chance.choice(_VERSIONS))


def _field(raw: Raw, chance: Random) -> Raw:
    at = chance.randrange(len(raw.fields) + 1)
    return replace(raw, fields=(*raw.fields[:at], chance.choice(_FIELDS), *raw.fields[at:]))


def _value(raw: Raw, chance: Random) -> Raw:
    if not raw.fields:
        return raw
    at = chance.randrange(len(raw.fields))
    name, value = raw.fields[at]
    changed = chance.choice((chance.choice(_TEXTS), value + chance.choice(_TEXTS), value * 3, value[: len(value) // 2]))
    more = () if chance.random() < 0.2 else ((name, changed),)
    return replace(raw, fields=(*raw.fields[:at], *more, *raw.fields[at + 1 :]))


def _json(raw: Raw, chance: Random) -> Raw:
    try:
        value = json.loads(raw.body)
    except (ValueError, RecursionError):
        return _bytes(raw, chance)
    if len(raw.body) > _LARGEST_JSON:
        return _bytes(raw, chance)
    text = json.dumps(_other(value, chance), ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return _framed(raw, text)


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        made = {**value, name: _other(value[name], chance)}
        if chance.random() < 0.2:
            del made[name]
        if chance.random() < 0.2:
            made[chance.choice(("x", "", "__proto__", name.upper()))] = chance.choice(_VALUES)
        return made
    if isinstance(value, list) and value and chance.random() < 0.85:
        chosen = chance.choice(value)
        times = chance.choice((1, 1, 1, 3))
        if isinstance(chosen, dict | list):
            times = 1  # three times on each level would be three to the power of the depth
        return [*value, _other(chosen, chance)] * times
    return chance.choice(_VALUES)


def _bytes(raw: Raw, chance: Random) -> Raw:
    return _framed(raw, _torn(raw.body or b"{}", chance))


def _deep(raw: Raw, chance: Random) -> Raw:
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>")))
    times = chance.choice((5, 100, 3000))
    return _framed(raw, opening * times + b"1" + closing * times)


def _framed(raw: Raw, body: bytes) -> Raw:
    """With another body, and its length."""
    body = body[:_LARGEST]
    fields = tuple(each for each in raw.fields if each[0].lower() != b"content-length")
    return replace(raw, fields=(*fields, (b"Content-Length", b"%d" % len(body))), body=body)


def _chunked(raw: Raw, chance: Random) -> Raw:
    """In chunks, not always as they should be."""
    body, parts = raw.body, []
    while body:
        size = chance.randrange(1, len(body) + 1)
        told = (
            b"%x" % size
            if chance.random() < 0.97
            else chance.choice((b"", b"-1", b"zz", b"ffffffffffffffffff", b"1_0"))
        )
        parts.append(told + chance.choice((b"", b"", b"", b";a=b", b' ;a="\r"')) + b"\r\n" + body[:size] + b"\r\n")
        body = body[size:]
    end = chance.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nA: b\r\n\r\n", b"0\r\n", b"00\r\nbad\r\n\r\n"))
    fields = tuple(each for each in raw.fields if each[0].lower() != b"content-length")
    return replace(raw, fields=(*fields, (b"Transfer-Encoding", b"chunked")), body=b"".join(parts) + end)


_CHANGES: tuple[Callable[[Raw, Random], Raw], ...] = (
    *(_at_target, _at_target, _query, _line, _field, _field, _value, _json, _json, _json, _bytes, _deep, _chunked),
)  # fmt: skip


def _torn(wire: bytes, chance: Random) -> bytes:
    """With some bytes other, gone, twice or cut off."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(wire) + 1)
        end = min(len(wire), at + chance.choice((1, 1, 2, 8, 64)))
        middle = chance.choice((b"", bytes([chance.randrange(256)]), wire[at:end] * 2, chance.choice(_TEXTS), b"\r\n"))
        wire = wire[:at] + middle + wire[end:]
    return wire[: chance.randrange(len(wire) + 1)] if chance.random() < 0.2 else wire


def _pieces(wire: bytes, chance: Random) -> tuple[bytes, ...]:
    if chance.random() < 0.8:
        return (wire,)
    cuts = sorted(chance.randrange(len(wire) + 1) for _ in range(chance.choice((1, 2, 5))))
    return tuple(wire[start:end] for start, end in zip((0, *cuts), (*cuts, len(wire)), strict=True))
