"""Requests that mean harm, byte for byte, and what of a server may come back."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

BEHIND = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
"""What stands behind a request whose end is told in two ways; nobody may answer it."""


def request(line: str = "GET /things", *fields: str, body: bytes = b"", version: str = "1.1") -> bytes:
    """A request; ``Host`` is told unless a field tells it."""
    told = fields if any(each.lower().startswith("host:") for each in fields) else ("Host: 127.0.0.1", *fields)
    return "\r\n".join([f"{line} HTTP/{version}", *told, "", ""]).encode("latin-1") + body


def _post(*fields: str, body: bytes = b"0\r\n\r\n", version: str = "1.1") -> bytes:
    return request("POST /things", "Content-Type: application/json", *fields, body=body, version=version)


_CHUNKED = "Transfer-Encoding: chunked"
SMUGGLED: dict[str, bytes] = {
    "a length and chunks": _post("Content-Length: 6", _CHUNKED),
    "chunks and a length": _post(_CHUNKED, "Content-Length: 6"),
    "two lengths": _post("Content-Length: 3", "Content-Length: 5"),
    "two lengths in one": _post("Content-Length: 3, 5"),
    "a length with a sign": _post("Content-Length: +5"),
    "a length below zero": _post("Content-Length: -5"),
    "a length in hexadecimal": _post("Content-Length: 0x5"),
    "a length in other digits": _post("Content-Length: \xb2"),
    "a length of many digits": _post(f"Content-Length: {'9' * 5_000}"),
    "chunks twice": _post(f"{_CHUNKED}, chunked"),
    "chunks and identity": _post(f"{_CHUNKED}, identity"),
    "chunks in two fields": _post(_CHUNKED, "Transfer-Encoding: identity"),
    "chunks that are not last": _post(f"{_CHUNKED}, gzip"),
    "something like chunks": _post("Transfer-Encoding: xchunked"),
    "chunks in quotes": _post('Transfer-Encoding: "chunked"'),
    "chunks behind a tabulator": _post("Transfer-Encoding:\x0bchunked"),
    "chunks on the next line": _post("Transfer-Encoding:\r\n chunked"),
    "a space before the colon": _post("Transfer-Encoding : chunked"),
    "a space before the name": _post(" Transfer-Encoding: chunked"),
    "a folded field": _post("X-A: b\r\n c"),
    "chunks of an older version": _post(_CHUNKED, version="1.0"),
    "a line feed alone": b"POST /things HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 5\n\n12345",
    "a line feed within a field": _post("X-A: b\nContent-Length: 5"),
    "a carriage return alone": _post("X-A: b\rContent-Length: 5"),
    "NUL in a field": _post("X-A: b\0c"),
    "NUL in a name": _post("X-\0A: b"),
    "a field without a name": _post(": b"),
    "a field without a colon": _post("X-A"),
    "two hosts": _post("Host: a", "Host: b"),
    "a size that is none": _post(_CHUNKED, body=b"zz\r\n"),
    "a size below zero": _post(_CHUNKED, body=b"-1\r\n\r\n"),
    "a size with a prefix": _post(_CHUNKED, body=b"0x5\r\n12345\r\n0\r\n\r\n"),
    "a size beyond all bounds": _post(_CHUNKED, body=b"FFFFFFFFFFFFFFFFFF\r\n"),
    "a size ended by a line feed": _post(_CHUNKED, body=b"5\n12345\n0\n\n"),
    "a chunk longer than it says": _post(_CHUNKED, body=b"3\r\n12345\r\n0\r\n\r\n"),
    "an endless extension": _post(_CHUNKED, body=b"3;" + b"a" * 100_000 + b"\r\n"),
    "trailers without end": _post(_CHUNKED, body=b"0\r\n" + b"X-A: b\r\n" * 20_000 + b"\r\n"),
    "a trailer that is none": _post(_CHUNKED, body=b"0\r\nX-A\r\n\r\n"),
    "HTTP/0.9": b"GET /things\r\n\r\n",
    "HTTP/2 without an upgrade": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET /things HTTP/1.2\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100) + b"\r\n\r\n",
    "a method that is none": b"G(T /things HTTP/1.1\r\n\r\n",
    "a target with a space": b"GET /thi ngs HTTP/1.1\r\n\r\n",
    "two lines at once": b"GET /things HTTP/1.1 GET /smuggled HTTP/1.1\r\n\r\n",
    "a field of a megabyte": request("GET /things", f"X-A: {'a' * 1_000_000}"),
}
"""Where such a request ends is told in two ways or none: it is refused, and nothing behind it is read."""


def json_post(body: bytes, *fields: str) -> bytes:
    return _post(f"Content-Length: {len(body)}", *fields, body=body)


def bomb(megabytes: int) -> bytes:
    """Zeros, packed a thousand times smaller."""
    return gzip.compress(bytes(megabytes * 1_000_000))


_NESTED = b'{"name":' * 50_000 + b"1" + b"}" * 50_000
_FORM = "Content-Type: application/x-www-form-urlencoded"
ODD: dict[str, bytes] = {
    "NaN": json_post(b'{"name": NaN}'),
    "Infinity": json_post(b'{"name": "a", "size": -Infinity}'),
    "a number beyond a double": json_post(b'{"name": "a", "size": 1e400}'),
    "an exponent beyond all bounds": json_post(b'{"name": "a", "size": 1e99999999999}'),
    "an integer of a million digits": json_post(b'{"name": "a", "size": ' + b"9" * 1_000_000 + b"}"),
    "deep lists": json_post(b"[" * 100_000 + b"]" * 100_000),
    "deep objects": json_post(_NESTED),
    "invalid UTF-8": json_post(b'{"name": "\xff\xfe\xc0\xaf"}'),
    "a lone surrogate": json_post(b'{"name": "\\ud800"}'),
    "NUL in a text": json_post(b'{"name": "a\\u0000b"}'),
    "a name twice": json_post(b'{"name": "a", "name": 1}'),
    "UTF-16": json_post(json.dumps({"name": "a"}).encode("utf-16")),
    "a byte order mark": json_post(b'\xef\xbb\xbf{"name": "a"}'),
    "a text that must match a pattern": json_post(json.dumps({"name": "a" * 50_000 + "!"}).encode()),
    "100,000 members": json_post(json.dumps({str(index): index for index in range(100_000)}).encode()),
    "a prototype": json_post(b'{"__proto__": {"a": 1}, "constructor": {"prototype": {}}, "name": "a"}'),
    "a packed bomb": json_post(bomb(48), "Content-Encoding: gzip"),
    "a bomb in a bomb": json_post(gzip.compress(bomb(48)), "Content-Encoding: gzip, gzip"),
    "a hundred codings": json_post(b"a", "Content-Encoding: " + ", ".join(["gzip"] * 100)),
    "a deflated bomb": json_post(zlib.compress(bytes(48_000_000)), "Content-Encoding: deflate"),
    "packed and broken off": json_post(gzip.compress(b'{"name": "a"}')[:-5], "Content-Encoding: gzip"),
    "what is not packed": json_post(b'{"name": "a"}', "Content-Encoding: gzip"),
    "10,000 parameters": request("GET /things?" + "&".join(f"a{index}=1" for index in range(6_000))),
    "a parameter 10,000 times": request("GET /things?" + "limit=1&" * 6_000),
    "a parameter of brackets": request("GET /things?filter" + "[a]" * 5_000 + "=1"),
    "a form of 100,000 fields": request(
        "POST /forms", _FORM, f"Content-Length: {4 * 100_000}", body=b"a=1&" * 100_000
    ),
    "a form of broken escapes": request("POST /forms", _FORM, "Content-Length: 9", body=b"a=%zz&%=%"),
    "a target of 100,000 letters": request(f"GET /{'a' * 100_000}"),
    "600 fields": request("GET /things", *(f"X-{index}: a" for index in range(600))),
    "20,000 cookies": request("GET /things", "Cookie: " + "; ".join(f"a{index}=b" for index in range(10_000))),
    "a token that is deep": request("GET /things", "Authorization: Bearer " + "eyJh." * 10_000),
    "credentials that are no text": request("GET /things", "Authorization: Basic \xff\xfe%%%"),
    "accepts without end": request("GET /things", f"Accept: {', '.join(f'a/{each};q=0.1' for each in range(3_000))}"),
    "preferences without end": request("GET /things", "Prefer: " + ", ".join(["code=200"] * 5_000)),
    "ranges without end": request("GET /things", "Range: bytes=" + ",".join(f"{index}-" for index in range(5_000))),
    "dates of no calendar": request("GET /things", "If-Modified-Since: Mon, 99 Foo 99999 99:99:99 GMT"),
    "an upgrade to HTTP/2": request("GET /things", "Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAA"),
    "an upgrade to a web socket": request("GET /things", "Connection: Upgrade", "Upgrade: websocket"),
    "an expectation of nothing known": request("GET /things", "Expect: 200-miracle"),
    "a method of nobody": request("BREW /things"),
    "a tunnel": request("CONNECT evil.invalid:443"),
    "an echo": request("TRACE /things", "Cookie: secret=1"),
    "everything": request("OPTIONS *"),
    "an absolute address": request("GET http://evil.invalid/things"),
    "an address of a file": request("GET file:///etc/passwd"),
    "a host that is none": request("GET /things", "Host: a b/../c:99999999"),
    "a host of controls": request("GET /things", "Host: \x80\x9b31m"),
}  # fmt: skip
"""What a server may well refuse: it answers, goes on, and takes little for it."""

PATHS = (
    "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/things/../../etc/passwd",
    "/things/%00", "/%00", "//evil.invalid/things", "///", "/%5c..%5c..%5cwin.ini", "/%c0%ae%c0%ae/etc/passwd",
    "/%", "/%zz", "/%ff%fe", "/;/", "/things;a=b", "/things/%0d%0aSet-Cookie:%20a=b", "/%252e%252e/etc/passwd",
    "/__ringback/console/static/../service.py", "/__ringback/console/static/..%2fservice.py",
    "/__ringback/console/static/%2e%2e/service.py", "/__ringback/console/static//etc/passwd",
    "/__ringback/console/swagger/..%2f..%2fservice.py", "/__ringback/../../etc/passwd", "/__ringback/%00",
)  # fmt: skip
"""Ways out of what is served."""

SPELLINGS = ("/%5f_ringback/journal", "/__ringback/%6aournal", "//__ringback/journal", "/x/../__ringback/journal")
"""Of the address of the journal."""

_NAME = {"type": "string", "pattern": "^(a+)+$"}
_THING = {"type": "object", "required": ["name"], "properties": {"name": _NAME, "size": {"type": "number"}}}
_CONTENT = {"application/json": {"schema": _THING}}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_FIELDS = {"application/x-www-form-urlencoded": {"schema": _TEXTS}}
_FILTER = {"name": "filter", "in": "query", "style": "deepObject", "explode": True, "schema": {"type": "object"}}
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
_LIST = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "array", "items": _THING}}}}}
ATTACKED: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {"parameters": [_LIMIT, _FILTER], "responses": _LIST},
            "post": {
                "requestBody": {"required": True, "content": _CONTENT},
                "responses": {"201": {"description": "made", "content": _CONTENT}},
            },
        },
        "/forms": {"post": {"requestBody": {"content": _FIELDS}, "responses": {"204": {"description": "ok"}}}},
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": {"description": "ok", "content": _CONTENT}}},
        },
    },
}
"""The document of the server that is attacked."""
