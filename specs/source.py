"""Where a document came from, and on which line each part of it stands."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from specs import catalog, pointers
from specs.errors import SpecError

MAX_BYTES = 128 * 1024 * 1024
"""The largest document that is read, in bytes."""

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Source:
    """A document's text and what its user calls it.

    Attributes:
        name: as given: a path, URL, ``-`` or catalogue name.
        path: the file it was read from; None for a URL and for standard input.
        text: the whole text.
    """

    name: str
    path: Path | None
    text: str = field(repr=False)

    @property
    def label(self) -> str:
        """What messages about a place in it call it: the path as given, or the file's name for one of the catalogue."""
        if self.path and catalog.is_catalogue_name(self.name):
            return self.path.name
        return self.name

    def line(self, pointer: str) -> int | None:
        """The 1-based line of a pointer's value, found on demand."""
        return pointers.line_of(self.text, pointer)


def read(name: str) -> Source:
    """Read a document's text.

    Args:
        name: a path, an ``http(s)`` URL, ``-`` for standard input, or a catalogue name.

    Raises:
        SpecError: nothing is there, or it cannot be read, or it is no text, or it is larger than ``MAX_BYTES``.
    """
    if name == "-":
        return Source("-", None, _decode(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"))
    if name.startswith(("http://", "https://")):
        return Source(name, None, _decode(_download(name), name))
    path = Path(name)
    if catalog.is_catalogue_name(name) and not path.exists():
        path = catalog.find(name).path
    return Source(name, path, _decode(_read_file(path, name), str(path)))


def _read_file(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        known = ", ".join(catalog.apis())
        raise SpecError("no such file", source=name, hint=f"give a path, a URL, -, or one of {known}") from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        told = getattr(error, "strerror", error)
        raise SpecError(f"cannot be read: {told}", source=name, hint="give the path of a readable file") from error


def _download(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - the user named this URL
            body: bytes = answer.read(MAX_BYTES + 1)
            return body
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise SpecError(
            f"cannot be fetched: {reason}", source=url, hint="check the URL, or download the file"
        ) from error


def _decode(content: bytes, label: str) -> str:
    if len(content) > MAX_BYTES:
        raise SpecError(f"larger than {MAX_BYTES // 1024 // 1024} MiB", source=label, hint="split it into files")
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise SpecError(f"not UTF-8 text (byte {error.start})", source=label, hint=hint) from error
