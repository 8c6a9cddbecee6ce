"""What decides everything that is made up for a request: the document, a seed, how often its operation was asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from specs.model import Document
from specs.schemas import LOCALE

_LARGEST = 2**39


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw from what an operation may answer.

    Attributes:
        seed: the mock's, or the client's where it prefers one.
        number: of the request, from 1 on; 0 where it does not matter.
    """

    seed: int
    number: int

    def text(self, operation: str) -> str:
        """What the generators are seeded with, for an operation's key."""
        return f"{self.seed}/{operation}/{self.number}"


def numbered(seed: int | str) -> int:
    """A seed as a number of five bytes: itself where it is one, else one that stands for it."""
    text = str(seed).strip()
    if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 20 and abs(int(text)) < _LARGEST:
        return int(text)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4])


def digest_of(document: Document) -> bytes:
    """A digest of all that a document was read from, and of the language that its samples are in."""
    texts = {id(file): file.text for file, _ in document.source.parts.values()}
    made = hashlib.blake2b(document.source.text.encode("utf-8", "surrogatepass"))
    for text in (*texts.values(), str(document.raw.get(LOCALE))):
        made.update(text.encode("utf-8", "surrogatepass"))
    return made.digest()
