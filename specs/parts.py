"""The files that a document consists of: found by their URI, read as far as the user allows, parsed once."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from specs import revisions, source
from specs.options import Options
from specs.parse import parse
from specs.references import Site, Survey, renamed, resolved, survey
from specs.slips import Slips
from specs.source import Source

MAX_PARTS, MAX_FETCHES = 10_000, 100

_DATA_SUFFIXES = frozenset({".json", ".yaml", ".yml", ""})
"""Files that hold data; a reference to any other, say to Markdown, stands for its text."""


class OutOfReachError(Exception):
    """A reference cannot or must not be followed; the text says why, ``hint`` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(slots=True, eq=False)
class Part:
    """One file of a document; ``data`` is what is parsed, or the text of what holds no data."""

    source: Source
    data: Any
    survey: Survey
    seen: set[int] = field(default_factory=set)

    def sites(self, pointer: str) -> Iterator[Site]:
        """The references at or below a pointer, in the order of their pointers."""
        known = self.survey.sites
        for index in self._range(pointer):
            yield known[index]

    def unseen(self, pointer: str) -> Iterator[Site]:
        """Those of ``sites`` that were not given before."""
        for index in self._range(pointer):
            if index not in self.seen:
                self.seen.add(index)
                yield self.survey.sites[index]

    def _range(self, pointer: str) -> Iterator[int]:
        known = self.survey.pointers
        at = bisect_left(known, pointer)
        while at < len(known) and known[at] == pointer:
            yield at
            at += 1
        if pointer:  # "0" is the character after "/"
            yield from range(bisect_left(known, pointer + "/", at), bisect_left(known, pointer + "0", at))
        else:
            yield from range(at, len(known))


