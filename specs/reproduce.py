"""A message as text: the command line that sends it again, and HTTP as a person reads it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from specs.messages import Request, Response, is_json, read_json
from specs.statuses import phrase

SET_BY_CLIENTS = frozenset({"connection", "content-length", "transfer-encoding"})
"""Header fields that whoever sends a request again sets."""
_LONGEST_ARGUMENT = 100_000
"""Bytes; Linux refuses a single argument above 128 KiB."""
_SOME_SERVER = "http://some-server.invalid"
_PLAIN_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 27: "\\e", 39: "\\'", 92: "\\\\"}


def curl_of_witness(request: Request) -> str:
    """The bash command line that sends a request to ``$SERVER``, a scheme and a host."""
    return curl(request, _SOME_SERVER, secrets={"SERVER": _SOME_SERVER})


def curl(request: Request, base_url: str, *, secrets: Mapping[str, str]) -> str:
    """The bash command line that sends a request again, byte for byte.

    Where the request names no ``User-Agent`` or ``Accept``, curl adds its own, which ask for nothing.

    Args:
        request: the request; its path holds the base path already.
        base_url: its scheme and authority are used.
        secrets: shell variable → the text in the request that it stands for.
    """
    origin = urlsplit(base_url)
    target = request.path + (f"?{request.query}" if request.query else "")
    words = [
        *_manner(request),
        _word(f"{origin.scheme}://{origin.netloc}{target}".encode(), secrets),
        *_headers(request, secrets),
    ]
    if not request.body:
        return " ".join(["curl", *words])
    if 0 in request.body or len(request.body) > _LONGEST_ARGUMENT:
        return " ".join([_printf(request.body, secrets), "| curl", *words, "--data-binary @-"])
    return " ".join(["curl", *words, "--data-raw", _word(request.body, secrets)])


def http_text(message: Request | Response, *, limit: int | None = None) -> str:
    """A message as HTTP/1.1 text, JSON bodies indented.

    Args:
        message: a request or a response.
        limit: characters of the body to show; None shows it whole.
    """
    body = _readable(message.body, message.header("content-type") or "")
    if limit is not None and len(body) > limit:
        body = f"{body[:limit]}\n… {len(body) - limit} more characters"
    head = "\n".join([first_line(message), *(f"{name}: {value}" for name, value in message.headers)])
    return f"{head}\n\n{body}" if body else head


def _manner(request: Request) -> Iterator[str]:
    """Options that keep curl from changing what it is given."""
    yield "-i"
    if re.search(r"[\[\]{}]", request.path + request.query):
        yield "--globoff"
    if "/." in request.path:
        yield "--path-as-is"
    if request.method == "HEAD":
        # A body makes curl wait for the body of an answer that has none.
        yield from ("-X HEAD", "--max-time 10") if request.body else ("--head",)
    elif request.method != "GET" or request.body:
        yield f"-X {shlex.quote(request.method)}"


def _headers(request: Request, secrets: Mapping[str, str]) -> Iterator[str]:
    for name, value in request.headers:
        if name.lower() not in SET_BY_CLIENTS:
            yield "-H"
            yield _word(_header_bytes(f"{name}: {value}" if value.strip(" \t") else f"{name};"), secrets)
    if request.body and request.header("content-type") is None:
        yield "-H Content-Type:"
    if len(request.body) > _LONGEST_ARGUMENT and request.header("expect") is None:
        yield "-H Expect:"


def _header_bytes(line: str) -> bytes:
    """Source: RFC 9110, 5.5: fields are latin-1; text beyond it has no form but UTF-8."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


def _word(data: bytes, secrets: Mapping[str, str]) -> str:
    """Bytes as one word of bash, with ``"$NAME"`` where a secret stood."""
    words = [f'"${name}"' if name else _literal(text) for name, text in split(data, secrets)]
    return "".join(words) or "''"


def _literal(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    return shlex.quote(text) if text.isprintable() else f"$'{''.join(map(_escaped, data))}'"


def _escaped(byte: int) -> str:
    if byte in _PLAIN_ESCAPES:
        return _PLAIN_ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"


def _printf(data: bytes, secrets: Mapping[str, str]) -> str:
    """A command that writes bytes which no argument can hold."""
    formats, words = "", []
    for name, text in split(data, secrets):
        formats += "%s" if name else "%b"
        words.append(f'"${name}"' if name else f"'{''.join(map(_octal, text))}'")
    return f"printf {shlex.quote(formats)} {' '.join(words)}"


def _octal(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 and byte not in b"\\'" else f"\\0{byte:03o}"


def split(data: bytes, secrets: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The stretches of some bytes in order, each with the name of the secret that it is, or none."""
    names = {value.encode(): name for name, value in secrets.items() if value}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = b"(" + b"|".join(map(re.escape, longest_first)) + b")" if names else b"((?!))"
    for part in re.split(pattern, data):
        if part:
            yield names.get(part, ""), part


def first_line(message: Request | Response) -> str:
    """The request line or the status line of HTTP/1.1."""
    if isinstance(message, Request):
        return f"{message.method} {message.path}{'?' if message.query else ''}{message.query} HTTP/1.1"
    return f"HTTP/1.1 {message.status} {phrase(message.status)}".rstrip()


def _readable(body: bytes, media_type: str) -> str:
    if not body:
        return ""
    if is_json(media_type):
        try:
            return json.dumps(read_json(body), indent=2, ensure_ascii=False)
        except ValueError:
            pass  # said to be JSON and is not: shown as it came
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are no text)"
    return text if "\0" not in text else f"({len(body)} bytes that are no text)"
