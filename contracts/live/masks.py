"""Stands between the account's secrets and everything that is kept of a run.

The engine, its reports and every file see a mask where a secret stands: a text of the same length and kind that is good
for nothing. On the way to the server the mask becomes the secret again. So a token that one answer gives can be sent in
the next request, and still it is in no file, on no screen, and in no example database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import string
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from contracts.conformance.redaction import WRITTEN
from specs.messages import Headers, Request, Response, is_json, read_json, write_json
from specs.secrets import called_like_a_secret

SHORTEST = 5
"""Characters. What is shorter is masked where its name says that it is a secret, and not wherever it occurs."""

_SHORT_MASK = 12
_MOST = 200
"""Secrets looked for in every answer, beside those of the account: each costs time."""

_BETWEEN = "\0\n\0"
"""Between texts that are changed in one go: no field of a message may have it."""

_SECRET_FIELDS = frozenset({"set-cookie", "www-authenticate", "authentication-info", "x-csrf-token"})
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


class Masks:
    """The masks of one run. Safe to share between threads.

    Args:
        key: of the run, never written; the same secret has the same mask as long as it is the same.
        names: of properties and header fields whose values are secret, beside those that are called so.
    """

    def __init__(self, key: bytes, names: frozenset[str]) -> None:
        self._key, self._names = key, frozenset(name.lower() for name in names)
        self._lock = threading.Lock()
        self._masks: dict[str, str] = {}
        self._secrets: dict[str, str] = {}
        self._lasting: set[str] = set()
        self._hiding: Mapping[bytes, bytes] = {}
        self._showing: Mapping[bytes, bytes] = {}

    def mask(self, secret: str, *, lasting: bool = False) -> str:
        """The mask of a secret, which from now on stands for it.

        Args:
            secret: what to hide.
            lasting: whether it is hidden wherever it occurs and in every disguise as long as the run lasts. Of others
                that is so for the newest; of older ones where their names tell them.
        """
        if not secret:
            return secret
        with self._lock:
            known = self._masks.get(secret)
            if known is None or (lasting and secret not in self._lasting):
                known = known or self._disguise(secret)
                if lasting:
                    self._lasting.add(secret)
                self._bind(known, secret)
            return known

    def renew(self, mask: str, secret: str) -> None:
        """Let a mask stand for another secret than before; the old one stays hidden behind it."""
        with self._lock:
            self._lasting.add(secret)
            self._bind(mask, secret)

    def hide(self, told: bytes) -> bytes:
        """What is told, without secrets."""
        return _replaced(told, self._hiding)

    def show(self, told: bytes) -> bytes:
        """What is told, with the secrets that its masks stand for."""
        return _replaced(told, self._showing)

    def outgoing(self, request: Request) -> Request:
        """A request as the server gets it."""
        path, query, *values = _each(self.show, (request.path, request.query, *(value for _, value in request.headers)))
        told = zip(request.headers, values, strict=True)
        headers = tuple([(name, self._shown_field(name, value, shown)) for (name, value), shown in told])
        return Request(request.method, path, query, headers, self.show(request.body))

    def incoming(self, request: Request, response: Response) -> Response:
        """An answer as the engine gets it: what secrets are in it are learnt, and masked.

        Args:
            request: the engine's; what it made up itself is no secret.
            response: the server's.
        """
        sent = request.body + request.path.encode() + request.query.encode()
        headers = self._hidden_fields(response.headers)
        body = self._body(response, sent)
        return Response(response.status, headers, self.hide(body))

    def kept(self, request: Request) -> Request:
        """A request as it may be written down."""
        path, query = _each(self.hide, (request.path, request.query))
        return Request(request.method, path, query, self._hidden_fields(request.headers), self.hide(request.body))

    def _body(self, response: Response, sent: bytes) -> bytes:
        if not is_json(response.header("content-type") or ""):
            return response.body
        try:
            value = read_json(response.body)
        except ValueError:
            return response.body
        masked = self._value(value, sent)
        return write_json(masked) if masked != value else response.body

    def _value(self, value: Any, sent: bytes) -> Any:
        if isinstance(value, list):
            return [self._value(each, sent) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._secret(each, sent) if self._is_secret(name) else self._value(each, sent)
            for name, each in value.items()
        }

    def _secret(self, value: Any, sent: bytes) -> Any:
        """The value of a secret property, masked; what is no text or number is looked into."""
        if isinstance(value, str) and value and json.dumps(value)[1:-1].encode() not in sent:
            return self.mask(value) if len(value) >= SHORTEST else self._disguise(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return int(self._disguise(str(abs(value)))) if value > 9 else value
        if isinstance(value, list):
            return [self._secret(each, sent) for each in value]
        return {name: self._secret(each, sent) for name, each in value.items()} if isinstance(value, dict) else value

    def _is_secret(self, name: str) -> bool:
        return name.lower() in self._names or called_like_a_secret(name)

    def _hidden_fields(self, headers: Headers) -> Headers:
        """Fields without what their names say is secret; what that is, is learnt, and in none of them."""
        named = [(name, self._named_field(name.lower(), value)) for name, value in headers]
        values = _each(self.hide, [value for _, value in named])
        return tuple([(name, value) for (name, _), value in zip(named, values, strict=True)])

    def _named_field(self, name: str, value: str) -> str:
        """A field's value without the secret that its name tells of."""
        if name == "set-cookie":
            head, mark, rest = value.partition("=")
            content, semicolon, more = rest.partition(";")
            return f"{head}{mark}{self._long(content)}{semicolon}{more}"
        if name in _SECRET_FIELDS or not self._is_secret(name):
            return value
        scheme, space, credential = value.partition(" ")
        return f"{scheme} {self._long(credential)}" if space else self._long(value)

    def _long(self, value: str) -> str:
        if value in self._secrets:
            return value
        return self.mask(value) if len(value) >= SHORTEST else value

    def _shown_field(self, name: str, value: str, shown: str) -> str:
        """A field's value with secrets: as it was shown like any text, or where it is Base64, shown inside."""
        if len(name) != len("authorization") or name.lower() != "authorization":
            return shown
        scheme, _, rest = value.partition(" ")
        if scheme.lower() != "basic":
            return shown
        try:
            pair = base64.b64decode(rest, validate=True)
        except ValueError:
            return value
        return f"{scheme} {base64.b64encode(self.show(pair)).decode()}"

    def _bind(self, mask: str, secret: str) -> None:
        self._masks[secret], self._secrets[mask] = mask, secret
        newest = [text for text in islice(reversed(self._masks), _MOST) if text not in self._lasting]
        hidden = {form: to for text in newest for form, to in _plain_forms(text, self._masks[text])}
        hidden |= {form: to for text in self._lasting for form, to in _forms(text, self._masks[text])}
        known = dict.fromkeys(self._masks[text] for text in (*newest, *self._lasting))
        self._hiding = hidden
        self._showing = {form: to for text in known for form, to in _plain_forms(text, self._secrets[text])}

    def _disguise(self, secret: str) -> str:
        """Text of the same length and kind: letters for letters, digits for digits, all else as it is."""
        stream = self._stream(secret)
        if len(secret) < SHORTEST:
            return _short(secret, stream)
        made = "".join(_like(char, next(stream)) for char in secret)
        if made == secret:  # there is no letter in it, or all are what chance chose
            made = "".join(string.ascii_lowercase[next(stream) % 26] for _ in secret)
        return made

    def _stream(self, secret: str) -> Iterator[int]:
        block = self._key
        while True:
            block = hmac.new(self._key, block + secret.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
            yield from block


def _like(char: str, chance: int) -> str:
    if char.isalnum() and not char.isascii():
        return _near(char, chance)
    return next((kind[chance % len(kind)] for kind in _CLASSES if char in kind), char)


def _short(secret: str, stream: Iterator[int]) -> str:
    """A mask of something short: what is as short would be met where nobody meant it."""
    if secret.isdigit():
        return "".join(string.digits[1 + next(stream) % 9] for _ in secret)
    return "".join(string.ascii_lowercase[next(stream) % 26] for _ in range(_SHORT_MASK))


def _near(char: str, chance: int) -> str:
    """Another letter of the same alphabet: as long in UTF-8, and percent-encoded where the other is."""
    start, length = ord(char) & ~0x1F, len(char.encode())
    near = [each for each in map(chr, range(start, start + 32)) if each.isalnum() and len(each.encode()) == length]
    return near[chance % len(near)]


def _replaced(told: bytes, others: Mapping[bytes, bytes]) -> bytes:
    """What is told with other texts in place of some; of two that begin in one place, in place of the longer one.

    Most of what is told has few of them or none, which is soon seen: what looks for all at once is long in the making,
    and they change with every secret that is learnt.
    """
    found = [text for text in others if text in told]
    if not found:
        return told
    if len(found) == 1:
        return told.replace(found[0], others[found[0]])
    longest_first = sorted(found, key=lambda text: (-len(text), text))
    pattern = re.compile(b"|".join(map(re.escape, longest_first)))
    return pattern.sub(lambda match: others[match[0]], told)


def _each(change: Callable[[bytes], bytes], texts: Sequence[str]) -> list[str]:
    """Texts, changed: all in one go where there is no doubt which part of it was which."""
    changed = _as_bytes(change, _BETWEEN.join(texts)).split(_BETWEEN)
    return changed if len(changed) == len(texts) else [_as_bytes(change, text) for text in texts]


def _as_bytes(change: Callable[[bytes], bytes], text: str) -> str:
    return change(_raw(text)).decode("utf-8", "surrogateescape")


@lru_cache(4 * _MOST)
def _plain_forms(text: str, other: str) -> tuple[tuple[bytes, bytes], ...]:
    """The ways in which a text is written on the wire, each with the other's."""
    return tuple([(_raw(written(text)), _raw(written(other))) for written in WRITTEN])


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _forms(text: str, other: str) -> Iterator[tuple[bytes, bytes]]:
    """Those, and what a server that wants to leak could make of it: Base64 at each offset, hexadecimal."""
    if len(text) < SHORTEST:
        return
    yield from _plain_forms(text, other)
    raw, mask = _raw(text), _raw(other)
    yield raw.hex().encode(), mask[: len(raw)].hex().encode()
    yield raw.hex().upper().encode(), mask[: len(raw)].hex().upper().encode()
    for offset in range(3):
        for alphabet in (b"+/", b"-_"):
            middle = _middle(raw, offset, alphabet)
            if len(middle) >= 2 * SHORTEST:
                yield middle, _middle(mask, offset, alphabet)


def _middle(raw: bytes, offset: int, alphabet: bytes) -> bytes:
    """What Base64 makes of bytes that begin at an offset of a group, without what depends on their neighbours."""
    whole = base64.b64encode(b"\0" * offset + raw, altchars=alphabet)
    return whole[(4 if offset else 0) : (offset + len(raw)) // 3 * 4]