class Parts:
    """All files of a document by their URIs, also those that they give themselves (``$self``, ``$id``)."""

    def __init__(self, read: Source, raw: dict[str, Any], options: Options) -> None:
        self._options = options
        self._own = read
        self._roots = [root.resolve() for root in options.ref_roots]
        self._known: dict[str, tuple[Part, str]] = {}
        self._read: dict[str, Part] = {}
        self._bytes = len(read.text)
        self._fetches = 0
        base = read.uri
        if str(raw.get("openapi", "")).startswith("3.2"):
            base = renamed(base, raw.get("$self"))  # Source: OAS 3.2.0, Establishing the Base URI
        self._self = base if base != read.uri else ""
        if read.uri.startswith("file:") and read.path:
            self._roots.insert(0, read.path.resolve().parent)
        self.root = self._kept(read, raw, base)
        self._revision = self._revision_of(read)

    def find(self, uri: str) -> tuple[Part, str]:
        """The file that a URI means, and the pointer of the part of it that is called so.

        Raises:
            OutOfReachError: there is no such file, or it must not be read.
            SpecError: what is there cannot be parsed.
        """
        if uri not in self._known:
            self._known[uri] = (self._opened(uri), "")
        return self._known[uri]

    def _opened(self, uri: str) -> Part:
        if len(self._read) >= MAX_PARTS:
            raise OutOfReachError(f"is one file too many: {MAX_PARTS} are read", "bundle some of them first")
        folder = self._self[: self._self.rindex("/") + 1] if "/" in self._self else ""
        if folder and uri.startswith(folder):  # $self says where the document's own folder is to be found
            try:
                return self._by_scheme(resolved(self._own.uri, uri[len(folder) :]))
            except OutOfReachError:
                if urlsplit(uri).scheme not in ("http", "https"):
                    raise
        return self._by_scheme(uri)

    def _by_scheme(self, uri: str) -> Part:
        scheme = urlsplit(uri).scheme
        if not scheme:
            hint = "download the document with its files and give the path"
            raise OutOfReachError("is relative, and what has no folder has no neighbours", hint)
        reader = {"file": self._file, "http": self._web, "https": self._web, "git": self._at_revision}.get(scheme)
        if reader is None:
            raise OutOfReachError(f"cannot be followed: {uri}", "refer to a file or to an http URL")
        try:
            return reader(uri)
        except ValueError as error:  # a name that no file can have
            raise OutOfReachError(f"cannot be followed: {error}", "correct the $ref") from error

    def _file(self, uri: str) -> Part:
        parts = urlsplit(uri)
        if parts.netloc not in ("", "localhost"):
            raise OutOfReachError(f"cannot be followed: {uri} is on another machine", "copy the file")
        path = Path(unquote(parts.path))
        try:
            path = path.resolve()
            if not any(map(path.is_relative_to, self._roots)):
                hint = "allow its folder with --allow-ref-root"
                raise OutOfReachError(f"leaves the document's folder: {path}", hint)
            if path.as_uri() in self._read:
                return self._read[path.as_uri()]
            with path.open("rb") as file:
                content = file.read(source.MAX_BYTES + 1)
        except OSError as error:
            raise OutOfReachError(f"cannot be followed: {path}: {error.strerror}", "check the $ref's path") from error
        text = self._text(content, str(path))
        return self._parsed(Source(self._label(path), path, text, path.as_uri()), path.suffix)

    def _web(self, uri: str) -> Part:
        from specs.fetch import NotFetchedError, fetch

        if not self._options.ref_hosts:
            raise OutOfReachError(f"would need the network: {uri}", "allow its host with --allow-ref-host")
        self._fetches += 1
        if self._fetches > MAX_FETCHES:
            raise OutOfReachError(f"would be fetched, and {MAX_FETCHES} files were", "download the files")
        try:
            answer = fetch(uri, source.MAX_BYTES, self._options.ref_hosts)
        except NotFetchedError as error:
            raise OutOfReachError(f"would need the network: {uri}: {error}", error.hint) from error
        if answer.url in self._read:
            return self._read[answer.url]
        text = self._text(answer.content, uri)
        suffix = posixpath.splitext(urlsplit(answer.url).path)[1]
        return self._parsed(Source(uri, None, text, answer.url, answer.media_type), suffix)

    def _at_revision(self, uri: str) -> Part:
        parts = urlsplit(uri)
        path = posixpath.normpath(unquote(parts.path).lstrip("/"))
        if self._revision is None or parts.netloc != self._revision.commit:
            raise OutOfReachError(f"cannot be followed: {uri}", "refer to a file of the same revision")
        roots = [posixpath.dirname(unquote(urlsplit(self._own.uri).path)).lstrip("/")]
        top = self._revision.top.resolve()
        roots += [root.relative_to(top).as_posix() for root in self._roots if root.is_relative_to(top)]
        if path.startswith("..") or not any(root in ("", ".") or path.startswith(root + "/") for root in roots):
            raise OutOfReachError(f"leaves the document's folder: {path}", "allow its folder with --allow-ref-root")
        normal = f"git://{parts.netloc}/{quote(path)}"
        if normal in self._read:
            return self._read[normal]
        name = f"{self._revision.name}:{path}"
        try:
            text = self._text(self._revision.read(path, source.MAX_BYTES), name)
        except FileNotFoundError as error:
            raise OutOfReachError(f"cannot be followed: no such file: {name}", "check the $ref's path") from error
        return self._parsed(Source(name, None, text, normal), posixpath.splitext(path)[1])

    def _text(self, content: bytes, name: str) -> str:
        self._bytes += len(content)
        if self._bytes > source.MAX_BYTES:
            told = f"makes the document larger than {source.MAX_BYTES // 1024 // 1024} MiB"
            raise OutOfReachError(told, "refer to less")
        try:
            return source.text_of(content)
        except UnicodeDecodeError as error:
            raise OutOfReachError(f"cannot be followed: {name} is not UTF-8 text", "check the $ref's path") from error

    def _parsed(self, read: Source, suffix: str) -> Part:
        kind = read.media_type
        holds_data = suffix.lower() in _DATA_SUFFIXES if _is_vague(kind) else ("json" in kind or "yaml" in kind)
        return self._kept(read, parse(read.text, read.label, Slips()) if holds_data else read.text, read.uri)

    def _kept(self, read: Source, data: Any, base: str) -> Part:
        if read is not self._own and isinstance(data, dict):
            base = renamed(base, data.get("$self"))
        part = Part(read, data, survey(data, base))
        self._read[read.uri] = part
        for uri in (read.uri, base):
            self._known.setdefault(uri, (part, ""))
        for uri, pointer in part.survey.ids.items():
            self._known.setdefault(uri, (part, pointer))
        return part

    def _label(self, path: Path) -> str:
        """What messages call a file: as the user called the document, where it is below its folder."""
        home = self._own.path
        if home is not None and path.is_relative_to(home.resolve().parent):
            return str(home.parent / path.relative_to(home.resolve().parent))
        return str(path)

    def _revision_of(self, read: Source) -> revisions.Revision | None:
        found = revisions.parse(read.name) if read.uri.startswith("git:") else None
        return found[0] if found else None


def _is_vague(media_type: str) -> bool:
    """Whether a media type leaves open what a file holds, so that the end of its name says so."""
    return media_type in ("", "text/plain", "application/octet-stream", "binary/octet-stream")
