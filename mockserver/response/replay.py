"""Replay tokens: so little that it fits a header field, so much that one response can be made again from it alone."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mockserver.draws import Draw, digest_of
from mockserver.errors import MockError
from mockserver.turn import Turn
from specs.messages import Response
from specs.model import Document

HEADER = "Ringback-Replay"
_VERSION = 0x10
_DEPENDENT, _DYNAMIC, _INVENTED = 1, 2, 4
_DOCUMENT, _DIGEST = 4, 8
_IN_URLS = bytes.maketrans(b"+/", b"-_")
"""Source: RFC 4648, 5."""
_ELSEWHERE = frozenset({"location", "content-location", "link"})
"""Fields that repeat the request's own address."""


class Token(NamedTuple):
    """What a response was made of.

    Attributes:
        document: the beginning of the document's digest.
        digest: the beginning of the response's: status, header fields as the document has them, body.
        operation: its place in the document; behind the last where the request led to none.
        media: place of the representation among those of the response, from 1 on; 0 for none.
        example: place of the preferred example among those of the representation, from 1 on; 0 for none.
        dependent: the response says something of its request, or of what came before it.
        dynamic: the mock makes bodies up although there are examples.
        invented: the client preferred so.
    """

    document: bytes
    digest: bytes
    operation: int
    draw: Draw
    status: int
    media: int
    example: int
    dependent: bool
    dynamic: bool
    invented: bool

    def __str__(self) -> str:
        """As in the header field: sixty letters, digits, ``-`` and ``_`` at most."""
        flags = self.dependent * _DEPENDENT | self.dynamic * _DYNAMIC | self.invented * _INVENTED
        seed = self.draw.seed * 2 if self.draw.seed >= 0 else -self.draw.seed * 2 - 1
        numbers = (self.operation, seed, self.draw.number, self.status, self.media, self.example)
        made = b"".join((bytes((_VERSION | flags,)), self.document, self.digest, *map(_varint, numbers)))
        return binascii.b2a_base64(made, newline=False).translate(_IN_URLS).rstrip(b"=").decode()


def parse(text: str) -> Token:
    """A token as it was printed.

    Raises:
        MockError: it is none.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        operation, seed, number, status, media, example = _numbers(raw[1 + _DOCUMENT + _DIGEST :])
    except (binascii.Error, ValueError) as error:
        raise MockError("this is no replay token", hint=f"take it from the field {HEADER} of a response") from error
    if raw[0] & 0xF8 != _VERSION:
        raise MockError("this replay token is of another version of ringback")
    return Token(
        document=raw[1 : 1 + _DOCUMENT],
        digest=raw[1 + _DOCUMENT : 1 + _DOCUMENT + _DIGEST],
        operation=operation,
        draw=Draw(seed // 2 if seed % 2 == 0 else -(seed + 1) // 2, number),
        status=status,
        media=media,
        example=example,
        dependent=bool(raw[0] & _DEPENDENT),
        dynamic=bool(raw[0] & _DYNAMIC),
        invented=bool(raw[0] & _INVENTED),
    )


class Minter:
    """Makes the tokens of one mock's responses.

    Args:
        document: what it serves.
        dynamic: whether it makes bodies up although there are examples.
    """

    def __init__(self, document: Document, *, dynamic: bool) -> None:
        self._document, self._dynamic = document, dynamic
        self._digest = b""
        self._places: dict[int, int] = {}

    def token(self, turn: Turn, response: Response) -> Token:
        """The token of a response to which nothing has been added yet."""
        self._look()
        media, example, exact = _representation(turn)
        addressed = not _ELSEWHERE.isdisjoint([name.lower() for name, _ in response.headers])
        return Token(
            document=self._digest,
            digest=fingerprint(response),
            operation=self._places[id(turn.operation)],
            draw=turn.draw,
            status=turn.status,
            media=media,
            example=example,
            dependent=not turn.alone or not exact or addressed,
            dynamic=self._dynamic if turn.preferences.dynamic is None else turn.preferences.dynamic,
            invented=turn.preferences.dynamic is True,
        )

    def lost(self, response: Response, seed: int) -> Token:
        """The token of a response to a request that led to no operation: it says nothing but what it is of."""
        self._look()
        return Token(
            document=self._digest,
            digest=fingerprint(response),
            operation=len(self._places),
            draw=Draw(seed, 0),
            status=response.status,
            media=0,
            example=0,
            dependent=True,
            dynamic=self._dynamic,
            invented=False,
        )

    def _look(self) -> None:
        """Take the document's digest, once."""
        if not self._digest:
            self._places = {id(each): place for place, each in enumerate(self._document.operations)}
            self._digest = digest_of(self._document)[:_DOCUMENT]


def _representation(turn: Turn) -> tuple[int, int, bool]:
    """Places of representation and example, and whether they are all there is to know of it."""
    if turn.media is None or turn.entry is None:
        return 0, 0, True
    for place, media in enumerate(turn.entry.content, 1):
        if media.pointer == turn.media.pointer:
            wanted, names = turn.preferences.example, list(media.examples)
            return place, names.index(wanted) + 1 if wanted in names else 0, media.name == turn.media.name
    return 0, 0, False


def fingerprint(response: Response) -> bytes:
    """The beginning of a response's digest."""
    head = [str(response.status), *[f"{name}: {value}" for name, value in response.headers]]
    whole = "\n".join(head).encode("utf-8", "surrogatepass") + b"\n\n" + response.body
    return hashlib.blake2b(whole, digest_size=_DIGEST).digest()


@lru_cache(1024)
def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that there are more."""
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    made.append(number)
    return bytes(made)


def _numbers(raw: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in raw:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
