"""Where a document came from, and on which line each part of it stands."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from specs import catalog, revisions
from specs.errors import SpecError

MAX_BYTES = 128 * 1024 * 1024
"""The largest document that is read, in bytes."""


@dataclass(frozen=True)
class Source:
    """A document's text and what its user calls it.

    Attributes:
        name: as given: a path, URL, ``-``, ``revision:path`` or catalogue name.
        path: the file it was read from; None for anything else.
        written: the whole text; of JSON in UTF-8 its bytes, which most readers never need as a text.
        uri: against which its references are resolved; "" where there is nothing to resolve them against.
        media_type: that its server gave it; "" where there is none.
        parts: what was taken into the document from other files: by the pointer of its place in the document, the
            file and the pointer of its place there.
    """

    name: str
    path: Path | None
    written: str | bytes = field(repr=False)
    uri: str = ""
    media_type: str = ""
    parts: Mapping[str, tuple[Source, str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """The whole text.

        Raises:
            SpecError: it is none.
        """
        return self.written if isinstance(self.written, str) else decode(self.written, self.name)

    @property
    def label(self) -> str:
        """What messages about a place in it call it: the path as given, or the file's name for one of the catalogue."""
        if self.path and catalog.is_catalogue_name(self.name):
            return self.path.name
        return self.name

    def origin(self, pointer: str) -> tuple[Source, str]:
        """The file that a part of the document stands in, and its pointer there."""
        nearest = pointer
        while nearest and nearest not in self.parts:
            nearest = nearest.rpartition("/")[0]
        file, start = self.parts.get(nearest, (self, ""))
        return file, start + pointer[len(nearest) :] if nearest else pointer

    def line(self, pointer: str, data: Any = None) -> int | None:
        """The 1-based line of a pointer's value in the file that has it, found on demand.

        Args:
            pointer: of the value.
            data: what was read of the whole text; with it, lines of JSON are found sooner.
        """
        from specs import laid_out, lines

        file, inside = self.origin(pointer)
        if data is not None and file is self and isinstance(self.written, bytes):
            try:
                return laid_out.line_of(self.written, inside, data)
            except laid_out.OtherwiseLaidOutError:
                pass
        return lines.line_of(file.text, inside)

    def place(self, pointer: str, data: Any = None) -> tuple[str, int | None]:
        """What messages call the file that a part of the document stands in, and the line there; ``data`` as above."""
        return self.origin(pointer)[0].label, self.line(pointer, data)


def read(name: str) -> Source:
    """Read a document's text.

    Args:
        name: a path, an ``http(s)`` URL, ``-`` for standard input, ``revision:path`` for a file as it was at a revision
            of the Git repository around the current folder, or a catalogue name. A file of that name goes before the
            last two.

    Raises:
        SpecError: nothing is there, or it cannot be read, or it is no text, or it is larger than ``MAX_BYTES``.
    """
    if name == "-":
        return Source("-", None, _written(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"))
    if name.startswith(("http://", "https://")):
        return _download(name)
    path = Path(name)
    if not _exists(path):
        at = revisions.parse(name)
        if at:
            return read_revision(*at, name)
        if catalog.is_catalogue_name(name):
            path = catalog.find(name).path
    return read_file(path, name)


def read_file(path: Path, name: str) -> Source:
    """Read a file that is called by a name of the user's."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        return Source(name, path, _written(content, str(path)), path.resolve().as_uri())
    except FileNotFoundError as error:
        raise _no_such_file(name) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        told = getattr(error, "strerror", error)
        raise SpecError(f"cannot be read: {told}", source=name, hint="give the path of a readable file") from error


def read_revision(revision: revisions.Revision, path: str, name: str) -> Source:
    """Read a file as it was at a revision."""
    try:
        content = revision.read(path, MAX_BYTES)
    except FileNotFoundError as error:
        told = f"no such file at {revision.name}: {path}"
        raise SpecError(told, source=name, hint=_meant_at(revision, path)) from error
    return Source(name, None, _written(content, name), f"git://{revision.commit}/{quote(path)}")


def _no_such_file(name: str) -> SpecError:
    why, hint = revisions.why_not(name) or ("", f"give a path, a URL, -, or one of {', '.join(catalog.apis())}")
    return SpecError(f"no such file, and {why}" if why else "no such file", source=name, hint=hint)


def _meant_at(revision: revisions.Revision, path: str) -> str:
    """What somebody may have meant who asked for a file that a revision lacks: its path from the root, mostly."""
    listed = f"git ls-tree -r --name-only {revision.name} lists what is there"
    alike = [each for each in revision.files() if each.rpartition("/")[2] == path.rpartition("/")[2]]
    return f"did you mean {revision.name}:{alike[0]}? {listed}" if alike else listed


def _download(url: str) -> Source:
    from specs.fetch import NotFetchedError, fetch

    try:
        answer = fetch(url, MAX_BYTES)
    except NotFetchedError as error:
        raise SpecError(f"cannot be fetched: {error}", source=url, hint=error.hint) from error
    return Source(url, None, _written(answer.content, url), answer.url, answer.media_type)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have is told of where it is read
        return True


def _written(content: bytes, label: str) -> str | bytes:
    """What a source holds: JSON as it is, anything else as text. Raises SpecError: as ``decode``, but for JSON."""
    return content if content[:1] == b"{" and len(content) <= MAX_BYTES else decode(content, label)


def decode(content: bytes, label: str) -> str:
    """Bytes as text.

    Raises:
        SpecError: they are none, or too many.
    """
    if len(content) > MAX_BYTES:
        raise SpecError(f"larger than {MAX_BYTES // 1024 // 1024} MiB", source=label, hint="split it into files")
    try:
        return text_of(content)
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise SpecError(f"not UTF-8 text (byte {error.start})", source=label, hint=hint) from error


def text_of(content: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so. Raises UnicodeDecodeError: it is neither."""
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
